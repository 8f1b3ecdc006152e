//! The program's output. A long run does not end because its output is closed, or because the disk that its
//! output goes to is full.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write, stderr, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

/// `println!` that never panics.
macro_rules! say {
    ($($text:tt)*) => { $crate::say::line(format_args!($($text)*)) };
}
pub(crate) use say;

/// Whether this process prints nothing, as another one does.
static MUTE: AtomicBool = AtomicBool::new(false);

/// Leaves all printing to another rank.
pub(crate) fn mute() {
    MUTE.store(true, Ordering::Relaxed);
}

/// Whether it was told that output is lost.
static TOLD: AtomicBool = AtomicBool::new(false);

pub(crate) fn line(text: Arguments<'_>) {
    if MUTE.load(Ordering::Relaxed) {
        return;
    }
    let mut out = stdout().lock();
    if let Err(reason) = writeln!(out, "{text}").and_then(|()| out.flush()) {
        // A reader that has seen enough, `head` for instance, is no fault.
        if reason.kind() != ErrorKind::BrokenPipe && !TOLD.swap(true, Ordering::Relaxed) {
            fault(format_args!(
                "warning: standard output cannot be written ({reason}); the run continues"
            ));
        }
    }
}

/// A line on standard error. Where that cannot be written either, it is lost.
pub(crate) fn fault(text: Arguments<'_>) {
    let _ = writeln!(stderr(), "{text}");
}

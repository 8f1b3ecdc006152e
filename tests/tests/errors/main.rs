//! What `compile()` and the runs of a circuit refuse, with the exact words. Nothing here may panic.

mod both;
mod bound;
mod calls;
mod leaks;
mod observables;
mod run;
mod sizes;
mod stated;
mod values;

use qkernel_runtime::circuit::Compile;
use qkernel_runtime::kernel::EntryKernel;

/// Asserts that a kernel is refused, at a place that is so many lines below its name, with exactly this message.
#[track_caller]
fn refused<K: EntryKernel>(kernel: K, (line, column): (u32, u32), message: &str) {
    let (name, loc) = (K::SIGNATURE.name, K::SIGNATURE.loc);
    let Err(error) = kernel.compile() else {
        panic!("`{name}` was not refused")
    };
    let expected = format!(
        "{}:{}:{column}: in `{name}`: {message}",
        loc.file,
        loc.line + line
    );
    // The codes are told apart from the words: `fixed.rs` compares them.
    assert_eq!(without_code(&error.to_string()), expected);
    assert_eq!((&*error.kernel, error.loc.line), (name, loc.line + line));
}

/// A message without its `[QK0083] `.
fn without_code(message: &str) -> String {
    match message.find("[QK") {
        Some(at) => message[..at].to_owned() + &message[at + 9..],
        None => message.to_owned(),
    }
}

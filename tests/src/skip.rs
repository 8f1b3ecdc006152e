//! Tests that need what a machine may not have say so, and pass. Test files of packages that do not depend on this one include this file by its path.

// Each of them uses a part of this.
#![allow(dead_code, unreachable_pub)]

use std::io::Write;
use std::process::{Command, Stdio};

/// Prints that a test is skipped, and why. The line goes to standard error itself: libtest holds back what macros print.
pub fn skipped(test: &str, reason: &str) {
    let line = format!("skipped: {test}, {reason}\n");
    let _ = std::io::stderr().write_all(line.as_bytes());
}

/// Whether what a test needs is there. Where it is not, a line says which test is skipped; on CI, which installs it, the test fails.
///
/// # Panics
/// It is not there, and CI is `true`.
pub fn wanted(test: &str, tool: &str, is_there: bool) -> bool {
    let is_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(
        is_there || !is_ci,
        "{test}: no {tool}, which `.ci/run` installs"
    );
    if !is_there {
        skipped(test, &format!("no {tool}"));
    }
    is_there
}

/// As [`wanted`], for a program.
///
/// # Panics
/// As [`wanted`].
pub fn present(test: &str, tool: &str) -> bool {
    let mut command = Command::new(tool);
    let command = command.arg("--version");
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    wanted(test, tool, status.is_ok())
}

//! Python, where Qiskit and PennyLane are. Tests that need it are skipped where it is absent.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::skip::skipped;

/// The interpreter that has these packages: `python3`, or what `QISKIT_PYTHON` names. Without one, says that the test is
/// skipped, and for want of what.
pub fn python(test: &str, packages: &[&str]) -> Option<String> {
    let python = std::env::var("QISKIT_PYTHON").unwrap_or_else(|_| "python3".into());
    let missing = packages.iter().find(|package| {
        let found = Command::new(&python)
            .args(["-c", &format!("import {package}")])
            .stderr(Stdio::null())
            .status();
        !found.is_ok_and(|status| status.success())
    });
    match missing {
        Some(package) => {
            skipped(test, &format!("no {package}"));
            None
        }
        None => Some(python),
    }
}

/// What a script prints that is given this text.
///
/// # Panics
/// If the script fails, with all that it said.
#[track_caller]
pub fn run(python: &str, script: &str, input: &str) -> String {
    let mut child = Command::new(python)
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python starts");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    // A script that ends early has said why.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("python ends");
    let complaint = String::from_utf8_lossy(&output.stderr);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{complaint}{told}");
    told.into_owned()
}

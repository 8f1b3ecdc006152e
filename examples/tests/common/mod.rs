//! Running the example.

// Each test file uses a part of this.
#![allow(dead_code, unreachable_pub)]

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An example, as `cargo test` has built it; `cargo test --test NAME` alone builds no examples.
pub fn example(name: &str) -> PathBuf {
    let test = env::current_exe().expect("this test has a path");
    let folder = test
        .parent()
        .and_then(Path::parent)
        .expect("a target folder");
    let program = folder
        .join("examples")
        .join(format!("{name}{}", env::consts::EXE_SUFFIX));
    if !program.is_file() {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--example", name]);
        if !cfg!(debug_assertions) {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo runs").success());
    }
    program
}

/// The example, for flags.
pub fn command() -> Command {
    Command::new(example("hqnn_fashion_mnist"))
}

/// Runs it on a few drawn garments.
pub fn run(output: &Path, flags: &[&str]) -> Output {
    command()
        .arg("--output")
        .arg(output)
        .args(flags)
        .output()
        .expect("the example runs")
}

pub const FEW: [&str; 6] = [
    "--dataset",
    "synthetic",
    "--train-samples",
    "6",
    "--test-samples",
    "3",
];

pub fn succeeded(output: Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}

pub fn refused(output: Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{text}");
    assert!(!text.contains("panicked"), "{text}");
    text
}

//! Wrong programs and what is said about them: one program a rule in `ui/`, its message beside it.
//!
//! After a change of a message: `TRYBUILD=overwrite cargo test -p qkernel-tests --test ui`, then read the difference.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version of rustc whose words the goldens hold.
const COMPARED_ON: &str = "1.95";

/// Set for the run that only looks whether the programs fail.
const FAILURE_ONLY: &str = "QKERNEL_UI_FAILURE_ONLY";

#[test]
fn wrong_programs_are_refused() {
    if let Some(folder) = env::var_os(FAILURE_ONLY) {
        trybuild::TestCases::new().compile_fail(PathBuf::from(folder).join("*.rs"));
        return;
    }
    let version = rustc_version();
    if version.starts_with(&format!("{COMPARED_ON}.")) {
        trybuild::TestCases::new().compile_fail("ui/*.rs");
        return;
    }
    let _ = writeln!(
        std::io::stderr(),
        "the texts of the messages were not compared: they are those of rustc {COMPARED_ON}, and this is rustc {version}",
    );
    refused_with_any_text();
}

fn rustc_version() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("--version")
        .output()
        .expect("rustc runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.split_whitespace()
        .nth(1)
        .unwrap_or_default()
        .to_owned()
}

/// Runs this test again on copies of the programs, with trybuild told to write the messages instead of comparing
/// them: then only a program that compiles is a failure.
fn refused_with_any_text() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ui");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for the copies");
    for entry in fs::read_dir("ui").expect("the programs") {
        let path = entry.expect("a program").path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            fs::copy(&path, folder.join(path.file_name().expect("a name"))).expect("a copy");
        }
    }
    let status = Command::new(env::current_exe().expect("this test"))
        .args(["--exact", "wrong_programs_are_refused", "--nocapture"])
        .env(FAILURE_ONLY, &folder)
        .env("TRYBUILD", "overwrite")
        .status()
        .expect("this test runs again");
    assert!(status.success(), "a wrong program compiles");
}

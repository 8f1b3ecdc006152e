//! Wrong programs and their messages: a folder of programs, each with its message beside it.
//!
//! The goldens hold rustc's own words too, which change from version to version. They are compared on one version; on
//! any other the programs must still fail to compile.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version of rustc whose words the goldens hold.
const COMPARED_ON: &str = "1.95";

/// Set for the run that only looks whether the programs fail.
const FAILURE_ONLY: &str = "QKERNEL_UI_FAILURE_ONLY";

/// Asserts that the programs of a folder are refused, with their messages where these can be compared. `test` is the name of
/// the one test that calls this in its binary.
///
/// # Panics
/// If a program compiles, or says something else.
pub fn assert_refused(folder: &str, test: &str) {
    if let Some(copies) = env::var_os(FAILURE_ONLY) {
        trybuild::TestCases::new().compile_fail(PathBuf::from(copies).join("*.rs"));
        return;
    }
    let version = rustc_version();
    if version.starts_with(&format!("{COMPARED_ON}.")) {
        trybuild::TestCases::new().compile_fail(format!("{folder}/*.rs"));
        return;
    }
    let _ = writeln!(
        std::io::stderr(),
        "the texts of the messages were not compared: they are those of rustc {COMPARED_ON}, and this is rustc {version}",
    );
    refused_with_any_text(folder, test);
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

/// Runs the test again on copies of the programs, with trybuild told to write the messages instead of comparing
/// them: then only a program that compiles is a failure.
fn refused_with_any_text(folder: &str, test: &str) {
    let copies = env::temp_dir().join(format!("qkernel-{folder}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&copies);
    fs::create_dir_all(&copies).expect("a folder for the copies");
    for entry in fs::read_dir(Path::new(folder)).expect("the programs") {
        let path = entry.expect("a program").path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            fs::copy(&path, copies.join(path.file_name().expect("a name"))).expect("a copy");
        }
    }
    let status = Command::new(env::current_exe().expect("this test"))
        .args(["--exact", test, "--nocapture"])
        .env(FAILURE_ONLY, &copies)
        .env("TRYBUILD", "overwrite")
        .status()
        .expect("this test runs again");
    let _ = fs::remove_dir_all(&copies);
    assert!(status.success(), "a wrong program compiles");
}

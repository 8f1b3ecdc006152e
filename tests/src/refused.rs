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

/// The programs of the run that looks at them, a pattern of files.
const PROGRAMS: &str = "QKERNEL_UI_PROGRAMS";

/// What trybuild gives rustc for the programs. It gives all but the last to the dependencies, which it checks first, so that
/// cargo would check each of them a second time for the programs: with the same for both, each is checked once.
const FLAGS: [&str; 4] = [
    "--cfg=trybuild",
    "--verbose",
    "-Adead_code",
    "--diagnostic-width=140",
];

/// Asserts that the programs of a folder are refused, with their messages where these can be compared. `test` is the name of
/// the one test that calls this in its binary: it runs again as a process of its own, since what cargo gives rustc is taken from
/// the environment.
///
/// # Panics
/// If a program compiles, or says something else.
pub fn assert_refused(folder: &str, test: &str) {
    if let Some(programs) = env::var_os(PROGRAMS) {
        trybuild::TestCases::new().compile_fail(PathBuf::from(programs));
        return;
    }
    let version = rustc_version();
    if version.starts_with(&format!("{COMPARED_ON}.")) {
        let programs = Path::new(folder).join("*.rs");
        assert!(run(test, &programs, false), "see above");
        return;
    }
    let _ = writeln!(
        std::io::stderr(),
        "the texts of the messages were not compared: they are those of rustc {COMPARED_ON}, and this is rustc {version}",
    );
    refused_with_any_text(folder, test);
}

/// Runs the test on the programs, with trybuild told to write the messages instead of comparing them if `overwrite` says so.
fn run(test: &str, programs: &Path, overwrite: bool) -> bool {
    let mut again = Command::new(env::current_exe().expect("this test"));
    again
        // What follows chooses programs, as in `-- trybuild=name`.
        .args(
            env::args()
                .skip(1)
                .filter(|argument| argument.starts_with("trybuild=")),
        )
        .args([test, "--nocapture"])
        .env(PROGRAMS, programs)
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"));
    if overwrite {
        again.env("TRYBUILD", "overwrite");
    }
    again.status().expect("this test runs again").success()
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

/// Runs the test on copies of the programs, with their messages written instead of compared: then only a program that
/// compiles is a failure.
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
    let refused = run(test, &copies.join("*.rs"), true);
    let _ = fs::remove_dir_all(&copies);
    assert!(refused, "a wrong program compiles");
}

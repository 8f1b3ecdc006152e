//! Wrong programs and their messages: a folder of programs, each with its message beside it.
//!
//! The goldens hold rustc's own words too, which change from version to version. They are compared on one version; on
//! any other the programs must still fail to compile.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The version of rustc whose words the goldens hold.
const COMPARED_ON: &str = "1.95";

/// The programs of the run that looks at them, a pattern of files.
const PROGRAMS: &str = "QKERNEL_UI_PROGRAMS";

/// For `check_programs`, which trybuild takes for cargo: the true one.
pub const CARGO: &str = "QKERNEL_UI_CARGO";

/// For `check_programs`: what rustc is given beside a program, as in `CARGO_ENCODED_RUSTFLAGS`.
pub const FLAGS: &str = "QKERNEL_UI_FLAGS";

/// Asserts that the programs of a folder are refused, with their messages where these can be compared. `test` is the name of
/// the one test that calls this in its binary: it runs again as a process of its own, since trybuild takes cargo from
/// the environment. The programs may name the `dependencies`, which are packages, and no others.
///
/// # Panics
/// If a program compiles, or says something else.
pub fn assert_refused(folder: &str, test: &str, dependencies: &[&str]) {
    if let Some(programs) = env::var_os(PROGRAMS) {
        trybuild::TestCases::new().compile_fail(PathBuf::from(programs));
        return;
    }
    let version = rustc_version();
    if version.starts_with(&format!("{COMPARED_ON}.")) {
        let programs = Path::new(folder).join("*.rs");
        assert!(run(test, dependencies, &programs, false), "see above");
        return;
    }
    let _ = writeln!(
        std::io::stderr(),
        "the texts of the messages were not compared: they are those of rustc {COMPARED_ON}, and this is rustc {version}",
    );
    refused_with_any_text(folder, test, dependencies);
}

/// Runs the test on the programs, with trybuild told to write the messages instead of comparing them if `overwrite` says so.
fn run(test: &str, dependencies: &[&str], programs: &Path, overwrite: bool) -> bool {
    let this = env::current_exe().expect("this test");
    let built = Built::new(&this);
    let mut again = Command::new(&this);
    again
        // What follows chooses programs, as in `-- trybuild=name`.
        .args(
            env::args()
                .skip(1)
                .filter(|argument| argument.starts_with("trybuild=")),
        )
        .args([test, "--nocapture"])
        .env(PROGRAMS, programs)
        .env(CARGO, cargo())
        .env(FLAGS, built.flags(dependencies).join("\u{1f}"))
        .env("CARGO", built.checker());
    if overwrite {
        again.env("TRYBUILD", "overwrite");
    }
    again.status().expect("this test runs again").success()
}

fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// What cargo says that it has built for a test, a message each.
struct Built(Vec<Value>);

impl Built {
    /// Asks cargo to build what `cargo test --workspace` has built: with the features of the whole workspace, so that messages are
    /// the same whichever package is tested.
    fn new(test: &Path) -> Built {
        let (test, _hash) = test
            .file_stem()
            .and_then(|stem| stem.to_str()?.rsplit_once('-'))
            .expect("a name and a hash");
        let output = Command::new(cargo())
            .args(["build", "--quiet", "--workspace", "--message-format=json"])
            .args(["--test", test, "--bin", "check_programs"])
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "cargo builds this test");
        let text = String::from_utf8_lossy(&output.stdout);
        let messages = text.lines().map(serde_json::from_str);
        Built(messages.collect::<Result<_, _>>().expect("JSON"))
    }

    /// The message of the one target of this kind, of that name if there is one.
    fn target(&self, kind: &str, name: Option<&str>) -> &Value {
        let mut targets = self.0.iter().filter(|message| {
            let target = &message["target"];
            target["kind"][0] == *kind && name.is_none_or(|name| target["name"] == *name)
        });
        let target = targets.next();
        assert!(targets.next().is_none(), "one {kind} {name:?}");
        target.unwrap_or_else(|| panic!("no {kind} {name:?} is built for this test"))
    }

    fn checker(&self) -> &str {
        let checker = &self.target("bin", None)["executable"];
        checker.as_str().expect("a program")
    }

    /// What rustc is given for a program, by cargo and by trybuild.
    fn flags(&self, dependencies: &[&str]) -> Vec<String> {
        let edition = &self.target("test", None)["target"]["edition"];
        let mut flags = vec![
            format!("--edition={}", edition.as_str().expect("an edition")),
            "--crate-type=bin".to_owned(),
            "--crate-name=wrong".to_owned(),
            "--emit=metadata=-".to_owned(),
            "--check-cfg=cfg(docsrs,test)".to_owned(),
            "--check-cfg=cfg(feature, values())".to_owned(),
            "--cfg=trybuild".to_owned(),
            "--verbose".to_owned(),
            "-Adead_code".to_owned(),
            "--diagnostic-width=140".to_owned(),
        ];
        for package in dependencies {
            let name = package.replace('-', "_");
            let files = &self.target("lib", Some(&name))["filenames"];
            let library = files.as_array().into_iter().flatten().find_map(|file| {
                let file = Path::new(file.as_str()?);
                (file.extension()? == "rlib").then_some(file)
            });
            let library = library.expect("a library");
            let folder = library.parent().expect("a folder");
            flags.push(format!("-Ldependency={}", folder.display()));
            flags.push(format!("--extern={name}={}", library.display()));
        }
        flags
    }
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
fn refused_with_any_text(folder: &str, test: &str, dependencies: &[&str]) {
    let copies = env::temp_dir().join(format!("qkernel-{folder}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&copies);
    fs::create_dir_all(&copies).expect("a folder for the copies");
    for entry in fs::read_dir(Path::new(folder)).expect("the programs") {
        let path = entry.expect("a program").path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            fs::copy(&path, copies.join(path.file_name().expect("a name"))).expect("a copy");
        }
    }
    let refused = run(test, dependencies, &copies.join("*.rs"), true);
    let _ = fs::remove_dir_all(&copies);
    assert!(refused, "a wrong program compiles");
}

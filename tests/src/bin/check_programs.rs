//! What trybuild takes for cargo: each program goes to rustc with the libraries that cargo has built for the tests. Cargo would check
//! all that the programs depend on once more, proc-macros included, which is a minute of work.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::thread;

use qkernel_tests::refused::{CARGO, FLAGS};
use serde_json::{Value, json};

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let has = |argument: &str| arguments.iter().any(|other| other == argument);
    if has("metadata") {
        let status = Command::new(env::var_os(CARGO).expect("cargo"))
            .args(&arguments)
            .status();
        return match status {
            Ok(status) if status.success() => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        };
    }
    // Of the rest, only this is about the programs.
    if has("--message-format=json") {
        check(&programs());
    }
    ExitCode::SUCCESS
}

/// The programs of the package that trybuild has written: what has an absolute path.
fn programs() -> Vec<PathBuf> {
    let manifest = fs::read_to_string("Cargo.toml").expect("the manifest");
    let (_, programs) = manifest.split_once("[[bin]]").expect("programs");
    programs
        .lines()
        .filter_map(|line| line.strip_prefix("path = "))
        .map(|path| PathBuf::from(path.trim_matches(['"', '\''])))
        .filter(|path| path.is_absolute())
        .collect()
}

/// Checks the programs side by side, and prints what rustc says of each as cargo does.
fn check(programs: &[PathBuf]) {
    let left = Mutex::new(programs.iter());
    let next = || left.lock().expect("no panic").next();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(program) = next() {
                    print!("{}", messages(program));
                }
            });
        }
    });
}

fn messages(program: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace");
    let flags = env::var(FLAGS).expect("flags");
    let output = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(flags.split('\u{1f}'))
        .arg("--error-format=json")
        .arg(program)
        // Sources of libraries have the paths that cargo gives rustc, from there.
        .current_dir(root)
        .output()
        .expect("rustc runs");
    let text = String::from_utf8_lossy(&output.stderr);
    let messages = text.lines().map(|line| {
        let message: Value = serde_json::from_str(line).expect("rustc writes JSON");
        let rendered = message["rendered"].as_str().unwrap_or_default();
        // trybuild looks for the reason at the beginning.
        format!(
            "{{\"reason\":\"compiler-message\",\"target\":{},\"message\":{}}}\n",
            json!({ "src_path": program }),
            json!({ "level": message["level"], "rendered": with_whole_paths(rendered, root) }),
        )
    });
    messages.collect()
}

/// With the paths that begin at the root of the workspace written in full, as trybuild looks for them.
fn with_whole_paths(rendered: &str, root: &Path) -> String {
    let lines = rendered.split_inclusive('\n').map(|line| {
        let path = ["--> ", "::: "]
            .iter()
            .find_map(|arrow| line.trim_start().strip_prefix(arrow));
        match path {
            Some(path) if root.join(path.split(':').next().unwrap_or(path)).exists() => {
                line.replace(path, &root.join(path).to_string_lossy())
            }
            _ => line.to_owned(),
        }
    });
    lines.collect()
}

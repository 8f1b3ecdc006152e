//! A project of one file, described to rust-analyzer in JSON: it then reads neither a lock file nor the dependencies of
//! the standard library, which both need the network or a certain version of cargo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

pub(crate) struct Project {
    pub(crate) folder: PathBuf,
    pub(crate) file: PathBuf,
    /// The contents of a `rust-project.json`.
    pub(crate) description: Value,
}

/// The folder of the standard library's sources, or why there is none. Without them an editor knows few types.
pub(crate) fn library() -> Result<PathBuf, String> {
    let library = Path::new(&sysroot()).join("lib/rustlib/src/rust/library");
    if library.join("core/src/lib.rs").exists() {
        Ok(library)
    } else {
        Err("there are no sources of the standard library: `rustup component add rust-src`".into())
    }
}

fn sysroot() -> String {
    let sysroot = output(Command::new(rustc()).args(["--print", "sysroot"]));
    sysroot.trim().to_owned()
}

/// `library` are the sources of the standard library.
pub(crate) fn project(text: &str, library: &Path) -> Project {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("editor");
    fs::create_dir_all(&folder).expect("a folder for the project");
    let file = folder.join("lib.rs");
    fs::write(&file, text).expect("the project's file");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .expect("the repository");
    let source = |name: &str| root.join(name).join("src/lib.rs");
    let mut macros = krate("qkernel_macros", &source("qkernel-macros"), &[]);
    macros["is_proc_macro"] = true.into();
    macros["proc_macro_dylib_path"] = macro_library(&root).into();
    let sysroot = sysroot();
    let part = |name: &str, needs: &[(usize, &str)]| {
        krate(name, &library.join(name).join("src/lib.rs"), needs)
    };
    let description = json!({
        "sysroot": sysroot,
        "sysroot_src": library,
        "sysroot_project": {
            "sysroot": sysroot,
            "crates": [
                part("core", &[]),
                part("alloc", &[(0, "core")]),
                part("std", &[(0, "core"), (1, "alloc")]),
            ],
        },
        "crates": [
            macros,
            krate("qkernel_runtime", &source("qkernel-runtime"), &[(0, "qkernel_macros")]),
            krate("kernels", &file, &[(1, "qkernel_runtime")]),
        ],
    });
    Project {
        folder,
        file,
        description,
    }
}

fn krate(name: &str, root: &Path, needs: &[(usize, &str)]) -> Value {
    let needs: Vec<Value> = needs
        .iter()
        .map(|(number, name)| json!({ "crate": number, "name": name }))
        .collect();
    json!({
        "display_name": name,
        "root_module": root,
        "edition": "2024",
        "deps": needs,
        "cfg": [],
        "env": {},
    })
}

fn rustc() -> std::ffi::OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

/// The macros as a library that can be loaded, as cargo says where it is.
fn macro_library(root: &Path) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let messages = output(
        Command::new(cargo)
            .args([
                "build",
                "--package",
                "qkernel-macros",
                "--message-format",
                "json",
            ])
            .current_dir(root),
    );
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == "qkernel_macros")
        .find_map(|message| message["filenames"][0].as_str().map(str::to_owned))
        .expect("cargo has built the macros")
}

fn output(command: &mut Command) -> String {
    let output = command.output().expect("the command starts");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

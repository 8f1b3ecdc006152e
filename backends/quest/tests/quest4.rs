//! The engine on QuEST 4, on 1, 2 and 4 ranks. QuEST 4 itself is in no registry, so that its few functions are those of a small
//! library of the same form, `quest4/library.c`, or of the one that QKERNEL_QUEST names.

#[path = "jobs/mod.rs"]
mod jobs;
#[path = "../../mpi/tests/launch/mod.rs"]
mod launch;
#[path = "ranks/mod.rs"]
mod ranks;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use jobs::{EVERY, Test, on};
use qkernel_quest::{Launch, Quest4};
use qkernel_runtime::engine::{Engine, Error};
use ranks::{Failure, Quest};

/// The tests of this engine alone.
const MORE: &[Test] = &[("libraries_that_are_refused", libraries_that_are_refused)];

fn main() -> ExitCode {
    let tools: &[&str] = match named() {
        Some(_) => &["mpirun"],
        None => &["mpirun", "mpicc"],
    };
    jobs::run::<Quest4>(&[EVERY, MORE], tools, || {
        let library = named().unwrap_or_else(|| compiled("quest4", &[]).display().to_string());
        vec![("QKERNEL_QUEST", library)]
    })
}

/// The library that the environment names, if it does.
fn named() -> Option<String> {
    std::env::var("QKERNEL_QUEST")
        .ok()
        .filter(|name| !name.is_empty())
}

impl Quest for Quest4 {
    fn start() -> Result<Quest4, Error> {
        Quest4::start()
    }

    fn run(program: impl FnOnce(&Self) -> Result<(), Failure>) -> ExitCode {
        Quest4::run(program)
    }

    fn engine(&self) -> &'static dyn Engine {
        self.engine()
    }

    fn launch(&self) -> Launch {
        self.launch()
    }
}

/// The small library, with these definitions.
fn compiled(name: &str, definitions: &[&str]) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/quest4/library.c");
    let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lib{name}.so"));
    let output = Command::new("mpicc")
        .args(["-std=c11", "-O2", "-shared", "-fPIC"])
        .args(definitions)
        .arg("-o")
        .args([&library, &source])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    library
}

fn libraries_that_are_refused(_: &[(&str, &str)]) {
    if !launch::present("libraries_that_are_refused", "mpicc") {
        return;
    }
    let cases = [
        (
            PathBuf::from("/nowhere/libQuEST.so"),
            "no QuEST 4: /nowhere/libQuEST.so: cannot open shared object file",
        ),
        (
            compiled("quest3", &["-DTHREE"]),
            "has no function initCustomQuESTEnv: that is QuEST 3; QuEST 4.1 is needed",
        ),
        (
            compiled("other", &["-DWITHOUT_SWAP"]),
            "has no function applySwap: is it QuEST 4?; QuEST 4.1 is needed",
        ),
        (
            compiled("form", &["-DOTHER_FORM"]),
            "gives registers of another form: QuEST 4.1 is needed",
        ),
        (
            compiled("wrong", &["-DWRONG_AMPLITUDES"]),
            "gives wrong amplitudes: QuEST 4.1 in double precision is needed",
        ),
    ];
    for (library, text) in cases {
        let library = library.display().to_string();
        let ended = on(2, "start", &[("QKERNEL_QUEST", &library)]);
        assert_eq!(ended.code, Some(3), "{library}: {ended:?}");
        assert!(ended.lines(text) >= 1, "{library}: {ended:?}");
    }
}

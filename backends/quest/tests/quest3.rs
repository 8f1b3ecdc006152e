//! QuEST 3.5 on 1, 2 and 4 ranks, which `mpirun` starts from this program.

#[path = "jobs/mod.rs"]
mod jobs;
#[path = "../../mpi/tests/launch/mod.rs"]
mod launch;
#[path = "ranks/mod.rs"]
mod ranks;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use jobs::{EVERY, Test};
use launch::{LIMIT, ended, mpirun};
use qkernel_quest::{Launch, Quest3};
use qkernel_runtime::engine::{Engine, Error};
use ranks::{Failure, Quest};

/// The tests of this engine alone.
const MORE: &[Test] = &[("the_example_of_the_page", the_example_of_the_page)];

fn main() -> ExitCode {
    jobs::run::<Quest3>(&[EVERY, MORE], &["mpirun"], Vec::new)
}

impl Quest for Quest3 {
    fn start() -> Result<Quest3, Error> {
        Quest3::start()
    }

    fn run(program: impl FnOnce(&Self) -> Result<(), Failure>) -> ExitCode {
        Quest3::run(program)
    }

    fn engine(&self) -> &'static dyn Engine {
        self.engine()
    }

    fn launch(&self) -> Launch {
        self.launch()
    }
}

/// The commands of the page, but for `--release`; all numbers of ranks print the same.
fn the_example_of_the_page(_: &[(&str, &str)]) {
    let page = include_str!("../../../docs/beyond-one-machine.md");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let build = "build --release -p qkernel-quest --features quest3 --example spread";
    assert!(page.contains(&format!("cargo {build}\n")));
    let start = "mpirun -n 2 target/release/examples/spread --qubits 12 --layers 2";
    assert!(page.contains(&format!("{start}\n")));
    let mut cargo = Command::new(env!("CARGO"));
    // As the tests are built, so that QuEST is not built again.
    let build = build.split(' ').filter(|word| *word != "--release");
    let built = ended(cargo.args(build).current_dir(&root), 5 * LIMIT);
    assert!(built.is_success(), "{built:?}");
    let (_, arguments) = start.split_once("spread ").unwrap();
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let target = std::env::current_exe().unwrap();
    let example = target.parent().unwrap().join("../examples/spread");
    let mut all = [1, 2, 4].map(|count| {
        let mut command = mpirun(count, &example, &arguments);
        let ended = ended(&mut command, Duration::from_secs(60));
        assert!(ended.is_success(), "{count} ranks: {ended:?}");
        let ranks = if count == 1 { "rank" } else { "ranks" };
        let begin = format!("12 qubits on {count} {ranks}: ");
        let mut lines = ended.out.lines();
        lines
            .find_map(|line| line.strip_prefix(&begin).map(str::to_owned))
            .unwrap()
    });
    all.sort();
    assert_eq!(all[0], all[2]);
}

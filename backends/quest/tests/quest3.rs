//! QuEST 3.5 on 1, 2 and 4 ranks, which `mpirun` starts from this program.

#[path = "jobs/mod.rs"]
mod jobs;
#[path = "../../mpi/tests/launch/mod.rs"]
mod launch;
#[path = "ranks/mod.rs"]
mod ranks;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use jobs::{EVERY, Test};
use launch::{ended, mpirun};
use qkernel_quest::{Launch, Quest3};
use qkernel_runtime::engine::{Engine, Error};
use ranks::{Failure, Quest};

/// The tests of this engine alone.
const MORE: &[Test] = &[("the_example_of_the_page", the_example_of_the_page)];

fn main() -> Result<(), Failure> {
    jobs::run::<Quest3>(&[EVERY, MORE], Vec::new)
}

impl Quest for Quest3 {
    fn start() -> Result<Quest3, Error> {
        Quest3::start()
    }

    fn engine(&self) -> &'static dyn Engine {
        self.engine()
    }

    fn launch(&self) -> Launch {
        self.launch()
    }
}

/// The commands of the page; all numbers of ranks print the same.
fn the_example_of_the_page(_: &[(&str, &str)]) {
    let page = include_str!("../../../docs/beyond-one-machine.md");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let build = "build -p qkernel-quest --features quest3 --example spread";
    assert!(page.contains(&format!("cargo {build}\n")));
    let start = "mpirun -n 2 target/debug/examples/spread --qubits 12 --layers 2";
    assert!(page.contains(&format!("{start}\n")));
    let cargo = Command::new(env!("CARGO"))
        .args(build.split(' '))
        .current_dir(&root)
        .output()
        .unwrap();
    assert!(cargo.status.success(), "{cargo:?}");
    let (_, arguments) = start.split_once("spread ").unwrap();
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let target = std::env::current_exe().unwrap();
    let example = target.parent().unwrap().join("../examples/spread");
    let mut all = [1, 2, 4].map(|count| {
        let mut command = mpirun(count, &example, &arguments);
        let ended = ended(&mut command, Duration::from_secs(60));
        assert!(ended.is_success(), "{count} ranks: {ended:?}");
        let begin = format!("12 qubits on {count} ranks: ");
        let mut lines = ended.out.lines();
        lines
            .find_map(|line| line.strip_prefix(&begin).map(str::to_owned))
            .unwrap()
    });
    all.sort();
    assert_eq!(all[0], all[2]);
}

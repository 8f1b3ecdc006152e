//! What every engine has to do, on QuEST 3.5: on one rank in this process, and on 2 and 4, which `mpirun` starts from this program.

#[path = "../../mpi/tests/launch/mod.rs"]
mod launch;
#[path = "../../../qkernel-runtime/engine/src/suite.rs"]
mod suite;

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use qkernel_quest::Quest3;
use qkernel_runtime::engine::{
    Angles, Engine, Error, Mixed, Part, PauliTerm, Primitive, PrimitiveKind, Register, Run, Shift,
    Statevector, Step, Turn, apply,
};

/// Whether this is one of several ranks.
const RANKS: &str = "QKERNEL_SUITE_RANKS";

/// The engine of the suite, and what it is compared with.
const ENGINES: &[&dyn Engine] = &[&OnQuest, &Statevector];

static QUEST: Mutex<Option<Quest3>> = Mutex::new(None);

#[derive(Debug)]
struct OnQuest;

fn engine() -> &'static dyn Engine {
    static ENGINE: OnceLock<&dyn Engine> = OnceLock::new();
    *ENGINE.get_or_init(|| {
        if std::env::var_os(RANKS).is_some() {
            // The other ranks would wait for this one.
            let print = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                print(panic);
                std::process::exit(1);
            }));
        }
        let quest = Quest3::start().unwrap();
        let engine = quest.engine();
        *QUEST.lock().unwrap() = Some(quest);
        engine
    })
}

impl Engine for OnQuest {
    fn name(&self) -> &'static str {
        engine().name()
    }

    fn prepare(&self, part: &Arc<Part>) -> Result<Box<dyn Run>, Error> {
        engine().prepare(part)
    }

    fn register(&self, kernel: &Arc<str>, qubits: usize) -> Result<Box<dyn Register>, Error> {
        engine().register(kernel, qubits)
    }
}

/// The last test by name, so that it ends MPI on ranks that run all of them one after the other.
#[test]
fn the_suite_passes_on_two_and_four_ranks() {
    if std::env::var_os(RANKS).is_some() {
        drop(QUEST.lock().unwrap().take());
        return;
    }
    if !launch::present("the_suite_passes_on_two_and_four_ranks", "mpirun") {
        return;
    }
    // MPI has begun in this process, and changes its environment no more.
    engine();
    let program = std::env::current_exe().unwrap();
    for count in [2, 4] {
        let variables = [
            (RANKS, "1"),
            ("PROPTEST_RNG_SEED", "7"),
            ("PROPTEST_CASES", "24"),
        ];
        let arguments = ["--test-threads=1", "--color=never"];
        let mut command = launch::mpirun(count, &program, &arguments);
        let ended = launch::ended(command.envs(variables), Duration::from_secs(240));
        assert!(ended.is_success(), "{count} ranks: {ended:?}");
        assert_eq!(ended.lines("test result: ok. 8 passed"), count, "{ended:?}");
    }
}

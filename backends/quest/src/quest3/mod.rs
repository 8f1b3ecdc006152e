//! QuEST 3.5, as crate `quest_bind` builds it.

mod gates;
mod registers;
mod state;

use std::fmt::Display;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread::JoinHandle;

use qkernel_runtime::engine::{Distributed, Engine, Error, Store, check_shares};
use quest_bind::{QuestEnv, Qureg};

use crate::Launch;
use crate::end::{conclude, end};
use crate::worker::Worker;
use registers::{Registers, Registers3};
use state::State;

/// QuEST 3.5 in this process. It ends MPI when it is dropped, which all ranks do together; nothing runs on its engine after that.
///
/// A rank that panics ends the job, and so does one whose program fails in [`Quest3::run`].
#[derive(Debug)]
pub struct Quest3 {
    engine: &'static Distributed<Store3>,
    thread: Option<JoinHandle<()>>,
}

/// MPI can be started once in a process.
static STARTED: AtomicBool = AtomicBool::new(false);

impl Quest3 {
    /// Starts MPI and QuEST. The ranks are those that `mpirun` started, or this process alone.
    ///
    /// # Errors
    /// If the number of ranks is not a power of 2, if QuEST was started before, and if its MPI does not see the ranks that were started.
    pub fn start() -> Result<Quest3, Error> {
        let launch = Launch::here();
        launch.check()?;
        if STARTED.swap(true, Ordering::AcqRel) {
            return Err(refused(
                "QuEST was started before: a process starts it once",
            ));
        }
        let (sender, ranks) = channel();
        let (worker, thread) = Worker::<Registers3>::start(move |jobs| {
            let env = QuestEnv::new();
            let _ = sender.send(env.get_environment_string());
            jobs.run(Registers::new(&env));
        })?;
        let place = ranks.recv().ok().and_then(Result::ok).unwrap_or_default();
        let mut words = place.split_whitespace();
        let ranks = words.find_map(|word| word.strip_prefix("ranks=")?.parse().ok());
        let ranks: usize = ranks.unwrap_or(0);
        let store = Store3 {
            worker: Arc::new(worker),
            launch,
        };
        let quest = Quest3 {
            engine: Box::leak(Box::new(Distributed::new(store)?)),
            thread: Some(thread),
        };
        match ranks == launch.ranks {
            true => Ok(quest),
            false => Err(refused(&format!(
                "{} ranks were started, as its environment says, and QuEST's MPI sees {ranks}: build it with the MPI that starts them",
                launch.ranks
            ))),
        }
    }

    /// Runs the program of this rank, with what [`start`](Quest3::start) gives. An error of one rank is printed, and ends the job: the others
    /// would wait for it for ever.
    pub fn run<E: Display>(program: impl FnOnce(&Quest3) -> Result<(), E>) -> ExitCode {
        conclude(Quest3::start(), |quest| quest.launch().rank, program)
    }

    /// The engine, for `circuit.with_engine(..)`.
    pub fn engine(&self) -> &'static dyn Engine {
        self.engine
    }

    /// How many ranks there are, and which one this is.
    pub fn launch(&self) -> Launch {
        self.engine.store().launch
    }
}

impl Drop for Quest3 {
    fn drop(&mut self) {
        if std::thread::panicking() {
            end("a rank panicked");
        }
        self.engine.store().worker.stop();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            end("QuEST's thread panicked");
        }
    }
}

fn refused(message: &str) -> Error {
    Error::Refused {
        message: message.into(),
    }
}

/// States of QuEST 3.5.
#[derive(Debug)]
pub struct Store3 {
    worker: Arc<Worker<Registers3>>,
    launch: Launch,
}

impl Store for Store3 {
    type State = State;

    fn name(&self) -> &'static str {
        "quest 3.5"
    }

    fn ranks(&self) -> usize {
        self.launch.ranks
    }

    fn ready(&self) -> Result<(), Error> {
        self.worker.ready()
    }

    fn check(&self, kernel: &str, qubits: usize, states: usize) -> Result<(), Error> {
        self.ready()?;
        // From two ranks on each state has a buffer of its size.
        let buffers = if self.ranks() > 1 { 2 } else { 1 };
        let shares = states
            .saturating_mul(buffers)
            .saturating_mul(self.launch.on_this_machine);
        let mine = check_shares(kernel, qubits, self.ranks(), shares);
        let is_mine = i32::from(mine.is_ok());
        let is_all = self.worker.ask(move |_| Qureg::sync_quest_success(is_mine)) == 1;
        match (mine, is_all) {
            (Ok(()), false) => Err(refused(&format!(
                "`{kernel}`: its amplitudes do not fit in the memory of another rank"
            ))),
            (mine, _) => mine,
        }
    }

    fn state(&self, kernel: &str, qubits: usize) -> Result<State, Error> {
        self.check(kernel, qubits, 1)?;
        Ok(State::new(&self.worker, qubits))
    }
}

//! The ranks of MPI.

use std::fmt::{self, Debug, Display};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{ExitCode, Termination};
use std::rc::Rc;
use std::thread;
use std::time::Duration;

use hqnn_model::Error;
use hqnn_model::ranks::{Ranks, check_lengths};
use mpi::Threading;
use mpi::collective::CommunicatorCollectives;
use mpi::datatype::PartitionMut;
use mpi::environment::Universe;
use mpi::point_to_point::send_receive_into;
use mpi::topology::{Communicator, SimpleCommunicator};
use qkernel_runtime::engine::{Launch, set_threads};

use crate::States;
use crate::meet::{Collective, Kind, Mood, Told, difference, failed, is_same, next, tell};

/// How long a rank with an error waits for the others to end with it, before it ends them.
const PATIENCE: Duration = Duration::from_secs(3);

/// For a program of ranks that MPI does not bring together.
const REMEDY: &str =
    "start it by the `mpirun` of the MPI that it is built with, or let `srun --mpi` name that one";

/// All ranks of an MPI program. A clone is the same ranks.
#[derive(Clone)]
pub struct World {
    // Dropped first, as MPI ends with the universe.
    talk: Rc<SimpleCommunicator>,
    /// How many ranks are on this machine.
    here: usize,
    _universe: Rc<Universe>,
}

impl Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("rank", &self.rank())
            .field("count", &self.count())
            .finish()
    }
}

/// Runs a program as one rank of MPI: `mpirun -n 4 program` starts four of them, and `program` alone is one.
///
/// Each rank takes its share of the cores that it may use: as many threads as `OMP_NUM_THREADS` says, or all cores divided by the ranks on
/// its machine. [`set_threads`](qkernel_runtime::engine::set_threads) changes that.
///
/// An error that all ranks have, as those of [`hqnn_model::ranks`] are, is printed once, by rank 0. A rank that panics, or ends with an error that
/// the others do not know, ends them all: its text is printed, and none of them waits for it. A rank that ends while others wait for it is an
/// error on these, with success too, and so are ranks that do not make the same calls. The exit status is not 0 then; nor is it where the
/// program of one rank gives a status that is not success.
///
/// Where the environment tells of more ranks than MPI knows, as for the `mpirun` of another MPI, it is an error: each rank would do all of the
/// work.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use hqnn_model::Error;
/// use hqnn_model::ranks::{Ranks, gather};
///
/// fn main() -> ExitCode {
///     qkernel_mpi::run(|world| {
///         let all = gather(world, Ok(vec![world.rank() as f64]), &vec![1; world.count()])?;
///         if world.rank() == 0 {
///             println!("{all:?}");
///         }
///         Ok::<(), Error>(())
///     })
/// }
/// ```
pub fn run<T: Termination, E: Display>(program: impl FnOnce(&World) -> Result<T, E>) -> ExitCode {
    let Some((universe, _)) = mpi::initialize_with_threading(Threading::Serialized) else {
        eprintln!("error: MPI was started before");
        return ExitCode::FAILURE;
    };
    let communicator = universe.world();
    let launch = Launch::here();
    if let Err(error) = launch.check_known(communicator.size() as usize, REMEDY) {
        // The first rank tells it. It would be ended before, for the status of another.
        if launch.rank > 0 {
            return ExitCode::SUCCESS;
        }
        eprintln!("error: {error}");
        return ExitCode::FAILURE;
    }
    let here = communicator.split_shared(communicator.rank()).size();
    let here = usize::try_from(here).unwrap_or(1).max(1);
    let world = World {
        here,
        talk: Rc::new(communicator.duplicate()),
        _universe: Rc::new(universe),
    };
    set_threads(threads(here));
    match catch_unwind(AssertUnwindSafe(|| program(&world))) {
        // The panic's message is printed already.
        Err(_) => world.talk.abort(1),
        Ok(end) => world.end(end),
    }
}

/// How many threads a rank has, one of so many on its machine.
fn threads(here: usize) -> usize {
    let told = std::env::var("OMP_NUM_THREADS");
    if let Some(threads) = told.ok().and_then(|text| text.parse().ok()) {
        return std::cmp::max(1, threads);
    }
    let cores = thread::available_parallelism().map_or(1, Into::into);
    (cores / here).max(1)
}

impl World {
    /// The ranks as those that share states, for an engine that does that.
    pub fn states(&self) -> States {
        States::new(self.here)
    }

    /// Ends with the others, or ends them.
    fn end<T: Termination, E: Display>(&self, end: Result<T, E>) -> ExitCode {
        let (status, mut text) = match end {
            Ok(end) => (end.report(), String::new()),
            Err(error) => (ExitCode::FAILURE, error.to_string()),
        };
        let mut mood = match status == ExitCode::SUCCESS {
            true => Mood::Well,
            false => Mood::Failed,
        };
        let step = Collective::new(Kind::End, &[]);
        let told = loop {
            let is_end = is_same(step, |waited| {
                if waited > PATIENCE && !text.is_empty() {
                    match mood {
                        Mood::Heard => eprintln!("error: {text}"),
                        _ => eprintln!("error: rank {}: {text}", self.rank()),
                    }
                    self.talk.abort(1);
                }
                thread::sleep(Duration::from_millis(1));
            });
            let told = tell(step, mood, &text);
            if is_end {
                break told;
            }
            // Others waited for this rank, and all know that it does not come.
            if text.is_empty() {
                (mood, text) = (Mood::Heard, difference(&told).to_string());
            }
        };
        let Some(first) = failed(&told) else {
            return status;
        };
        if told.iter().all(Told::has_status) {
            return status;
        }
        if self.rank() == 0 {
            // What went round before names its rank.
            match text.is_empty() {
                true => eprintln!("error: {first}"),
                false => eprintln!("error: {text}"),
            }
        }
        ExitCode::FAILURE
    }
}

impl Ranks for World {
    fn rank(&self) -> usize {
        self.talk.rank() as usize
    }

    fn count(&self) -> usize {
        self.talk.size() as usize
    }

    fn gather(&self, mine: &[f64], lengths: &[usize]) -> Result<Vec<f64>, Error> {
        check_lengths(self, mine, lengths)?;
        let total: usize = lengths.iter().sum();
        if i32::try_from(total).is_err() {
            return Err(Error::Mismatch(format!(
                "{total} numbers are too many for one message of MPI; take larger parts, or a number of ranks that is a power of 2 and divides the parts"
            )));
        }
        next(Collective::new(Kind::Gather, lengths))?;
        let counts: Vec<i32> = lengths.iter().map(|&length| length as i32).collect();
        let mut start = 0;
        let starts = counts.iter().map(|count| {
            start += count;
            start - count
        });
        let starts: Vec<i32> = starts.collect();
        let mut all = vec![0.0; total];
        let mut into = PartitionMut::new(&mut all[..], counts, starts);
        self.talk.all_gather_varcount_into(mine, &mut into);
        Ok(all)
    }

    fn exchange(&self, with: usize, mine: &[f64], theirs: &mut [f64]) -> Result<(), Error> {
        if with >= self.count() || mine.len() != theirs.len() || i32::try_from(mine.len()).is_err()
        {
            return Err(Error::Mismatch(format!(
                "rank {} cannot exchange {} numbers for {} with rank {with} of {}",
                self.rank(),
                mine.len(),
                theirs.len(),
                self.count()
            )));
        }
        next(Collective::new(Kind::Exchange, &[mine.len()]))?;
        let other = self.talk.process_at_rank(with as i32);
        send_receive_into(mine, &other, theirs, &other);
        Ok(())
    }
}

//! The ranks that share a run: those of `mpirun` in a build with cargo's feature `mpi`, and this process alone otherwise.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::process::ExitCode;

use anyhow::{Error as Fault, Result, anyhow, bail};
use hqnn_model::Error;
use hqnn_model::ranks::{Ranks, agree, gather_words};

use crate::say;

#[cfg(not(feature = "mpi"))]
pub(crate) use hqnn_model::ranks::Alone as World;
#[cfg(feature = "mpi")]
pub(crate) use qkernel_mpi::World;
#[cfg(not(feature = "mpi"))]
use qkernel_runtime::engine::Launch;

/// Runs the program as one of the ranks. Only the first one prints.
pub(crate) fn start(program: impl FnOnce(&World) -> Result<ExitCode>) -> ExitCode {
    let program = |world: &World| {
        if world.rank() > 0 {
            say::mute();
        }
        program(world).map_err(|fault| format!("{fault:#}"))
    };
    #[cfg(feature = "mpi")]
    return qkernel_mpi::run(program);
    #[cfg(not(feature = "mpi"))]
    {
        let launch = Launch::here();
        let known = launch.check_known(World.count(), REMEDY);
        if known.is_err() && launch.rank > 0 {
            // The first one tells it. It would be ended before, for the status of another.
            return ExitCode::SUCCESS;
        }
        let done = known.map_err(|error| error.to_string());
        done.and_then(|()| program(&World)).unwrap_or_else(|text| {
            say::fault(format_args!("error: {text}"));
            ExitCode::FAILURE
        })
    }
}

/// For a program of ranks that do not know of each other.
#[cfg(not(feature = "mpi"))]
const REMEDY: &str = "it is built without the feature `mpi`; build it by \
    `cargo build --release -p qkernel-examples --features mpi --example hqnn_fashion_mnist`";

/// Refuses ranks that were started with other words than the first one.
pub(crate) fn same_words(world: &World) -> Result<()> {
    let mut hash = DefaultHasher::new();
    for word in std::env::args_os().skip(1) {
        word.hash(&mut hash);
    }
    let all = gather_words(world, Ok(vec![hash.finish()]), 1)?;
    let other = all.iter().position(|hash| *hash != all[0]);
    other.map_or(Ok(()), |rank| {
        bail!("rank {rank} has another command line than rank 0: all ranks have to be started with the same one")
    })
}

/// What the first rank alone has to do: the others wait for it, and hear where it fails.
pub(crate) fn first<T>(world: &World, task: impl FnOnce() -> Result<T>) -> Result<Option<T>> {
    let done = match world.rank() {
        0 => task().map(Some),
        _ => Ok(None),
    };
    together(world, done).map_err(|fault| match fault.downcast::<Error>() {
        // It did this for all, and is not to blame.
        Ok(Error::Rank { rank: 0, message }) => anyhow!(message),
        Ok(other) => other.into(),
        Err(fault) => fault,
    })
}

/// What every rank has done, or the fault of one of them.
pub(crate) fn together<T>(world: &World, done: Result<T>) -> Result<T> {
    let told = |fault: &Fault| Err(Error::Mismatch(format!("{fault:#}")));
    match (
        agree(world, done.as_ref().map_or_else(told, |_| Ok(()))),
        done,
    ) {
        (Err(fault @ Error::Rank { .. }), _) => Err(fault.into()),
        (Err(fault), Ok(_)) => Err(fault.into()),
        (_, done) => done,
    }
}

//! What is left to do where a rank cannot go on.

use std::fmt::Display;
use std::process::ExitCode;
use std::time::Duration;

use qkernel_runtime::engine::Error;

/// Runs a rank's program with what was started for it. An error of the program ends the job, as others may wait for this rank.
pub(crate) fn conclude<Q, E: Display>(
    started: Result<Q, Error>,
    rank: impl FnOnce(&Q) -> usize,
    program: impl FnOnce(&Q) -> Result<(), E>,
) -> ExitCode {
    let quest = match started {
        Ok(quest) => quest,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    let Err(error) = program(&quest) else {
        return ExitCode::SUCCESS;
    };
    let rank = rank(&quest);
    eprintln!("error: rank {rank}: {error}");
    // Others with an error have the time to print theirs.
    std::thread::sleep(Duration::from_millis(200));
    std::process::exit(1)
}

/// Ends the process, and the whole job with it: the other ranks would wait for this one for ever.
pub(crate) fn end(reason: &str) -> ! {
    eprintln!("qkernel-quest: {reason}; this ends the job");
    std::process::exit(70)
}

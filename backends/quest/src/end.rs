//! What is left to do where a rank cannot go on.

use std::fmt::Display;
use std::process::ExitCode;
use std::time::Duration;

/// The end of a rank's program. An error ends the job, as others may wait for this rank.
pub(crate) fn concluded<E: Display>(rank: usize, result: Result<(), E>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
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

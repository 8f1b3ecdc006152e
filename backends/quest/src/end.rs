//! What is left to do where a rank cannot go on.

/// Ends the process, and the whole job with it: the other ranks would wait for this one for ever.
pub(crate) fn end(reason: &str) -> ! {
    eprintln!("qkernel-quest: {reason}; this ends the job");
    std::process::exit(70)
}

//! What is asked of an engine over ranks, which `mpirun` starts from this program.

use std::process::ExitCode;

use crate::launch::{self, Ended, LIMIT, mpirun};
use crate::ranks::{self, Quest};

/// A test: its name, and what it does with the variables of its ranks.
pub(crate) type Test = (&'static str, fn(&[(&str, &str)]));

/// The tests of every engine.
pub(crate) const EVERY: &[Test] = &[
    ("random_circuits", random_circuits),
    ("shots", shots),
    ("refusals", refusals),
    ("memory_halves", memory_halves),
    (
        "a_rank_that_ends_ends_the_job",
        a_rank_that_ends_ends_the_job,
    ),
];

/// Does what `cargo test` asks for, if these tools are there, or what a rank has to do.
pub(crate) fn run<Q: Quest>(
    tests: &[&[Test]],
    tools: &[&str],
    variables: impl FnOnce() -> Vec<(&'static str, String)>,
) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(role) = arguments.first().and_then(|a| a.strip_prefix("rank:")) {
        return ranks::run::<Q>(role);
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    let is_asked = |name: &str| filter.is_none_or(|filter| name.contains(filter.as_str()));
    let tests = tests.iter().copied().flatten();
    let tests: Vec<_> = tests
        .filter(|(name, _)| is_asked(name) && tools.iter().all(|tool| launch::present(name, tool)))
        .collect();
    if tests.is_empty() {
        return ExitCode::SUCCESS;
    }
    let variables = variables();
    let variables: Vec<_> = variables
        .iter()
        .map(|(name, value)| (*name, &**value))
        .collect();
    for (name, test) in tests {
        test(&variables);
        println!("test {name} ... ok");
    }
    ExitCode::SUCCESS
}

/// The role on that many ranks.
pub(crate) fn on(count: usize, role: &str, variables: &[(&str, &str)]) -> Ended {
    let program = std::env::current_exe().unwrap();
    let mut command = mpirun(count, &program, &[format!("rank:{role}")]);
    launch::ended(command.envs(variables.iter().copied()), LIMIT)
}

fn random_circuits(variables: &[(&str, &str)]) {
    for count in [1, 2, 4] {
        let ended = on(count, "random", variables);
        assert!(ended.is_success(), "{count} ranks: {ended:?}");
        assert_eq!(ended.lines("same on rank"), count);
    }
}

fn shots(variables: &[(&str, &str)]) {
    for count in [1, 2, 4] {
        let ended = on(count, "shots", variables);
        assert!(ended.is_success(), "{count} ranks: {ended:?}");
        assert_eq!(ended.lines("same on rank"), count);
    }
}

fn refusals(variables: &[(&str, &str)]) {
    let ended = on(3, "start", variables);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let text = "a state is shared among 1, 2, 4, 8, .. ranks, not 3: start 2 or 4 of them";
    // The first rank that ends may end the others before they say so.
    assert!(ended.lines(text) >= 1, "{ended:?}");
    for count in [1, 2, 4] {
        let ended = on(count, "refused", variables);
        assert!(ended.is_success(), "{count} ranks: {ended:?}");
        assert_eq!(ended.lines("refused on rank"), count);
    }
}

/// The numbers after this text, one in a line.
fn numbers(text: &str, before: &str) -> Vec<u64> {
    let after = text.lines().filter_map(|line| line.split_once(before));
    after
        .filter_map(|(_, number)| number.trim().parse().ok())
        .collect()
}

/// Two states and their buffers are most of what a rank has.
fn memory_halves(variables: &[(&str, &str)]) {
    let [two, four] = [2, 4].map(|count| {
        let ended = on(count, "memory", variables);
        assert!(ended.is_success(), "{count} ranks: {ended:?}");
        let numbers = numbers(&ended.out, "KiB: ");
        assert_eq!(numbers.len(), count);
        numbers.into_iter().max().unwrap_or(0)
    });
    let ratio = four as f64 / two as f64;
    assert!((0.4..0.62).contains(&ratio), "{two} KiB and {four} KiB");
}

fn a_rank_that_ends_ends_the_job(variables: &[(&str, &str)]) {
    for role in ["killed", "panics", "fails"] {
        let ended = on(2, role, variables);
        assert!(!ended.is_success(), "{role}: {ended:?}");
        assert_eq!(ended.lines("both ranks are there"), 2, "{role}: {ended:?}");
        assert_eq!(ended.lines("not reached"), 0, "{role}: {ended:?}");
        let told = ended.lines("error: rank 1: `circuit`: `x` is NaN");
        assert_eq!(told, usize::from(role == "fails"), "{role}: {ended:?}");
    }
}

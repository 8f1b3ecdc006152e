//! QuEST 3.5 on 1, 2 and 4 ranks, which `mpirun` starts from this program.

#[path = "launch/mod.rs"]
mod launch;
#[path = "ranks/mod.rs"]
mod ranks;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use launch::{Ended, mpirun};
use ranks::Failure;

/// What `cargo test` runs: name and function.
const TESTS: &[(&str, fn())] = &[
    ("random_circuits", random_circuits),
    ("shots", shots),
    ("refusals", refusals),
    ("memory_halves", memory_halves),
    ("the_example_of_the_page", the_example_of_the_page),
    (
        "a_rank_that_ends_ends_the_job",
        a_rank_that_ends_ends_the_job,
    ),
];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(role) = arguments.first().and_then(|a| a.strip_prefix("rank:")) {
        return ranks::run(role);
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    for (name, test) in TESTS {
        if filter.is_some_and(|filter| !name.contains(filter.as_str())) {
            continue;
        }
        if launch::is_missing(name) {
            continue;
        }
        test();
        println!("test {name} ... ok");
    }
    Ok(())
}

/// The role on that many ranks, within a minute or two.
fn on(count: usize, role: &str) -> Ended {
    let program = std::env::current_exe().unwrap();
    let role = format!("rank:{role}");
    mpirun(count, &program, &[&role], &[], Duration::from_secs(120))
}

fn random_circuits() {
    for count in [1, 2, 4] {
        let ended = on(count, "random");
        assert!(ended.is_success(), "{count} ranks: {ended:?}");
        assert_eq!(ended.lines("same on rank"), count);
    }
}

fn shots() {
    for count in [1, 2, 4] {
        let ended = on(count, "shots");
        assert!(ended.is_success(), "{count} ranks: {ended:?}");
        assert_eq!(ended.lines("same on rank"), count);
    }
}

fn refusals() {
    let ended = on(3, "start");
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let text = "a state is shared among 1, 2, 4, 8, .. ranks, not 3: start 2 or 4 of them";
    assert_eq!(ended.lines(text), 3, "{ended:?}");
    for count in [1, 2, 4] {
        let ended = on(count, "refused");
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
fn memory_halves() {
    let [two, four] = [2, 4].map(|count| {
        let ended = on(count, "memory");
        assert!(ended.is_success(), "{count} ranks: {ended:?}");
        let numbers = numbers(&ended.text, "KiB: ");
        assert_eq!(numbers.len(), count);
        numbers.into_iter().max().unwrap_or(0)
    });
    let ratio = four as f64 / two as f64;
    assert!((0.4..0.62).contains(&ratio), "{two} KiB and {four} KiB");
}

/// The commands of the page; all numbers of ranks print the same.
fn the_example_of_the_page() {
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
        let ended = mpirun(count, &example, &arguments, &[], Duration::from_secs(60));
        assert!(ended.is_success(), "{count} ranks: {ended:?}");
        let begin = format!("12 qubits on {count} ranks: ");
        let mut lines = ended.text.lines();
        lines
            .find_map(|line| line.strip_prefix(&begin).map(str::to_owned))
            .unwrap()
    });
    all.sort();
    assert_eq!(all[0], all[2]);
}

fn a_rank_that_ends_ends_the_job() {
    for role in ["killed", "panics"] {
        let ended = on(2, role);
        assert!(!ended.is_late && !ended.is_success(), "{role}: {ended:?}");
        assert_eq!(ended.lines("both ranks are there"), 2, "{role}: {ended:?}");
        assert_eq!(ended.lines("not reached"), 0, "{role}: {ended:?}");
    }
}

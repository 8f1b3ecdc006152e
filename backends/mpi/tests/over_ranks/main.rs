//! Programs over the ranks of MPI. This binary is the tests, and, with `--rank NAME`, one rank of the program of that name.

use std::panic::catch_unwind;
use std::process::{Command, ExitCode};
use std::time::Duration;

#[path = "../launch/mod.rs"]
mod launch;
mod programs;

use launch::{Ended, over_ranks, present};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, name, rest @ ..] = &arguments[..]
        && flag == "--rank"
    {
        return programs::rank(name, rest);
    }
    // As libtest does it, one after the other: the ranks of one program take all cores.
    let wanted = arguments.iter().find(|argument| !argument.starts_with('-'));
    let mut failed = Vec::new();
    for (name, test) in TESTS {
        if wanted.is_some_and(|wanted| !name.contains(wanted)) || !present(name, "mpirun") {
            continue;
        }
        let passed = catch_unwind(test).is_ok();
        println!("test {name} ... {}", if passed { "ok" } else { "FAILED" });
        if !passed {
            failed.push(name);
        }
    }
    match failed.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

type Test = (&'static str, fn());

const TESTS: [Test; 12] = [
    ("training_has_the_same_bits", training_has_the_same_bits),
    ("batches_have_the_same_bits", batches_have_the_same_bits),
    (
        "states_are_those_of_one_process",
        states_are_those_of_one_process,
    ),
    (
        "an_error_of_one_rank_ends_all",
        an_error_of_one_rank_ends_all,
    ),
    ("an_error_of_all_is_told_once", an_error_of_all_is_told_once),
    ("a_killed_rank_ends_all", a_killed_rank_ends_all),
    ("a_rank_that_panics_ends_all", a_rank_that_panics_ends_all),
    (
        "others_do_not_wait_for_a_rank_that_left",
        others_do_not_wait_for_a_rank_that_left,
    ),
    (
        "a_rank_that_is_done_early_ends_all",
        a_rank_that_is_done_early_ends_all,
    ),
    (
        "ranks_that_make_other_calls_end_all",
        ranks_that_make_other_calls_end_all,
    ),
    (
        "a_program_that_was_not_started_by_mpirun_is_one_rank",
        without_mpirun,
    ),
    (
        "the_mpirun_of_another_mpi_is_refused",
        the_mpirun_of_another_mpi_is_refused,
    ),
];

fn start(count: usize, arguments: &[&str]) -> Ended {
    let own = std::env::current_exe().expect("this test has a path");
    over_ranks(count, &own, &[&["--rank"], arguments].concat())
}

/// A line of one word and numbers in hexadecimal, from rank 0 alone.
fn training_has_the_same_bits() {
    // Batches of 16 in parts of 4, doubling for 2 and 4 ranks and gathering for 3; whole batches; parts of 5, 5, 5 and 1.
    for part in ["4", "16", "5"] {
        let alone = programs::trained(&hqnn_model::ranks::Alone, part.parse().expect("a number"));
        let alone = format!("weights {:016x}\n", alone.expect("it trains"));
        for count in 1..=4 {
            assert_eq!(
                start(count, &["train", part]).succeeded(),
                alone,
                "{count} ranks, {part}"
            );
        }
    }
}

fn batches_have_the_same_bits() {
    let alone = programs::computed(&hqnn_model::ranks::Alone).expect("it computes");
    let alone = format!("results {alone:016x}\n");
    for count in 1..=4 {
        assert_eq!(start(count, &["batch"]).succeeded(), alone, "{count} ranks");
    }
}

fn states_are_those_of_one_process() {
    for count in [1, 2, 4] {
        let text = start(count, &["states"]).succeeded();
        assert!(text.starts_with("states "), "{text}");
    }
    let text = start(3, &["states"]).refused();
    assert!(text.contains("not 3: start 2 or 4 of them"), "{text}");
}

fn an_error_of_one_rank_ends_all() {
    let expected = "error: rank 1: `turned`: `x` is NaN, but every number must be finite";
    let nan = |count| start(count, &["nan"]).refused();
    for count in 2..=3 {
        let text = nan(count);
        assert!(text.contains(expected), "{text}");
        assert_eq!(text.matches("error: ").count(), 1, "{text}");
    }
    let text = start(2, &["nan_angle"]).refused();
    let expected =
        "error: rank 1: the loss became NaN in epoch 1; a smaller learning rate may help";
    assert!(text.contains(expected), "{text}");
    // What fails when the others are done.
    let text = start(2, &["last", "0"]).refused();
    assert!(
        text.contains("error: the report cannot be written"),
        "{text}"
    );
    let text = start(2, &["last", "1"]).refused();
    assert!(
        text.contains("error: rank 1: the report cannot be written"),
        "{text}"
    );
}

fn an_error_of_all_is_told_once() {
    let text = start(2, &["diverge"]).refused();
    let expected = "error: the loss became NaN in epoch 1; a smaller learning rate may help";
    assert!(text.contains(expected), "{text}");
    assert_eq!(text.matches("error: ").count(), 1, "{text}");
}

fn a_killed_rank_ends_all() {
    let ended = start(2, &["killed"]);
    assert!(ended.after < Duration::from_secs(60), "{ended:?}");
    // Open MPI says it on standard error, MPICH on standard output.
    assert!(
        !ended.is_success() && ended.lines("signal 9") > 0,
        "{ended:?}"
    );
}

fn a_rank_that_panics_ends_all() {
    let text = start(2, &["panic"]).refused();
    assert!(text.contains("rank 1 panics"), "{text}");
}

fn others_do_not_wait_for_a_rank_that_left() {
    let text = start(2, &["left"]).refused();
    assert!(text.contains("error: rank 1: no such file"), "{text}");
}

fn a_rank_that_is_done_early_ends_all() {
    let early = "error: rank 1: has ended before the others: all ranks have to make the same calls";
    for (program, count) in [("early", 2), ("early", 3), ("early_states", 2)] {
        let text = start(count, &[program]).refused();
        assert!(text.contains(early), "{program}: {text}");
        assert_eq!(text.matches("error: ").count(), 1, "{text}");
    }
    // Not by a status either, and whether or not the others wait for it.
    let status = "error: rank 1: has ended with a status that is not success";
    for program in ["early_status", "status"] {
        let text = start(2, &[program]).refused();
        assert!(text.contains(status), "{program}: {text}");
        assert_eq!(text.matches("error: ").count(), 1, "{text}");
    }
    // The status of all ranks is that of the program.
    let ended = start(2, &["same_status"]);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(!ended.refused().contains("error: "));
}

fn ranks_that_make_other_calls_end_all() {
    for (program, text) in [
        (
            "other_length",
            "error: rank 1 gathers numbers (5), but rank 0 gathers numbers (2): all ranks have to make the same calls",
        ),
        (
            "other_call",
            "error: rank 1 exchanges numbers (1), but rank 0 gathers numbers (2): all ranks have to make the same calls",
        ),
    ] {
        let error = start(2, &[program]).refused();
        assert!(error.contains(text), "{error}");
        assert_eq!(error.matches("error: ").count(), 1, "{error}");
    }
}

fn without_mpirun() {
    let own = std::env::current_exe().expect("this test has a path");
    let output = Command::new(own).args(["--rank", "train", "4"]).output();
    let output = output.expect("it starts");
    assert!(output.status.success());
    let alone = programs::trained(&hqnn_model::ranks::Alone, 4).expect("it trains");
    let expected = format!("weights {alone:016x}\n");
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
}

/// As MPICH's would start two ranks.
fn the_mpirun_of_another_mpi_is_refused() {
    let own = std::env::current_exe().expect("this test has a path");
    let [first, second] = ["0", "1"].map(|rank| {
        let mut command = Command::new(&own);
        command.args(["--rank", "train", "4"]);
        let output = command.envs([("PMI_SIZE", "2"), ("PMI_RANK", rank)]);
        output.output().expect("it starts")
    });
    assert!(!first.status.success() && second.status.success());
    let text = String::from_utf8_lossy(&first.stderr);
    assert!(
        text.starts_with("error: 2 ranks were started (PMI_SIZE), but this program knows of 1: "),
        "{text}"
    );
    assert!(first.stdout.is_empty() && second.stdout.is_empty() && second.stderr.is_empty());
}

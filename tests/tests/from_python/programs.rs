//! Programs of Qiskit and PennyLane, each as it is on the page.

use qkernel_tests::python;

use super::{blocks, sections};

/// Runs all programs that import this package.
fn run(test: &str, package: &str, least: usize) {
    let programs: Vec<(&str, &str)> = sections()
        .flat_map(|(heading, text)| {
            blocks(text, "python")
                .into_iter()
                .map(move |program| (heading, program))
        })
        .filter(|(_, program)| {
            program.contains(&format!("import {package}"))
                || program.contains(&format!("from {package}"))
        })
        .collect();
    assert!(programs.len() >= least, "{} programs", programs.len());
    for (heading, program) in &programs {
        assert!(
            program.contains("assert "),
            "{heading}: no result is checked"
        );
    }
    if let Some(python) = python::python(test, &[package]) {
        let input = serde_json::to_string(&programs).expect("texts are JSON");
        print!(
            "{}",
            python::run(&python, include_str!("programs.py"), &input)
        );
    }
}

#[test]
fn programs_of_qiskit_give_what_theory_says() {
    run("programs_of_qiskit_give_what_theory_says", "qiskit", 9);
}

#[test]
fn programs_of_pennylane_give_what_theory_says() {
    run(
        "programs_of_pennylane_give_what_theory_says",
        "pennylane",
        10,
    );
}

#[test]
fn each_program_is_beside_ours_with_its_result() {
    let beside: Vec<&str> = sections()
        .filter(|(_, text)| !blocks(text, "python").is_empty())
        .map(|(heading, text)| {
            let [ours] = blocks(text, "rust")[..] else {
                panic!("{heading}: not one program of ours");
            };
            assert!(
                (ours.contains("#[qkernel]") || ours.contains("Circuit::builder()"))
                    && ours.contains("assert"),
                "{heading}"
            );
            heading
        })
        .collect();
    assert!(beside.len() >= 10, "{beside:?}");
}

/// The table of calls names what the programs after it call.
#[test]
fn calls_of_the_table_are_those_of_the_programs() {
    let (_, text) = sections()
        .find(|(heading, _)| *heading == "Everyday calls")
        .expect("the section is there");
    let [qiskit, pennylane] = blocks(text, "python")[..] else {
        panic!("two programs");
    };
    let [ours] = blocks(text, "rust")[..] else {
        panic!("one program of ours");
    };
    let rows = text.lines().filter(|line| line.starts_with("| ")).skip(2);
    let mut rows_read = 0;
    for row in rows {
        let row = row.replace("\\|", "\u{1}");
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        let [_, cells @ ..] = &cells[..] else {
            panic!("{row}");
        };
        assert_eq!(cells.len(), 3, "{row}");
        for (cell, program) in cells.iter().zip([qiskit, pennylane, ours]) {
            for call in cell.split('`').skip(1).step_by(2) {
                let call = call.replace('\u{1}', "|").replace("(..)", "(");
                assert!(program.contains(&call), "{call}");
            }
        }
        rows_read += 1;
    }
    assert!(rows_read > 10, "{rows_read}");
}

//! Circuits as OpenQASM: texts, and what Qiskit makes of them.
//!
//! The comparison needs a Python with `qiskit` and `qiskit-qasm3-import`: `python3`, or what `QISKIT_PYTHON` names. Without one
//! it prints that it is skipped.

#[path = "../dense/mod.rs"]
mod dense;
#[path = "../formulas/kernels.rs"]
mod formulas;
#[path = "../instructions/mod.rs"]
mod instructions;
#[path = "../made/mod.rs"]
mod made;
#[path = "../pieces/mod.rs"]
mod pieces;

mod dense_program;
mod depth;
mod kernels;
mod kinds;
mod round_trip;
mod rounds;
mod texts;

use dense::{Dense, Placed, placed};
use instructions::gate;
use made::made;
use num_complex::Complex64;
use pieces::Random;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use qkernel_runtime::Circuit;
use qkernel_runtime::error::Error;
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::program::{
    Action, Affine, Argument, Condition, Event, Instruction, Output, Program, Shape, Slot, SlotId,
    walk,
};
use qkernel_runtime::qasm::Export;
use qkernel_tests::python::{python, run};
use serde_json::{Value, json};

const ARGUMENTS: [f64; 3] = [0.7, -1.3, 2.1];

/// What the test needs of Python.
const PACKAGES: [&str; 2] = ["qiskit", "qiskit_qasm3_import"];

fn compare(python: &str, cases: &[Value]) {
    let text = serde_json::to_string(cases).unwrap();
    println!("{}", run(python, include_str!("compare.py"), &text));
}

/// The first of what a strategy gives, always the same.
fn sampled<S: Strategy>(strategy: S, count: usize) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

/// A gate, and for each angle a factor and the argument that it multiplies.
type Turned = (Placed, Vec<(f64, usize)>);

fn gates(qubits: usize) -> impl Strategy<Value = Vec<Turned>> {
    let angle = (-2.0..2.0, 0..ARGUMENTS.len());
    let one = (placed(qubits), prop::collection::vec(angle, 3)).prop_map(|(placed, mut angles)| {
        angles.truncate(placed.kind.angles());
        (placed, angles)
    });
    prop::collection::vec(one, 1..10)
}

fn circuit(qubits: usize, gates: &[Turned], bound: bool) -> Circuit {
    let angle = |&(factor, argument): &(f64, usize)| {
        if bound {
            return Affine::number(0.2 + factor * ARGUMENTS[argument]);
        }
        Affine {
            constant: 0.2,
            terms: vec![(SlotId::element(0, argument), factor)].into(),
        }
    };
    let one = |(placed, angles): &Turned| {
        let angles = angles.iter().map(angle).collect();
        gate(placed.kind, &placed.controls, &placed.targets, angles)
    };
    Circuit::from_program(Program {
        kernel: "random".into(),
        names: ["random"].into_iter().collect(),
        qubits,
        instructions: gates.iter().map(one).collect(),
        arguments: Vec::from_iter((!bound).then(|| Argument {
            name: "x".into(),
            shape: Shape::Vector(ARGUMENTS.len()),
        })),
        ..Program::default()
    })
    .unwrap()
}

fn unitary(qubits: usize, gates: &[Turned]) -> Dense {
    let start = dense::identity(1 << qubits);
    gates.iter().fold(start, |matrix, (placed, angles)| {
        let angles: Vec<f64> = angles
            .iter()
            .map(|&(factor, argument)| 0.2 + factor * ARGUMENTS[argument])
            .collect();
        let small = dense::gate(placed.kind, &angles);
        let whole = dense::on_register(qubits, &small, &placed.controls, &placed.targets);
        dense::multiply(&whole, &matrix)
    })
}

/// Columns of pairs.
fn columns(matrix: &Dense) -> Value {
    let column = |j: usize| Vec::from_iter(matrix.iter().map(|row| [row[j].re, row[j].im]));
    json!(Vec::from_iter((0..matrix.len()).map(column)))
}

#[test]
fn qiskit_reads_the_same_unitaries() {
    let Some(python) = python("unitaries", &PACKAGES) else {
        return;
    };
    let mut cases = Vec::new();
    // All gates under all numbers of controls, each alone; then several together.
    let mut lists: Vec<(usize, Vec<Turned>)> = Vec::new();
    for kind in GateKind::ALL {
        for controls in 0..=4 {
            let targets = kind.targets();
            let placed = Placed {
                kind,
                targets: (0..targets).rev().collect(),
                controls: (targets..targets + controls).collect(),
            };
            let angles = (0..kind.angles()).map(|k| (0.4, k)).collect();
            lists.push(((targets + controls).max(1), vec![(placed, angles)]));
        }
    }
    for qubits in 1..=4 {
        let random = sampled(gates(qubits), 25);
        lists.extend(random.into_iter().map(|gates| (qubits, gates)));
    }
    for (number, (qubits, gates)) in lists.iter().enumerate() {
        let expected = columns(&unitary(*qubits, gates));
        for (two, modifiers) in [(false, true), (false, false), (true, false)] {
            let circuit = circuit(*qubits, gates, two);
            let text = match (two, modifiers) {
                (true, _) => circuit.to_qasm2().unwrap(),
                (_, true) => circuit.to_qasm3(),
                (_, false) => circuit.to_qasm3_with(&Export::new().without_modifiers()),
            };
            assert!(modifiers || !text.contains('@'), "{text}");
            let arguments = ARGUMENTS.iter().enumerate();
            let arguments: Vec<_> = arguments.map(|(i, x)| (format!("x_{i}"), x)).collect();
            // Without modifiers, and in version 2, some gates are several.
            let resources = (!two && modifiers).then(|| {
                let found = circuit.resources();
                [
                    found.gates,
                    found.depth,
                    found.two_qubit_depth,
                    found.t_depth,
                ]
            });
            cases.push(json!({
                "name": format!("{number}"), "text": text, "two": two, "arguments": arguments, "unitary": expected,
                "resources": resources,
            }));
        }
    }
    compare(&python, &cases);
}

/// The `U` of the specification has a phase beside the gate `u` here and in Qiskit, which is seen under `ctrl @`. Qiskit reads it without
/// that phase; `cu` is the same for both, and it is what Qiskit writes. `to_qasm3` writes neither.
#[test]
fn the_phase_of_a_controlled_u() {
    let (theta, angles) = (0.3, [0.3, 0.5, 0.7]);
    let u = dense::gate(GateKind::U, &angles);
    let with = |matrix: &Dense, phase: f64| {
        let phased = matrix.iter().map(|row| {
            let row = row.iter().map(|a| a * Complex64::cis(phase));
            Vec::from_iter(row)
        });
        dense::on_register(2, &Vec::from_iter(phased), &[0], &[1])
    };
    let text = |gate: &str| {
        format!("OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[2] q;\n{gate} q[0], q[1];\n")
    };
    let read = |gate: &str| {
        let circuit = Circuit::from_qasm(&text(gate)).unwrap();
        dense_program::Numbered::new(circuit.program(), &[]).unitary()
    };
    let (own, sum) = ("ctrl @ U(0.3, 0.5, 0.7)", 0.5 + 0.7);
    let same = |a: &Dense, b: &Dense| dense::distance(a, b) < 1e-12;
    assert!(same(&read(own), &with(&u, theta / 2.0)));
    assert!(same(
        &read("ctrl @ u3(0.3, 0.5, 0.7)"),
        &with(&u, -sum / 2.0)
    ));
    assert!(same(&read("cu(0.3, 0.5, 0.7, 0.1)"), &with(&u, 0.1)));

    let Some(python) = python("the phase of U", &PACKAGES) else {
        return;
    };
    let cases = [
        (own, 0.0),
        ("ctrl @ u3(0.3, 0.5, 0.7)", 0.0),
        ("cu(0.3, 0.5, 0.7, 0.1)", 0.1),
    ];
    let case = |(gate, phase): (&str, f64)| {
        json!({
            "name": gate, "text": text(gate), "two": false, "arguments": [], "unitary": columns(&with(&u, phase)),
        })
    };
    compare(&python, &cases.map(case));
}

/// The same program with the numbers of its arguments put in.
fn with_numbers(mut program: Program, numbers: &[f64]) -> Program {
    fn list(instructions: &mut [Instruction], numbers: &[f64]) {
        for instruction in instructions {
            match instruction {
                Instruction::Gate(gate) => {
                    for angle in &mut gate.angles {
                        *angle = Affine::number(angle.value(|id| match id.slot() {
                            Slot::Argument { column, .. } => numbers[column as usize],
                            _ => panic!("no angle is derived"),
                        }));
                    }
                }
                Instruction::Branch {
                    then, otherwise, ..
                } => {
                    list(then, numbers);
                    list(otherwise, numbers);
                }
                _ => {}
            }
        }
    }
    let mut instructions = program.instructions.to_vec();
    list(&mut instructions, numbers);
    program.instructions = instructions.into();
    program.arguments.clear();
    program
}

/// The chance of each result.
fn chances(random: &Random) -> Value {
    let mut chances = serde_json::Map::new();
    for (bits, state) in random.outcomes() {
        let name = String::from_iter(bits.iter().map(|&bit| if bit { '1' } else { '0' }));
        let weight: f64 = state.iter().map(Complex64::norm_sqr).sum();
        let before = chances.get(&name).and_then(Value::as_f64).unwrap_or(0.0);
        chances.insert(name, json!(before + weight));
    }
    Value::Object(chances)
}

#[test]
fn qiskit_reads_the_same_distributions() {
    let Some(python) = python("distributions", &PACKAGES) else {
        return;
    };
    let (mut cases, mut several, mut refused) = (Vec::new(), 0, 0);
    for (number, random) in sampled(pieces::random(), 150).iter().enumerate() {
        let expected = chances(random);
        let text = Circuit::from_program(random.sampled()).unwrap().to_qasm3();
        let arguments = random.arguments.iter().enumerate();
        let arguments: Vec<_> = arguments.map(|(i, x)| (format!("x_{i}"), x)).collect();
        // Qiskit does not read these.
        if ["&&", "||", "=="].iter().any(|sign| text.contains(sign)) {
            several += 1;
        } else {
            cases.push(json!({
                "name": format!("{number}"), "text": text, "two": false, "arguments": arguments, "outcomes": expected,
            }));
        }
        let bound = with_numbers(random.sampled(), &random.arguments);
        match Circuit::from_program(bound).unwrap().to_qasm2() {
            Ok(text) => cases.push(json!({
                "name": format!("{number}"), "text": text, "two": true, "arguments": [], "outcomes": expected,
            })),
            Err(Error::Inexpressible { what, .. }) => {
                assert!(what.contains("a bit that decides"), "{what}");
                refused += 1;
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(several < 10 && refused < 110, "{several} {refused}");
    println!(
        "{several} have conditions that Qiskit does not read, {refused} are not in OpenQASM 2"
    );
    compare(&python, &cases);
}

#[test]
fn qiskit_reads_wires_that_are_taken_again() {
    let Some(python) = python("wires", &PACKAGES) else {
        return;
    };
    let choices = prop::collection::vec((0..20u8, 0..50usize, 0..50usize), 1..60);
    let (mut cases, mut resets) = (Vec::new(), 0);
    for (number, (choices, start)) in sampled((choices, 0..3usize), 150).iter().enumerate() {
        let mut program = made(choices, *start);
        if program.bits == 0 {
            continue;
        }
        let bits = (0..program.bits).map(|bit| Condition::Bit(bit.into()));
        program.outputs = vec![Output::BitVector(bits.collect())];
        let own = walk(&program.instructions)
            .filter(|event| matches!(event, Event::Do(Action::Reset { .. })))
            .count();
        let circuit = Circuit::from_program(program).unwrap();
        // There are only X, so that every shot is the same.
        let shot = circuit.sample_seeded(&[], 1, 1).unwrap();
        let (bits, _) = shot.iter().next().unwrap();
        let bits: String = bits.to_string().chars().rev().collect();
        for two in [false, true] {
            let text = if two {
                match circuit.to_qasm2() {
                    Ok(text) => text,
                    Err(_) => continue,
                }
            } else {
                circuit.to_qasm3()
            };
            resets += usize::from(text.matches("reset").count() > own);
            cases.push(json!({
                "name": format!("{number}"), "text": text, "two": two, "arguments": [], "outcomes": {bits.as_str(): 1.0},
            }));
        }
    }
    assert!(resets > 50, "{resets}");
    compare(&python, &cases);
}

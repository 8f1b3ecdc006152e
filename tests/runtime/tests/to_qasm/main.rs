//! Circuits as OpenQASM: texts, and what Qiskit makes of them.
//!
//! The comparison needs a Python with `qiskit` and `qiskit-qasm3-import`: `python3`, or what `QISKIT_PYTHON` names. Without one
//! it prints that it is skipped.

#[path = "../dense/mod.rs"]
mod dense;
#[path = "../instructions/mod.rs"]
mod instructions;

mod texts;

use std::io::Write;
use std::process::{Command, Stdio};

use dense::{Dense, Placed, placed};
use instructions::gate;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use qkernel_runtime::Circuit;
use qkernel_runtime::program::{Affine, Argument, Program, Shape, SlotId};
use serde_json::{Value, json};

const ARGUMENTS: [f64; 3] = [0.7, -1.3, 2.1];

/// The interpreter that has Qiskit.
fn python(test: &str) -> Option<String> {
    let python = std::env::var("QISKIT_PYTHON").unwrap_or_else(|_| "python3".into());
    let has = Command::new(&python)
        .args(["-c", "import qiskit, qiskit_qasm3_import"])
        .stderr(Stdio::null())
        .status();
    if has.is_ok_and(|status| status.success()) {
        return Some(python);
    }
    println!("skipped: {test}, no qiskit");
    None
}

fn compare(python: &str, cases: &[Value]) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/to_qasm/compare.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let text = serde_json::to_vec(cases).unwrap();
    child.stdin.take().unwrap().write_all(&text).unwrap();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}");
    println!("{told}");
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
            terms: vec![(SlotId::element(0, argument), factor)],
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
    let Some(python) = python("unitaries") else {
        return;
    };
    let mut cases = Vec::new();
    // All gates under all numbers of controls, each alone; then several together.
    let mut lists: Vec<(usize, Vec<Turned>)> = Vec::new();
    for kind in dense::KINDS {
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
        for two in [false, true] {
            let circuit = circuit(*qubits, gates, two);
            let text = if two {
                circuit.to_qasm2().unwrap()
            } else {
                circuit.to_qasm3()
            };
            let arguments = ARGUMENTS.iter().enumerate();
            let arguments: Vec<_> = arguments.map(|(i, x)| (format!("x_{i}"), x)).collect();
            cases.push(json!({
                "name": format!("{number}"), "text": text, "two": two, "arguments": arguments, "unitary": expected,
            }));
        }
    }
    compare(&python, &cases);
}

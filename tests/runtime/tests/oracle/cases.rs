//! The file of reference values, and its gate lists as programs.

use qkernel_runtime::gate::GateKind;
use qkernel_runtime::observable::{Observable, Pauli};
use qkernel_runtime::program::{
    Affine, Argument, Condition, Derived, Instruction, Output, Program, Shape, SlotId,
};
use qkernel_tests::skip::skipped;
use serde_json::Value;

use super::instructions::{self, ORIGIN};

pub(crate) fn cases() -> Vec<Value> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/oracle/cases.json"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        skipped("oracle", &format!("no reference values at {path}"));
        return Vec::new();
    };
    let file: Value = serde_json::from_str(&text).unwrap();
    file["cases"].as_array().unwrap().clone()
}

pub(crate) fn floats(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|x| x.as_f64().unwrap())
        .collect()
}

pub(crate) fn indices(value: &Value) -> Vec<usize> {
    value.as_array().map_or(Vec::new(), |all| {
        all.iter().map(|x| x.as_u64().unwrap() as usize).collect()
    })
}

pub(crate) fn observable(value: &Value) -> Observable {
    Observable::from_terms(value.as_array().unwrap().iter().map(|term| {
        let factors = term[1].as_array().unwrap().iter().map(|factor| {
            let pauli = match factor[0].as_str().unwrap() {
                "X" => Pauli::X,
                "Y" => Pauli::Y,
                _ => Pauli::Z,
            };
            (pauli, factor[1].as_u64().unwrap() as usize)
        });
        (term[0].as_f64().unwrap(), factors.collect::<Vec<_>>())
    }))
}

fn gate(name: &str) -> (usize, GateKind) {
    use GateKind::*;
    match name {
        "cx" => (1, X),
        "ccx" => (2, X),
        "cz" => (1, Z),
        "cp" => (1, P),
        "gphase" => (0, GlobalPhase),
        _ => {
            let kinds = [H, X, Y, Z, S, Sdg, T, Tdg, Rx, Ry, Rz, P, Swap, Rzz];
            (
                0,
                kinds
                    .into_iter()
                    .find(|kind| kind.name() == name)
                    .expect(name),
            )
        }
    }
}

/// A list of gates; `angle` gives the angle of each gate that has one.
pub(crate) fn instructions(
    gates: &Value,
    mut angle: impl FnMut(&Value) -> Affine,
) -> Vec<Instruction> {
    let mut all = Vec::new();
    for record in gates.as_array().unwrap() {
        let (controls, kind) = gate(record["name"].as_str().unwrap());
        let qubits = indices(&record["qubits"]);
        let outer = indices(&record["controls"]);
        let values = indices(&record["control_values"]);
        let zeros = outer
            .iter()
            .zip(values)
            .filter(|(_, value)| *value == 0)
            .map(|(q, _)| *q);
        let flips: Vec<_> = zeros
            .map(|q| instructions::gate(GateKind::X, &[], &[q], vec![]))
            .collect();
        let angles = match kind.angles() {
            0 => vec![],
            _ => vec![angle(record)],
        };
        all.extend(flips.clone());
        all.push(instructions::gate(
            kind,
            &[&outer, &qubits[..controls]].concat(),
            &qubits[controls..],
            angles,
        ));
        all.extend(flips);
    }
    all
}

pub(crate) fn slot(number: usize) -> Affine {
    SlotId::element(0, number).into()
}

pub(crate) fn program(case: &Value, instructions: Vec<Instruction>, parameters: usize) -> Program {
    let observables: Vec<_> = case["observables"]
        .as_array()
        .unwrap()
        .iter()
        .map(observable)
        .collect();
    Program {
        kernel: "oracle".into(),
        names: ["oracle"].into_iter().collect(),
        qubits: case["num_qubits"].as_u64().unwrap() as usize,
        bits: 0,
        instructions: instructions.into(),
        arguments: vec![Argument {
            name: "parameters".into(),
            shape: Shape::Vector(parameters),
        }],
        derived: (0..observables.len())
            .map(|i| Derived::Expectation(i.into()))
            .collect(),
        outputs: vec![Output::FloatVector(
            (0..observables.len())
                .map(|i| SlotId::derived(i).into())
                .collect(),
        )],
        observables,
        ..Program::default()
    }
}

/// The angle that a gate of the list has.
pub(crate) fn given(record: &Value) -> Affine {
    Affine::number(record["params"][0].as_f64().unwrap())
}

pub(crate) fn dynamic(ops: &Value) -> Vec<Instruction> {
    let mut all = Vec::new();
    for op in ops.as_array().map_or(&[][..], |ops| ops) {
        if op["name"].is_string() {
            all.extend(instructions(&Value::Array(vec![op.clone()]), given));
        } else if op["measure"].is_array() {
            let [qubit, bit] = indices(&op["measure"])[..] else {
                panic!()
            };
            all.push(Instruction::Measure {
                qubit: qubit.into(),
                bit: bit.into(),
                origin: ORIGIN,
            });
        } else if let Some(qubit) = op["reset"].as_u64() {
            all.push(Instruction::Reset {
                qubit: (qubit as usize).into(),
                origin: ORIGIN,
            });
        } else {
            all.push(Instruction::Branch {
                condition: Condition::Bit((op["if"].as_u64().unwrap() as usize).into()),
                then: dynamic(&op["then"]),
                otherwise: dynamic(&op["else"]),
            });
        }
    }
    all
}

//! The engines against reference values computed with Qamomile and Qiskit, on flat gate lists.
//!
//! The file is not part of the repository: where it is absent, the tests say so and pass.

use qkernel_runtime::evaluator::Evaluator;
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::graph::Loc;
use qkernel_runtime::observable::{Observable, Pauli};
use qkernel_runtime::program::{
    Affine, Argument, Derived, GateOp, Instruction, Origin, Output, Program, Shape,
};
use serde_json::Value;

const ORIGIN: Origin = Origin {
    kernel: "oracle",
    loc: Loc {
        file: "oracle",
        line: 0,
        column: 0,
    },
};

fn cases() -> Vec<Value> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/oracle/cases.json"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: no reference values at {path}");
        return Vec::new();
    };
    let file: Value = serde_json::from_str(&text).unwrap();
    file["cases"].as_array().unwrap().clone()
}

fn floats(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|x| x.as_f64().unwrap())
        .collect()
}

fn indices(value: &Value) -> Vec<usize> {
    value.as_array().map_or(Vec::new(), |all| {
        all.iter().map(|x| x.as_u64().unwrap() as usize).collect()
    })
}

fn observable(value: &Value) -> Observable {
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

/// A case's gates; `angle` gives the angle of each gate that has one.
fn instructions(case: &Value, mut angle: impl FnMut(&Value) -> Affine) -> Vec<Instruction> {
    let mut all = Vec::new();
    for record in case["gates"].as_array().unwrap() {
        let (controls, kind) = gate(record["name"].as_str().unwrap());
        let qubits = indices(&record["qubits"]);
        let outer = indices(&record["controls"]);
        let op = |kind, controls, targets, angles| {
            Instruction::Gate(GateOp {
                kind,
                controls,
                targets,
                angles,
                origin: ORIGIN,
            })
        };
        let values = indices(&record["control_values"]);
        let zeros = outer
            .iter()
            .zip(values)
            .filter(|(_, value)| *value == 0)
            .map(|(q, _)| *q);
        let flips: Vec<_> = zeros
            .map(|q| op(GateKind::X, vec![], vec![q], vec![]))
            .collect();
        let angles = match kind.angles() {
            0 => vec![],
            _ => vec![angle(record)],
        };
        all.extend(flips.clone());
        all.push(op(
            kind,
            [&outer, &qubits[..controls]].concat(),
            qubits[controls..].to_vec(),
            angles,
        ));
        all.extend(flips);
    }
    all
}

fn slot(number: usize) -> Affine {
    Affine {
        constant: 0.0,
        terms: vec![(number, 1.0)],
    }
}

fn program(case: &Value, instructions: Vec<Instruction>, parameters: usize) -> Program {
    let observables: Vec<_> = case["observables"]
        .as_array()
        .unwrap()
        .iter()
        .map(observable)
        .collect();
    Program {
        kernel: "oracle",
        qubits: case["num_qubits"].as_u64().unwrap() as usize,
        bits: 0,
        instructions,
        arguments: vec![Argument {
            name: "parameters",
            shape: Shape::Vector(parameters),
        }],
        derived: (0..observables.len()).map(Derived::Expectation).collect(),
        outputs: vec![Output::FloatVector(
            (0..observables.len())
                .map(|i| slot(parameters + i))
                .collect(),
        )],
        observables,
    }
}

fn close(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() < 1e-10, "{what}[{i}]: {a} instead of {b}");
    }
}

/// Exact derivatives by every method that is exact: one row a parameter, one column an observable.
fn gradients(program: &Program, arguments: &[f64]) -> Vec<Vec<Vec<f64>>> {
    let mut evaluator = Evaluator::new(program).unwrap();
    let (inputs, outputs) = (evaluator.inputs(), evaluator.outputs());
    let exact = [GradientMethod::Adjoint, GradientMethod::ParameterShift];
    let jacobian = |method| {
        let mut rows = vec![0.0; inputs * outputs];
        evaluator
            .jacobian(arguments, method, &mut vec![0.0; outputs], &mut rows)
            .unwrap();
        let column = |i| {
            (0..outputs)
                .map(|j| rows[j * inputs + i])
                .collect::<Vec<_>>()
        };
        (0..inputs).map(column).collect::<Vec<_>>()
    };
    exact.map(jacobian).to_vec()
}

#[test]
fn values_and_gradients_of_flat_circuits() {
    let mut checked = 0;
    for case in cases().iter().filter(|case| case["gates"].is_array()) {
        let name = case["name"].as_str().unwrap();
        let expected = &case["expected"];

        // Every angle is an argument.
        let mut angles = Vec::new();
        let gates = instructions(case, |record| {
            angles.push(record["params"][0].as_f64().unwrap());
            slot(angles.len() - 1)
        });
        let flat = program(case, gates, angles.len());
        let mut evaluator = Evaluator::new(&flat).unwrap();
        let mut values = vec![0.0; evaluator.outputs()];
        evaluator.evaluate(&angles, &mut values).unwrap();
        if expected["expvals"].is_array() {
            close(name, &values, &floats(&expected["expvals"]));
            checked += 1;
        }
        let state = evaluator.state(&angles).unwrap();
        let found: Vec<f64> = state.iter().map(|a| a.norm_sqr()).collect();
        if expected["probabilities"].is_array() {
            close(name, &found, &floats(&expected["probabilities"]));
        }
        if let Some(amplitudes) = expected["statevector"].as_array() {
            // Up to a global phase: |<a|b>| = 1.
            let overlap: num_complex::Complex64 = amplitudes
                .iter()
                .map(floats)
                .zip(state)
                .map(|(a, b)| num_complex::Complex64::new(a[0], -a[1]) * b)
                .sum();
            assert!(
                (overlap.norm() - 1.0).abs() < 1e-12,
                "{name}: overlap {overlap}"
            );
        }
        if let Some(top) = expected["top_probabilities"].as_array() {
            for entry in top {
                let k = entry[0].as_u64().unwrap() as usize;
                close(name, &[found[k]], &[entry[1].as_f64().unwrap()]);
            }
            close(
                name,
                &[found.iter().map(|p| p * p).sum()],
                &[expected["sum_p_squared"].as_f64().unwrap()],
            );
        }
        if let Some(rows) = expected["gate_gradients"].as_array() {
            for found in gradients(&flat, &angles) {
                assert_eq!(found.len(), rows.len(), "{name}");
                for (found, row) in found.iter().zip(rows) {
                    close(name, found, &floats(row));
                }
            }
        }

        // The parameters are the arguments, each shared by several gates and scaled.
        if let Some(rows) = expected["param_gradients"].as_object() {
            let names: Vec<&String> = rows.keys().collect();
            let number = |name: &String| names.iter().position(|n| *n == name);
            let gates = instructions(case, |record| {
                let Some(expr) = record["expr"].as_array().map(|all| &all[0]) else {
                    return Affine {
                        constant: record["params"][0].as_f64().unwrap(),
                        terms: vec![],
                    };
                };
                let linear = expr["linear"].as_object().unwrap();
                let mut terms: Vec<(usize, f64)> = linear
                    .iter()
                    .map(|(name, c)| (number(name).unwrap(), c.as_f64().unwrap()))
                    .collect();
                terms.sort_by_key(|term| term.0);
                Affine {
                    constant: expr["const"].as_f64().unwrap(),
                    terms,
                }
            });
            let arguments: Vec<f64> = names
                .iter()
                .map(|name| match name.split_once('[') {
                    Some((vector, index)) => {
                        let index: usize = index.trim_end_matches(']').parse().unwrap();
                        case["params"][vector][index].as_f64().unwrap()
                    }
                    None => case["params"][name.as_str()].as_f64().unwrap(),
                })
                .collect();
            for found in gradients(&program(case, gates, names.len()), &arguments) {
                for (found, row) in found.iter().zip(rows.values()) {
                    close(name, found, &floats(row));
                }
            }
        }
    }
    println!("{checked} circuits");
}

//! The engines against reference values computed with Qamomile and Qiskit, on flat gate lists.
//!
//! The file is not part of the repository: where it is absent, the tests say so and pass.

use num_complex::Complex64;
use qkernel_runtime::evaluator::Evaluator;
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::graph::Loc;
use qkernel_runtime::observable::{Observable, Pauli, PauliSum, X, Y, Z};
use qkernel_runtime::program::{
    Affine, Argument, Condition, Derived, GateOp, Instruction, Origin, Output, Program, Shape,
};
use qkernel_runtime::resources::Resources;
use rand::SeedableRng;
use rand::rngs::StdRng;
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

/// A list of gates; `angle` gives the angle of each gate that has one.
fn instructions(gates: &Value, mut angle: impl FnMut(&Value) -> Affine) -> Vec<Instruction> {
    let mut all = Vec::new();
    for record in gates.as_array().unwrap() {
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
        let gates = instructions(&case["gates"], |record| {
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
            let overlap: Complex64 = amplitudes
                .iter()
                .map(floats)
                .zip(state)
                .map(|(a, b)| Complex64::new(a[0], -a[1]) * b)
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
            let gates = instructions(&case["gates"], |record| {
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

/// The angle that a gate of the list has.
fn given(record: &Value) -> Affine {
    Affine {
        constant: record["params"][0].as_f64().unwrap(),
        terms: vec![],
    }
}

#[test]
fn resources_of_flat_circuits() {
    for case in cases().iter().filter(|case| case["gates"].is_array()) {
        let expected = &case["expected"]["resources"];
        if expected.is_null() {
            continue;
        }
        let found = Resources::of(&program(case, instructions(&case["gates"], given), 0));
        for (name, found) in [
            ("qubits", found.qubits),
            ("total", found.gates),
            ("single_qubit", found.single_qubit),
            ("two_qubit", found.two_qubit),
            ("multi_qubit", found.multi_qubit),
            ("clifford", found.clifford),
            ("rotation", found.rotation),
            ("t", found.t),
        ] {
            assert_eq!(
                found as u64,
                expected[name].as_u64().unwrap(),
                "{}: {name}",
                case["name"]
            );
        }
    }
}

fn dynamic(ops: &Value) -> Vec<Instruction> {
    let mut all = Vec::new();
    for op in ops.as_array().map_or(&[][..], |ops| ops) {
        if op["name"].is_string() {
            all.extend(instructions(&Value::Array(vec![op.clone()]), given));
        } else if op["measure"].is_array() {
            let [qubit, bit] = indices(&op["measure"])[..] else {
                panic!()
            };
            all.push(Instruction::Measure {
                qubit,
                bit,
                origin: ORIGIN,
            });
        } else if let Some(qubit) = op["reset"].as_u64() {
            all.push(Instruction::Reset {
                qubit: qubit as usize,
                origin: ORIGIN,
            });
        } else {
            all.push(Instruction::Branch {
                condition: Condition::Bit(op["if"].as_u64().unwrap() as usize),
                then: dynamic(&op["then"]),
                otherwise: dynamic(&op["else"]),
            });
        }
    }
    all
}

#[test]
fn distributions_of_dynamic_circuits() {
    const SHOTS: usize = 40_000;
    let mut rng = StdRng::seed_from_u64(7);
    for case in cases().iter().filter(|case| case["ops"].is_array()) {
        let outputs = indices(&case["outputs"]);
        let program = Program {
            kernel: "oracle",
            qubits: case["num_qubits"].as_u64().unwrap() as usize,
            bits: outputs.len(),
            instructions: dynamic(&case["ops"]),
            arguments: vec![],
            derived: vec![],
            observables: vec![],
            outputs: vec![Output::BitVector(
                outputs.into_iter().map(Condition::Bit).collect(),
            )],
        };
        let counts = Evaluator::new(&program)
            .unwrap()
            .sample(&[], SHOTS, &mut rng)
            .unwrap();
        assert_eq!(counts.shots(), SHOTS);
        let mut left = SHOTS;
        for entry in case["expected"]["outcome_distribution"].as_array().unwrap() {
            let bits: Vec<bool> = indices(&entry[0]).into_iter().map(|bit| bit == 1).collect();
            let p = entry[1].as_f64().unwrap();
            let found = counts
                .outcomes()
                .find(|(b, _)| *b == bits)
                .map_or(0, |(_, count)| count);
            let spread = (p * (1.0 - p) / SHOTS as f64).sqrt();
            let share = found as f64 / SHOTS as f64;
            assert!(
                (share - p).abs() <= 5.0 * spread,
                "{}: {bits:?} in {share}, not {p}",
                case["name"]
            );
            left -= found;
        }
        assert_eq!(left, 0, "{}: an outcome that cannot happen", case["name"]);
    }
}

#[test]
fn pauli_algebra() {
    for case in cases()
        .iter()
        .filter(|case| case["category"] == "pauli-algebra")
    {
        let sum = match case["name"].as_str().unwrap() {
            "algebra X0*Y0" => X(0) * Y(0),
            "algebra (X0+Y1)*(Z0-2)" => (X(0) + Y(1)) * (Z(0) - 2.0),
            other => panic!("{other}"),
        };
        let expected: PauliSum = case["expected"]["terms"]
            .as_array()
            .unwrap()
            .iter()
            .map(|term| {
                let c = floats(&term[0]);
                let one = observable(&serde_json::json!([[1.0, term[1]]]));
                PauliSum::from(one) * Complex64::new(c[0], c[1])
            })
            .sum();
        assert_eq!(sum, expected);
    }
}

//! The engines against reference values computed with Qamomile and Qiskit, on flat gate lists.
//!
//! The file is not part of the repository: where it is absent, the tests say so and pass.

mod cases;
#[path = "../instructions/mod.rs"]
mod instructions;
mod values;

use num_complex::Complex64;
use qkernel_runtime::evaluator::Evaluator;
use qkernel_runtime::observable::{Observable, X, Y, Z};
use qkernel_runtime::program::{Condition, Output, Program};
use qkernel_runtime::resources::Resources;
use rand::SeedableRng;
use rand::rngs::StdRng;

use cases::{cases, dynamic, floats, given, indices, instructions, observable, program};

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

#[test]
fn distributions_of_dynamic_circuits() {
    const SHOTS: usize = 40_000;
    let mut rng = StdRng::seed_from_u64(7);
    for case in cases().iter().filter(|case| case["ops"].is_array()) {
        let outputs = indices(&case["outputs"]);
        let program = Program {
            kernel: "oracle".into(),
            names: ["oracle"].into_iter().collect(),
            qubits: case["num_qubits"].as_u64().unwrap() as usize,
            bits: outputs.len(),
            instructions: dynamic(&case["ops"]).into(),
            arguments: vec![],
            derived: vec![],
            observables: vec![],
            outputs: vec![Output::BitVector(
                outputs
                    .into_iter()
                    .map(|bit| Condition::Bit(bit.into()))
                    .collect(),
            )],
            ..Program::default()
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
                .find(|(b, _)| b.concat() == bits)
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
        let expected: Observable = case["expected"]["terms"]
            .as_array()
            .unwrap()
            .iter()
            .map(|term| {
                let c = floats(&term[0]);
                let one = observable(&serde_json::json!([[1.0, term[1]]]));
                one * Complex64::new(c[0], c[1])
            })
            .sum();
        assert_eq!(sum, expected);
    }
}

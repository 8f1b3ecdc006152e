//! Values, states and gradients.

use num_complex::Complex64;
use qkernel_runtime::evaluator::Evaluator;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::program::{Affine, Program, SlotId};
use serde_json::{Map, Value};

use crate::cases::{cases, floats, given, instructions, program, slot};

fn close(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() < 1e-10, "{what}[{i}]: {a} instead of {b}");
    }
}

/// Exact derivatives by every method that is exact: one row per parameter, one column per observable.
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
        checked += usize::from(every_angle_an_argument(case));
        if let Some(rows) = case["expected"]["param_gradients"].as_object() {
            shared_parameters(case, rows);
        }
    }
    println!("{checked} circuits");
}

/// Says whether there are expectation values to compare with.
fn every_angle_an_argument(case: &Value) -> bool {
    let name = case["name"].as_str().unwrap();
    let expected = &case["expected"];
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
    }
    state(name, expected, &evaluator.state(&angles).unwrap());
    if let Some(rows) = expected["gate_gradients"].as_array() {
        for found in gradients(&flat, &angles) {
            assert_eq!(found.len(), rows.len(), "{name}");
            for (found, row) in found.iter().zip(rows) {
                close(name, found, &floats(row));
            }
        }
    }
    expected["expvals"].is_array()
}

fn state(name: &str, expected: &Value, state: &[Complex64]) {
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
}

/// The parameters are the arguments, each shared by several gates and scaled.
fn shared_parameters(case: &Value, rows: &Map<String, Value>) {
    let name = case["name"].as_str().unwrap();
    let names: Vec<&String> = rows.keys().collect();
    let number = |name: &String| names.iter().position(|n| *n == name);
    let gates = instructions(&case["gates"], |record| {
        let Some(expr) = record["expr"].as_array().map(|all| &all[0]) else {
            return given(record);
        };
        let linear = expr["linear"].as_object().unwrap();
        let mut terms: Vec<(SlotId, f64)> = linear
            .iter()
            .map(|(name, c)| {
                (
                    SlotId::element(0, number(name).unwrap()),
                    c.as_f64().unwrap(),
                )
            })
            .collect();
        terms.sort_by_key(|term| term.0);
        Affine {
            constant: expr["const"].as_f64().unwrap(),
            terms: terms.into(),
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

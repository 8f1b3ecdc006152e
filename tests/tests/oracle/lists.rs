//! Cases that are lists: of gates, of terms.

use num_complex::Complex64;
use qkernel_runtime::observable::PauliString;
use qkernel_runtime::prelude::*;
use qkernel_tests::close::EXACT;
use qkernel_tests::{assert_close, listed};

use super::cases::{Case, floats};
use super::kernels::k_listed;

/// The flat list of a case's gates, and the derivatives by each angle.
pub(crate) fn by_list(case: &Case) {
    let names: Vec<&str> = (0..listed::GATES).map(listed::name).collect();
    let (mut ops, mut on, mut angles, mut turned) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (k, gate) in case.gates().iter().enumerate() {
        assert!(gate["controls"].is_null());
        ops.push(
            names
                .iter()
                .position(|name| gate["name"] == *name)
                .expect("a gate of the list"),
        );
        let qubits = gate["qubits"].as_array().unwrap();
        on.extend((0..3).map(|i| qubits.get(i).map_or(0, |q| q.as_u64().unwrap() as usize)));
        angles.push(gate["params"][0].as_f64().unwrap_or(0.0));
        if gate["params"].is_array() {
            turned.push(k);
        }
    }
    let (n, count, hs) = (case.qubits(), ops.len(), case.observables());
    let (ops, on) = (Vector::from(ops), Vector::from(on));
    let circuit = k_listed {
        n,
        count,
        ops,
        on,
        hs,
    }
    .compile()
    .unwrap();
    let values = circuit.run(&angles).unwrap();
    assert_close(
        case.name(),
        &values,
        floats(case.expected("expvals")),
        EXACT,
    );
    assert_close(
        case.name(),
        k_listed(n, count, ops, on, angles.clone().into(), hs),
        values,
        EXACT,
    );
    case.check_state(&circuit.state(&angles).unwrap());
    case.check_resources(&circuit);
    let Some(rows) = case.expected("gate_gradients").as_array() else {
        return;
    };
    let jacobian = circuit.jacobian(&angles).unwrap();
    assert_eq!(rows.len(), turned.len());
    for (row, k) in rows.iter().zip(turned) {
        let found: Vec<f64> = jacobian.iter().map(|(by_angle,)| by_angle[k]).collect();
        assert_close(
            &format!("{}: by the angle of gate {k}", case.name()),
            found,
            floats(row),
            EXACT,
        );
    }
}

/// Holds a sum against the terms of a case.
pub(crate) fn algebra(case: &Case, sum: Observable) {
    let mut expected = Observable::zero();
    for term in case.expected("terms").as_array().unwrap() {
        let coefficient = floats(&term[0]);
        let factors = term[1].as_array().unwrap().iter().map(|factor| {
            let qubit = factor[1].as_u64().unwrap() as usize;
            match factor[0].as_str().unwrap() {
                "X" => X(qubit),
                "Y" => Y(qubit),
                _ => Z(qubit),
            }
        });
        expected +=
            Complex64::new(coefficient[0], coefficient[1]) * factors.product::<Observable>();
    }
    let terms = |sum: &Observable| -> Vec<(Complex64, PauliString)> {
        sum.complex_terms()
            .map(|(coefficient, string)| (coefficient, string.clone()))
            .collect()
    };
    assert_eq!(terms(&sum), terms(&expected));
    assert!(!terms(&sum).is_empty());
}

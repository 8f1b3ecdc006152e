//! The tutorial's circuit, with the tutorial's numbers.

mod numbers;

use num_complex::Complex64;
use numbers::*;
use qkernel_runtime::arguments::each;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::prelude::*;
use qkernel_tests::assert_close;
use qkernel_tests::close::EXACT;

/// As the contract has it: one observable.
#[qkernel]
fn variational_ansatz(
    n_qubits: UInt,
    n_layers: UInt,
    inputs: Vector<Float, { n_qubits }>,
    weights: Vector<Float, { n_layers * n_qubits * 3 }>,
    hamiltonian: Observable,
) -> Float {
    let mut q = qubit_array(n_qubits);

    // Angle encoding.
    for i in range(n_qubits) {
        q[i] = ry(q[i], inputs[i]);
    }

    // Variational layers from the standard library, themselves kernels.
    for layer in range(n_layers) {
        let base = layer * n_qubits * 3;
        q = rz_layer(q, weights, base);
        q = ry_layer(q, weights, base + n_qubits);
        q = rz_layer(q, weights, base + n_qubits * 2);
        q = cz_entangling_layer(q);
    }

    expval(q, hamiltonian)
}

/// All observables in one pass; the layers are a kernel of their own.
#[qkernel]
fn all_at_once(
    n_qubits: UInt,
    n_layers: UInt,
    inputs: Vector<Float, { n_qubits }>,
    weights: Vector<Float, { n_layers * n_qubits * 3 }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n_qubits), inputs);
    for layer in range(n_layers) {
        q = rotations_and_ladder(q, weights, layer);
    }
    expval(q, observables)
}

#[qkernel]
fn rotations_and_ladder(q: Vector<Qubit>, weights: Vector<Float>, layer: UInt) -> Vector<Qubit> {
    let n = q.len();
    let base = layer * n * 3;
    let q = rz_layer(q, weights, base);
    let q = ry_layer(q, weights, base + n);
    let q = rz_layer(q, weights, base + n * 2);
    cz_entangling_layer(q)
}

fn one(qubit: usize) -> variational_ansatz {
    variational_ansatz {
        n_qubits: 4,
        n_layers: 2,
        hamiltonian: Z(qubit),
    }
}

fn all() -> all_at_once {
    all_at_once {
        n_qubits: 4,
        n_layers: 2,
        observables: (0..4).map(Z).collect(),
    }
}

/// The numbers that the tutorial prints.
const PRINTED: [&str; 4] = ["-0.70960489", "0.61071606", "0.43586927", "0.42650987"];

#[test]
fn one_kernel_for_each_observable() -> Result<(), Error> {
    for (k, printed) in PRINTED.iter().enumerate() {
        let circuit = one(k).compile()?;
        let value = circuit.run((&INPUTS, &WEIGHTS))?;
        assert_close("<Z>", value, VALUES[k], EXACT);
        assert_eq!(format!("{value:.8}"), *printed);
        for method in [GradientMethod::Adjoint, GradientMethod::ParameterShift] {
            let (same, (by_inputs, by_weights)) =
                circuit.value_and_gradient_with((&INPUTS, &WEIGHTS), method)?;
            assert_close("<Z> beside a gradient", same, value, EXACT);
            assert_close("by the inputs", by_inputs, BY_INPUTS[k], EXACT);
            assert_close("by the weights", by_weights, BY_WEIGHTS[k], EXACT);
        }
        assert_eq!(
            circuit.gradient((&INPUTS, &WEIGHTS))?,
            circuit.value_and_gradient((&INPUTS, &WEIGHTS))?.1
        );
    }
    Ok(())
}

#[test]
fn all_observables_in_one_pass() -> Result<(), Error> {
    let circuit = all().compile()?;
    assert_close("<Z>", circuit.run((&INPUTS, &WEIGHTS))?, VALUES, EXACT);
    for method in [GradientMethod::Adjoint, GradientMethod::ParameterShift] {
        let jacobian = circuit.jacobian_with((&INPUTS, &WEIGHTS), method)?;
        assert_eq!(jacobian.len(), 4);
        for (k, (by_inputs, by_weights)) in jacobian.iter().enumerate() {
            assert_close("by the inputs", by_inputs, BY_INPUTS[k], EXACT);
            assert_close("by the weights", by_weights, BY_WEIGHTS[k], EXACT);
        }
    }
    let cotangent = [0.5, -1.0, 2.0, 0.25];
    let (values, (by_inputs, _)) = circuit.vjp((&INPUTS, &WEIGHTS), &cotangent)?;
    assert_close("<Z> beside a product", values, VALUES, EXACT);
    let expected: Vec<f64> = (0..4)
        .map(|i| (0..4).map(|k| cotangent[k] * BY_INPUTS[k][i]).sum())
        .collect();
    assert_close("cotangent times derivatives", by_inputs, expected, EXACT);
    Ok(())
}

#[test]
fn called_as_plain_functions() {
    let (inputs, weights) = (Vector::from(INPUTS), Vector::from(WEIGHTS));
    for (k, expected) in VALUES.into_iter().enumerate() {
        assert_close(
            "<Z>",
            variational_ansatz(4, 2, inputs, weights, Z(k)),
            expected,
            EXACT,
        );
    }
    let values = all_at_once(4, 2, inputs, weights, (0..4).map(Z).collect());
    assert_close("<Z>", values, VALUES, EXACT);
    assert_eq!(qkernel_runtime::eager::live_qubits(), 0);
}

#[test]
fn a_batch_with_shared_weights() -> Result<(), Error> {
    let circuit = one(0).compile()?;
    let rows = vec![INPUTS.to_vec(), vec![0.0; 4], INPUTS.to_vec()];
    let values = circuit.run_batch((each(&rows), &WEIGHTS))?;
    let alone = circuit.run((&[0.0; 4], &WEIGHTS))?;
    assert_close("<Z0>", values, [VALUES[0], alone, VALUES[0]], EXACT);
    let (_, (by_inputs, by_weights)) = circuit.value_and_gradient_batch((each(&rows), &WEIGHTS))?;
    let of_zeros = circuit.gradient((&[0.0; 4], &WEIGHTS))?;
    assert_close(
        "by the inputs",
        by_inputs,
        vec![BY_INPUTS[0].to_vec(), of_zeros.0, BY_INPUTS[0].to_vec()],
        EXACT,
    );
    let sum: Vec<f64> = BY_WEIGHTS[0]
        .iter()
        .zip(of_zeros.1)
        .map(|(a, b)| 2.0 * a + b)
        .collect();
    assert_close("by the weights, summed", by_weights, sum, EXACT);
    Ok(())
}

#[test]
fn the_state() -> Result<(), Error> {
    let state = one(0).compile()?.state((&INPUTS, &WEIGHTS))?;
    assert_eq!(state.len(), 16);
    let overlap: Complex64 = STATE
        .iter()
        .zip(&state)
        .map(|(a, b)| Complex64::new(a[0], -a[1]) * b)
        .sum();
    assert_close("overlap", overlap.norm(), 1.0, EXACT);
    Ok(())
}

#[test]
fn what_it_costs() -> Result<(), Error> {
    for resources in [one(0).compile()?.resources(), all().compile()?.resources()] {
        assert_eq!(resources.qubits, 4);
        assert_eq!(
            (
                resources.single_qubit,
                resources.two_qubit,
                resources.multi_qubit
            ),
            (28, 6, 0)
        );
        assert_eq!(resources.gates, 34);
        assert_eq!(
            (resources.rotation, resources.clifford, resources.t),
            (28, 6, 0)
        );
    }
    // The formulas n (3 l + 1) and l (n - 1).
    for (n, l) in [(1, 3), (10, 5), (3, 0)] {
        let kernel = variational_ansatz {
            n_qubits: n,
            n_layers: l,
            hamiltonian: Z(0),
        };
        let resources = kernel.compile()?.resources();
        assert_eq!(
            (resources.single_qubit, resources.two_qubit),
            (n * (3 * l + 1), l * (n - 1))
        );
    }
    Ok(())
}

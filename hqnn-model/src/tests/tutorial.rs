//! The tutorial's circuit as a kernel, and what it gives beside the plain simulation in `naive`.

use dfdx::prelude::*;
use qkernel_runtime::prelude::*;

use crate::layers::builder::QuantumLayer;
use crate::naive::{EXPECTED, INPUTS, Plain, WEIGHTS};
use crate::quantum_layer::{CircuitSpec, LayerCircuit};
use crate::{Error, GradientMethod, quantum_layer};

#[qkernel]
fn variational_ansatz(
    n_qubits: UInt,
    n_layers: UInt,
    inputs: Vector<Float, { n_qubits }>,
    weights: Vector<Float, { n_layers * n_qubits * 3 }>,
    hamiltonians: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(n_qubits);
    for i in range(n_qubits) {
        q[i] = ry(q[i], inputs[i]);
    }
    for layer in range(n_layers) {
        let base = layer * n_qubits * 3;
        q = rz_layer(q, weights, base);
        q = ry_layer(q, weights, base + n_qubits);
        q = rz_layer(q, weights, base + n_qubits * 2);
        q = cz_entangling_layer(q);
    }
    expval(q, hamiltonians)
}

quantum_layer! {
    /// Four qubits, two layers.
    pub(crate) struct Ansatz = variational_ansatz {
        n_qubits: 4, n_layers: 2, hamiltonians: ["Z0", "Z1", "Z2", "Z3"]
    };
}

const BOTH: [GradientMethod; 2] = [GradientMethod::Adjoint, GradientMethod::ParameterShift];

fn close(found: &[f64], expected: &[f64], error: f64) {
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() < error, "{a} is not {b}");
    }
}

/// Angles that are nothing in particular, three full turns wide.
fn angles(count: usize, from: u64) -> Vec<f64> {
    (0..count as u64)
        .map(|i| 9.0 * ((from + i) as f64 * 0.754_877_666).fract() - 4.0)
        .collect()
}

#[test]
fn the_kernel_gives_the_tutorials_numbers() {
    let circuit = Ansatz::circuit().unwrap();
    close(
        &circuit.forward(&INPUTS, &WEIGHTS).unwrap(),
        &EXPECTED,
        1e-8,
    );
}

#[test]
fn the_kernel_agrees_with_the_plain_simulation() {
    let circuit = Ansatz::circuit().unwrap();
    for batch in [1, 2, 7] {
        let (inputs, weights) = (angles(4 * batch, 3), angles(24, 40 + batch as u64));
        let cotangents = angles(4 * batch, 90);
        close(
            &circuit.forward(&inputs, &weights).unwrap(),
            &Plain.forward(&inputs, &weights).unwrap(),
            1e-12,
        );
        for method in BOTH {
            let (dx, dw) = circuit.vjp(&inputs, &weights, &cotangents, method).unwrap();
            let (x, w) = Plain.vjp(&inputs, &weights, &cotangents, method).unwrap();
            close(&dx, &x, 1e-11);
            close(&dw, &w, 1e-11);
        }
    }
}

#[test]
fn both_gradient_methods_give_a_layer_the_same_gradients() {
    let device = Cpu::seed_from_u64(4);
    let mut layer = device.build_module::<QuantumLayer<Ansatz, 4, 24, 4>, f64>();
    assert_eq!(layer.method, GradientMethod::Adjoint);
    let x: Tensor<Rank2<5, 4>, f64, _> = device.sample_normal();
    let c: Tensor<Rank2<5, 4>, f64, _> = device.sample_normal();
    let [adjoint, shift] = BOTH.map(|method| {
        layer.method = method;
        let gradients = (layer.forward(x.leaky_trace()) * c.clone())
            .sum::<Rank0, _>()
            .backward();
        let mut all = gradients.get(&x).as_vec();
        all.extend(gradients.get(&layer.weights).as_vec());
        all
    });
    close(&adjoint, &shift, 1e-12);
    assert!(adjoint.iter().any(|g| g.abs() > 0.1));
}

#[test]
fn what_the_circuit_refuses_comes_out_of_the_network() {
    let device = Cpu::default();
    let layer = device.build_module::<QuantumLayer<Ansatz, 4, 24, 4>, f32>();
    let x = device.tensor([[0.0, f32::NAN, 0.0, 0.0]]);
    let error = Error::from(layer.try_forward(x).unwrap_err()).to_string();
    assert_eq!(
        error,
        "quantum layer: `variational_ansatz`: `inputs[1]` is NaN, but every number must be finite"
    );
}

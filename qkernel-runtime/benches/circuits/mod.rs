//! The quantum layer that the benches of batches run, and a batch of it.

use qkernel_runtime::engine::Precision;
use qkernel_runtime::error::Error;
use qkernel_runtime::evaluator::{Column, Evaluator};
use qkernel_runtime::prelude::*;

#[qkernel]
pub(crate) fn layer(
    n: UInt,
    depth: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { 3 * n * depth }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    for d in range(depth) {
        q = rz_layer(q, weights, 3 * n * d);
        q = ry_layer(q, weights, 3 * n * d + n);
        q = rz_layer(q, weights, 3 * n * d + 2 * n);
        q = cz_entangling_layer(q);
    }
    expval(q, observables)
}

/// As many Z as there are qubits.
pub(crate) fn circuit(n: usize, depth: usize) -> Circuit<layer> {
    let observables: Vec<Observable> = (0..n).map(Z).collect();
    let kernel = layer {
        n,
        depth,
        observables: observables.into(),
    };
    kernel.compile().expect("it fits")
}

/// A batch and what is computed of it.
pub(crate) struct Work<R> {
    pub(crate) evaluator: Evaluator,
    pub(crate) inputs: Vec<R>,
    pub(crate) weights: Vec<R>,
    pub(crate) cotangents: Vec<R>,
    pub(crate) values: Vec<R>,
    pub(crate) by_inputs: Vec<R>,
    pub(crate) by_weights: Vec<R>,
}

impl<R: Precision> Work<R> {
    pub(crate) fn new(evaluator: Evaluator, n: usize, depth: usize, rows: usize) -> Work<R> {
        let numbers = |count: usize, first: usize| -> Vec<R> {
            let number = |i: usize| (0.37 * (i + first) as f64).sin() * 1.5;
            (0..count).map(|i| R::narrow(number(i))).collect()
        };
        Work {
            evaluator,
            inputs: numbers(n * rows, 1),
            weights: numbers(3 * n * depth, 0),
            cotangents: numbers(n * rows, 2),
            values: numbers(n * rows, 0),
            by_inputs: numbers(n * rows, 0),
            by_weights: numbers(3 * n * depth, 0),
        }
    }

    /// Values and then derivatives, in two calls.
    pub(crate) fn two_calls(&mut self) -> Result<(), Error> {
        let columns = [
            Column::Each(&self.inputs[..]),
            Column::Shared(&self.weights),
        ];
        self.evaluator.forward_batch(&columns, &mut self.values)?;
        let gradients: &mut [&mut [R]] = &mut [&mut self.by_inputs, &mut self.by_weights];
        self.evaluator
            .backward_batch(&self.cotangents, GradientMethod::Adjoint, gradients)
    }
}

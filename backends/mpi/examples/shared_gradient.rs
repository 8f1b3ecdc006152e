//! The gradient of a batch on one rank and on all of them: how long it takes, and that it is the same.
//!
//! `mpirun -n 2 target/release/examples/shared_gradient 10 4 64 8`: qubits, layers, samples, and samples in a part.

use std::process::ExitCode;
use std::time::Instant;

use hqnn_model::Error;
use hqnn_model::ranks::{Alone, Ranks, gather};
use qkernel_mpi::{SharedEvaluator, World};
use qkernel_runtime::evaluator::Column;
use qkernel_runtime::prelude::*;

#[qkernel]
fn ansatz(
    n: UInt,
    layers: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { layers * n * 3 }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    for layer in range(layers) {
        let base = layer * n * 3;
        q = rz_layer(q, weights, base);
        q = ry_layer(q, weights, base + n);
        q = rz_layer(q, weights, base + n * 2);
        q = cz_entangling_layer(q);
    }
    expval(q, observables)
}

/// What is computed.
struct Batch {
    circuit: Circuit<ansatz>,
    inputs: Vec<f64>,
    weights: Vec<f64>,
    cotangents: Vec<f64>,
    part: usize,
}

impl Batch {
    /// The gradient of the weights, and the least time that it took, in seconds.
    fn gradient(&self, ranks: impl Ranks) -> Result<(Vec<f64>, f64), Error> {
        let mut shared = SharedEvaluator::new(self.circuit.evaluator()?.clone(), ranks, self.part);
        let columns = [Column::Each(&self.inputs), Column::Shared(&self.weights)];
        let mut values = vec![0.0; self.cotangents.len()];
        let (mut by_inputs, mut by_weights) = (self.inputs.clone(), self.weights.clone());
        let mut least = f64::INFINITY;
        for _ in 0..200 {
            let start = Instant::now();
            shared.vjp_batch(
                &columns,
                &self.cotangents,
                GradientMethod::Adjoint,
                &mut values,
                &mut [&mut by_inputs, &mut by_weights],
            )?;
            least = least.min(start.elapsed().as_secs_f64());
        }
        Ok((by_weights, least))
    }
}

fn program(world: &World) -> Result<(), Error> {
    let mut sizes = std::env::args().skip(1).map(|text| text.parse::<usize>());
    let mut size = |name: &str, default: usize| match sizes.next() {
        None => Ok(default),
        Some(Ok(size)) if size > 0 => Ok(size),
        Some(_) => Err(Error::Config(format!(
            "the number of {name} is none above 0"
        ))),
    };
    let (qubits, layers) = (size("qubits", 10)?, size("layers", 4)?);
    let (samples, part) = (size("samples", 64)?, size("samples in a part", 8)?);
    let number = |i: usize| ((i as f64 * 0.739_1 + 0.13).sin() * 43_758.545_3).fract();
    let numbers = |from: usize, count: usize| (from..from + count).map(number).collect();
    let observables: Vec<Observable> = (0..qubits).map(Z).collect();
    let circuit = ansatz {
        n: qubits,
        layers,
        observables: observables.into(),
    };
    let batch = Batch {
        circuit: circuit.compile()?,
        inputs: numbers(0, samples * qubits),
        weights: numbers(samples * qubits, layers * qubits * 3),
        cotangents: numbers(7, samples * qubits),
        part,
    };
    // One rank computes all of it, while the others wait.
    let alone = if world.rank() == 0 {
        batch.gradient(Alone)?
    } else {
        Default::default()
    };
    gather(world, Ok(Vec::new()), &vec![0; world.count()])?;
    let shared = batch.gradient(world)?;
    if world.rank() == 0 {
        println!(
            "{qubits} qubits, {layers} layers, {samples} samples in parts of {part}: alone {:.3} ms, {} ranks {:.3} ms, {:.2} times as fast; the same bits: {}",
            1e3 * alone.1,
            world.count(),
            1e3 * shared.1,
            alone.1 / shared.1,
            alone.0 == shared.0
        );
    }
    Ok(())
}

fn main() -> ExitCode {
    qkernel_mpi::run(program)
}

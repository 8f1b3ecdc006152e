//! `cargo bench -p qkernel-runtime --bench batches`: a quantum layer of 4 qubits and 2 layers, by batch: the time a sample in
//! nanoseconds, and as a multiple of the state vector's that takes one sample after the other, measured in the same run.
//!
//! Each figure is the best of many rounds. The engines take turns, so that a machine that gets slower slows both.

use std::hint::black_box;
use std::time::{Duration, Instant};

use qkernel_runtime::engine::{Engine, Lanes, Statevector};
use qkernel_runtime::evaluator::{Column, Evaluator};
use qkernel_runtime::prelude::*;

const ROUNDS: usize = 40;
/// How long a round takes at least.
const ROUND: Duration = Duration::from_millis(2);

#[qkernel]
fn layer(
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

fn main() {
    println!(
        "{:<22}{:>8}{:>14}{:>14}{:>8}",
        "", "batch", "statevector", "lanes", "ratio"
    );
    for (n, depth, batches) in [(4, 2, &[1, 4, 64, 1024][..]), (8, 4, &[4, 256])] {
        table(n, depth, batches);
    }
}

fn table(n: usize, depth: usize, batches: &[usize]) {
    let observables: Vec<Observable> = (0..n).map(Z).collect();
    let circuit = layer {
        n,
        depth,
        observables: observables.into(),
    }
    .compile()
    .expect("it fits");
    let engines: [&'static dyn Engine; 2] = [&Statevector, &Lanes];
    let mut evaluators = engines.map(|engine| {
        Evaluator::with_engine(circuit.program(), engine).expect("the engine runs it")
    });
    let number = |i: usize| (0.37 * i as f64).sin() * 1.5;
    let weights: Vec<f64> = (0..3 * n * depth).map(number).collect();
    for &rows in batches {
        let inputs: Vec<f64> = (0..n * rows).map(|i| number(i + 1)).collect();
        let cotangents: Vec<f64> = (0..n * rows).map(|i| number(i + 2)).collect();
        let columns = [Column::Each(&inputs), Column::Shared(&weights)];
        let mut values = vec![0.0; n * rows];
        let (mut by_inputs, mut by_weights) = (vec![0.0; n * rows], vec![0.0; 3 * n * depth]);
        let mut best = [[f64::INFINITY; 2]; 2];
        for _ in 0..ROUNDS {
            for (best, evaluator) in best.iter_mut().zip(&mut evaluators) {
                let mut forward = || evaluator.evaluate_batch(&columns, &mut values);
                best[0] = best[0].min(time(&mut forward));
                let mut both = || {
                    evaluator.forward_batch(&columns, &mut values)?;
                    let gradients: &mut [&mut [f64]] = &mut [&mut by_inputs, &mut by_weights];
                    evaluator.backward_batch(&cotangents, GradientMethod::Adjoint, gradients)
                };
                best[1] = best[1].min(time(&mut both));
            }
        }
        let [single, lanes] = best;
        for (k, what) in ["values", "values and gradient"].into_iter().enumerate() {
            let (single, lanes) = (single[k] / rows as f64, lanes[k] / rows as f64);
            println!(
                "{what:<22}{rows:>8}{:>14.0}{:>14.0}{:>8.2}",
                1e9 * single,
                1e9 * lanes,
                lanes / single
            );
        }
    }
}

/// Seconds a call.
fn time(work: &mut dyn FnMut() -> Result<(), Error>) -> f64 {
    let (start, mut calls) = (Instant::now(), 0);
    loop {
        black_box(work()).expect("it runs");
        calls += 1;
        let elapsed = start.elapsed();
        if elapsed >= ROUND {
            return elapsed.as_secs_f64() / f64::from(calls);
        }
    }
}

//! `cargo bench -p qkernel-runtime --bench threads`: values and gradient of a batch on one thread and on as many as there are cores, in the
//! same run; with a number after `--` on that many. Batches worth less than 50 microseconds use one thread whatever the number.
//!
//! The two take turns. A figure is the best of the rounds, and the ratio that of the best ones; beside it the median of the ratios
//! round by round, which a machine that other work shares falsifies less.

mod circuits;

use std::hint::black_box;
use std::thread::sleep;
use std::time::{Duration, Instant};

use qkernel_runtime::engine::{Precision, set_threads, threads};
use qkernel_runtime::evaluator::Column;
use qkernel_runtime::prelude::*;

use circuits::layer;

const ROUNDS: usize = 301;

fn main() {
    let asked = std::env::args().find_map(|word| word.parse().ok());
    let many = asked.unwrap_or_else(threads);
    println!(
        "{:>6}{:>7}{:>7}{:>11}{:>14}{:>14}{:>8}{:>8}",
        "qubits",
        "layers",
        "batch",
        "",
        "1 thread, us",
        format!("{many} threads"),
        "ratio",
        "median"
    );
    for (n, depth, batches) in [
        (4, 2, &[64, 1024, 4096, 16384][..]),
        (4, 3, &[256, 1024, 4096]),
        (8, 3, &[4, 16, 64, 256, 1024]),
        (12, 3, &[4, 64]),
    ] {
        for &rows in batches {
            row::<f64>("f64", n, depth, rows, many);
            row::<f32>("f32", n, depth, rows, many);
        }
    }
}

fn row<R: Precision>(name: &str, n: usize, depth: usize, rows: usize, many: usize) {
    let observables: Vec<Observable> = (0..n).map(Z).collect();
    let circuit = layer {
        n,
        depth,
        observables: observables.into(),
    }
    .compile()
    .expect("it fits");
    let numbers = |count: usize, first: usize| -> Vec<R> {
        let number = |i: usize| (0.37 * (i + first) as f64).sin() * 1.5;
        (0..count).map(|i| R::narrow(number(i))).collect()
    };
    let (inputs, weights) = (numbers(n * rows, 1), numbers(3 * n * depth, 0));
    let cotangents = numbers(n * rows, 2);
    let mut evaluator = circuit.evaluator().expect("it fits");
    let columns = [Column::Each(&inputs[..]), Column::Shared(&weights)];
    let mut best = [f64::INFINITY; 2];
    let mut ratios = Vec::new();
    let mut results: [Vec<R>; 2] = Default::default();
    for _ in 0..ROUNDS {
        let mut times = [0.0; 2];
        for (k, threads) in [1, many].into_iter().enumerate() {
            set_threads(threads);
            let mut values = numbers(n * rows, 0);
            let mut by_inputs = numbers(n * rows, 0);
            let mut by_weights = numbers(3 * n * depth, 0);
            times[k] = time(&mut || {
                evaluator.forward_batch(&columns, &mut values)?;
                let gradients: &mut [&mut [R]] = &mut [&mut by_inputs, &mut by_weights];
                evaluator.backward_batch(&cotangents, GradientMethod::Adjoint, gradients)
            });
            best[k] = best[k].min(times[k]);
            results[k] = [values, by_inputs, by_weights].concat();
        }
        ratios.push(times[0] / times[1]);
    }
    assert!(results[0] == results[1], "the same bits");
    ratios.sort_by(f64::total_cmp);
    println!(
        "{n:>6}{depth:>7}{rows:>7}{name:>11}{:>14.1}{:>14.1}{:>8.2}{:>8.2}",
        1e6 * best[0],
        1e6 * best[1],
        best[0] / best[1],
        ratios[ratios.len() / 2]
    );
}

/// Seconds a call: the least of three after a rest, so that other work on the machine is less likely to interrupt them.
fn time(work: &mut dyn FnMut() -> Result<(), Error>) -> f64 {
    sleep(Duration::from_millis(2));
    let mut best = f64::INFINITY;
    for _ in 0..3 {
        let start = Instant::now();
        black_box(work()).expect("it runs");
        best = best.min(start.elapsed().as_secs_f64());
    }
    best
}

//! `cargo bench -p qkernel-runtime --bench threads`: values and gradient of a batch on one thread and on as many as there are cores, in the
//! same run; with a number after `--` on that many. Batches worth less than 50 microseconds use one thread whatever the number.
//!
//! - loop: calls one after the other, as in training; a thread that has helped is still awake for the next call;
//! - one: a single call after a rest, for which a thread that sleeps has to be woken.
//!
//! Each is measured for values and then derivatives, in two calls, as layers call them, and for both in one call. One thread and many take
//! turns. A figure is the best of the rounds, and the ratio that of the best ones; beside it the median of the ratios round by round,
//! which a machine that other work shares falsifies less.

mod circuits;

use std::hint::black_box;
use std::thread::sleep;
use std::time::{Duration, Instant};

use qkernel_runtime::engine::{Precision, set_threads, threads};
use qkernel_runtime::evaluator::{Column, Evaluator};
use qkernel_runtime::prelude::*;

use circuits::{Work, circuit};

const ROUNDS: usize = 101;
/// How long the calls of a round take together in a loop, at least.
const LOOP: Duration = Duration::from_micros(500);
/// Long enough for threads to sleep.
const REST: Duration = Duration::from_millis(2);

fn main() {
    let asked = std::env::args().find_map(|word| word.parse().ok());
    let many = asked.unwrap_or_else(threads);
    println!(
        "{:>6}{:>7}{:>7}{:>5}  {:<16}{:>14}{:>14}{:>8}{:>8}",
        "qubits",
        "layers",
        "batch",
        "",
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

/// Values and derivatives, in one call or two.
fn call<R: Precision>(work: &mut Work<R>, one: bool) {
    let done = if one {
        let columns = [
            Column::Each(&work.inputs[..]),
            Column::Shared(&work.weights),
        ];
        let gradients: &mut [&mut [R]] = &mut [&mut work.by_inputs, &mut work.by_weights];
        let (cotangents, adjoint) = (&work.cotangents, GradientMethod::Adjoint);
        work.evaluator
            .vjp_batch(&columns, cotangents, adjoint, &mut work.values, gradients)
    } else {
        work.two_calls()
    };
    black_box(done).expect("it runs");
}

fn computed<R: Precision>(work: &Work<R>) -> Vec<R> {
    [&work.values[..], &work.by_inputs, &work.by_weights].concat()
}

/// Seconds of one call and a number of others.
fn timed(count: usize, call: &mut dyn FnMut()) -> f64 {
    let start = Instant::now();
    (0..count).for_each(|_| call());
    start.elapsed().as_secs_f64() / count as f64
}

fn row<R: Precision>(name: &str, n: usize, depth: usize, rows: usize, many: usize) {
    let evaluator = Evaluator::new(circuit(n, depth).program()).expect("it fits");
    let mut work = Work::<R>::new(evaluator, n, depth, rows);
    let ways = [
        ("loop, two calls", false),
        ("loop, one call", true),
        ("one, two calls", false),
        ("one, one call", true),
    ];
    for (k, (way, one)) in ways.into_iter().enumerate() {
        let looped = k < 2;
        let mut best = [f64::INFINITY; 2];
        let mut ratios = Vec::new();
        let mut results: [Vec<R>; 2] = Default::default();
        set_threads(1);
        call(&mut work, one);
        let long = LOOP.as_secs_f64() / timed(1, &mut || call(&mut work, one));
        let count = if looped { long.ceil() as usize } else { 1 };
        for _ in 0..ROUNDS {
            let mut times = [0.0; 2];
            for (k, threads) in [1, many].into_iter().enumerate() {
                set_threads(threads);
                if looped {
                    // Whoever is to help is awake.
                    (0..3).for_each(|_| call(&mut work, one));
                } else {
                    sleep(REST);
                }
                times[k] = timed(count, &mut || call(&mut work, one));
                best[k] = best[k].min(times[k]);
                results[k] = computed(&work);
            }
            ratios.push(times[0] / times[1]);
        }
        assert!(results[0] == results[1], "the same bits");
        ratios.sort_by(f64::total_cmp);
        println!(
            "{n:>6}{depth:>7}{rows:>7}{name:>5}  {way:<16}{:>14.1}{:>14.1}{:>8.2}{:>8.2}",
            1e6 * best[0],
            1e6 * best[1],
            best[0] / best[1],
            ratios[ratios.len() / 2]
        );
    }
}

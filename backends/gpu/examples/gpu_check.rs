//! Checks batches on the GPU of this machine against the CPU, and writes how long both take.
//!
//! Build it with `cargo build --release -p qkernel-gpu --features cuda --example gpu_check`, and run it by `backends/gpu/check.sh`.

#[path = "../tests/gpu/circuits.rs"]
mod circuits;

use std::process::ExitCode;
use std::time::Instant;

use circuits::{Case, Found, Numbers, ansatz, random};
use qkernel_gpu::shape::Shape;
use qkernel_gpu::{Gpu, GpuEvaluator, MOST_QUBITS, gpu};
use qkernel_runtime::engine::{set_threads, threads};
use qkernel_runtime::evaluator::{Column, Evaluator};
use qkernel_runtime::gradient::GradientMethod;

const ROWS: usize = 4096;

fn main() -> ExitCode {
    let gpu = match gpu() {
        Ok(gpu) => gpu,
        Err(reason) => {
            println!("no GPU: {reason}");
            return ExitCode::from(2);
        }
    };
    let all = threads();
    let asked = |name: &str| std::env::args().any(|argument| argument == name);
    if asked("profile") {
        // One batch of each for a profiler.
        for qubits in 4..=MOST_QUBITS {
            let case = ansatz(qubits, 10);
            on_gpu(gpu, &case, &case.numbers(ROWS, 7));
        }
        return ExitCode::SUCCESS;
    }
    println!("card: {}; CPU: {all} threads", gpu.card());
    let right = check(gpu);
    times(gpu, all);
    if asked("shapes") {
        shapes(gpu);
    }
    println!("{}", if right { "all right" } else { "WRONG" });
    ExitCode::from(u8::from(!right))
}

fn on_gpu(gpu: &'static Gpu, case: &Case, numbers: &Numbers) -> Found {
    let mut found = case.room(numbers.cotangents.len() / case.outputs);
    let mut evaluator = GpuEvaluator::on(gpu, &case.circuit).expect("the circuit fits");
    let Found { values, by_x, by_w } = &mut found;
    evaluator
        .vjp_batch(
            &numbers.columns(),
            &numbers.cotangents,
            values,
            &mut [by_x, by_w],
        )
        .expect("the batch runs");
    found
}

/// The first rows of a batch.
fn first(case: &Case, numbers: &Numbers, rows: usize) -> Numbers {
    Numbers {
        x: numbers.x[..rows * case.numbers[0]].to_vec(),
        w: numbers.w.clone(),
        cotangents: numbers.cotangents[..rows * case.outputs].to_vec(),
    }
}

/// Values and derivatives are those of the CPU, and have the same bits in batches of other sizes.
fn check(gpu: &'static Gpu) -> bool {
    let mut right = true;
    println!(
        "\n{ROWS} samples, largest difference to the CPU; the same bits in batches of 1000, 37 and 1; f32"
    );
    for qubits in 4..=MOST_QUBITS {
        for (name, case) in [
            ("random", random(qubits, 80, qubits as u64)),
            ("ansatz", ansatz(qubits, 2)),
        ] {
            let numbers = case.numbers(ROWS, 7);
            let found = on_gpu(gpu, &case, &numbers);
            let worst = found.difference(&case.on_cpu(&numbers), ROWS);
            let same = [1000, 37, 1].iter().all(|&rows| {
                let few = on_gpu(gpu, &case, &first(&case, &numbers, rows));
                let bits =
                    |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits());
                bits(&few.values, &found.values) && bits(&few.by_x, &found.by_x)
            }) && on_gpu(gpu, &case, &numbers) == found;
            let single = single(gpu, &case, &numbers, &found);
            println!(
                "{qubits:>3} qubits, {name}: {worst:.1e}, {}, {single:.1e}",
                if same { "same bits" } else { "OTHER BITS" }
            );
            right &= worst < 1e-12 && same && single < 1e-3;
        }
    }
    right & check_parts(gpu)
}

/// Batches so large that several threads use the card at once give the bits of small ones.
fn check_parts(gpu: &'static Gpu) -> bool {
    [4, 8, MOST_QUBITS].into_iter().all(|qubits| {
        let case = random(qubits, 80, qubits as u64);
        let numbers = case.numbers(8 * ROWS, 7);
        let found = on_gpu(gpu, &case, &numbers);
        let few = on_gpu(gpu, &case, &first(&case, &numbers, ROWS));
        let same = few.values == found.values[..few.values.len()]
            && few.by_x == found.by_x[..few.by_x.len()]
            && (0..3).all(|_| on_gpu(gpu, &case, &numbers) == found);
        let bits = if same { "same bits" } else { "OTHER BITS" };
        println!("{qubits:>3} qubits, {} samples: {bits}", 8 * ROWS);
        same
    })
}

/// The largest difference of the values in `f32`.
fn single(gpu: &'static Gpu, case: &Case, numbers: &Numbers, found: &Found) -> f64 {
    let narrow = |all: &[f64]| all.iter().map(|&x| x as f32).collect::<Vec<_>>();
    let (x, w) = (narrow(&numbers.x), narrow(&numbers.w));
    let mut values = vec![0f32; found.values.len()];
    let mut evaluator = GpuEvaluator::on(gpu, &case.circuit).expect("the circuit fits");
    evaluator
        .evaluate_batch(&[Column::Each(&x), Column::Shared(&w)], &mut values)
        .expect("the batch runs");
    let differences = values
        .iter()
        .zip(&found.values)
        .map(|(a, b)| (f64::from(*a) - b).abs());
    differences.fold(0.0, f64::max)
}

/// The shortest of some runs, in milliseconds.
fn shortest(runs: usize, mut run: impl FnMut()) -> f64 {
    run();
    (0..runs)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1e3
        })
        .fold(f64::INFINITY, f64::min)
}

fn vjp_on_gpu(gpu: &'static Gpu, case: &Case, numbers: &Numbers, runs: usize) -> f64 {
    let mut found = case.room(numbers.cotangents.len() / case.outputs);
    let mut evaluator = GpuEvaluator::on(gpu, &case.circuit).expect("the circuit fits");
    let Found { values, by_x, by_w } = &mut found;
    shortest(runs, || {
        evaluator
            .vjp_batch(
                &numbers.columns(),
                &numbers.cotangents,
                values,
                &mut [by_x, by_w],
            )
            .expect("the batch runs");
    })
}

fn vjp_on_cpu(case: &Case, numbers: &Numbers, runs: usize) -> f64 {
    let mut found = case.room(numbers.cotangents.len() / case.outputs);
    let mut evaluator = Evaluator::new(case.circuit.program()).expect("the circuit fits");
    let Found { values, by_x, by_w } = &mut found;
    shortest(runs, || {
        evaluator
            .vjp_batch(
                &numbers.columns(),
                &numbers.cotangents,
                GradientMethod::Adjoint,
                values,
                &mut [by_x, by_w],
            )
            .expect("the batch runs");
    })
}

/// The times as the table of `docs/beyond-one-machine.md`.
fn times(gpu: &'static Gpu, all: usize) {
    let sizes = [16, 256, ROWS, 16 * ROWS];
    println!(
        "\nvalues and gradients of a batch, milliseconds: {}, 1 thread of the CPU, {all} threads\n",
        gpu.card()
    );
    let heads: String = sizes.iter().map(|rows| format!(" {rows} rows |")).collect();
    println!("| circuit | qubits |{heads}");
    println!("| --- | --- |{}", " --- |".repeat(sizes.len()));
    for name in ["2 layers", "10 layers", "random"] {
        for qubits in 4..=MOST_QUBITS {
            let case = match name {
                "2 layers" => ansatz(qubits, 2),
                "10 layers" => ansatz(qubits, 10),
                _ => random(qubits, 80, qubits as u64),
            };
            let mut line = format!("| {name} | {qubits} |");
            // How long a row took one thread, and all.
            let (mut alone, mut parallel) = (0.0, 0.0);
            for rows in sizes {
                if rows > ROWS && qubits > 8 {
                    line += " - |";
                    continue;
                }
                let numbers = case.numbers(rows, 7);
                let on_gpu = vjp_on_gpu(gpu, &case, &numbers, 5);
                // What would take too long for a short check is left out.
                let on_cpu = |threads: usize, each: &mut f64| {
                    if *each * rows as f64 > 700.0 {
                        return "-".to_owned();
                    }
                    set_threads(threads);
                    let runs = if *each * rows as f64 > 50.0 { 1 } else { 2 };
                    let time = vjp_on_cpu(&case, &numbers, runs);
                    set_threads(all);
                    *each = time / rows as f64;
                    figure(time)
                };
                let alone = on_cpu(1, &mut alone);
                let parallel = on_cpu(all, &mut parallel);
                line += &format!(" {} / {alone} / {parallel} |", figure(on_gpu));
            }
            println!("{line}");
        }
    }
}

/// Two digits, or what is before the point.
fn figure(milliseconds: f64) -> String {
    let digits = if milliseconds < 0.1 {
        3
    } else if milliseconds < 1.0 {
        2
    } else if milliseconds < 10.0 {
        1
    } else {
        0
    };
    format!("{milliseconds:.digits$}")
}

/// How long other places for the amplitudes take.
fn shapes(gpu: &'static Gpu) {
    println!("\nplaces (lanes, registers, warps): milliseconds");
    for qubits in 4..=MOST_QUBITS as u32 {
        let case = ansatz(qubits as usize, 10);
        let rows = if qubits <= 8 { 8 * ROWS } else { ROWS };
        let numbers = case.numbers(rows, 7);
        for registers in 0..=4u32 {
            for lanes in 0..=5u32.min(qubits) {
                let Some(warps) = qubits.checked_sub(registers + lanes) else {
                    continue;
                };
                // Threads of several warps fill them.
                if warps > 0 && lanes < 5 || warps > 5 || lanes < 2 {
                    continue;
                }
                let shape = Shape {
                    lanes,
                    registers,
                    warps,
                };
                let other: &'static Gpu = Box::leak(Box::new(gpu.clone().with_shape(shape)));
                let known = if shape == Shape::of(qubits as usize) {
                    " (taken)"
                } else {
                    ""
                };
                println!(
                    "{qubits:>2} q {rows} rows ({lanes}, {registers}, {warps}): {:.3}{known}",
                    vjp_on_gpu(other, &case, &numbers, 3)
                );
            }
        }
    }
}

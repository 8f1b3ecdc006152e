//! `cargo bench -p qkernel-runtime --bench states`: one circuit of 8 to 20 qubits. The time of a call, and as a multiple of that of the plain
//! state vector, measured in the same run.
//!
//! - `ansatz`: RY by the inputs, then 10 layers of RZ, RY, RZ on each qubit and a line of CZ; the expectation value of the sum of
//!   all Z, and the gradient by all inputs and weights;
//! - `D1`: 10 layers of RX on each qubit and a line of CX; ⟨Z⟩ of qubit 0, as for all that follow;
//! - `QFT`: the quantum Fourier transform without the exchanges at its end;
//! - `D3`: H on each qubit, then 10 layers of RZZ along a line and RX on each qubit;
//! - `controlled`: RY on each qubit, then 10 layers of controlled RX and Toffoli gates, which do not get faster by being put together: the ratio of
//!   `automatic`, which circuits run on, must not be above 1.
//!
//! After `--` there may be names of circuits or engines, and `--lines` for lines that a program can read: circuit, qubits, what, engine,
//! seconds, value, the norm of the gradient. Each figure is the best of several rounds in which the engines take turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

use qkernel_runtime::engine::{Automatic, Blocked, Engine, Statevector};
use qkernel_runtime::evaluator::Evaluator;
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::Program;

/// The first is what the others are compared with.
const ENGINES: &[&dyn Engine] = &[&Statevector, &Blocked, &Automatic];
/// How long the rounds of a figure take at least, and how many there are at least.
const ROUNDS: (Duration, usize) = (Duration::from_millis(150), 3);
/// How long a round of an engine takes at least.
const ROUND: Duration = Duration::from_millis(1);
const LAYERS: usize = 10;

#[qkernel]
fn ansatz(
    n: UInt,
    depth: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { 3 * n * depth }>,
    observable: Observable,
) -> Float {
    let mut q = angle_encoding(qubit_array(n), inputs);
    for d in range(depth) {
        q = rz_layer(q, weights, 3 * n * d);
        q = ry_layer(q, weights, 3 * n * d + n);
        q = rz_layer(q, weights, 3 * n * d + 2 * n);
        q = cz_entangling_layer(q);
    }
    expval(q, observable)
}

#[qkernel]
fn turns_and_cx(
    n: UInt,
    depth: UInt,
    angles: Vector<Float, { n * depth }>,
    observable: Observable,
) -> Float {
    let mut q = qubit_array(n);
    for d in range(depth) {
        for i in range(n) {
            q[i] = rx(q[i], angles[n * d + i]);
        }
        for i in range(1, n) {
            (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
        }
    }
    expval(q, observable)
}

#[qkernel]
fn fourier(n: UInt, angles: Vector<Float, { n }>, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    for j in range(n) {
        let i = n - 1 - j;
        q[i] = h(q[i]);
        for step in range(1, i + 1) {
            (q[i], q[i - step]) = cp(q[i], q[i - step], angles[step]);
        }
    }
    expval(q, observable)
}

#[qkernel]
fn alternating(
    n: UInt,
    depth: UInt,
    angles: Vector<Float, { 2 * depth }>,
    observable: Observable,
) -> Float {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = h(q[i]);
    }
    for d in range(depth) {
        for i in range(1, n) {
            (q[i - 1], q[i]) = rzz(q[i - 1], q[i], angles[2 * d]);
        }
        for i in range(n) {
            q[i] = rx(q[i], angles[2 * d + 1]);
        }
    }
    expval(q, observable)
}

#[qkernel]
fn controlled_gates(
    n: UInt,
    depth: UInt,
    angles: Vector<Float, { n }>,
    observable: Observable,
) -> Float {
    let mut q = angle_encoding(qubit_array(n), angles);
    for _ in range(depth) {
        for i in range(1, n) {
            (q[i - 1], q[i]) = crx(q[i - 1], q[i], angles[i]);
        }
        for i in range(2, n) {
            (q[i - 2], q[i - 1], q[i]) = ccx(q[i - 2], q[i - 1], q[i]);
        }
    }
    expval(q, observable)
}

/// A circuit with its arguments.
struct Case {
    name: &'static str,
    n: usize,
    gradient: bool,
    program: Program,
    arguments: Vec<f64>,
}

fn number(i: usize) -> f64 {
    (0.37 * i as f64).sin() * 1.5
}

fn numbers(first: usize, count: usize) -> Vec<f64> {
    (first..first + count).map(number).collect()
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for n in [8, 12, 16, 20] {
        let observable: Observable = (0..n).map(Z).sum();
        let circuit = ansatz {
            n,
            depth: LAYERS,
            observable,
        }
        .compile()
        .expect("it fits");
        let arguments = [numbers(1, n), numbers(0, 3 * n * LAYERS)].concat();
        for gradient in [false, true] {
            cases.push(Case {
                name: "ansatz",
                n,
                gradient,
                program: circuit.program().clone(),
                arguments: arguments.clone(),
            });
        }
    }
    for n in [10, 16, 20] {
        let observable = Z(0);
        let circuit = turns_and_cx {
            n,
            depth: LAYERS,
            observable: observable.clone(),
        };
        let program = circuit.compile().expect("it fits").program().clone();
        cases.push(case("D1", n, program, numbers(0, n * LAYERS)));
        let circuit = fourier {
            n,
            observable: observable.clone(),
        };
        let program = circuit.compile().expect("it fits").program().clone();
        let angles = (0..n as i32).map(|k| std::f64::consts::PI / 2f64.powi(k));
        cases.push(case("QFT", n, program, angles.collect()));
        let circuit = alternating {
            n,
            depth: LAYERS,
            observable,
        };
        let program = circuit.compile().expect("it fits").program().clone();
        cases.push(case("D3", n, program, numbers(1, 2 * LAYERS)));
        let circuit = controlled_gates {
            n,
            depth: LAYERS,
            observable: Z(n - 1),
        };
        let program = circuit.compile().expect("it fits").program().clone();
        cases.push(case("controlled", n, program, numbers(1, n)));
    }
    cases
}

fn case(name: &'static str, n: usize, program: Program, arguments: Vec<f64>) -> Case {
    Case {
        name,
        n,
        gradient: false,
        program,
        arguments,
    }
}

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let (flags, names): (Vec<_>, Vec<_>) = words.into_iter().partition(|a| a.starts_with("--"));
    let lines = flags.iter().any(|flag| flag == "--lines");
    let all = cases();
    // Names of one kind choose among that kind alone.
    let asked = |known: &[&str], name: &str| {
        let named = |known: &&str| names.iter().any(|name| name == known);
        !known.iter().any(named) || named(&name)
    };
    let engine_names: Vec<&str> = ENGINES.iter().map(|engine| engine.name()).collect();
    let case_names: Vec<&str> = all.iter().map(|case| case.name).collect();
    let engines: Vec<_> = (ENGINES.iter().copied())
        .filter(|engine| asked(&engine_names, engine.name()))
        .collect();
    if !lines {
        print!("{:<12}{:>6}  {:<20}", "", "qubits", "");
        for (k, engine) in engines.iter().enumerate() {
            print!("{:>14}", engine.name());
            if k > 0 {
                print!("{:>8}", "ratio");
            }
        }
        println!();
    }
    for case in all.iter().filter(|case| asked(&case_names, case.name)) {
        let figures = measure(case, &engines);
        let what = if case.gradient {
            "value and gradient"
        } else {
            "value"
        };
        if lines {
            for (engine, figure) in engines.iter().zip(&figures) {
                println!(
                    "{} {} {} {} {:e} {:e} {:e}",
                    case.name,
                    case.n,
                    what.replace(' ', "_"),
                    engine.name(),
                    figure.seconds,
                    figure.value,
                    figure.norm
                );
            }
            continue;
        }
        print!("{:<12}{:>6}  {what:<20}", case.name, case.n);
        for (k, figure) in figures.iter().enumerate() {
            print!("{:>14}", text(figure.seconds));
            if k > 0 {
                print!("{:>8.3}", figure.seconds / figures[0].seconds);
            }
        }
        println!();
    }
}

fn text(seconds: f64) -> String {
    let (number, unit) = match seconds {
        s if s < 1e-3 => (1e6 * s, "us"),
        s if s < 1.0 => (1e3 * s, "ms"),
        s => (s, "s"),
    };
    format!("{number:.2} {unit}")
}

#[derive(Clone, Copy)]
struct Figure {
    seconds: f64,
    value: f64,
    norm: f64,
}

fn measure(case: &Case, engines: &[&'static dyn Engine]) -> Vec<Figure> {
    let mut evaluators: Vec<Evaluator> = (engines.iter())
        .map(|&engine| Evaluator::with_engine(&case.program, engine).expect("the engine runs it"))
        .collect();
    let mut gradient = vec![0.0; case.arguments.len()];
    let mut figures = vec![
        Figure {
            seconds: f64::INFINITY,
            value: 0.0,
            norm: 0.0
        };
        engines.len()
    ];
    let (start, mut rounds) = (Instant::now(), 0);
    while rounds < ROUNDS.1 || start.elapsed() < ROUNDS.0 {
        for (figure, evaluator) in figures.iter_mut().zip(&mut evaluators) {
            let mut value = [0.0];
            let seconds = time(&mut || {
                if case.gradient {
                    let method = GradientMethod::Adjoint;
                    evaluator.vjp(&case.arguments, &[1.0], method, &mut value, &mut gradient)
                } else {
                    evaluator.evaluate(&case.arguments, &mut value)
                }
            });
            let norm: f64 = gradient.iter().map(|d| d * d).sum();
            *figure = Figure {
                seconds: figure.seconds.min(seconds),
                value: value[0],
                norm: norm.sqrt(),
            };
        }
        rounds += 1;
    }
    for figure in &figures[1..] {
        let close = |a: f64, b: f64| (a - b).abs() < 1e-10;
        assert!(close(figure.value, figures[0].value), "{}", case.name);
        assert!(close(figure.norm, figures[0].norm), "{}", case.name);
    }
    figures
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

//! `cargo bench -p qkernel-runtime --bench batches`: a quantum layer by engine and batch: nanoseconds a sample, and as a multiple of
//! the state vector's that takes one sample after the other, measured in the same run. All on one thread, and through the evaluator, as
//! layers call it.
//!
//! After `--` the word `shifts` leaves the batches out: the last table is of gradients by the parameter-shift method, whose shifts run side by side
//! in lanes, as a multiple of the time that they take one by one.
//!
//! The word `--lines` prints only the tutorial's layer on the fastest engine, for `benches/peers/batches.py`: what, batch, precision, least nanoseconds
//! a call, the sum of the values times their cotangents, and the norm of the gradient.
//!
//! The engines take turns, so that a machine that gets slower slows all. A figure is the median of the rounds with what half of them differ by at
//! most; ratios are of medians. What terms compute once a batch is in the figures, most visibly for small batches and deep circuits; a line
//! under a table of large batches tells it apart: what one sample takes, and what each of the others adds.

mod circuits;

use std::hint::black_box;
use std::time::{Duration, Instant};

use qkernel_runtime::engine::{Blocked, Engine, Lanes, Precision, Statevector, Terms, set_threads};
use qkernel_runtime::evaluator::{Column, Evaluator};
use qkernel_runtime::prelude::*;

use circuits::{Work, circuit};

const ROUNDS: usize = 31;
/// How long a round takes at least.
const ROUND: Duration = Duration::from_millis(2);

fn main() {
    set_threads(1);
    if std::env::args().any(|word| word == "--lines") {
        lines();
        return;
    }
    for (n, depth, batches) in [
        (4, 2, &[1, 4, 64, 1024][..]),
        (4, 3, &[4, 1024]),
        (4, 8, &[1024]),
        (4, 32, &[1024]),
        (8, 4, &[4, 256]),
    ] {
        if std::env::args().all(|word| word != "shifts") {
            table(n, depth, batches);
        }
    }
    println!(
        "\nparameter shift, one sample: us a gradient, and times that of shifts one by one on the state vector"
    );
    println!("qubits layers   statevector       blocked            lanes, shifts side by side");
    for (n, depth) in [(2, 1), (4, 2), (4, 8), (6, 2), (8, 3), (10, 2)] {
        shifts(n, depth);
    }
}

/// Gradients by the parameter-shift method: the best of the rounds.
fn shifts(n: usize, depth: usize) {
    let circuit = circuit(n, depth);
    let count = n + 3 * n * depth;
    let arguments: Vec<f64> = (0..count).map(|i| (0.37 * i as f64).sin() * 1.5).collect();
    let engines: [&'static dyn Engine; 3] = [&Statevector, &Blocked, &Lanes];
    let mut evaluators = engines.map(|engine| {
        Evaluator::with_engine(circuit.program(), engine).expect("the engine runs it")
    });
    let (mut values, cotangents) = (vec![0.0; n], vec![0.7; n]);
    let mut gradient = vec![0.0; count];
    let mut best = [f64::INFINITY; 3];
    for _ in 0..ROUNDS {
        for (best, evaluator) in best.iter_mut().zip(&mut evaluators) {
            let seconds = time(&mut || {
                let shift = GradientMethod::ParameterShift;
                evaluator.vjp(&arguments, &cotangents, shift, &mut values, &mut gradient)
            });
            *best = best.min(seconds);
        }
    }
    print!("{n:>6} {depth:>6}");
    for seconds in best {
        print!("{:>12.1} {:>5.2}", 1e6 * seconds, seconds / best[0]);
    }
    println!();
}

/// The median, half of the distance between the quartiles.
struct Time {
    median: f64,
    spread: f64,
}

/// Values; values and gradient.
type Times = [Vec<f64>; 2];

struct Runner<R> {
    work: Work<R>,
    times: Times,
}

trait Round {
    fn round(&mut self);
    fn times(&self) -> &Times;
    /// The sum of the values times their cotangents, and the norm of the gradient, of the last round.
    fn found(&self) -> [f64; 2];
}

impl<R: Precision> Runner<R> {
    fn boxed(evaluator: Evaluator, n: usize, depth: usize, rows: usize) -> Box<dyn Round> {
        Box::new(Runner::<R> {
            work: Work::new(evaluator, n, depth, rows),
            times: Times::default(),
        })
    }
}

impl<R: Precision> Round for Runner<R> {
    fn round(&mut self) {
        let Runner { work, times } = self;
        times[0].push(time(&mut || {
            let columns = [
                Column::Each(&work.inputs[..]),
                Column::Shared(&work.weights),
            ];
            work.evaluator.evaluate_batch(&columns, &mut work.values)
        }));
        times[1].push(time(&mut || work.two_calls()));
    }

    fn times(&self) -> &Times {
        &self.times
    }

    fn found(&self) -> [f64; 2] {
        let weighted = self.work.values.iter().zip(&self.work.cotangents);
        let gradient = self.work.by_inputs.iter().chain(&self.work.by_weights);
        [
            weighted.map(|(v, c)| v.wide() * c.wide()).sum(),
            gradient.map(|d| d.wide().powi(2)).sum::<f64>().sqrt(),
        ]
    }
}

fn lines() {
    let circuit = circuit(4, 2);
    for rows in [1, 4, 64, 1024] {
        let evaluator = || Evaluator::with_engine(circuit.program(), &Terms).expect("it runs it");
        let mut runners = [
            ("f64", Runner::<f64>::boxed(evaluator(), 4, 2, rows)),
            ("f32", Runner::<f32>::boxed(evaluator(), 4, 2, rows)),
        ];
        for _ in 0..ROUNDS {
            runners.iter_mut().for_each(|(_, runner)| runner.round());
        }
        for (precision, runner) in &runners {
            let [value, norm] = runner.found();
            for (what, times) in ["values", "values_and_gradient"].iter().zip(runner.times()) {
                let least = times.iter().copied().fold(f64::INFINITY, f64::min);
                println!("{what} {rows} {precision} {} {value} {norm}", 1e9 * least);
            }
        }
    }
}

/// The clock that the limit is told for.
const GIGAHERTZ: f64 = 3.5;

/// How long values and gradient of a sample take in lanes at least, in nanoseconds, if two additions or multiplications of so many
/// numbers start in each cycle, and nothing else takes time.
///
/// Operations an amplitude, with d layers of n qubits: a rotation about Y 6 forwards and 16 back (each state 6, the slope 4), a table of
/// phases the same, probabilities and their image 7. The encoding, which walks over a growing state, is not counted.
fn limit(n: usize, depth: usize, lanes: f64) -> f64 {
    let (qubits, layers) = (n as f64, depth as f64);
    let operations = layers * (qubits + 1.0) * (6.0 + 16.0) + 7.0;
    operations * qubits.exp2() / lanes / 2.0 / GIGAHERTZ
}

fn table(n: usize, depth: usize, batches: &[usize]) {
    let circuit = circuit(n, depth);
    println!(
        "\n{n} qubits, {depth} layers, {n} outputs; ns a sample, and times the state vector's"
    );
    let names = ["statevector", "lanes", "terms", "lanes f32", "terms f32"];
    print!("{:<20}{:>6}", "", "batch");
    for name in names {
        print!("{name:>24}");
    }
    println!();
    println!(
        "limit of lanes, values and gradient, at {GIGAHERTZ} GHz: {:.0} ns, f32 {:.0} ns",
        limit(n, depth, 4.0),
        limit(n, depth, 8.0)
    );
    for &rows in batches {
        let evaluator = |engine: &'static dyn Engine| {
            Evaluator::with_engine(circuit.program(), engine).expect("the engine runs it")
        };
        let mut runners = [
            Runner::<f64>::boxed(evaluator(&Statevector), n, depth, rows),
            Runner::<f64>::boxed(evaluator(&Lanes), n, depth, rows),
            Runner::<f64>::boxed(evaluator(&Terms), n, depth, rows),
            Runner::<f32>::boxed(evaluator(&Lanes), n, depth, rows),
            Runner::<f32>::boxed(evaluator(&Terms), n, depth, rows),
        ];
        for _ in 0..ROUNDS {
            runners.iter_mut().for_each(|runner| runner.round());
        }
        for (k, what) in ["values", "values and gradient"].into_iter().enumerate() {
            let all = runners.each_ref().map(|runner| of(&runner.times()[k]));
            print!("{what:<20}{rows:>6}");
            for time in &all {
                let scale = 1e9 / rows as f64;
                let ratio = time.median / all[0].median;
                let (median, spread) = (time.median * scale, time.spread * scale);
                print!("{median:>10.1} ±{spread:>5.1} {ratio:>6.3}");
            }
            println!();
        }
    }
    if batches.contains(&1024) {
        let [double, single] = [apart::<f64>(n, depth), apart::<f32>(n, depth)];
        println!("samples as terms, values and gradient: {double}; f32 {single}");
    }
}

/// What values and gradient of one sample take, nearly all of which is done once a batch, and what each of 1023 others adds.
fn apart<R: Precision>(n: usize, depth: usize) -> String {
    let mut runners = [1, 1024].map(|rows| {
        let evaluator = Evaluator::with_engine(circuit(n, depth).program(), &Terms);
        Runner::<R>::boxed(evaluator.expect("the engine runs it"), n, depth, rows)
    });
    for _ in 0..ROUNDS {
        runners.iter_mut().for_each(|runner| runner.round());
    }
    let [one, all] = runners.map(|runner| of(&runner.times()[1]).median);
    let others = (all - one) / 1023.0;
    format!(
        "{:.1} us for one, {:.1} ns for each other",
        1e6 * one,
        1e9 * others
    )
}

fn of(times: &[f64]) -> Time {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    let at = |quarter: usize| times[quarter * (times.len() - 1) / 4];
    Time {
        median: at(2),
        spread: (at(3) - at(1)) / 2.0,
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

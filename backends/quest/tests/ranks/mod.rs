//! What each rank does.

use std::process::ExitCode;
use std::time::Duration;

use qkernel_quest::Launch;
use qkernel_runtime::circuit::{Circuit, CircuitBuilder};
use qkernel_runtime::engine::{Engine, Error};
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::observable::{Observable, Pauli};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

pub(crate) type Failure = Box<dyn std::error::Error>;

/// QuEST of some version.
pub(crate) trait Quest: Sized + std::fmt::Debug {
    fn start() -> Result<Self, Error>;
    fn run(program: impl FnOnce(&Self) -> Result<(), Failure>) -> ExitCode;
    fn engine(&self) -> &'static dyn Engine;
    fn launch(&self) -> Launch;
}

pub(crate) fn run<Q: Quest>(role: &str) -> ExitCode {
    let done = match role {
        "fails" => return Q::run(|quest| ends(quest, role)),
        "random" => random::<Q>(),
        "shots" => shots::<Q>(),
        "start" => start::<Q>(),
        "refused" => refused::<Q>(),
        "memory" => memory::<Q>(),
        "killed" | "panics" => Q::start()
            .map_err(Into::into)
            .and_then(|quest| ends(&quest, role)),
        other => Err(format!("no role {other}").into()),
    };
    done.map_or_else(
        |failure: Failure| {
            eprintln!("{failure}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

/// All kinds of gates, then random ones, with 0 to 2 controls, on random qubits, with angles from `x`.
fn gates(b: &mut CircuitBuilder, qubits: usize, count: usize, rng: &mut StdRng) {
    let q = b.qubits(qubits);
    let x = b.parameter("x", 3 * count);
    for i in 0..count {
        let kind = *GateKind::ALL
            .get(i)
            .unwrap_or(&GateKind::ALL[rng.random_range(0..GateKind::ALL.len())]);
        let mut order = q.clone();
        order.shuffle(rng);
        let (targets, rest) = order.split_at(kind.targets());
        let controls = &rest[..rng.random_range(0..3)];
        let angles: Vec<_> = x[3 * i..][..kind.angles()]
            .iter()
            .map(|&angle| angle * 1.5 + 0.1)
            .collect();
        b.gate(kind, controls, targets, &angles);
    }
}

fn numbers(count: usize, rng: &mut StdRng) -> Vec<f64> {
    (0..count).map(|_| rng.random_range(-3.0..3.0)).collect()
}

fn observable(qubits: usize, rng: &mut StdRng) -> Observable {
    let terms: Vec<_> = (0..4)
        .map(|_| {
            let mut on: Vec<usize> = (0..qubits).collect();
            on.shuffle(rng);
            let paulis = [Pauli::X, Pauli::Y, Pauli::Z];
            on.truncate(rng.random_range(0..4));
            let factors = on.into_iter();
            let factors: Vec<_> = factors
                .map(|qubit| (paulis[rng.random_range(0..3)], qubit))
                .collect();
            (rng.random_range(-1.0..1.0), factors)
        })
        .collect();
    Observable::from_terms(terms)
}

fn close(found: &[f64], expected: &[f64], bound: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() < bound, "{what}: {a} and {b}");
    }
}

/// Amplitudes, Pauli sums and gradients are those of the local engine.
fn random<Q: Quest>() -> Result<(), Failure> {
    let quest = Q::start()?;
    for seed in 0..12 {
        let mut rng = StdRng::seed_from_u64(seed);
        let qubits = 4 + seed as usize % 5;
        let mut b = Circuit::builder();
        gates(&mut b, qubits, 60, &mut rng);
        let observables: Vec<_> = (0..3).map(|_| observable(qubits, &mut rng)).collect();
        let local = b.build()?.with_observables(&observables)?;
        let shared = local.with_engine(quest.engine())?;
        let x = numbers(local.inputs(), &mut rng);
        let [a, b] = [&local, &shared].map(|circuit| circuit.state(&x));
        for (a, b) in a?.iter().zip(&b?) {
            assert!((a - b).norm() < 1e-12, "seed {seed}: {a} and {b}");
        }
        close(&shared.run(&x)?, &local.run(&x)?, 1e-12, "values");
        let weights = [0.7, -1.1, 0.4];
        let methods = match seed {
            0 => &[GradientMethod::Adjoint, GradientMethod::ParameterShift][..],
            _ => &[GradientMethod::Adjoint],
        };
        for &method in methods {
            let (values, by) = shared.vjp_with(&x, &weights, method)?;
            let (expected, expected_by) = local.vjp(&x, &weights)?;
            close(&values, &expected, 1e-12, "values");
            let bound = if method == GradientMethod::Adjoint {
                1e-12
            } else {
                1e-11
            };
            close(&by, &expected_by, bound, "gradient");
        }
    }
    println!("same on rank {}", quest.launch().rank);
    Ok(())
}

/// Counts are those of the local engine for the same seed, also where shots are followed through measurements.
fn shots<Q: Quest>() -> Result<(), Failure> {
    let quest = Q::start()?;
    for seed in 0..8 {
        let mut rng = StdRng::seed_from_u64(100 + seed);
        let qubits = 4 + seed as usize % 3;
        let mut b = Circuit::builder();
        gates(&mut b, qubits, 30, &mut rng);
        let more = b.qubits(2);
        b.h(more[0]).cx(more[0], more[1]);
        let bit = b.project_z(more[0]);
        b.when(bit, |b| {
            b.ry(more[1], 0.4).h(more[0]);
        });
        b.reset(more[1]);
        b.rx(more[1], 1.1);
        b.measure_all(&more);
        let first = b.qubits(0);
        b.measure_all(&first);
        let local = b.build()?;
        let shared = local.with_engine(quest.engine())?;
        let x = numbers(local.inputs(), &mut rng);
        for shots in [50, 5000] {
            let [a, b] = [&local, &shared].map(|circuit| circuit.sample_seeded(&x, shots, seed));
            assert_eq!(a?, b?, "seed {seed}");
        }
        let [a, b] = [&local, &shared].map(|circuit| circuit.probabilities(&x));
        close(&b?, &a?, 1e-12, "probabilities");
    }
    println!("same on rank {}", quest.launch().rank);
    Ok(())
}

/// Nothing of QuEST is called.
fn start<Q: Quest>() -> Result<(), Failure> {
    if let Err(error) = Q::start() {
        eprintln!("{error}");
        std::process::exit(3);
    }
    Ok(())
}

fn refused<Q: Quest>() -> Result<(), Failure> {
    let quest = Q::start()?;
    let launch = quest.launch();
    let error = Q::start().unwrap_err().to_string();
    assert_eq!(error, "QuEST was started before: a process starts it once");

    // So many qubits that no machine has room for them.
    let mut b = Circuit::builder();
    let q = b.qubits(46);
    b.h(q[0]);
    for pair in q.windows(2) {
        b.cx(pair[0], pair[1]);
    }
    let all = (0..46).map(|qubit| (Pauli::X, qubit));
    b.expval(Observable::from_terms([(1.0, all)]));
    let error = b
        .build()?
        .with_engine(quest.engine())?
        .run(&[])
        .unwrap_err()
        .to_string();
    let text = match launch.ranks {
        1 => "GiB for 2^46 amplitudes, and".into(),
        ranks => {
            format!("what the ranks of a machine hold of 46 qubits on {ranks} ranks, do not fit")
        }
    };
    assert!(error.contains(&text), "{error}");

    // So few that each rank runs them by itself.
    let mut b = Circuit::builder();
    let q = b.qubits(2);
    b.h(q[0]).cx(q[0], q[1]);
    b.expval(qkernel_runtime::observable::Z(0) * qkernel_runtime::observable::Z(1));
    let circuit = b.build()?.with_engine(quest.engine())?;
    assert!((circuit.run(&[])?[0] - 1.0).abs() < 1e-12);
    let explained = circuit.explain(1, &[])?.to_string();
    let few = format!("2 qubits are too few for {} ranks", launch.ranks);
    assert_eq!(explained.contains(&few), launch.ranks > 1, "{explained}");

    // Nothing runs after the end.
    let mut b = Circuit::builder();
    let q = b.qubits(5);
    b.h(q[0]);
    for pair in q.windows(2) {
        b.cx(pair[0], pair[1]);
    }
    b.expval(qkernel_runtime::observable::X(4));
    let circuit = b.build()?.with_engine(quest.engine())?;
    circuit.run(&[])?;
    drop(quest);
    let error = circuit.run(&[]).unwrap_err().to_string();
    assert!(error.contains("QuEST has been ended"), "{error}");
    println!("refused on rank {}", launch.rank);
    Ok(())
}

/// Of this process, in KiB.
fn kib(name: &str) -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok());
    number.ok_or_else(|| format!("no {name} in /proc/self/status").into())
}

fn memory<Q: Quest>() -> Result<(), Failure> {
    let quest = Q::start()?;
    let mut b = Circuit::builder();
    let q = b.qubits(21);
    let x = b.parameter("x", 21);
    for (&qubit, &angle) in q.iter().zip(&x) {
        b.ry(qubit, angle);
    }
    for pair in q.windows(2) {
        b.cz(pair[0], pair[1]);
    }
    b.expval(qkernel_runtime::observable::X(20));
    let circuit = b.build()?.with_engine(quest.engine())?;
    let before = kib("VmRSS:")?;
    circuit.gradient(&[0.3; 21])?;
    println!("KiB: {}", kib("VmHWM:")? - before);
    Ok(())
}

/// Rank 1 ends while rank 0 waits for it.
fn ends<Q: Quest>(quest: &Q, how: &str) -> Result<(), Failure> {
    let mut b = Circuit::builder();
    let q = b.qubits(6);
    let x = b.scalar("x");
    for &qubit in &q {
        b.rx(qubit, x);
    }
    for pair in q.windows(2) {
        b.cz(pair[0], pair[1]);
    }
    b.expval(qkernel_runtime::observable::X(5));
    let circuit = b.build()?.with_engine(quest.engine())?;
    circuit.run(&[0.3])?;
    println!("both ranks are there");
    if quest.launch().rank == 1 {
        // The line before has to get through.
        std::thread::sleep(Duration::from_millis(1000));
        assert_ne!(how, "panics", "as it should");
        if how == "fails" {
            // Refused before the engine is called.
            circuit.gradient(&[f64::NAN])?;
        }
        let id = std::process::id().to_string();
        std::process::Command::new("kill")
            .args(["-9", &id])
            .status()?;
    }
    circuit.gradient(&[0.4])?;
    println!("not reached");
    Ok(())
}

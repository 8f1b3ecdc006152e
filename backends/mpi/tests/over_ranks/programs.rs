//! What the ranks do.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::process::{Command, ExitCode};
use std::time::Duration;

use dfdx::prelude::*;
use hqnn_model::data::{Dataset, synthetic};
use hqnn_model::layers::builder::{Hqnn, QuantumLayer};
use hqnn_model::ranks::{Ranks, gather};
use hqnn_model::{
    Adam, AdamConfig, Error, MeanSquaredError, Samples, TrainConfig, Trainer, network, parameters,
    quantum_layer,
};
use qkernel_mpi::{SharedEvaluator, World};
use qkernel_runtime::engine::{Distributed, Slices};
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

quantum_layer! {
    struct Ansatz = ansatz { n: 4, layers: 2, observables: ["Z0", "Z1", "Z2", "Z3"] };
}

type Network = Hqnn<Ansatz, 4, 24, 8, 4>;

/// Runs one of the programs as a rank.
pub(crate) fn rank(name: &str, rest: &[String]) -> ExitCode {
    qkernel_mpi::run(|world| {
        // The status of a rank.
        let code = match (name, world.rank()) {
            ("early_status" | "status", 1) | ("same_status", _) => ExitCode::from(3),
            _ => ExitCode::SUCCESS,
        };
        program(world, name, rest)?;
        Ok::<ExitCode, Error>(code)
    })
}

fn program(world: &World, name: &str, rest: &[String]) -> Result<(), Error> {
    let number = |place: usize| rest.get(place).and_then(|text| text.parse().ok());
    match name {
        "train" => {
            let hash = trained(world, number(0).unwrap_or(1))?;
            say(world, "weights", hash)
        }
        "batch" => say(world, "results", computed(world)?),
        "states" => states(world),
        "nan" => nan(world),
        "nan_angle" => nan_angle(world),
        "diverge" => diverge(world),
        "killed" => killed(world),
        "panic" => panics(world),
        "left" => left(world),
        "last" => last(world, number(0).unwrap_or(0)),
        "early" if world.rank() == 1 => Ok(()),
        "early" => batch(world),
        "early_states" if world.rank() == 1 => Ok(()),
        "early_states" => states(world),
        "early_status" if world.rank() == 1 => Ok(()),
        "early_status" => meet(world),
        "status" | "same_status" => meet(world),
        "other_length" => others(world, || world.gather(&[0.0; 4], &[1, 4])),
        "other_call" => others(world, || {
            world.exchange(0, &[0.0], &mut [0.0]).map(|()| Vec::new())
        }),
        other => Err(Error::Config(format!("no program {other}"))),
    }
}

/// Rank 1 makes another call than the rest.
fn others(world: &World, call: impl FnOnce() -> Result<Vec<f64>, Error>) -> Result<(), Error> {
    match world.rank() {
        1 => call()?,
        _ => world.gather(&[0.0], &[1, 1])?,
    };
    Ok(())
}

/// Values of a circuit.
fn batch(world: &World) -> Result<(), Error> {
    let circuit = turned { h: Z(0) }.compile()?;
    let mut shared = SharedEvaluator::new(circuit.evaluator()?.clone(), world, 1);
    shared.evaluate_batch(&[Column::Each(&[0.1; 8])], &mut [0.0; 8])
}

/// Prints a hash that all ranks have.
fn say(world: &World, what: &str, hash: u64) -> Result<(), Error> {
    let halves = vec![(hash >> 32) as f64, f64::from(hash as u32)];
    let all = gather(world, Ok(halves.clone()), &vec![2; world.count()])?;
    if all.chunks(2).any(|other| *other != halves) {
        return Err(Error::Mismatch(format!("ranks differ: {all:?}")));
    }
    if world.rank() == 0 {
        println!("{what} {hash:016x}");
    }
    Ok(())
}

fn hash_of(numbers: impl IntoIterator<Item = u64>) -> u64 {
    let mut hash = DefaultHasher::new();
    numbers.into_iter().for_each(|bits| bits.hash(&mut hash));
    hash.finish()
}

/// A hash of the weights and the history of a small training run of the tutorial's network.
pub(crate) fn trained(ranks: &dyn Ranks, part: usize) -> Result<u64, Error> {
    let data = synthetic::generate(20, 9, 1).subset(&[0, 1, 5, 8], 20, 9, 1)?;
    let network = Cpu::seed_from_u64(7).build_module::<Network, f32>();
    let config = TrainConfig {
        epochs: 2,
        batch_size: 16,
        // The default where there is nothing to be shared.
        part: Some(part).filter(|&part| part < 16),
        ..TrainConfig::default()
    };
    let mut trainer = Trainer::new(network, data, config)?.share(ranks);
    trainer.run(&mut ())?;
    let weights = parameters(trainer.network()).into_iter();
    let weights = weights.flat_map(|parameter| parameter.values);
    let history = trainer.history().iter();
    let history = history.flat_map(|m| [m.loss, m.train_accuracy, m.test_accuracy]);
    let weights = weights.map(|weight| u64::from(weight.to_bits()));
    Ok(hash_of(weights.chain(history.map(f64::to_bits))))
}

/// A hash of values and derivatives of batches and of a parameter shift.
pub(crate) fn computed(ranks: &dyn Ranks) -> Result<u64, Error> {
    const SAMPLES: usize = 13;
    let number = |i: usize| ((i as f64 * 0.739_1 + 0.13).sin() * 43_758.545_3).fract();
    let numbers = |from: usize, count: usize| (from..from + count).map(number).collect();
    let (inputs, weights): (Vec<f64>, Vec<f64>) = (numbers(0, 4 * SAMPLES), numbers(100, 24));
    let cotangents: Vec<f64> = numbers(200, 2 * SAMPLES);
    let observables = [Z(0) * Z(1), X(2) + Y(3)].into();
    let (n, layers) = (4, 2);
    let circuit = ansatz {
        n,
        layers,
        observables,
    }
    .compile()?;
    let mut results = Vec::new();
    for part in [1, 2, 4] {
        let mut shared = SharedEvaluator::new(circuit.evaluator()?.clone(), ranks, part);
        let columns = [Column::Each(&inputs[..]), Column::Shared(&weights)];
        let (mut values, mut again) = (vec![0.0; 2 * SAMPLES], vec![0.0; 2 * SAMPLES]);
        let (mut by_inputs, mut by_weights) = (vec![0.0; inputs.len()], vec![0.0; 24]);
        shared.evaluate_batch(&columns, &mut again)?;
        let gradients = &mut [&mut by_inputs[..], &mut by_weights];
        let method = GradientMethod::Adjoint;
        shared.vjp_batch(&columns, &cotangents, method, &mut values, gradients)?;
        results.extend([values, again, by_inputs, by_weights].concat());
        let arguments: Vec<f64> = [&inputs[..4], &weights].concat();
        let (mut values, mut gradient) = (vec![0.0; 2], vec![0.0; 28]);
        shared.vjp_by_shift(&arguments, &cotangents[..2], &mut values, &mut gradient)?;
        results.extend([values, gradient].concat());
    }
    Ok(hash_of(results.into_iter().map(f64::to_bits)))
}

/// A state of six qubits and its derivatives, against the engine of one process.
fn states(world: &World) -> Result<(), Error> {
    let refused = |error: qkernel_runtime::engine::Error| Error::Config(error.to_string());
    let engine = Distributed::new(Slices::new(world.states())).map_err(refused)?;
    let engine: &'static _ = Box::leak(Box::new(engine));
    let observables = [X(5) * Y(4) + Z(0), Z(5) * Z(1), X(0) * X(2) * 0.5];
    let (n, layers, observables) = (6, 2, observables.into());
    let circuit = ansatz {
        n,
        layers,
        observables,
    }
    .compile()?;
    let numbers: Vec<f64> = (0..42).map(|i| (0.7 * i as f64).sin() * 3.0).collect();
    let run = |circuit: &Circuit<ansatz>| -> Result<Vec<f64>, Error> {
        let (mut values, mut gradient) = (vec![0.0; 3], vec![0.0; 42]);
        let cotangent = [0.4, -1.1, 0.9];
        let method = GradientMethod::Adjoint;
        let mut evaluator = circuit.evaluator()?;
        evaluator.vjp(&numbers, &cotangent, method, &mut values, &mut gradient)?;
        Ok([values, gradient].concat())
    };
    let alone = run(&circuit)?;
    let shared = run(&circuit.with_engine(engine)?)?;
    let off = alone.iter().zip(&shared).map(|(a, b)| (a - b).abs());
    let off = off.fold(0.0, f64::max);
    if off > 1e-12 {
        return Err(Error::Mismatch(format!("the states differ by {off:e}")));
    }
    say(
        world,
        "states",
        hash_of(shared.into_iter().map(f64::to_bits)),
    )
}

#[qkernel]
fn turned(x: Float, h: Observable) -> Float {
    expval(ry(qubit(), x), h)
}

/// Rank 1 has a number that is none.
fn nan(world: &World) -> Result<(), Error> {
    let circuit = turned { h: Z(0) }.compile()?;
    let mut shared = SharedEvaluator::new(circuit.evaluator()?.clone(), world, 1);
    let mut xs = [0.1; 8];
    if world.rank() == 1 {
        xs[7] = f64::NAN;
    }
    shared.evaluate_batch(&[Column::Each(&xs)], &mut [0.0; 8])
}

quantum_layer! {
    struct Two = ansatz { n: 2, layers: 1, observables: ["Z0", "Z1"] };
}

network! {
    type Small: Rank1<2> => Rank1<2> = (Linear<2, 2>, QuantumLayer<Two, 2, 6, 2>);
}

/// One sample of eight makes an angle that is not finite. With this seed it is in a part of rank 1.
fn nan_angle(world: &World) -> Result<(), Error> {
    let x = |i| if i == 3 { f64::MAX } else { 0.1 };
    let rows = (0..8).map(|i| ([x(i), x(i)], [0.5, 0.5]));
    let samples: Samples<Rank1<2>, [f64; 2]> = rows.collect();
    let mut network = Cpu::seed_from_u64(1).build_module::<Small, f64>();
    let weights: Vec<Vec<f64>> = vec![vec![2.0; 4], vec![0.0; 2], vec![0.3; 6]];
    hqnn_model::set_parameters(&mut network, &weights)?;
    let adam = Adam::new(AdamConfig::default());
    let config = TrainConfig {
        epochs: 1,
        batch_size: 8,
        part: Some(1),
        seed: 2,
        ..TrainConfig::default()
    };
    let data = Dataset::new("eight", samples.clone(), samples);
    let trainer = Trainer::with(network, data, MeanSquaredError, adam, config)?;
    trainer.share(world).run(&mut ())
}

fn diverge(world: &World) -> Result<(), Error> {
    let data = synthetic::generate(8, 4, 1).subset(&[0, 1, 5, 8], 8, 4, 1)?;
    let network = Cpu::seed_from_u64(7).build_module::<Network, f32>();
    let config = TrainConfig {
        learning_rate: 1e38,
        part: Some(2),
        ..TrainConfig::default()
    };
    Trainer::new(network, data, config)?
        .share(world)
        .run(&mut ())
}

/// All ranks wait for all.
fn meet(world: &World) -> Result<(), Error> {
    gather(world, Ok(Vec::new()), &vec![0; world.count()])?;
    Ok(())
}

fn killed(world: &World) -> Result<(), Error> {
    meet(world)?;
    if world.rank() == 1 {
        let own = std::process::id().to_string();
        let killed = Command::new("kill").args(["-9", &own]).status();
        killed.map_err(|reason| Error::Config(reason.to_string()))?;
        std::thread::sleep(Duration::from_secs(600));
    }
    meet(world)
}

fn panics(world: &World) -> Result<(), Error> {
    meet(world)?;
    assert!(world.rank() != 1, "rank 1 panics");
    meet(world)
}

/// Rank 1 has an error that it keeps to itself.
fn left(world: &World) -> Result<(), Error> {
    if world.rank() == 1 {
        return Err(Error::Config("no such file".into()));
    }
    meet(world)
}

/// One rank fails after the last word of all.
fn last(world: &World, failing: usize) -> Result<(), Error> {
    meet(world)?;
    if world.rank() == failing {
        return Err(Error::Config("the report cannot be written".into()));
    }
    Ok(())
}

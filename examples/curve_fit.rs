//! A regression: one qubit that loads x again and again learns a function of x, by the mean squared error and Adam.
//!
//! Run it with `cargo run --release --example curve_fit`.

use dfdx::prelude::*;
use hqnn_model::data::Dataset;
use hqnn_model::layers::builder::QuantumLayer;
use hqnn_model::{
    Adam, AdamConfig, Error, MeanSquaredError, Samples, TrainConfig, Trainer, network,
    quantum_layer,
};
use qkernel_runtime::prelude::*;

/// A Fourier series of `layers` frequencies: each layer turns by x, after a rotation that is learnt.
#[qkernel]
fn series(
    layers: UInt,
    inputs: Vector<Float, { 1 }>,
    weights: Vector<Float, { layers * 2 }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(1);
    for layer in range(layers) {
        q[0] = ry(q[0], weights[2 * layer]);
        q[0] = rz(q[0], weights[2 * layer + 1]);
        q[0] = rx(q[0], inputs[0]);
    }
    expval(q, observables)
}

quantum_layer! {
    struct Series = series { layers: 6, observables: ["Z0"] };
}

network! {
    type Network: Rank1<1> => Rank1<1> = (QuantumLayer<Series, 1, 12, 1>, Linear<1, 1>);
}

/// What is to be learnt.
fn f(x: f64) -> f64 {
    0.5 * x.sin() + 0.3 * (2.0 * x).cos()
}

fn points(count: usize) -> Samples<Rank1<1>, [f64; 1]> {
    let x = |i: usize| 2.0 * PI * (i as f64 + 0.5) / count as f64 - PI;
    (0..count).map(|i| ([x(i)], [f(x(i))])).collect()
}

fn main() -> Result<(), Error> {
    let data = Dataset::new("a curve", points(40), points(25));
    let network = Cpu::seed_from_u64(3).build_module::<Network, f64>();
    let adam = Adam::new(AdamConfig {
        learning_rate: 0.03,
        ..AdamConfig::default()
    });
    let config = TrainConfig {
        epochs: 60,
        ..TrainConfig::default()
    };
    let mut trainer = Trainer::with(network, data, MeanSquaredError, adam, config)?;

    println!("epoch  mean squared error     R²");
    while !trainer.is_finished() {
        let m = trainer.epoch(&mut ())?;
        if m.epoch % 10 == 0 {
            println!("{:>5}  {:>18.6}  {:>5.3}", m.epoch, m.loss, m.test_accuracy);
        }
    }
    let evaluation = trainer.evaluate()?;
    println!("\n     f(x)  network");
    for (target, output) in evaluation
        .targets
        .iter()
        .zip(&evaluation.outputs)
        .step_by(4)
    {
        println!("  {:>7.4}  {:>7.4}", target[0], output[0]);
    }
    println!("\nR² on test points: {:.4}", evaluation.r_squared());
    Ok(())
}

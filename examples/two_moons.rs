//! A table of points in two half moons, told apart by a quantum circuit of two qubits that dfdx's SGD trains.
//!
//! Run it with `cargo run --release --example two_moons`.

use dfdx::optim::{Momentum, Sgd, SgdConfig};
use dfdx::prelude::*;
use hqnn_model::data::Dataset;
use hqnn_model::layers::builder::QuantumLayer;
use hqnn_model::{
    CrossEntropy, Error, Outputs, Samples, TrainConfig, Trainer, network, quantum_layer,
};
use qkernel_runtime::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Loads the point again in every layer, so that the outputs are rich functions of it.
#[qkernel]
fn classifier(
    n: UInt,
    layers: UInt,
    point: Vector<Float, { n }>,
    theta: Vector<Float, { layers * n * 2 }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(n);
    for layer in range(layers) {
        q = angle_encoding(q, point);
        q = rz_layer(q, theta, layer * n * 2);
        q = ry_layer(q, theta, layer * n * 2 + n);
        q = cz_entangling_layer(q);
    }
    expval(q, observables)
}

quantum_layer! {
    struct Classifier = classifier { n: 2, layers: 4, observables: ["Z0", "Z1", "Z0 Z1"] }
        (inputs: point, weights: theta);
}

network! {
    type Network: Rank1<2> => Rank1<2> = (Linear<2, 2>, QuantumLayer<Classifier, 2, 16, 3>, Linear<3, 2>);
}

/// Two half circles that reach into each other, with some noise.
fn moons(count: usize, rng: &mut StdRng) -> Samples<Rank1<2>, usize> {
    (0..count)
        .map(|i| {
            let angle = rng.random_range(0.0..PI);
            let (x, y) = match i % 2 {
                0 => (angle.cos(), angle.sin()),
                _ => (1.0 - angle.cos(), 0.5 - angle.sin()),
            };
            let mut noise = || rng.random_range(-0.15..0.15);
            ([x + noise(), y + noise()], i % 2)
        })
        .collect()
}

fn main() -> Result<(), Error> {
    let mut rng = StdRng::seed_from_u64(7);
    let data = Dataset::new("two moons", moons(200, &mut rng), moons(100, &mut rng))
        .with_classes(["upper", "lower"]);
    let network = Cpu::seed_from_u64(1).build_module::<Network, f32>();
    let sgd = Sgd::new(
        &network,
        SgdConfig {
            lr: 0.05,
            momentum: Some(Momentum::Classic(0.9)),
            weight_decay: None,
        },
    );
    let config = TrainConfig {
        epochs: 20,
        batch_size: 10,
        ..TrainConfig::default()
    };
    let mut trainer = Trainer::with(network, data, CrossEntropy, sgd, config)?;

    println!("epoch    loss   training   test");
    while !trainer.is_finished() {
        let m = trainer.epoch(&mut ())?;
        println!(
            "{:>5}  {:.4}   {:>6.1} %  {:>5.1} %",
            m.epoch,
            m.loss,
            100.0 * m.train_accuracy,
            100.0 * m.test_accuracy
        );
    }
    println!("\nWhere the network sees the upper moon (#) and the lower one (.):");
    for row in (0..13).rev() {
        let points: Vec<f32> = (0..49)
            .flat_map(|column| [column as f32 / 14.0 - 1.25, row as f32 / 6.0 - 0.75])
            .collect();
        let device = Cpu::default();
        let points = device.tensor_from_vec(points, (49, Const::<2>));
        let logits: Outputs<2, f32, NoneTape> =
            trainer.network().try_forward(points).map_err(Error::from)?;
        let line: String = logits
            .as_vec()
            .chunks_exact(2)
            .map(|logits| if logits[0] > logits[1] { '#' } else { '.' })
            .collect();
        println!("  {line}");
    }
    println!(
        "\nTest accuracy: {:.1} %",
        100.0 * trainer.evaluate()?.accuracy()
    );
    Ok(())
}

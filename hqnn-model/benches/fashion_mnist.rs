//! Training on as many images as Fashion-MNIST has: 60,000 in 10 classes, batches of 64, a circuit of 8 qubits and 3 layers:
//! `cargo bench -p hqnn-model --bench fashion_mnist`. The images are drawn, which takes some seconds; the arithmetic is that
//! of photographs.
//!
//! One thread and all threads train the same network on the same images; the loss must have the same bits.

use std::fs;
use std::time::Instant;

use dfdx::prelude::{Cpu, DeviceBuildExt};
use hqnn_model::data::{Dataset, synthetic};
use hqnn_model::layers::builder::Hqnn;
use hqnn_model::{Error, TrainConfig, Trainer, quantum_layer};
use qkernel_runtime::engine::set_threads;
use qkernel_runtime::prelude::*;

#[qkernel]
fn variational_ansatz(
    n_qubits: UInt,
    n_layers: UInt,
    inputs: Vector<Float, { n_qubits }>,
    weights: Vector<Float, { n_layers * n_qubits * 3 }>,
    hamiltonians: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n_qubits), inputs);
    for layer in range(n_layers) {
        let base = layer * n_qubits * 3;
        q = rz_layer(q, weights, base);
        q = ry_layer(q, weights, base + n_qubits);
        q = rz_layer(q, weights, base + n_qubits * 2);
        q = cz_entangling_layer(q);
    }
    expval(q, hamiltonians)
}

quantum_layer! {
    struct Ansatz = variational_ansatz {
        n_qubits: 8, n_layers: 3, hamiltonians: ["Z0", "Z1", "Z2", "Z3", "Z4", "Z5", "Z6", "Z7"]
    };
}

const EPOCHS: usize = 3;

fn main() -> Result<(), Error> {
    let images = synthetic::generate(6000, 1000, 1);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!(
        "{} images, 10 classes, batches of 64, 8 qubits, 3 layers",
        images.train.len()
    );
    println!("threads   epoch   images a second, of training and test   memory       loss");
    let one = train(1, images.clone())?;
    let all = train(cores, images)?;
    println!("the same bits: {}", one == all);
    Ok(())
}

/// The loss of each epoch.
fn train(threads: usize, images: Dataset) -> Result<Vec<u64>, Error> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Error::Config(e.to_string()))?;
    set_threads(threads);
    pool.install(|| {
        let network = Cpu::seed_from_u64(1).build_module::<Hqnn<Ansatz, 8, 72, 16, 10>, f32>();
        let config = TrainConfig {
            epochs: EPOCHS,
            batch_size: 64,
            ..TrainConfig::default()
        };
        let count = images.train.len() + images.test.len();
        let mut trainer = Trainer::new(network, images, config)?;
        let mut losses = Vec::new();
        while !trainer.is_finished() {
            let start = Instant::now();
            let metrics = trainer.epoch(&mut ())?;
            println!(
                "{threads:>7} {:>7} {:>39.0} {:>8} {:>10.4}",
                metrics.epoch,
                count as f64 / start.elapsed().as_secs_f64(),
                memory(),
                metrics.loss
            );
            losses.push(metrics.loss.to_bits());
        }
        Ok(losses)
    })
}

/// What this process holds in memory, where the system tells.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.map_or("?".into(), |kb| format!("{:.0} MB", kb / 1000.0))
}

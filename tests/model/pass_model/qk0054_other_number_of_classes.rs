use dfdx::prelude::*;
use hqnn_model::layers::Flatten;
use hqnn_model::layers::builder::QuantumLayer;
use hqnn_model::data::synthetic;
use hqnn_model::{TrainConfig, Trainer, quantum_layer};
use qkernel_runtime::prelude::*;

/// One angle per qubit, then two weights per qubit.
#[qkernel]
fn ansatz(
    n: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { 2 * n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    q = ry_layer(q, weights, 0);
    q = cz_entangling_layer(q);
    q = ry_layer(q, weights, n);
    expval(q, observables)
}

quantum_layer! {
    /// Three qubits, two of them measured.
    pub struct Ansatz = ansatz { n: 3, observables: ["Z0", "Z2"] };
}

type Network = (Flatten<784>, Linear<784, 3>, Sigmoid, QuantumLayer<Ansatz, 3, 6, 2>, Linear<2, 2>);

fn main() -> Result<(), hqnn_model::Error> {
    let two_classes = synthetic::generate(2, 1, 1).subset(&[1, 8], 2, 1, 1)?;
    let network = Cpu::default().build_module::<Network, f32>();
    let mut trainer = Trainer::<_, 2, f32>::new(network, two_classes, TrainConfig::default())?;
    trainer.run(&mut ())
}

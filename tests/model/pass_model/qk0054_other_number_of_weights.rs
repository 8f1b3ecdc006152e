use dfdx::prelude::*;
use hqnn_model::layers::builder::QuantumLayer;
use hqnn_model::quantum_layer;
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

type Network = (Linear<8, 3>, Sigmoid, QuantumLayer<Ansatz, 3, 6, 2>, Linear<2, 4>);

fn main() {
    let device = Cpu::default();
    let network = device.build_module::<Network, f32>();
    let logits = network.forward(device.zeros::<Rank2<5, 8>>());
    assert_eq!(logits.array().len(), 5);
}

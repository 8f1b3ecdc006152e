use dfdx::prelude::*;
use hqnn_model::layers::builder::{Conv, QuantumLayer};
use hqnn_model::layers::{Flatten, MaxPool2};
use hqnn_model::{network, quantum_layer};
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

network! {
    pub type Network: Rank3<1, 28, 28> => Rank1<2> =
        ((Conv<1, 4, 3>, MaxPool2<14, 14>, Conv<1, 1, 3>), Flatten<196>, Linear<196, 3>, QuantumLayer<Ansatz, 3, 6, 2>);
}

fn main() {}

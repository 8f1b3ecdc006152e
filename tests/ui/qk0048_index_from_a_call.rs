use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// Where the weights of a layer begin.
#[qkernel]
fn first_weight(layer: UInt, n: UInt) -> UInt {
    layer * n
}

/// The layers are counted from 1, their weights from 0.
#[qkernel]
fn ansatz(n: UInt, layers: UInt, weights: Vector<Float, { n * layers }>, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    for layer in range(1, layers + 1) {
        let base = first_weight(layer, n);
        for i in range(n) {
            q[i] = ry(q[i], weights[base + i]);
        }
    }
    expval(q, observable)
}

static_circuit! {
    static ANSATZ: ansatz = { n: 3, layers: 2, observable: "Z0" };
}

fn main() {}

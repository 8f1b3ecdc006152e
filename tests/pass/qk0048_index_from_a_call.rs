use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// Where the weights of a layer begin.
#[qkernel]
fn first_weight(layer: UInt, n: UInt) -> UInt {
    layer * n
}

/// Layers and weights are counted from 0.
#[qkernel]
fn ansatz(n: UInt, layers: UInt, weights: Vector<Float, { n * layers }>, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    for layer in range(layers) {
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

fn main() {
    assert_eq!(ANSATZ.run(&[0.0; 6]), Ok(1.0));
}

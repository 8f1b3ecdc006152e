use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// How many weights there are is known when the circuit is bound.
#[qkernel]
fn layers(n: UInt, count: UInt, weights: Vector<Float, { count }>, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    for k in range(2) {
        q = ry_layer(q, weights, k * n);
    }
    expval(q, observable)
}

/// The length that a kernel states for what it is called with.
#[qkernel]
fn half(q: Vector<Qubit>, angles: Vector<Float, { q.len() / 2 }>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len() / 2) {
        q[i] = rz(q[i], angles[i]);
    }
    q
}

#[qkernel]
fn halves(n: UInt, angles: Vector<Float, { n }>, observable: Observable) -> Float {
    let q = half(qubit_array(2 * n + 2), angles);
    expval(q, observable)
}

static_circuit! {
    /// One weight is missing.
    static LAYERS: layers = { n: 3, count: 5, observable: "X0" };
    /// So is one angle.
    static HALVES: halves = { n: 3, observable: "X0" };
}

fn main() {}

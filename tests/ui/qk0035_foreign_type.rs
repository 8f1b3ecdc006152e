use qkernel_runtime::prelude::*;

/// A kernel has vectors of its own.
#[qkernel]
fn encode(n: UInt, features: Vec<f64>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = ry(q[i], features[i]);
    }
    measure(q)
}

fn main() {
    encode { n: 2 }.compile().unwrap();
}

use qkernel_runtime::prelude::*;

/// The layer works on the whole register.
#[qkernel]
fn ansatz(n: UInt, weights: Vector<Float, { n }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    q[0] = rz_layer(q[0], weights, 0);
    measure(q)
}

fn main() {}

use qkernel_runtime::prelude::*;

/// The layer works on the whole register.
#[qkernel]
fn ansatz(n: UInt, weights: Vector<Float, { n }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    q = rz_layer(q, weights, 0);
    measure(q)
}

fn main() {
    ansatz(2, [0.1, 0.2].into());
    ansatz { n: 2 }.compile().unwrap();
}

use qkernel_runtime::prelude::*;

/// Only qubits and registers can be in the tuple, and they come first.
#[qkernel]
fn energy(theta: Float, observable: Observable) -> Float {
    expval((ry(qubit(), theta), theta), observable)
}

#[qkernel]
fn swapped(observable: Observable) -> Float {
    expval(observable, qubit())
}

fn main() {}

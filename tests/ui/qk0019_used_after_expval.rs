use qkernel_runtime::prelude::*;

/// The expectation value takes the register.
#[qkernel]
fn energies(n: UInt, first: Observable, second: Observable) -> (Float, Float) {
    let q = h_layer(qubit_array(n));
    let a = expval(q, first);
    let b = expval(q, second);
    (a, b)
}

fn main() {}

#![deny(unused_variables)]

use qkernel_runtime::prelude::*;

/// The angle is forgotten.
#[qkernel]
fn prepare(theta: Float) -> Bit {
    let q = h(qubit());
    measure(q)
}

fn main() {}

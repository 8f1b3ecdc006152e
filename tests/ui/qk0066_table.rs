use qkernel_runtime::prelude::*;

const ANGLES: [f64; 2] = [0.1, 0.2];

/// A table of the surrounding crate is not in the circuit.
#[qkernel]
fn prepare() -> Bit {
    let q = rx(qubit(), ANGLES[0]);
    measure(q)
}

fn main() {}

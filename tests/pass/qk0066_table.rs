use qkernel_runtime::prelude::*;

const ANGLES: [f64; 2] = [0.1, 0.2];

/// The table is an argument.
#[qkernel]
fn prepare(angles: Vector<Float, 2>) -> Bit {
    let q = rx(qubit(), angles[0]);
    measure(q)
}

fn main() {
    prepare(ANGLES.into());
    prepare {}.compile().unwrap();
}

use qkernel_runtime::prelude::*;

const ANGLES: [f64; 2] = [0.1, 0.2];

/// The table is an argument.
#[qkernel]
fn prepare(angles: Vector<Float, 2>) -> Bit {
    let q = rx(qubit(), angles[0]);
    measure(q)
}

/// A variable may have any name.
#[allow(non_snake_case)]
#[qkernel]
fn capital(n: UInt) -> Bit {
    let Q = h_layer(qubit_array(n));
    measure(Q[0])
}

fn main() {
    capital(1);
    capital { n: 1 }.compile().unwrap();
    prepare(ANGLES.into());
    prepare {}.compile().unwrap();
}

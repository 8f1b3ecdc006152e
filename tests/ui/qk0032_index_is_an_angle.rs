use qkernel_runtime::prelude::*;

/// The place of a qubit is a whole number.
#[qkernel]
fn flip_one(n: UInt, place: Float) -> Vector<Bit> {
    let mut q = qubit_array(n);
    q[place] = x(q[place]);
    measure(q)
}

fn main() {}

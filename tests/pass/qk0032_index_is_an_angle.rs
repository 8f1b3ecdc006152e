use qkernel_runtime::prelude::*;

/// The place of a qubit is a whole number.
#[qkernel]
fn flip_one(n: UInt, place: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    q[place] = x(q[place]);
    measure(q)
}

fn main() {
    assert!(flip_one(3, 2)[2]);
    flip_one { n: 3, place: 2 }.compile().unwrap();
}

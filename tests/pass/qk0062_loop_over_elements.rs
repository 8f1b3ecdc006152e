use qkernel_runtime::prelude::*;

/// A loop over the places of the numbers.
#[qkernel]
fn turn(n: UInt, angles: Vector<Float, { n }>) -> Bit {
    let mut q = qubit();
    for i in range(angles.len()) {
        q = ry(q, angles[i]);
    }
    measure(q)
}

fn main() {
    assert!(turn(1, [PI].into()));
    turn { n: 1 }.compile().unwrap();
}

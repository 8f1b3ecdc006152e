use qkernel_runtime::prelude::*;

/// Only the first `some` angles are used.
#[qkernel]
fn turn(n: UInt, some: UInt, angles: Vector<Float, { n }>) -> Bit {
    let mut q = qubit();
    for i in range(n) {
        if i < some {
            q = ry(q, angles[i]);
        }
    }
    measure(q)
}

fn main() {
    assert!(turn(2, 1, [PI, 0.1].into()));
    turn { n: 2, some: 1 }.compile().unwrap();
}

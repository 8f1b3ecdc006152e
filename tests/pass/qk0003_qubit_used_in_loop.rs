use qkernel_runtime::prelude::*;

/// The loop gives the qubit back to the next iteration.
#[qkernel]
fn turn(n: UInt, angles: Vector<Float, { n }>) -> Bit {
    let mut q = qubit();
    for i in range(n) {
        q = ry(q, angles[i]);
    }
    measure(q)
}

fn main() {
    turn(3, [0.1, 0.2, 0.3].into());
    turn { n: 3 }.compile().unwrap();
}

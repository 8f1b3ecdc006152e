use qkernel_runtime::prelude::*;

/// Whole numbers are divided as in Rust.
#[qkernel]
fn halves(n: UInt, angles: Vector<Float, { n }>) -> Vector<Bit> {
    let mut q = qubit_array(n * 2 / 2);
    for i in range(n) {
        q[i % 3] = ry(q[i % 3], angles[i]);
    }
    measure(q)
}

fn main() {
    halves { n: 3 }.compile().unwrap();
}

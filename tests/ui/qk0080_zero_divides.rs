use qkernel_runtime::prelude::*;

/// Nothing can be divided by zero, whatever the sizes are.
#[qkernel]
fn halves(n: UInt, angles: Vector<Float, { n / 0 }>) -> Vector<Bit> {
    let mut q = qubit_array(n / 0);
    for i in range(n) {
        q[i % 0] = ry(q[i % 0], angles[i]);
    }
    measure(q)
}

fn main() {}

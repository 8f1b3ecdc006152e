#![deny(deprecated)]

use qkernel_runtime::prelude::*;

/// The length is known to nobody before `n` is a number.
#[qkernel]
fn pairs(n: UInt, angles: Vector<Float, { n / 2 }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n / 2) {
        q[2 * i] = ry(q[2 * i], angles[i]);
    }
    measure(q)
}

fn main() {}

use qkernel_runtime::prelude::*;

/// The first half of a register is not a register.
#[qkernel]
fn half(n: UInt) -> Vector<Bit> {
    let q = qubit_array(2 * n);
    let left = h_layer(q[0..n]);
    measure(left)
}

fn main() {}

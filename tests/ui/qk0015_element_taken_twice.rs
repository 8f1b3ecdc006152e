use qkernel_runtime::prelude::*;

/// `a` is already the first qubit.
#[qkernel]
fn copy(n: UInt) -> (Bit, Bit) {
    let q = h_layer(qubit_array(n));
    let a = x(q[0]);
    let b = z(q[0]);
    (measure(a), measure(b))
}

fn main() {}

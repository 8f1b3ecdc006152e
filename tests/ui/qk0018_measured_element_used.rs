use qkernel_runtime::prelude::*;

/// The first qubit is measured and then used as if it were still there.
#[qkernel]
fn recycle(n: UInt) -> (Bit, Vector<Bit>) {
    let mut q = h_layer(qubit_array(n));
    let first = measure(q[0]);
    q[0] = h(q[0]);
    (first, measure(q))
}

fn main() {}

use qkernel_runtime::prelude::*;

/// The first qubit has no neighbour before it.
#[qkernel]
fn ladder(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n) {
        (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
    }
    measure(q)
}

fn main() {}

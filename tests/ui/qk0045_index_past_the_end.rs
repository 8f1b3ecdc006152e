use qkernel_runtime::prelude::*;

/// The last qubit has no neighbour.
#[qkernel]
fn ladder(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n) {
        (q[i], q[i + 1]) = cx(q[i], q[i + 1]);
    }
    measure(q)
}

fn main() {}

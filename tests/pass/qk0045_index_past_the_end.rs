use qkernel_runtime::prelude::*;

/// The last qubit has no neighbour, so the loop ends before it.
#[qkernel]
fn ladder(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n - 1) {
        (q[i], q[i + 1]) = cx(q[i], q[i + 1]);
    }
    measure(q)
}

fn main() {
    ladder(3);
    ladder { n: 3 }.compile().unwrap();
}

use qkernel_runtime::prelude::*;

/// The first qubit has no neighbour before it, so the loop begins behind it.
#[qkernel]
fn ladder(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(1, n) {
        (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
    }
    measure(q)
}

fn main() {
    ladder(3);
    ladder { n: 3 }.compile().unwrap();
}

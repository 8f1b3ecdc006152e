use qkernel_runtime::prelude::*;

/// The first qubit is taken out on both branches, and a new one takes its place.
#[qkernel]
fn check(n: UInt) -> (Bit, Vector<Bit>) {
    let mut q = h_layer(qubit_array(n));
    let last = measure(q[n - 1]);
    q[n - 1] = qubit();
    let mut first = false;
    if last {
        first = measure(q[0]);
    } else {
        discard(q[0]);
    }
    q[0] = qubit();
    (first, measure(q))
}

fn main() {
    check { n: 2 }.compile().unwrap();
}

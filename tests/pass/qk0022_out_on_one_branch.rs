use qkernel_runtime::prelude::*;

/// The first qubit is replaced if it was measured.
#[qkernel]
fn check(n: UInt) -> (Bit, Vector<Bit>) {
    let mut q = h_layer(qubit_array(n));
    let last = measure(q[n - 1]);
    q[n - 1] = qubit();
    let mut first = false;
    if last {
        first = measure(q[0]);
        q[0] = qubit();
    }
    (first, measure(q))
}

fn main() {
    check(2);
}

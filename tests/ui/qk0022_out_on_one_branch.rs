use qkernel_runtime::prelude::*;

/// The first qubit is measured again if the last one was 1.
#[qkernel]
fn check(n: UInt) -> (Bit, Vector<Bit>) {
    let mut q = h_layer(qubit_array(n));
    let last = measure(q[n - 1]);
    q[n - 1] = qubit();
    let mut first = false;
    if last {
        first = measure(q[0]);
    }
    (first, measure(q))
}

fn main() {}

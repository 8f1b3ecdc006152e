use qkernel_runtime::prelude::*;

/// The same as operations.
#[qkernel]
fn prepare(n: UInt, theta: Float) -> Bit {
    let q = qubit();
    let r = qubit_array(2);
    let list = qubit_array(1);
    let q = rx(q, n as Float);
    let q = rx(q, theta.sin());
    let counted = measure(q);
    discard(r);
    discard(list);
    counted
}

fn main() {
    prepare(1, 0.3);
    prepare { n: 1 }.compile().unwrap();
}

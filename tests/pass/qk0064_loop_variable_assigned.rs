use qkernel_runtime::prelude::*;

/// Every second qubit is flipped.
#[qkernel]
fn flip_some(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(0, n, 2) {
        q[i] = x(q[i]);
    }
    measure(q)
}

fn main() {
    assert!(!flip_some(2)[1]);
    flip_some { n: 2 }.compile().unwrap();
}

use qkernel_runtime::prelude::*;

/// Two things have two names.
#[qkernel]
fn flip_all(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = x(q[i]);
    }
    measure(q)
}

fn main() {
    assert!(flip_all(2)[1]);
    flip_all { n: 2 }.compile().unwrap();
}

use qkernel_runtime::prelude::*;

/// This loop looks at every second qubit.
#[qkernel]
fn every(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(0, n, 2) {
        q[i] = x(q[i]);
    }
    measure(q)
}

fn main() {
    assert!(every(3)[2]);
    every { n: 3 }.compile().unwrap();
}

use qkernel_runtime::prelude::*;

/// This loop never gets anywhere.
#[qkernel]
fn every(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(0, n, 0) {
        q[i] = x(q[i]);
    }
    measure(q)
}

fn main() {}

use qkernel_runtime::prelude::*;

/// Every second qubit is flipped, as in C.
#[qkernel]
fn flip_some(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for mut i in range(n) {
        q[i] = x(q[i]);
        i = i + 1;
    }
    measure(q)
}

fn main() {}

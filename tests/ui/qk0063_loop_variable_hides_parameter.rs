use qkernel_runtime::prelude::*;

/// Two things are called `n`.
#[qkernel]
fn flip_all(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for n in range(n) {
        q[n] = x(q[n]);
    }
    measure(q)
}

fn main() {}

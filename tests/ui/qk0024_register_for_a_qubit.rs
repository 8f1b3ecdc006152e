use qkernel_runtime::prelude::*;

/// `h` takes one qubit.
#[qkernel]
fn superpose(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for _ in range(n) {
        q = h(q);
    }
    measure(q)
}

fn main() {}

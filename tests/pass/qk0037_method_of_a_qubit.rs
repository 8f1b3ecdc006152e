use qkernel_runtime::prelude::*;

/// Gates are functions.
#[qkernel]
fn prepare(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    q[0] = rx(q[0], 0.5);
    let first = h(q[0]);
    q[0] = z(first);
    measure(q)
}

fn main() {
    prepare(2);
    prepare { n: 2 }.compile().unwrap();
}

use qkernel_runtime::prelude::*;

/// Gates are functions.
#[qkernel]
fn prepare(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    q[0] = q[0].rx(0.5);
    let first = q[0].h();
    q[0] = first.z();
    q.measure()
}

fn main() {}

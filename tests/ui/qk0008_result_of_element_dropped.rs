use qkernel_runtime::prelude::*;

/// The elements go into gates, and their results are dropped: one mistake each, whatever happens to the register.
#[qkernel]
fn prepare(n: UInt, theta: Float) -> Vector<Bit> {
    let mut q = qubit_array(n);
    let spare = qubit();
    for i in range(n) {
        h(q[i]);
    }
    crx(q[0], spare, theta);
    measure(q)
}

fn main() {}

use qkernel_runtime::prelude::*;

/// `q[1]` gets the qubit of `q[0]`, and its own is lost.
#[qkernel]
fn shift(n: UInt) -> Vector<Qubit> {
    let mut q = qubit_array(n);
    q[1] = h(q[0]);
    q
}

fn main() {}

use qkernel_runtime::prelude::*;

/// `q[1]` and `q[0]` change places.
#[qkernel]
fn shift(n: UInt) -> Vector<Qubit> {
    let mut q = qubit_array(n);
    (q[0], q[1]) = (q[1], h(q[0]));
    q
}

fn main() {
    discard(shift(2));
}

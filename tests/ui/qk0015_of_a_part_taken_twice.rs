use qkernel_runtime::prelude::*;

/// Elements of a register in a tuple, and of an index that is no polynomial.
#[qkernel]
fn copy(n: UInt) -> (Bit, Bit) {
    let (both, q) = ((qubit_array(1), 0.5), h_layer(qubit_array(n)));
    let a = both.0[0];
    let b = x(both.0[0]);
    let c = h(q[n / 2]);
    discard(q[n / 2]);
    discard(c);
    (measure(a), measure(b))
}

fn main() {}

use qkernel_runtime::prelude::*;

/// `a` is already the first qubit.
#[qkernel]
fn copy(n: UInt) -> (Bit, Bit) {
    let q = h_layer(qubit_array(n));
    let a = x(q[0]);
    let b = z(q[0]);
    (measure(a), measure(b))
}

/// The same, of a register in a tuple, and of an index that is no polynomial.
#[qkernel]
fn of_a_part(n: UInt) -> (Bit, Bit) {
    let (both, q) = ((qubit_array(1), 0.5), h_layer(qubit_array(n)));
    let a = both.0[0];
    let b = x(both.0[0]);
    let c = h(q[n / 2]);
    discard(q[n / 2]);
    discard(c);
    (measure(a), measure(b))
}

fn main() {}

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

#[qkernel]
fn look(q: Qubit) -> Bit {
    measure(q)
}

/// What a call gives may be no qubit.
#[qkernel]
fn looked_at() -> (Bit, Vector<Bit>) {
    let mut q = qubit_array(2);
    let bit = look(q[0]);
    q[0] = h(q[0]);
    (bit, measure(q))
}

fn main() {}

use qkernel_runtime::prelude::*;

/// The register comes last, and is given back first.
#[qkernel]
fn spread(q: Qubit, r: Vector<Qubit>) -> (Vector<Qubit>, Qubit) {
    (h_layer(r), h(q))
}

/// The number of gates beside the qubit.
#[qkernel]
fn counted(q: Qubit, n: UInt) -> (Qubit, UInt) {
    (h(q), n + 1)
}

#[qkernel]
fn undone(n: UInt) -> Vector<Bit> {
    let (q, count) = power(counted, n)(qubit(), n);
    let (r, q) = inverse(spread)(q, qubit_array(count));
    discard(q);
    measure(r)
}

fn main() {}

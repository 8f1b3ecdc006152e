use qkernel_runtime::prelude::*;

/// The qubits come back in the order of the parameters.
#[qkernel]
fn spread(q: Qubit, r: Vector<Qubit>) -> (Qubit, Vector<Qubit>) {
    (h(q), h_layer(r))
}

/// The qubit alone.
#[qkernel]
fn counted(q: Qubit) -> Qubit {
    h(q)
}

#[qkernel]
fn undone(n: UInt) -> Vector<Bit> {
    let q = power(counted, n)(qubit());
    let (q, r) = inverse(spread)(q, qubit_array(2 * n));
    discard(q);
    measure(r)
}

fn main() {
    undone(2);
    undone { n: 2 }.compile().unwrap();
}

use qkernel_runtime::prelude::*;

#[qkernel]
fn gate(q: Qubit) -> Qubit {
    h(q)
}

/// The types of a kernel.
#[qkernel]
fn prepare(_n: UInt, rows: Matrix<Float>) -> Bit {
    let q = gate(qubit());
    measure(rx(q, rows[(0, 0)]))
}

fn main() {
    prepare(1, [[0.3]].into());
    prepare { _n: 1 }.compile().unwrap();
}

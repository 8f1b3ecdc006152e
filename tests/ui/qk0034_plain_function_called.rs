use qkernel_runtime::prelude::*;

/// A plain function has no circuit.
fn half_turn(q: Qubit) -> Qubit {
    ry(q, PI)
}

#[qkernel]
fn flip() -> Bit {
    let q = half_turn(qubit());
    measure(q)
}

fn main() {}

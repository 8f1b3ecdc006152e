use qkernel_runtime::prelude::*;

/// A kernel can be part of another.
#[qkernel]
fn half_turn(q: Qubit) -> Qubit {
    ry(q, PI)
}

#[qkernel]
fn flip() -> Bit {
    let q = half_turn(qubit());
    measure(q)
}

fn main() {
    assert!(flip());
    flip {}.compile().unwrap();
}

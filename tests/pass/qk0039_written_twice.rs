use qkernel_runtime::prelude::*;

/// Once is enough.
#[qkernel]
fn flip(q: Qubit) -> Qubit {
    x(q)
}

#[qkernel]
fn caller() -> Bit {
    measure(flip(qubit()))
}

fn main() {
    assert!(caller());
    caller {}.compile().unwrap();
}

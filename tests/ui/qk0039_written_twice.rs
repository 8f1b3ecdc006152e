use qkernel_runtime::prelude::*;

/// Once is enough.
#[qkernel]
#[qkernel]
fn flip(q: Qubit) -> Qubit {
    x(q)
}

/// Its callers get no errors.
#[qkernel]
fn caller() -> Bit {
    measure(flip(qubit()))
}

fn main() {}

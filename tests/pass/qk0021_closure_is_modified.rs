use qkernel_runtime::prelude::*;

#[qkernel]
fn turn(q: Qubit) -> Qubit {
    t(h(q))
}

/// A kernel has a name.
#[qkernel]
fn turned(q: Qubit) -> Qubit {
    inverse(turn)(q)
}

fn main() {
    measure(turned(qubit()));
}

use qkernel_runtime::prelude::*;

/// The kernel and the count have changed places.
#[qkernel]
fn turned(q: Qubit) -> Qubit {
    power(3, t)(q)
}

fn main() {}

use qkernel_runtime::prelude::*;

/// Written down where it is needed.
#[qkernel]
fn turned(q: Qubit) -> Qubit {
    inverse(|q: Qubit| t(h(q)))(q)
}

fn main() {}

use qkernel_runtime::prelude::*;

/// The kernel comes first.
#[qkernel]
fn turned(q: Qubit) -> Qubit {
    power(t, 3)(q)
}

fn main() {
    measure(turned(qubit()));
}

use qkernel_runtime::prelude::*;

/// There is no qubit if the condition does not hold.
#[qkernel]
fn maybe(flip: Bit) -> Bit {
    let q = qubit();
    let q = if flip { x(q) };
    measure(q)
}

fn main() {}

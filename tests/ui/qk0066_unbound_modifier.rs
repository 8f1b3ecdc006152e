use qkernel_runtime::prelude::*;

/// A modified gate is not a value.
#[qkernel]
fn twice() -> Bit {
    let undo = inverse(s);
    let q = undo(undo(h(qubit())));
    measure(q)
}

fn main() {}

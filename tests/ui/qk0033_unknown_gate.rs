use qkernel_runtime::prelude::*;

/// There is no gate of this name.
#[qkernel]
fn superpose() -> Bit {
    let q = hh(qubit());
    measure(q)
}

fn main() {}

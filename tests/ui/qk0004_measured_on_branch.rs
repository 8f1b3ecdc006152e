use qkernel_runtime::prelude::*;

/// The qubit is gone if somebody looked.
#[qkernel]
fn peek(look: Bit) -> Bit {
    let q = h(qubit());
    if look {
        measure(q);
    }
    measure(h(q))
}

fn main() {}

use qkernel_runtime::prelude::*;

/// The qubit is gone if it was measured.
#[qkernel]
fn peek(look: Bit) -> Bit {
    let q = h(qubit());
    if look {
        measure(q);
    }
    measure(h(q))
}

fn main() {}

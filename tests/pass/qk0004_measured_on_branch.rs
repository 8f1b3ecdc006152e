use qkernel_runtime::prelude::*;

/// The branch that measures puts a new qubit in its place.
#[qkernel]
fn peek(look: Bit) -> Bit {
    let mut q = h(qubit());
    if look {
        measure(q);
        q = qubit();
    }
    measure(h(q))
}

fn main() {
    assert!(!peek(false));
    peek { look: true }.compile().unwrap();
}

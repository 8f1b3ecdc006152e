use qkernel_runtime::prelude::*;

/// There is a qubit either way.
#[qkernel]
fn maybe(flip: Bit) -> Bit {
    let mut q = qubit();
    if flip {
        q = x(q);
    }
    measure(q)
}

fn main() {
    assert!(maybe(true));
    maybe { flip: false }.compile().unwrap();
}

use qkernel_runtime::prelude::*;

/// Both branches give a qubit.
#[qkernel]
fn choose(flip: Bit) -> Bit {
    let q = qubit();
    let q = if flip { x(q) } else { q };
    measure(q)
}

fn main() {
    assert!(choose(true));
    choose { flip: false }.compile().unwrap();
}

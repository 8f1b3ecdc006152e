use qkernel_runtime::prelude::*;

/// One branch gives a qubit, the other a bit.
#[qkernel]
fn choose(flip: Bit) -> Bit {
    let q = qubit();
    let q = if flip { x(q) } else { measure(q) };
    measure(q)
}

fn main() {}

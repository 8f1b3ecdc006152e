use qkernel_runtime::prelude::*;

/// There is no outcome on the other branch.
#[qkernel]
fn look(interested: Bit) -> Bit {
    let q = h(qubit());
    let seen;
    if interested {
        seen = measure(q);
    } else {
        discard(q);
    }
    seen
}

fn main() {}

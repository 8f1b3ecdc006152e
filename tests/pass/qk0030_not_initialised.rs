use qkernel_runtime::prelude::*;

/// There is an outcome on both branches.
#[qkernel]
fn look(interested: Bit) -> Bit {
    let q = h(qubit());
    let seen;
    if interested {
        seen = measure(q);
    } else {
        discard(q);
        seen = false;
    }
    seen
}

fn main() {
    assert!(!look(false));
    look { interested: true }.compile().unwrap();
}

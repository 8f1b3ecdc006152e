use qkernel_runtime::prelude::*;

/// The qubit is measured on one branch, and discarded on the other.
#[qkernel]
fn look(interested: Bit) -> Bit {
    let q = h(qubit());
    let mut seen = false;
    if interested {
        seen = measure(q);
    } else {
        discard(q);
    }
    seen
}

fn main() {
    assert!(!look(false));
    look { interested: true }.compile().unwrap();
}

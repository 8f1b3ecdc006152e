use qkernel_runtime::prelude::*;

/// The qubit is measured if somebody is interested, and given up if not.
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

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

/// The qubit is measured before `&&`, which may not look at its right side.
#[qkernel]
fn look_if(interested: Bit) -> Bit {
    let seen = measure(h(qubit()));
    interested && seen
}

fn main() {
    assert!(!look(false));
    look { interested: true }.compile().unwrap();
    look_if { interested: false }.compile().unwrap();
}

use qkernel_runtime::prelude::*;

/// The qubit is measured before `&&`, which may not look at its right side.
#[qkernel]
fn look(interested: Bit) -> Bit {
    let seen = measure(h(qubit()));
    interested && seen
}

fn main() {
    assert!(!look(false));
    look { interested: true }.compile().unwrap();
}

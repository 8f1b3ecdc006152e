use qkernel_runtime::prelude::*;

/// The qubit is measured if somebody is interested, and forgotten if not.
#[qkernel]
fn look(interested: Bit) -> Bit {
    let q = h(qubit());
    let mut seen = false;
    if interested {
        seen = measure(q);
    }
    seen
}

fn main() {}

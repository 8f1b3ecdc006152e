use qkernel_runtime::prelude::*;

/// The qubit is measured on one branch, and forgotten on the other.
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

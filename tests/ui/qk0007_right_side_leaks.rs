use qkernel_runtime::prelude::*;

/// The right side of `&&` is not looked at where the left side decides.
#[qkernel]
fn look(interested: Bit) -> Bit {
    let q = h(qubit());
    interested && measure(q)
}

fn main() {}

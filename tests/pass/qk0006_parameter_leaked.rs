use qkernel_runtime::prelude::*;

/// The second qubit is discarded.
#[qkernel]
fn first(q: Qubit, r: Qubit) -> Bit {
    let q = h(q);
    discard(r);
    measure(q)
}

fn main() {
    first(qubit(), qubit());
}

use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// The second qubit turns by what the first one gives.
#[qkernel]
fn chained(theta: Float, observable: Observable) -> Float {
    let first = expval(ry(qubit(), theta), observable);
    expval(ry(qubit(), first), observable)
}

static_circuit! {
    static CHAINED: chained = { observable: "Z0" };
}

fn main() {}

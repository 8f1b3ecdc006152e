use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// What comes out of the first qubit is to turn the second one: but a circuit is fixed before it runs.
#[qkernel]
fn chained(theta: Float) -> Float {
    let first = expval(ry(qubit(), theta), Z(0));
    expval(ry(qubit(), first), Z(0))
}

static_circuit! {
    static CHAINED: chained = {};
}

fn main() {}

use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// Both turn by the same angle, and the results are multiplied.
#[qkernel]
fn chained(theta: Float, observable: Observable) -> Float {
    let first = expval(ry(qubit(), theta), observable);
    first * expval(ry(qubit(), theta), observable)
}

static_circuit! {
    static CHAINED: chained = { observable: "Z0" };
}

fn main() {
    let _ = CHAINED.run(0.3).unwrap();
}

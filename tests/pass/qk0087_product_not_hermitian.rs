use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

#[qkernel]
fn product(a: Observable, b: Observable) -> Float {
    expval(h(qubit()), a * b + b * a)
}

static_circuit! {
    /// X0 Y0 + Y0 X0 is zero.
    static CIRCUIT: product = { a: "X0", b: "Y0" };
}

fn main() {
    assert_eq!(CIRCUIT.run(()), Ok(0.0));
}

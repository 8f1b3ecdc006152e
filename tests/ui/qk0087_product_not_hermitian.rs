use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

#[qkernel]
fn product(a: Observable, b: Observable) -> Float {
    expval(h(qubit()), a * b)
}

static_circuit! {
    /// X0 Y0 is i Z0.
    static CIRCUIT: product = { a: "X0", b: "Y0" };
}

fn main() {
    let _ = CIRCUIT.run(());
}

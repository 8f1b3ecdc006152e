use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

#[qkernel]
fn energy(n: UInt, observable: Observable) -> Float {
    let (control, register) = (h(qubit()), h_layer(qubit_array(n)));
    expval((control, register), observable)
}

static_circuit! {
    /// The control is number 0, the register is 1 and 2.
    static CIRCUIT: energy = { n: 2, observable: "X0 X3" };
}

fn main() {}

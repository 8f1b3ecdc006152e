use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// A gate exchanges the states of the qubits.
#[qkernel]
fn exchanged(a: Qubit, b: Qubit, angle: Float) -> (Qubit, Qubit) {
    swap(ry(a, angle), b)
}

#[qkernel]
fn there_and_back(angle: Float, observable: Observable) -> Float {
    let (a, b) = exchanged(h(qubit()), qubit(), angle);
    let (a, b) = inverse(exchanged)(a, b, angle);
    discard(b);
    expval(a, observable)
}

static_circuit! {
    static CIRCUIT: there_and_back = { observable: "X0" };
}

fn main() {
    assert!((CIRCUIT.run(&0.7).unwrap() - 1.0).abs() < 1e-12);
}

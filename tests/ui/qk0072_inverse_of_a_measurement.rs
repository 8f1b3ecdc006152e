use qkernel_runtime::prelude::*;

/// Measures on its way.
#[qkernel]
fn entangled(a: Qubit, b: Qubit) -> (Qubit, Qubit) {
    let (a, ancilla) = cx(h(a), qubit());
    if measure(ancilla) { cx(a, b) } else { (a, b) }
}

#[qkernel]
fn there_and_back() -> (Bit, Bit) {
    let (a, b) = entangled(qubit(), qubit());
    let (a, b) = inverse(entangled)(a, b);
    (measure(a), measure(b))
}

fn main() {}

use qkernel_runtime::prelude::*;

/// Gates only.
#[qkernel]
fn entangled(a: Qubit, b: Qubit) -> (Qubit, Qubit) {
    cx(h(a), b)
}

#[qkernel]
fn there_and_back() -> (Bit, Bit) {
    let (a, b) = entangled(qubit(), qubit());
    let (a, b) = inverse(entangled)(a, b);
    (measure(a), measure(b))
}

fn main() {
    assert_eq!(there_and_back(), (false, false));
    there_and_back {}.compile().unwrap();
}

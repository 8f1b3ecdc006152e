use qkernel_runtime::prelude::*;

/// A qubit for each of the two.
#[qkernel]
fn interfere() -> (Bit, Bit) {
    let (q, r) = (qubit(), qubit());
    let left = h(q);
    let right = h(r);
    (measure(left), measure(right))
}

fn main() {
    interfere();
    interfere {}.compile().unwrap();
}

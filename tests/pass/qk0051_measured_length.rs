use qkernel_runtime::prelude::*;

/// A register whose last qubit is used if the coin shows heads.
#[qkernel]
fn grow() -> Vector<Bit> {
    let heads = measure(h(qubit()));
    let mut q = qubit_array(3);
    if heads {
        q[2] = h(q[2]);
    }
    measure(q)
}

fn main() {
    assert_eq!(grow().len(), 3);
    grow {}.compile().unwrap();
}

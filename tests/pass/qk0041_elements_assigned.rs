use qkernel_runtime::prelude::*;

/// A register is measured whole.
#[qkernel]
fn one_by_one(n: UInt) -> Vector<Bit> {
    let q = h_layer(qubit_array(n));
    measure(q)
}

#[qkernel]
fn scaled(weights: Vector<Float>) -> Bit {
    let weight = weights[0] * 2.0;
    measure(ry(qubit(), weight))
}

fn main() {
    assert_eq!(one_by_one(3).len(), 3);
    one_by_one { n: 3 }.compile().unwrap();
    scaled([0.5].into());
    scaled {}.compile().unwrap();
}

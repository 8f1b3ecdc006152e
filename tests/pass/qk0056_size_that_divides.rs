use qkernel_runtime::prelude::*;

/// The number of pairs is the parameter.
#[qkernel]
fn pairs(count: UInt, angles: Vector<Float, { count }>) -> Vector<Bit> {
    let mut q = qubit_array(2 * count);
    for i in range(count) {
        q[2 * i] = ry(q[2 * i], angles[i]);
    }
    measure(q)
}

fn main() {
    assert!(pairs(1, [PI].into())[0]);
    pairs { count: 1 }.compile().unwrap();
}

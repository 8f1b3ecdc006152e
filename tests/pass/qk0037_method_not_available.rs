use qkernel_runtime::prelude::*;

/// A product and a sine are.
#[qkernel]
fn encode(x: Float, y: Float) -> Bit {
    let q = ry(qubit(), x * x);
    let q = rz(q, y.sin());
    measure(q)
}

fn main() {
    encode(0.3, 0.4);
    encode {}.compile().unwrap();
}

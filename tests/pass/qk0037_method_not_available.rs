use qkernel_runtime::prelude::*;

/// A square root is, and so are the exponential and the logarithm.
#[qkernel]
fn encode(x: Float, y: Float) -> Bit {
    let q = ry(qubit(), x.sqrt() + (0.25 * x.ln()).exp());
    let q = rz(q, 0.5 * (y.exp() - (-y).exp()));
    measure(q)
}

fn main() {
    encode(0.3, 0.4);
    encode {}.compile().unwrap();
}

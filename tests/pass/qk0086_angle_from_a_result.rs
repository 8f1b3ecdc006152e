use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// Two circuits, one after the other.
#[qkernel]
fn turned(theta: Float) -> Float {
    expval(ry(qubit(), theta), Z(0))
}

static_circuit! {
    static TURNED: turned = {};
}

fn main() {
    let first = TURNED.run(0.3).unwrap();
    let second = TURNED.run(first).unwrap();
    assert!((second - 0.3_f64.cos().cos()).abs() < 1e-12);
}

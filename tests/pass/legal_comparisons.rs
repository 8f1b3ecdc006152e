use qkernel_runtime::prelude::*;

/// What it is called with may be a constant.
#[qkernel]
fn sign(angle: Float) -> Float {
    if angle > 0.5 { 1.0 } else { -1.0 }
}

#[qkernel]
fn turn(q: Qubit, angle: Float) -> Qubit {
    if angle != 0.0 { rx(q, angle) } else { q }
}

/// Sizes are known, and so is what cancels.
#[qkernel]
fn known(n: UInt, theta: Float) -> Float {
    let mut q = ry(qubit(), theta);
    q = turn(turn(q, 0.0), PI);
    if n as Float * sign(0.7) > 1.5 && 0.0 * theta < 1.0 {
        q = x(q);
    }
    if theta - theta < 0.5 {
        q = x(q);
    }
    if n == 0 {
        if theta > 0.5 {
            q = x(q);
        }
    }
    expval(q, Z(0))
}

fn main() {
    let circuit = known { n: 2 }.compile().unwrap();
    let value = circuit.run(0.3).unwrap();
    assert!((value - known(2, 0.3)).abs() < 1e-12);
    assert!((value + 0.3_f64.cos()).abs() < 1e-12);
}

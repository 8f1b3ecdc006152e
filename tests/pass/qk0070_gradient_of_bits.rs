use qkernel_runtime::prelude::*;

/// The probability of a bit is an expectation value, which has a derivative.
#[qkernel]
fn coin(theta: Float, one: Observable) -> Float {
    expval(ry(qubit(), theta), one)
}

fn main() {
    let one = 0.5 - 0.5 * Z(0);
    let circuit = coin { one: one.into() }.compile().unwrap();
    let (slope,) = circuit.gradient(&0.3).unwrap();
    let (row,) = circuit.jacobian(&0.3).unwrap();
    assert_eq!(slope, row);
}

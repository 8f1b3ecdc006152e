use qkernel_runtime::prelude::*;

/// The probability of a bit is an expectation value, which has a derivative.
#[qkernel]
fn coin(theta: Float, one: Observable) -> Float {
    expval(ry(qubit(), theta), one)
}

fn main() -> Result<(), Error> {
    let circuit = coin {
        one: (0.5 - 0.5 * Z(0)).into(),
    }
    .compile()?;
    let (slope,) = circuit.gradient(&0.3)?;
    let (row,) = circuit.jacobian(&0.3)?;
    assert_eq!(slope, row);
    Ok(())
}

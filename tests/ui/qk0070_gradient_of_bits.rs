use qkernel_runtime::prelude::*;

/// Measured bits have no derivative: one mistake for each call.
#[qkernel]
fn coin(theta: Float) -> Bit {
    measure(ry(qubit(), theta))
}

fn main() -> Result<(), Error> {
    let circuit = coin {}.compile()?;
    let (slope,) = circuit.gradient(&0.3)?;
    let rows = circuit.jacobian(&0.3)?;
    println!("{slope} {rows:?}");
    Ok(())
}

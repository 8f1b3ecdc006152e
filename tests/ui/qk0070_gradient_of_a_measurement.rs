use qkernel_runtime::prelude::*;

/// The qubit is measured on the way, and the value depends on the outcome.
#[qkernel]
fn energy(theta: Float, observable: Observable) -> Float {
    let mut q = qubit_array(2);
    q[0] = ry(q[0], theta);
    if measure(q[0]) {
        q[1] = x(q[1]);
    }
    q[0] = qubit();
    expval(q, observable)
}

pub fn slope() -> Result<f64, Error> {
    let circuit = energy { observable: Z(1) }.compile()?;
    let (slope,) = circuit.gradient(&0.3)?;
    Ok(slope)
}

fn main() {}

use qkernel_runtime::prelude::*;

/// The second qubit is turned by the first without a measurement.
#[qkernel]
fn energy(theta: Float, observable: Observable) -> Float {
    let mut q = qubit_array(2);
    q[0] = ry(q[0], theta);
    (q[0], q[1]) = cx(q[0], q[1]);
    expval(q, observable)
}

pub fn slope() -> Result<f64, Error> {
    let circuit = energy { observable: Z(1) }.compile()?;
    let (slope,) = circuit.gradient(&0.3)?;
    Ok(slope)
}

fn main() {
    assert!((slope().unwrap() + 0.3_f64.sin()).abs() < 1e-9);
}

use qkernel_runtime::prelude::*;

#[qkernel]
fn coin() -> Bit {
    measure(h(qubit()))
}

#[qkernel]
fn energy(n: UInt, angles: Vector<Float, { n }>, observable: Observable) -> Float {
    expval(ry_layer(qubit_array(n), angles, 0), observable)
}

fn run() -> Result<(), Error> {
    coin {}.compile()?;
    let circuit = energy { n: 2, observable: Z(0).into() }.compile()?;
    assert!((circuit.run(&[0.1, 0.2])? - 0.1_f64.cos()).abs() < 1e-12);
    Ok(())
}

fn main() {
    run().unwrap();
}

use qkernel_runtime::prelude::*;

#[qkernel]
fn coin() -> Bit {
    measure(h(qubit()))
}

#[qkernel]
fn energy(n: UInt, angles: Vector<Float, { n }>, observable: Observable) -> Float {
    expval(ry_layer(qubit_array(n), angles, 0), observable)
}

fn main() -> Result<(), Error> {
    coin.compile()?;
    let circuit = energy.compile()?;
    println!("{}", circuit.run(&[0.1, 0.2])?);
    Ok(())
}

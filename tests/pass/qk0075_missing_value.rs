use qkernel_runtime::prelude::*;

#[qkernel]
fn energy(n: UInt, angles: Vector<Float, { n }>, observable: Observable) -> Float {
    expval(ry_layer(qubit_array(n), angles, 0), observable)
}

fn main() {
    // The observable is bound with the size, the angles are the argument of the run.
    let circuit = energy { n: 2, observable: Z(1) }.compile().unwrap();
    println!("{}", circuit.run(&[0.1, 0.2]).unwrap());
}

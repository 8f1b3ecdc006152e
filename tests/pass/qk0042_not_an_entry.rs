use qkernel_runtime::prelude::*;

/// A layer works on qubits that its caller passes to it.
#[qkernel]
fn layer(q: Vector<Qubit>, angles: Vector<Float>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = ry(q[i], angles[i]);
    }
    q
}

#[qkernel]
fn measured(n: UInt, angles: Vector<Float, { n }>) -> Vector<Bit> {
    let q = layer(qubit_array(n), angles);
    measure(q)
}

pub fn run() -> Result<(), Error> {
    let circuit = measured { n: 2 }.compile()?;
    let _ = circuit;
    Ok(())
}

fn main() {
    run().unwrap();
}

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

pub fn run() -> Result<(), Error> {
    let circuit = layer {}.compile()?;
    Ok(())
}

fn main() {}

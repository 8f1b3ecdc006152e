use qkernel_runtime::prelude::*;

/// What is around the types of a kernel stays outside.
#[qkernel]
fn prepare(n: Option<UInt>, rows: Vector<Vector<Float>>, gate: fn(Qubit) -> Qubit) -> Result<Bit, Error> {
    let q = gate(qubit());
    Ok(measure(rx(q, rows[0][0])))
}

fn main() {}

use qkernel_runtime::prelude::*;

/// Rust's own types stay outside of a kernel.
#[qkernel]
fn prepare(n: Option<UInt>, rows: Vector<Vector<Float>>, gate: fn(Qubit) -> Qubit) -> Result<Bit, Error> {
    let q = gate(qubit());
    Ok(measure(rx(q, rows[0][0])))
}

fn main() {}

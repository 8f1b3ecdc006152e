use qkernel_runtime::prelude::*;

/// Methods and constants of Rust's types are not part of a circuit.
#[qkernel]
fn prepare(n: UInt, theta: Float) -> Bit {
    let q = Qubit::new();
    let r = [qubit(), qubit()];
    let list = vec![qubit()];
    let q = rx(q, f64::from(n));
    let q = rx(q, f64::sin(theta));
    let counted = measure { q };
    Ok(counted)
}

fn main() {}

use qkernel_runtime::prelude::*;

/// What belongs to types of Rust is none of the circuit's.
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

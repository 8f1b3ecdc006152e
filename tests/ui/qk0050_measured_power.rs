use qkernel_runtime::prelude::*;

/// Two turns more if the ancilla says so.
#[qkernel]
fn turns(n: UInt, ancilla: Qubit, q: Qubit) -> Qubit {
    let mut count = n;
    if measure(ancilla) {
        count += 2;
    }
    power(t, count)(q)
}

fn main() {}

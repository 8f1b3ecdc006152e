use qkernel_runtime::prelude::*;

/// Two turns more if the ancilla says so.
#[qkernel]
fn turns(n: UInt, ancilla: Qubit, q: Qubit) -> Qubit {
    let q = power(t, n)(q);
    if measure(ancilla) { power(t, 2)(q) } else { q }
}

fn main() {
    measure(turns(2, h(qubit()), qubit()));
}

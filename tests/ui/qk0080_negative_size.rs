use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// A ladder without a first rung: for no qubits, `n - 1` is less than nothing.
#[qkernel]
fn ladder(n: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(n - 1) {
        (q[i], q[i + 1]) = cx(q[i], q[i + 1]);
    }
    expval(q, observable)
}

static_circuit! {
    static LADDER: ladder = { n: 0, observable: "2" };
}

fn main() {}

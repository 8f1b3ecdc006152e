use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// Every qubit with its mirror image: the one in the middle is its own.
#[qkernel]
fn mirror(n: UInt, observable: Observable) -> Float {
    let mut q = h_layer(qubit_array(n));
    for i in range(n) {
        (q[i], q[n - 1 - i]) = swap(q[i], q[n - 1 - i]);
    }
    expval(q, observable)
}

static_circuit! {
    static MIRROR: mirror = { n: 5, observable: "X0" };
}

fn main() {}

use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// Every qubit of the lower half with its mirror image.
#[qkernel]
fn mirror(n: UInt, observable: Observable) -> Float {
    let mut q = h_layer(qubit_array(n));
    for i in range(n / 2) {
        (q[i], q[n - 1 - i]) = swap(q[i], q[n - 1 - i]);
    }
    expval(q, observable)
}

static_circuit! {
    static MIRROR: mirror = { n: 5, observable: "X0" };
}

fn main() {
    assert_eq!(MIRROR.num_qubits(), 5);
}

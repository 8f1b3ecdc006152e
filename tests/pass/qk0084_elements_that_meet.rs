use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// Every qubit with every other one.
#[qkernel]
fn complete(n: UInt, observable: Observable) -> Float {
    let mut q = h_layer(qubit_array(n));
    for i in range(n) {
        for j in range(i + 1, n) {
            (q[i], q[j]) = cz(q[i], q[j]);
        }
    }
    expval(q, observable)
}

static_circuit! {
    static COMPLETE: complete = { n: 3, observable: "Z0" };
}

fn main() {
    COMPLETE.run(()).unwrap();
}

use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// Every qubit is entangled with the one that is `step` further on.
#[qkernel]
fn comb(n: UInt, step: UInt, observable: Observable) -> Float {
    let mut q = h_layer(qubit_array(n));
    for i in range(n - 1) {
        (q[i], q[i + step]) = cz(q[i], q[i + step]);
    }
    expval(q, observable)
}

static_circuit! {
    /// There is no qubit two after the third.
    static COMB: comb = { n: 4, step: 2, observable: "X0" };
}

fn main() {}

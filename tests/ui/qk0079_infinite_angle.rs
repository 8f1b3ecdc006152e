use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

#[qkernel]
fn uneven(n: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = ry(q[i], PI / (i as Float));
    }
    expval(q, observable)
}

static_circuit! {
    static UNEVEN: uneven = { n: 3, observable: "Z0" };
}

fn main() {}

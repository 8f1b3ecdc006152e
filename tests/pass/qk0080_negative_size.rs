use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// A ladder that may be empty: it counts from 1.
#[qkernel]
fn ladder(n: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    for i in range(1, n) {
        (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
    }
    expval(q, observable)
}

static_circuit! {
    static LADDER: ladder = { n: 0, observable: "2" };
}

fn main() {
    assert_eq!(LADDER.run(()), Ok(2.0));
}

use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// Each round measures the bit that decides about the next one.
#[qkernel]
fn prepare() -> Bit {
    let (mut q, a) = cx(h(qubit()), qubit());
    let mut bit = measure(a);
    while bit {
        q = x(q);
        bit = measure(h(qubit()));
    }
    measure(q)
}

/// Ends when one of two qubits is measured in |1>.
#[qkernel]
fn until_one() -> Bit {
    let mut done = false;
    while !done {
        done = measure(h(qubit())) || measure(h(qubit()));
    }
    done
}

static_circuit! {
    static UNTIL_ONE: until_one = {};
}

fn main() {
    prepare();
    prepare {}.compile().unwrap();
    assert!(until_one());
    assert_eq!(UNTIL_ONE.sample_seeded((), 50, 1).unwrap().get("1"), 50);
}

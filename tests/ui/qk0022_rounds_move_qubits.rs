use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// After a round another qubit is in `q`.
#[qkernel]
fn replaced() -> Bit {
    let (mut again, mut q) = (true, qubit());
    while again {
        again = measure(q);
        q = h(qubit());
    }
    measure(q)
}

/// After a round two elements have changed places.
#[qkernel]
fn swapped() -> Vector<Bit> {
    let (mut again, mut q) = (true, qubit_array(2));
    while again {
        let (a, b) = (q[0], q[1]);
        (q[1], q[0]) = (a, b);
        again = measure(h(qubit()));
    }
    measure(q)
}

/// The second round finds no qubit in `q[0]`.
#[qkernel]
fn taken() -> Bit {
    let (mut again, q) = (true, qubit_array(2));
    while again {
        again = measure(q[0]);
    }
    measure(q[1])
}

/// The same, of which the register tells.
#[qkernel]
fn discarded() -> Vector<Bit> {
    let (mut again, q) = (true, qubit_array(2));
    while again {
        discard(q[0]);
        again = measure(qubit());
    }
    measure(q)
}

static_circuit! {
    static REPLACED: replaced = {};
    static SWAPPED: swapped = {};
    static TAKEN: taken = {};
}

fn main() {}

use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// The same qubit, brought to |0> again.
#[qkernel]
fn replaced() -> Bit {
    let (mut again, mut q) = (true, qubit());
    while again {
        let mut a = qubit();
        (q, a) = cx(q, a);
        again = measure(a);
        q = h(reset(q));
    }
    measure(q)
}

/// The states change places, not the qubits.
#[qkernel]
fn swapped() -> Vector<Bit> {
    let (mut again, mut q) = (true, qubit_array(2));
    q[0] = x(q[0]);
    while again {
        (q[0], q[1]) = swap(q[0], q[1]);
        let (a, b) = (q[0], q[1]);
        (q[0], q[1]) = (a, b);
        again = measure(h(qubit()));
    }
    measure(q)
}

/// Each round has a qubit of its own.
#[qkernel]
fn taken() -> Bit {
    let (mut again, q) = (true, qubit_array(2));
    while again {
        again = measure(h(qubit()));
    }
    discard(q[0]);
    measure(q[1])
}

static_circuit! {
    static REPLACED: replaced = {};
    static SWAPPED: swapped = {};
    static TAKEN: taken = {};
}

fn main() {
    replaced();
    swapped();
    taken();
    assert_eq!(REPLACED.sample_seeded((), 50, 1).unwrap().shots(), 50);
    assert_eq!(SWAPPED.sample_seeded((), 50, 1).unwrap().shots(), 50);
    assert_eq!(TAKEN.sample_seeded((), 50, 1).unwrap().shots(), 50);
}

use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// A count in each round.
#[qkernel]
fn counted() -> Bit {
    let (mut again, mut q) = (true, qubit());
    while again {
        let mut gates = 0;
        for i in range(3) {
            q = t(q);
            gates += i;
        }
        for _ in range(gates) {
            q = t(q);
        }
        again = measure(h(qubit()));
    }
    measure(q)
}

/// The same angle in each round.
#[qkernel]
fn growing(theta: Float) -> Bit {
    let (mut again, mut q, mut angle) = (true, qubit(), theta);
    while again {
        angle = theta;
        q = rx(q, angle);
        again = measure(h(qubit()));
    }
    q = rz(q, angle);
    measure(q)
}

static_circuit! {
    static COUNTED: counted = {};
    static GROWING: growing = {};
}

fn main() {
    counted();
    growing(0.3);
    assert_eq!(COUNTED.sample_seeded((), 50, 1).unwrap().shots(), 50);
    assert_eq!(GROWING.sample_seeded(0.3, 50, 1).unwrap().shots(), 50);
}

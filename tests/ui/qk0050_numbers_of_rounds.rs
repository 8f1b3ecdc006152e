use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// A count of the rounds, which only a shot knows.
#[qkernel]
fn counted() -> Bit {
    let (mut again, mut q, mut rounds) = (true, qubit(), 0);
    while again {
        for _ in range(rounds) {
            q = t(q);
        }
        rounds += 1;
        again = measure(h(qubit()));
    }
    measure(q)
}

/// An angle that grows from round to round.
#[qkernel]
fn growing(theta: Float) -> Bit {
    let (mut again, mut q, mut angle) = (true, qubit(), theta);
    while again {
        q = rx(q, angle);
        angle += theta;
        again = measure(h(qubit()));
    }
    measure(q)
}

static_circuit! {
    static COUNTED: counted = {};
    static GROWING: growing = {};
}

fn main() {}

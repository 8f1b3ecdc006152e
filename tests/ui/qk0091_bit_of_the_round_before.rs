use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// Whether the number of rounds is odd: a computation that goes on from round to round.
#[qkernel]
fn parity() -> Bit {
    let (mut again, mut odd) = (true, false);
    while again {
        again = measure(h(qubit()));
        odd = !odd;
    }
    odd
}

/// A gate under what the round before measured.
#[qkernel]
fn late() -> Bit {
    let (mut again, mut seen) = (true, false);
    let mut q = qubit();
    while again {
        if seen {
            q = x(q);
        }
        seen = measure(h(qubit()));
        again = measure(h(qubit()));
    }
    measure(q)
}

static_circuit! {
    static PARITY: parity = {};
    static LATE: late = {};
}

fn main() {}

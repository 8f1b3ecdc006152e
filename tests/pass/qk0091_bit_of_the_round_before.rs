use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// A qubit keeps what goes from round to round.
#[qkernel]
fn parity() -> Bit {
    let (mut again, mut odd) = (true, qubit());
    while again {
        again = measure(h(qubit()));
        odd = x(odd);
    }
    measure(odd)
}

/// A gate under what this round measured, and what the last one did.
#[qkernel]
fn in_time() -> (Bit, Bit) {
    let (mut again, mut seen) = (true, false);
    let mut q = qubit();
    while again {
        seen = measure(h(qubit()));
        if seen {
            q = x(q);
        }
        again = measure(h(qubit()));
    }
    (measure(q), seen)
}

static_circuit! {
    static PARITY: parity = {};
    static IN_TIME: in_time = {};
}

fn main() {
    parity();
    in_time();
    assert_eq!(PARITY.sample_seeded((), 50, 1).unwrap().shots(), 50);
    assert_eq!(IN_TIME.sample_seeded((), 50, 1).unwrap().shots(), 50);
}

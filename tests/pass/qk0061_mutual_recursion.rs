use qkernel_runtime::prelude::*;

/// One circuit contains the other.
#[qkernel]
fn ping(q: Qubit) -> Qubit {
    pong(h(q))
}

#[qkernel]
fn pong(q: Qubit) -> Qubit {
    z(q)
}

fn main() {
    discard(ping(qubit()));
}

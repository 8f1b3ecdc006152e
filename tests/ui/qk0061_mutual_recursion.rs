use qkernel_runtime::prelude::*;

/// Two circuits cannot contain each other.
#[qkernel]
fn ping(q: Qubit) -> Qubit {
    pong(h(q))
}

#[qkernel]
fn pong(q: Qubit) -> Qubit {
    ping(z(q))
}

fn main() {}

use qkernel_runtime::prelude::*;

#[qkernel]
fn twice() -> Bit {
    let q = inverse(s)(inverse(s)(h(qubit())));
    measure(q)
}

/// A kernel of one's own may have the name of a modifier.
mod own {
    use qkernel_runtime::prelude::{Float, Qubit, qkernel, rx};

    #[qkernel]
    pub fn power(q: Qubit, angle: Float) -> Qubit {
        rx(rx(q, angle), angle)
    }
}

#[qkernel]
fn with_that_name(angle: Float) -> Bit {
    let q = qubit();
    let turned = own::power(q, angle);
    measure(turned)
}

fn main() {
    twice();
    twice {}.compile().unwrap();
    with_that_name(0.5);
    with_that_name {}.compile().unwrap();
}

use qkernel_runtime::prelude::*;

/// A kernel for each case.
#[cfg(not(test))]
#[qkernel]
fn prepare() -> Bit {
    let q = z(qubit());
    measure(q)
}

#[cfg(test)]
#[qkernel]
fn prepare() -> Bit {
    #[allow(unused_variables)]
    let angle = 0.5;
    let q = z(x(qubit()));
    measure(q)
}

fn main() {
    prepare();
    prepare {}.compile().unwrap();
}

use qkernel_runtime::prelude::*;

/// The circuit would have the gate, and the function not.
#[qkernel]
fn prepare(#[cfg(test)] theta: Float) -> Bit {
    let mut q = qubit();
    #[cfg(test)]
    {
        q = x(q);
    }
    #[allow(unused_assignments)]
    let q = z(q);
    measure(q)
}

fn main() {}

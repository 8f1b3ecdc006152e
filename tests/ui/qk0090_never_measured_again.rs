use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// Once the loop begins, it never ends: the second `bit` is another variable.
#[qkernel]
fn prepare() -> Bit {
    let (mut q, a) = cx(h(qubit()), qubit());
    let bit = measure(a);
    while bit {
        let bit = measure(h(qubit()));
        if bit {
            q = x(q);
        }
    }
    measure(q)
}

/// Whatever is measured, the condition holds.
#[qkernel]
fn always() -> Bit {
    let mut done = false;
    while !done {
        done = measure(h(qubit())) && false;
    }
    done
}

static_circuit! {
    static ALWAYS: always = {};
}

fn main() {}

use qkernel_runtime::prelude::*;

/// A register that is longer if the coin shows heads.
#[qkernel]
fn grow() -> Vector<Bit> {
    let heads = measure(h(qubit()));
    let mut length = 2;
    if heads {
        length = 3;
    }
    measure(h_layer(qubit_array(length)))
}

fn main() {}

use qkernel_runtime::prelude::*;

/// A turn for each one that is measured.
#[qkernel]
fn count_and_turn(n: UInt) -> Bit {
    let q = h_layer(qubit_array(n));
    let mut target = qubit();
    for i in range(n) {
        if measure(q[i]) {
            target = sx(target);
        }
    }
    measure(target)
}

fn main() {
    count_and_turn(2);
    count_and_turn { n: 2 }.compile().unwrap();
}

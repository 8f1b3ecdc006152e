use qkernel_runtime::prelude::*;

/// As many turns as ones were measured.
#[qkernel]
fn count_and_turn(n: UInt) -> Bit {
    let q = h_layer(qubit_array(n));
    let mut ones = 0;
    for i in range(n) {
        if measure(q[i]) {
            ones += 1;
        }
    }
    let mut target = qubit();
    for _ in range(ones) {
        target = sx(target);
    }
    measure(target)
}

fn main() {}

use qkernel_runtime::prelude::*;

/// Ten mistakes, one of them twice: each place is reported.
#[qkernel]
fn beyond() -> Vector<Bit> {
    let mut q = qubit_array(4);
    q[4] = h(q[4]);
    q[5] = h(q[5]);
    q[6] = h(q[6]);
    q[7] = h(q[7]);
    q[8] = h(q[8]);
    q[9] = h(q[9]);
    q[10] = h(q[10]);
    q[11] = h(q[11]);
    q[12] = h(q[12]);
    q[13] = h(q[13]);
    q[4] = x(q[4]);
    measure(q)
}

fn main() {}

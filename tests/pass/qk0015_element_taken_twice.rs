use qkernel_runtime::prelude::*;

/// The first qubit is back in its place before it is taken again.
#[qkernel]
fn copy(n: UInt) -> (Bit, Bit) {
    let mut q = h_layer(qubit_array(n));
    let a = x(q[0]);
    q[0] = a;
    let b = z(q[0]);
    (measure(b), measure(q[1]))
}

fn main() {
    copy(2);
    copy { n: 2 }.compile().unwrap();
}

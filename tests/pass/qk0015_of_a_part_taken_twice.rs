use qkernel_runtime::prelude::*;

/// Each element is taken once, or is back in its place before it is taken again.
#[qkernel]
fn copy(n: UInt) -> (Bit, Bit) {
    let (both, mut q) = ((qubit_array(2), 0.5), h_layer(qubit_array(n)));
    let (a, b) = (both.0[0], both.0[1]);
    let c = h(q[n / 2]);
    q[n / 2] = c;
    q[n / 2] = x(q[n / 2]);
    discard(q);
    (measure(a), measure(b))
}

fn main() {
    copy(2);
    copy { n: 3 }.compile().unwrap();
}

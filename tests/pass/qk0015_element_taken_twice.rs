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

/// The same, of a register in a tuple, and of an index that is no polynomial.
#[qkernel]
fn of_a_part(n: UInt) -> (Bit, Bit) {
    let (both, mut q) = ((qubit_array(2), 0.5), h_layer(qubit_array(n)));
    let (a, b) = (both.0[0], both.0[1]);
    let c = h(q[n / 2]);
    q[n / 2] = c;
    q[n / 2] = x(q[n / 2]);
    discard(q);
    (measure(a), measure(b))
}

fn main() {
    of_a_part(2);
    of_a_part { n: 3 }.compile().unwrap();
    copy(2);
    copy { n: 2 }.compile().unwrap();
}

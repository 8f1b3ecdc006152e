use qkernel_runtime::prelude::*;

/// An index may ask for the length of the register that it is an index of.
#[qkernel]
fn ring(n: UInt, observable: Observable) -> Float {
    let mut q = h_layer(qubit_array(n));
    q[q.len() - 1] = ry(q[q.len() - 1], 0.3);
    (q[0], q[q.len() - 1]) = cx(q[0], q[q.len() - 1]);
    for i in range(q.len()) {
        q[q.len() - 1 - i] = rz(q[q.len() - 1 - i], 0.1);
    }
    expval(q, observable)
}

fn main() {
    let observable = || Observable::from(X(0) * Y(2));
    let value = ring { n: 3, observable: observable() }.compile().unwrap().run(()).unwrap();
    assert!((value - ring(3, observable())).abs() < 1e-12);
}

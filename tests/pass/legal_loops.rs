use qkernel_runtime::prelude::*;

/// Loops of every kind, with values that go from one iteration to the next.
#[qkernel]
fn nested(n: UInt, depth: UInt, angles: Vector<Float, { n * depth }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    let mut k = 0;
    let mut sum = 0.0;
    for layer in 0..depth {
        for i in range(n) {
            sum = sum + angles[k];
            q[i] = ry(q[i], sum);
            k += 1;
        }
        for i in range(layer, n - 1, 2) {
            (q[i], q[i + 1]) = cx(q[i], q[i + 1]);
        }
    }
    measure(q)
}

#[qkernel]
fn down(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(6, 0, -1) {
        q[i - 1] = h(q[i - 1]);
    }
    for i in range(n - 1, 0, -1) {
        (q[i - 1], q[i]) = cz(q[i - 1], q[i]);
    }
    for i in range(1, n).rev() {
        (q[i - 1], q[i]) = cz(q[i - 1], q[i]);
    }
    for i in range(n, 0, -1).rev() {
        q[i - 1] = h(q[i - 1]);
    }
    for i in 0..=n - 1 {
        q[i] = h(q[i]);
    }
    for i in range(n).rev() {
        for j in (i + 1..n).rev() {
            (q[i], q[j]) = cx(q[i], q[j]);
        }
    }
    measure(q)
}

#[qkernel]
fn nothing(n: UInt) -> Bit {
    let mut q = qubit();
    for i in range(n) {
        for _ in range(i) {
            q = x(q);
        }
    }
    measure(q)
}

#[qkernel]
fn carried(n: UInt) -> (Bit, Bit) {
    let (mut a, mut b) = (qubit(), x(qubit()));
    for _ in range(n) {
        (a, b) = swap(a, b);
    }
    let mut seen = false;
    for _ in range(n) {
        seen = !seen;
    }
    if seen {
        a = x(a);
    }
    (measure(a), measure(b))
}

fn main() {
    nested(3, 2, [0.1; 6].into());
    nested { n: 3, depth: 2 }.compile().unwrap();
    down(6);
    down { n: 6 }.compile().unwrap();
    assert!(!nothing(0));
    nothing { n: 4 }.compile().unwrap();
    assert_eq!(carried(1), (false, false));
    carried { n: 3 }.compile().unwrap();
}

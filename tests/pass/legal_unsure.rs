use qkernel_runtime::prelude::*;

// Unsure registers that turn out to be numbers: elements may be read as often as one likes.
#[qkernel]
fn table(n: UInt, w: Vector<Float, { n }>) -> Vector<Float> { w }

#[qkernel]
fn reads(n: UInt, w: Vector<Float, { n }>) -> Bit {
    let t = table(n, w);
    let a = t[0];
    let b = t[0] + t[0];
    let q = ry(qubit(), a + b);
    let q = u(q, t[0], t[0], t[1]);
    let t2 = t;
    let q = rz(q, t2[0] + t[1]);
    measure(q)
}

// A qubit kept for later in both branches, by unequal routes.
#[qkernel]
fn routes(flag: Bit, n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    if flag {
        let a = q[0];
        q[0] = h(a);
    } else {
        q[0] = x(q[0]);
    }
    for i in range(n) {
        if flag { q[i] = z(q[i]); }
    }
    measure(q)
}

// Out in a branch that is decided at compile time, and back after it.
#[qkernel]
fn out_and_back(flag: Bit) -> Vector<Bit> {
    let mut q = qubit_array(2);
    let mut spare = qubit();
    if flag {
        let a = q[0];
        q[0] = spare;
        spare = a;
    }
    discard(spare);
    measure(q)
}

#[qkernel]
fn until(n: UInt, k: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    let mut at = 0;
    for _ in range(k) {
        q[at] = x(q[at]);
        at = (at + 1) % n;
        q[at] = h(q[at]);
    }
    let bits = measure(q);
    bits
}

#[qkernel]
fn reuse(n: UInt) -> (Bit, Bit) {
    let mut q = qubit_array(n);
    let first = measure(q[0]);
    q[0] = qubit();
    let again = measure(q[0]);
    q[0] = reset(h(qubit()));
    discard(q);
    (first, again)
}

#[qkernel]
fn measured_in_turn(n: UInt) -> Bit {
    let q = h_layer(qubit_array(n));
    let bits = measure(q);
    let mut r = qubit();
    for i in range(bits.len()) {
        if bits[i] { r = x(r); } else if i > 0 && bits[i - 1] { r = z(r); }
    }
    let m = measure(r);
    m && bits[0] || !m
}

#[qkernel]
fn counted(flag: Bit, n: UInt) -> Vector<Bit> {
    let mut k = n;
    if flag { k += 1; }
    let k = if flag { k } else { k + 1 };
    let mut q = qubit_array(k);
    for i in range(k - n) { q[i] = x(q[i]); }
    measure(q)
}

fn main() {
    reads(2, [0.1, 0.2].into());
    reads { n: 2 }.compile().unwrap();
    routes(true, 2);
    routes { flag: false, n: 2 }.compile().unwrap();
    out_and_back(true);
    out_and_back { flag: true }.compile().unwrap();
    until(3, 4);
    until { n: 3, k: 4 }.compile().unwrap();
    reuse(2);
    reuse { n: 2 }.compile().unwrap();
    measured_in_turn(3);
    measured_in_turn { n: 3 }.compile().unwrap();
    counted(true, 2);
    counted { flag: false, n: 2 }.compile().unwrap();
}

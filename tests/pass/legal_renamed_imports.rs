// Operations under other names: what the macro knows by name, rustc and the graph find out. A variable or a kernel of such a
// name is what it is.

use qkernel_runtime::prelude::{
    Bit, Float, I as id, Compile as _, PI as half_turn, UInt, Vector, X as px, Z as pz,
    control as ctl, cx, discard as drop_it, expval as mean, h, inverse as inv, measure as look,
    power as times, qkernel, qubit as fresh, qubit_array as fresh_array, range, range as upto,
    reset as zero, ry, x,
};

#[qkernel]
fn means(n: UInt, theta: Float) -> Float {
    let mut q = fresh_array(n);
    for i in range(n) {
        q[i] = ry(q[i], theta * half_turn);
    }
    let (mut c, mut d) = (fresh(), fresh());
    (c, d) = ctl(x)(c, d);
    c = inv(h)(c);
    c = times(x, 3)(zero(c));
    drop_it(c);
    drop_it(d);
    mean(q, pz(0) * px(1) + 0.5 * id())
}

#[qkernel]
fn outcomes(n: UInt) -> (Bit, Vector<Bit>) {
    let mut q = fresh_array(n);
    look(q[0]);
    q[0] = fresh();
    let bit = look(h(fresh()));
    if bit {
        q[1] = x(q[1]);
    }
    (bit, look(q))
}

/// Flips every qubit but the last, and then an even number of times what else each range counts.
#[qkernel]
fn counted(n: UInt) -> Vector<Bit> {
    let mut q = fresh_array(own::range(n, 1));
    for i in upto(n) {
        q[i] = x(q[i]);
    }
    for i in (upto(1, n)).rev().step_by(2) {
        q[i] = x(x(q[i]));
    }
    for i in own::count(n, 0, -1) {
        q[i] = x(q[i]);
    }
    for i in upto(1, n + 1) {
        q[i] = x(q[i]);
    }
    look(q)
}

mod own {
    use qkernel_runtime::prelude::*;
    pub use qkernel_runtime::ops::range as count;

    /// A number, whatever its name.
    #[qkernel]
    pub fn range(n: UInt, more: UInt) -> UInt {
        n + more
    }

    /// A reset that tells what was there.
    #[qkernel]
    pub fn reset(q: Qubit) -> (Qubit, Bit) {
        let bit = measure(q);
        (qubit(), bit)
    }

    #[qkernel]
    pub fn discard(q: Qubit) -> Qubit {
        h(q)
    }
}

#[qkernel]
fn of_own_kernels() -> (Bit, Bit) {
    let (q, bit) = own::reset(own::discard(fresh()));
    let (mut q, r) = cx(q, fresh());
    q = own::discard(q);
    drop_it(r);
    (bit, look(q))
}

fn main() {
    let circuit = means { n: 3 }.compile().unwrap();
    assert!((circuit.run((0.3,)).unwrap() - means(3, 0.3)).abs() < 1e-12);
    let circuit = outcomes { n: 2 }.compile().unwrap();
    assert_eq!(circuit.num_qubits(), 4);
    let (bit, bits) = outcomes(2);
    assert_eq!(bit, bits[1]);
    let circuit = counted { n: 4 }.compile().unwrap();
    let bits = [true, true, true, true, false];
    assert_eq!(counted(4).as_slice(), bits);
    assert_eq!(circuit.sample_seeded((), 10, 1).unwrap().get("01111"), 10);
    of_own_kernels {}.compile().unwrap();
    of_own_kernels();
}

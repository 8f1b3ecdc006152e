//! What is drawn.

use qkernel_runtime::prelude::*;

#[qkernel]
pub(crate) fn rounds(rounds: UInt) -> Bit {
    let mut a = h(qubit());
    for _ in range(rounds) {
        let mut t = qubit();
        (a, t) = cx(a, t);
        if measure(t) {
            a = x(a);
        }
    }
    measure(a)
}

#[qkernel]
pub(crate) fn every_gate(t: Float) -> Vector<Bit> {
    let mut q = qubit_array(3);
    q[0] = h(q[0]);
    q[1] = x(q[1]);
    q[2] = y(q[2]);
    q[0] = z(q[0]);
    q[1] = s(q[1]);
    q[2] = sdg(q[2]);
    q[0] = self::t_gate(q[0]);
    q[1] = tdg(q[1]);
    q[2] = sx(q[2]);
    q[0] = rx(q[0], t);
    q[1] = ry(q[1], t);
    q[2] = rz(q[2], t);
    q[0] = p(q[0], t);
    q[1] = u(q[1], t, 0.5 * t, 1.0);
    q[2] = reset(q[2]);
    (q[0], q[1]) = cx(q[0], q[1]);
    (q[2], q[0]) = cz(q[2], q[0]);
    (q[1], q[2]) = swap(q[1], q[2]);
    (q[0], q[1]) = iswap(q[0], q[1]);
    (q[0], q[2]) = rxx(q[0], q[2], t);
    (q[1], q[2]) = rzz(q[1], q[2], t);
    (q[2], q[0]) = crz(q[2], q[0], t);
    measure(q)
}

#[qkernel]
fn t_gate(q: Qubit) -> Qubit {
    t(q)
}

#[qkernel]
pub(crate) fn many_controls(angle: Float) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(5));
    (q[0], q[1], q[2]) = ccx(q[0], q[1], q[2]);
    (q[4], q[0], q[2]) = cswap(q[4], q[0], q[2]);
    (q[0], q[4], q[1]) = control(crx)(q[0], q[4], q[1], angle);
    (q[1], q[2], q[4], q[3]) = control(control(cx))(q[1], q[2], q[4], q[3]);
    (q[3], q[1]) = cp(q[3], q[1], angle);
    (q[2], q[0], q[4]) = control(rzz)(q[2], q[0], q[4], angle);
    measure(q)
}

#[qkernel]
pub(crate) fn long_angles(
    amplitude: Float,
    frequencies: Vector<Float, { 3 }>,
    m: Matrix<Float, { 2 }, { 2 }>,
) -> Bit {
    let mut q = qubit();
    for k in range(3) {
        q = ry(q, amplitude * frequencies[k] + 0.123456789);
    }
    q = rz(q, (frequencies[0] / 2.0).sin() - m[(1, 0)]);
    q = rx(q, PI / 2.0);
    measure(q)
}

#[qkernel]
pub(crate) fn frames(w: Float) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(3));
    let a = measure(ry(qubit(), w));
    let b = measure(ry(qubit(), 2.0 * w));
    if a {
        q[0] = x(q[0]);
        (q[0], q[1]) = cx(q[0], q[1]);
        if b {
            q[1] = ry(q[1], w);
            q[1] = h(q[1]);
        }
    } else {
        q[0] = z(q[0]);
    }
    if a && !b {
        q[2] = rx(q[2], w);
    }
    if !b {
        q[2] = y(q[2]);
    }
    measure(q)
}

/// What is known when it is bound: lists, lengths, conditions.
#[qkernel]
pub(crate) fn picked(which: Vector<UInt>, angles: Vector<Float, { 3 }>) -> Vector<Bit> {
    let mut q = qubit_array(angles.len());
    for k in range(which.len()) {
        let at = which[k];
        q[at] = rx(q[at], angles[at] / 2.0);
        if at == 0 && which.len() > 1 {
            q[at] = z(q[at]);
        }
    }
    if which.len() > 2 {
        q[1] = y(q[1]);
    } else {
        q[1] = s(q[1]);
    }
    measure(q)
}

/// Conditions of several bits, and arms that are shorter than what they depend on.
#[qkernel]
pub(crate) fn switched(w: Float) -> Vector<Bit> {
    let mut q = qubit_array(3);
    let bits = measure(h_layer(qubit_array(3)));
    if bits[0] && bits[1] || bits[2] {
        q[2] = x(q[2]);
    } else {
        if !bits[0] && bits[2] {
            q[2] = h(q[2]);
        } else {
            if bits[1] {
                q[1] = y(q[1]);
                q[1] = ry(q[1], w);
            }
        }
    }
    measure(q)
}

#[qkernel]
pub(crate) fn observed(w: Float, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = h_layer(qubit_array(4));
    (q[0], q[3]) = cx(q[0], q[3]);
    q[1] = ry(q[1], w);
    expval(q, hs)
}

/// A kernel with a helper qubit that its caller does not see.
#[qkernel]
pub(crate) fn parity(q: Vector<Qubit>, flag: Qubit) -> (Vector<Qubit>, Qubit) {
    let (mut q, mut flag, mut t) = (q, flag, qubit());
    for i in range(q.len()) {
        (q[i], t) = cx(q[i], t);
    }
    (t, flag) = cx(t, flag);
    t = reset(t);
    discard(t);
    (q, flag)
}

#[qkernel]
fn corrected(q: Qubit, syndrome: Bit) -> Qubit {
    let mut q = q;
    if syndrome {
        q = x(q);
        q = z(q);
    }
    q
}

#[qkernel]
fn checked(q: Qubit) -> (Qubit, Bit) {
    let (q, t) = cx(q, h(qubit()));
    (q, measure(t))
}

#[qkernel]
fn turned(q: Vector<Qubit>, angle: Float) -> Vector<Qubit> {
    let mut q = rx_layer_by(q, angle / 2.0);
    (q[0], q[2]) = corner(q[0], q[2]);
    q
}

#[qkernel]
fn rx_layer_by(q: Vector<Qubit>, angle: Float) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = rx(q[i], angle);
    }
    q
}

#[qkernel]
fn corner(a: Qubit, b: Qubit) -> (Qubit, Qubit) {
    iswap(h(a), b)
}

/// Calls of every kind.
#[qkernel]
pub(crate) fn calls(w: Vector<Float, { 3 }>) -> (Vector<Bit>, Bit) {
    let mut q = ry_layer(qubit_array(3), w, 0);
    let mut flag = qubit();
    (q, flag) = parity(q, flag);
    (flag, q) = control(turned)(flag, q, w[1]);
    q = inverse(power(turned, 2))(q, 0.3);
    let (tested, syndrome) = checked(q[0]);
    q[0] = corrected(tested, syndrome);
    if measure(flag) {
        q = turned(q, w[2]);
    }
    let (mut a, b) = corner(qubit(), qubit());
    discard(b);
    if measure(a) {
        q = rx_layer_by(q, w[0]);
    } else {
        q[1] = h(q[1]);
    }
    a = qubit();
    (q[2], a) = corner(q[2], a);
    discard(a);
    let (last, flipped) = checked(q[2]);
    q[2] = last;
    (measure(q), flipped)
}

/// Loops in loops, ranges of every kind, elements that change places.
#[qkernel]
pub(crate) fn loops(n: UInt, theta: Float) -> (Vector<Bit>, Bit) {
    let mut q = qubit_array(n);
    let mut spare = qubit();
    for i in range(n) {
        q[i] = h(q[i]);
        for j in range(i + 1, n) {
            let angle = theta / 2.0;
            (q[j], q[i]) = cp(q[j], q[i], angle * 0.5);
        }
    }
    for i in range(n - 1, 0, -2) {
        (q[i], q[i - 1]) = swap(q[i], q[i - 1]);
        if i == 3 {
            q[i] = z(q[i]);
        }
    }
    for i in range(1, n).rev() {
        q[i] = s(q[i]);
    }
    for i in range(n).step_by(2).rev() {
        q[i] = sx(q[i]);
    }
    for k in range(3) {
        spare = rz(spare, PI / 2.0);
        q[k] = t(q[k]);
    }
    let first = q[0];
    q[0] = spare;
    spare = first;
    (measure(q), measure(spare))
}

/// Loops that measurements end: one with a condition before it, and one that is always begun.
#[qkernel]
pub(crate) fn repeated(n: UInt, theta: Float) -> (Vector<Bit>, Bit) {
    let mut q = qubit_array(n);
    let (mut again, mut seen) = (measure(h(qubit())), false);
    while again {
        let mut a = ry(qubit(), theta);
        (a, q[0]) = cx(a, q[0]);
        again = measure(a);
    }
    let mut done = false;
    while !done {
        seen = measure(h(qubit()));
        if seen {
            q[1] = z(q[1]);
        }
        done = measure(h(qubit()));
    }
    (measure(q), seen)
}

/// Rounds of a code with names for all qubits and bits, and frames that fit in a row of the page.
#[qkernel]
pub(crate) fn repetition(rounds: UInt, theta: Float) -> (Vector<Bit>, Bit) {
    let mut data = qubit_array(3);
    data[0] = ry(data[0], theta);
    (data[0], data[1]) = cx(data[0], data[1]);
    (data[0], data[2]) = cx(data[0], data[2]);
    let mut flag = qubit();
    for _ in range(rounds) {
        let (mut left, mut right) = (qubit(), qubit());
        (data[0], left) = cx(data[0], left);
        (data[1], left) = cx(data[1], left);
        (data[1], right) = cx(data[1], right);
        (data[2], right) = cx(data[2], right);
        let first = measure(left);
        let second = measure(right);
        if first && !second {
            data[0] = x(data[0]);
        }
        if first && second {
            data[1] = x(data[1]);
            flag = h(flag);
        }
        if !first && second {
            data[2] = x(data[2]);
        }
    }
    let outcome = measure(data);
    let raised = measure(flag);
    (outcome, raised)
}

macro_rules! doubled {
    ($($name:ident $next:ident),*) => {$(
        /// Twice the next one, so that all of it is 2 to the number of kernels.
        #[qkernel]
        pub(crate) fn $name(q: Vector<Qubit>) -> Vector<Qubit> {
            let mut q = q;
            for k in range(3) {
                q[k] = s(q[k]);
            }
            $next($next(q))
        }
    )*};
}

doubled!(d0 d1, d1 d2, d2 d3, d3 d4, d4 d5, d5 d6, d6 d7, d7 d8, d8 d9, d9 d10, d10 d11, d11 d12);
doubled!(d12 d13, d13 d14, d14 d15, d15 d16, d16 d17, d17 d18, d18 d19, d19 h_layer);

/// Gates and a subroutine of its own, under every modifier and in branches.
pub(crate) const OWN_GATES: &str = r#"OPENQASM 3.0;
include "stdgates.inc";
input float[64] theta;
gate turn(v) a { rx(v / 2) a; h a; }
gate both(v) a, b { turn(v) a; turn(-v) b; cx a, b; }
def checked(qubit[2] r, qubit flag, float[64] v) -> bit {
  both(v) r[0], r[1];
  cx r[1], flag;
  bit m = measure flag;
  if (m) { x r[0]; turn(0.5) r[1]; }
  return m;
}
qubit[4] q;
bit[2] c;
both(theta) q[0], q[1];
ctrl @ both(0.25) q[2], q[0], q[1];
negctrl @ inv @ both(theta) q[2], q[1], q[0];
pow(3) @ both(0.1) q[2], q[3];
inv @ pow(2) @ turn(pi) q[3];
c[0] = checked(q[0:1], q[3], theta);
if (c[0]) { turn(0.1) q[2]; } else { both(0.3) q[2], q[1]; x q[0]; }
for int i in [0:2] { turn(0.1 * i) q[i]; }
turn(theta) q;
c[1] = measure q[0];
"#;

//! `control`, `inverse` and `power`, each held against something else: plain calls, dense matrices, differences.

use qkernel_runtime::prelude::control as ctrl;
use qkernel_runtime::prelude::*;
use qkernel_tests::agree;

#[qkernel]
fn turn(q: Qubit, a: Float) -> Qubit {
    rz(h(q), a)
}

#[qkernel]
fn first(n: UInt, x: Float, hs: Vector<Observable>) -> Vector<Float> {
    let (c, q) = ctrl(turn)(h(qubit()), qubit(), x);
    let (d, c, q) = control(ctrl(inverse(turn)))(h(qubit()), c, q, x);
    let q = power(turn, n)(q, x);
    let (c, q) = power(control(inverse(power(turn, n))), n + 1)(c, q, x);
    let mut r = inverse(h_layer)(qubit_array(3));
    (r[0], r[1]) = inverse(iswap)(r[0], r[1]);
    discard(r);
    discard(c);
    discard(d);
    expval(q, hs)
}

#[test]
fn scratch() {
    let hs: Vector<Observable> = [X(0), Y(0), Z(0)].into_iter().collect();
    agree(first { n: 2, hs }, 0.3, first(2, 0.3, hs));
}

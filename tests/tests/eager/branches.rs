//! Branches that are decided when a kernel is compiled.

use proptest::collection::vec;
use proptest::prelude::*;
use qkernel_runtime::prelude::*;
use qkernel_tests::agree;
use qkernel_tests::random::{angles, observables};

/// A chain of conditions on the loop variable.
#[qkernel]
fn chain(n: UInt, x: Vector<Float, { n }>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(n);
    for i in range(n) {
        if i % 3 == 0 {
            q[i] = rx(q[i], x[i]);
        } else if i % 3 == 1 && n > 2 {
            q[i] = ry(q[i], x[i]);
            (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
        } else {
            q[i] = h(q[i]);
            q[i] = rz(q[i], x[i]);
        }
    }
    expval(q, hs)
}

/// Branches give values, and change numbers that live outside of them.
#[qkernel]
fn valued(n: UInt, limit: UInt, x: Float, y: Float, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(n);
    let mut turned = 0;
    let mut shift = 0.25;
    for i in range(n) {
        let angle = if i < limit { x } else { y * 2.0 };
        let (first, second) = if i + 1 >= limit {
            (angle, 0.3)
        } else {
            (0.4, angle + y)
        };
        if i % 2 == 0 {
            turned += 1;
            shift = shift + x;
        } else if turned > limit {
            shift = shift - y;
        }
        q[i] = ry(q[i], first + shift);
        q[i] = rx(q[i], second * (turned as Float));
    }
    let last;
    if turned == limit {
        last = x - y;
    } else {
        last = 1.5;
    }
    q[n - 1] = rz(q[n - 1], last);
    q = h_layer(q);
    expval(q, hs)
}

/// Cases on numbers with and without names, which give values and change numbers.
#[qkernel]
fn cases(n: UInt, kind: UInt, x: Vector<Float, { n }>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(n);
    let mut turned = 0;
    for i in range(n) {
        match (i + kind) % 5 {
            0 => q[i] = rx(q[i], x[i]),
            1 | 4 => turned += i,
            2..4 => {
                let angle = match turned {
                    0 if i > 1 || kind == 2 => x[i] + 0.2,
                    0 => 0.3,
                    1 | 2 if n > 2 => x[i],
                    1..=2 => x[i] - 1.0,
                    3.. => x[0] * 2.0,
                };
                q[i] = ry(q[i], angle);
            }
            _ => q[i] = h(q[i]),
        }
    }
    let mut seen = qubit();
    if kind % 2 == 1 {
        seen = rx(seen, PI);
    }
    let seen = measure(seen);
    match n {
        1 | 2 if seen => q[0] = ry(q[0], x[0]),
        _ if !seen || kind > 4 => q[n - 1] = rz(q[n - 1], 0.4),
        _ => {}
    }
    q = match kind {
        0 | 1 => h_layer(q),
        3 => match n {
            1 => q,
            _ => cx_entangling_layer(q),
        },
        _ => rx_layer(q, x, 0),
    };
    expval(q, hs)
}

/// The right side is looked at only where the left side does not decide.
#[qkernel]
fn guarded(
    n: UInt,
    marks: Vector<UInt, { n }>,
    flags: Vector<Bit, { n }>,
    all: Bit,
    x: Float,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(n);
    for i in range(n + 1) {
        if i > 0 && marks[i - 1] != 2 {
            q[i - 1] = ry(q[i - 1], x);
        }
        if i >= n || !flags[i] {
            q[0] = rx(q[0], x * 0.5);
        }
        if i < n && (all || flags[i] == (marks[i] == 1)) {
            q[i] = h(q[i]);
        }
        if all ^ (i < n && flags[i]) {
            q[0] = t(q[0]);
        }
    }
    expval(q, hs)
}

/// Qubits change places on one branch.
#[qkernel]
fn moved(swapped: Bit, again: Bit, x: Float, y: Float, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(3);
    let mut a = ry(q[0], x);
    let mut b = rx(q[1], y);
    if swapped {
        (a, b) = (b, a);
    }
    let mut c = q[2];
    if again {
        let d = a;
        (a, c) = cx(c, d);
    } else {
        c = h(c);
    }
    (q[0], q[1], q[2]) = (a, b, c);
    expval(q, hs)
}

/// A kernel is called on one branch, a register is replaced.
#[qkernel]
fn called(n: UInt, kind: UInt, x: Vector<Float, { n }>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), x);
    if kind == 0 {
        q = cx_entangling_layer(q);
    } else if kind == 1 {
        q = cz_entangling_layer(h_layer(q));
    }
    let q = if kind > 1 { rx_layer(q, x, 0) } else { q };
    expval(q, hs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn chains((n, x, hs) in (0..6usize).prop_flat_map(|n| (Just(n), angles(n), observables(n)))) {
        agree(chain { n, hs }, &x, chain(n, x.clone().into(), hs));
    }

    #[test]
    fn cases_of_numbers(
        (n, x, hs) in (1..6usize).prop_flat_map(|n| (Just(n), angles(n), observables(n))),
        kind in 0..6usize,
    ) {
        agree(cases { n, kind, hs }, &x, cases(n, kind, x.clone().into(), hs));
    }

    #[test]
    fn values_of_branches(
        (n, hs) in (1..6usize).prop_flat_map(|n| (Just(n), observables(n))),
        limit in 0..4usize, x in -3.0..3.0, y in -3.0..3.0,
    ) {
        agree(valued { n, limit, hs }, (x, y), valued(n, limit, x, y, hs));
    }

    #[test]
    fn conditions(
        (n, marks, flags, hs) in (1..5usize)
            .prop_flat_map(|n| (Just(n), vec(0..3usize, n), vec(any::<bool>(), n), observables(n))),
        all in any::<bool>(), x in -3.0..3.0,
    ) {
        let (marks, flags) = (Vector::from(marks), Vector::from(flags));
        agree(guarded { n, marks, flags, all, hs }, x, guarded(n, marks, flags, all, x, hs));
    }

    #[test]
    fn qubits_that_move(swapped in any::<bool>(), again in any::<bool>(), x in -3.0..3.0, y in -3.0..3.0, hs in observables(3)) {
        agree(moved { swapped, again, hs }, (x, y), moved(swapped, again, x, y, hs));
    }

    #[test]
    fn calls_on_branches(
        (n, x, hs) in (1..5usize).prop_flat_map(|n| (Just(n), angles(n), observables(n))),
        kind in 0..4usize,
    ) {
        agree(called { n, kind, hs }, &x, called(n, kind, x.clone().into(), hs));
    }
}

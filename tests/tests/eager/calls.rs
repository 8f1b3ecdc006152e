//! Kernels in kernels: tuples in and out, modules, fn bodies, renamed and shadowed gates.

use proptest::prelude::*;
use qkernel_runtime::gates::ry as rot;
use qkernel_runtime::prelude::*;
use qkernel_tests::random::{angles, observables};
use qkernel_tests::{agree, assert_close};

mod parts {
    use qkernel_runtime::prelude::*;

    pub(super) mod deeper {
        use super::*;

        /// Two qubits as one argument and one result, and a size beside them.
        #[qkernel]
        pub(crate) fn couple(pair: (Qubit, Qubit), angle: Float) -> ((Qubit, Qubit), UInt) {
            let (a, b) = pair;
            let (a, b) = rzz(a, b, angle);
            (cx(b, a), 2)
        }
    }

    /// The user's own `h`, which is not a Hadamard.
    #[qkernel]
    pub(super) fn h(q: Qubit) -> Qubit {
        sx(t(q))
    }

    /// A number and a register.
    #[qkernel]
    pub(super) fn prepared(n: UInt, x: Float) -> (Vector<Qubit>, Float, UInt) {
        let mut q = qubit_array(n + 1);
        for i in range(q.len()) {
            q[i] = ry(q[i], x / ((i + 1) as Float));
        }
        (q, x * 0.5, n)
    }
}

/// Only arithmetic: a size from sizes.
#[qkernel]
fn triangle(n: UInt) -> UInt {
    n * (n + 1) / 2
}

/// Only arithmetic: an angle from angles.
#[qkernel]
fn mixed(x: Vector<Float>, i: UInt, scale: Float) -> Float {
    x[i] * scale + x[0]
}

/// Passes its vector on.
#[qkernel]
fn same(x: Vector<Float>) -> Vector<Float> {
    x
}

#[qkernel]
fn paired(n: UInt, x: Vector<Float, { n }>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(n);
    let mut steps = 0;
    for i in range(1, n) {
        let ((a, b), count) = parts::deeper::couple((rot(q[i - 1], x[i]), q[i]), x[0] * 0.3);
        (q[i - 1], q[i]) = (b, a);
        steps += count;
    }
    for i in range(steps % 4) {
        q[i % n] = rot(q[i % n], 0.2);
    }
    expval(q, hs)
}

#[qkernel]
fn prepared_elsewhere(n: UInt, x: Float, hs: Vector<Observable>) -> Vector<Float> {
    let (mut q, y, m) = parts::prepared(n, x);
    for i in range(m) {
        q[i] = parts::h(q[i]);
        q[i] = qkernel_runtime::gates::h(rx(q[i], y));
    }
    let all = parts::prepared(m % 2, y + 1.0);
    q[0] = rz(q[0], all.1);
    discard(all.0);
    expval(q, hs)
}

#[qkernel]
fn computed(n: UInt, x: Vector<Float, { n }>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(triangle(n));
    let y = same(x);
    for i in range(triangle(n)) {
        q[i] = ry(
            q[i],
            mixed(y, i % y.len(), 0.5 + (triangle(i) as Float) / 8.0),
        );
    }
    q = cx_entangling_layer(q);
    expval(q, hs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn tuples_and_renamed_gates((n, x, hs) in (1..5usize).prop_flat_map(|n| (Just(n), angles(n), observables(n)))) {
        agree(paired { n, hs }, &x, paired(n, x.clone().into(), hs));
    }

    #[test]
    fn modules_and_shadowed_gates(
        (n, hs) in (0..4usize).prop_flat_map(|n| (Just(n), observables(n + 1))),
        x in -3.0..3.0,
    ) {
        agree(prepared_elsewhere { n, hs }, x, prepared_elsewhere(n, x, hs));
    }

    #[test]
    fn kernels_that_only_compute((n, x, hs) in (1..4usize).prop_flat_map(|n| (Just(n), angles(n), observables(n * (n + 1) / 2)))) {
        agree(computed { n, hs }, &x, computed(n, x.clone().into(), hs));
    }

    #[test]
    fn kernels_in_fn_bodies(x in -3.0..3.0, hs in observables(2)) {
        #[qkernel]
        fn bell(a: Qubit, b: Qubit) -> (Qubit, Qubit) {
            let a = h(a);
            cx(a, b)
        }

        #[qkernel]
        fn local(x: Float, hs: Vector<Observable>) -> Vector<Float> {
            let mut q = qubit_array(2);
            (q[0], q[1]) = bell(ry(q[0], x), q[1]);
            expval(q, hs)
        }

        agree(local { hs }, x, local(x, hs));
    }
}

/// The shadowed `h` is the one that was called, not the gate.
#[test]
fn a_shadowed_gate_is_the_users() -> Result<(), Error> {
    use parts::h;

    #[qkernel]
    fn one(hamiltonian: Observable) -> Float {
        expval(h(h(qubit())), hamiltonian)
    }

    // sx t sx t |0>: <X> = 1/√2, where H H |0> has <X> = 0.
    let value = one { hamiltonian: X(0) }.compile()?.run(())?;
    let dense = {
        let mut state = vec![num_complex::Complex64::ONE, num_complex::Complex64::ZERO];
        for name in ["t", "sx", "t", "sx"] {
            qkernel_tests::dense::apply(&mut state, &qkernel_tests::dense::matrix(name, &[]), &[0]);
        }
        qkernel_tests::dense::expectation(&state, &[("x", 0)])
    };
    assert!(dense.abs() > 0.1);
    assert_close("<X>", value, dense, 1e-12);
    assert_close("eager <X>", one(X(0)), dense, 1e-12);
    Ok(())
}

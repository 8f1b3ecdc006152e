//! Qubits that are not used any more, reset, discarded or measured: the others are what they are on average, in a plain call
//! as in a compiled run.

use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use qkernel_runtime::eager;
use qkernel_runtime::prelude::*;
use qkernel_tests::density::Density;
use qkernel_tests::listed::{self, DOUBLES, TRIPLES, double, single, triple};
use qkernel_tests::panics;
use qkernel_tests::random::{angles, observables};

#[qkernel]
fn looked_at(q: Qubit) -> Bit {
    let outcome = measure(q);
    !outcome
}

/// Gives a qubit up in one of the ways in which its outcome is not used, and a new one in its place.
#[qkernel]
pub(crate) fn given_up(way: UInt, q: Qubit) -> Qubit {
    let mut fresh = qubit();
    if way == 0 {
        discard(fresh);
        fresh = reset(q);
    } else if way == 1 {
        discard(q);
    } else if way == 2 {
        measure(q);
    } else if way == 3 {
        let _ = measure(q);
    } else if way == 4 {
        let _outcome = measure(q);
    } else if way == 5 {
        let (_outcome, other) = (measure(q), h(fresh));
        fresh = h(other);
    } else if way == 6 {
        looked_at(q);
    } else {
        let outcome = looked_at(q);
        let _both = !outcome && way > 7;
    }
    fresh
}

const WAYS: usize = 8;

/// Gate k of the list acts on the qubits `on[3 k]` and so on; in between, qubits are given up: `ways[k]` says how, if it is
/// less than 8.
#[qkernel]
fn program(
    n: UInt,
    count: UInt,
    ops: Vector<UInt, { count }>,
    on: Vector<UInt, { 3 * count }>,
    ways: Vector<UInt, { count }>,
    angles: Vector<Float, { count }>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(n);
    for k in range(count) {
        let (a, b, c) = (on[3 * k], on[3 * k + 1], on[3 * k + 2]);
        if ops[k] < DOUBLES {
            q[a] = single(ops[k], q[a], angles[k]);
        } else if ops[k] < TRIPLES {
            (q[a], q[b]) = double(ops[k], q[a], q[b], angles[k]);
        } else {
            (q[a], q[b], q[c]) = triple(ops[k], q[a], q[b], q[c]);
        }
        if ways[k] < 8 {
            q[b] = given_up(ways[k], q[b]);
        }
    }
    expval(q, hs)
}

/// A gate, the qubits that it acts on, how one of them is given up after it, and an angle.
type Step = (usize, Vec<usize>, usize, f64);

fn steps(n: usize, count: usize) -> impl Strategy<Value = Vec<Step>> {
    let on = Just((0..n).collect::<Vec<usize>>()).prop_shuffle();
    vec((0..listed::GATES, on, 0..2 * WAYS, -6.5..6.5), 1..count)
}

/// What density matrices say of a program.
fn reference(n: usize, steps: &[Step], hs: &[Observable]) -> Vec<f64> {
    let mut state = Density::new(n);
    for (op, on, way, theta) in steps {
        let targets = &on[..listed::targets(*op)];
        state.gate(listed::name(*op), &listed::angles(*op, *theta), targets);
        if *way < WAYS {
            state.renew(on[1]);
        }
    }
    let value = |h: &Observable| {
        let terms = h.terms().map(|(c, string)| {
            let names: Vec<(String, usize)> = string
                .factors()
                .iter()
                .map(|(qubit, pauli)| (pauli.to_string().to_lowercase(), *qubit))
                .collect();
            let paulis: Vec<(&str, usize)> = names.iter().map(|(p, q)| (&**p, *q)).collect();
            c * state.expectation(&paulis)
        });
        terms.sum()
    };
    hs.iter().map(value).collect()
}

/// What a plain call gives, and what the compiled circuit does.
fn run(n: usize, steps: &[Step], hs: Vector<Observable>) -> [Vec<f64>; 2] {
    let column = |f: fn(&Step) -> usize| steps.iter().map(f).collect::<Vector<UInt>>();
    let on: Vec<usize> = steps.iter().flat_map(|step| step.1[..3].to_vec()).collect();
    let angles: Vec<f64> = steps.iter().map(|step| step.3).collect();
    let (count, ops, on) = (steps.len(), column(|step| step.0), Vector::from(on));
    let ways = column(|step| step.2);
    let plain = program(n, count, ops, on, ways, Vector::from(&angles), hs);
    let circuit = program {
        n,
        count,
        ops,
        on,
        ways,
        hs,
    }
    .compile()
    .unwrap();
    [plain.as_slice().to_vec(), circuit.run(&angles).unwrap()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn values_are_averages((n, steps, hs) in (3..5usize).prop_flat_map(|n| (Just(n), steps(n, 16), observables(n)))) {
        let found = run(n, &steps, hs);
        prop_assert_eq!(eager::live_qubits(), 0);
        let expected = reference(n, &steps, hs.as_slice());
        for found in found {
            for (found, expected) in found.iter().zip(&expected) {
                prop_assert!((found - expected).abs() < 1e-12, "{} and not {}", found, expected);
            }
        }
    }

    /// A sum over registers that never met is a sum of products of their values.
    #[test]
    fn parts_that_never_met(x in angles(3), y in angles(2), hs in observables(5)) {
        let apart = apart(x.clone().into(), y.clone().into(), hs);
        let met = met(x.into(), y.into(), hs);
        for (apart, met) in apart.as_slice().iter().zip(met.as_slice()) {
            prop_assert!((apart - met).abs() < 1e-12);
        }
    }
}

#[qkernel]
fn apart(
    x: Vector<Float, { 3 }>,
    y: Vector<Float, { 2 }>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(5);
    for i in range(3) {
        q[i] = rx(ry(q[i], x[i]), 0.3);
    }
    (q[0], q[2]) = crx(q[0], q[2], x[1]);
    for i in range(2) {
        q[3 + i] = ry(rx(q[3 + i], y[i]), 0.3);
    }
    (q[4], q[3]) = cry(q[4], q[3], y[0]);
    (q[1], q[4]) = swap(q[1], q[4]);
    (q[1], q[4]) = swap(q[1], q[4]);
    expval(q, hs)
}

/// The same; all qubits meet, to no effect.
#[qkernel]
fn met(x: Vector<Float, { 3 }>, y: Vector<Float, { 2 }>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(5);
    for i in range(3) {
        q[i] = rx(ry(q[i], x[i]), 0.3);
    }
    for i in range(4) {
        (q[i], q[i + 1]) = cz(q[i], q[i + 1]);
        (q[i], q[i + 1]) = cz(q[i], q[i + 1]);
    }
    (q[0], q[2]) = crx(q[0], q[2], x[1]);
    for i in range(2) {
        q[3 + i] = ry(rx(q[3 + i], y[i]), 0.3);
    }
    (q[4], q[3]) = cry(q[4], q[3], y[0]);
    expval(q, hs)
}

#[qkernel]
fn reset_half(o: Observable) -> Float {
    let (a, b) = cx(h(qubit()), qubit());
    discard(reset(a));
    expval(b, o)
}

#[qkernel]
fn measured_half(o: Observable) -> Float {
    let (a, b) = cx(h(qubit()), qubit());
    measure(a);
    expval(b, o)
}

#[qkernel]
fn measured_register(o: Observable) -> Float {
    let mut q = qubit_array(2);
    let mut b = h(qubit());
    (b, q[0]) = cx(b, q[0]);
    (q[0], q[1]) = cx(q[0], q[1]);
    let _outcomes = measure(q);
    expval(b, o)
}

/// In each round an outcome replaces the last one, and none is used.
#[qkernel]
fn overwritten(n: UInt, o: Observable) -> Float {
    let (mut a, mut b) = cx(h(qubit()), qubit());
    let mut _outcome = false;
    for _ in range(n) {
        _outcome = measure(a);
        a = qubit();
        (b, a) = cx(b, a);
    }
    discard(a);
    expval(b, o)
}

/// A name that means an outcome first, and something else after it.
#[qkernel]
fn hidden(o: Observable) -> (Bit, Float) {
    let (a, b) = cx(h(qubit()), qubit());
    let outcome = measure(a);
    let outcome = measure(qubit());
    (outcome, expval(b, o))
}

/// The outcome is used: it decides whether a gate is applied.
#[qkernel]
fn corrected(o: Observable) -> Float {
    let (a, b) = cx(h(qubit()), qubit());
    let mut b = b;
    if measure(a) {
        b = x(b);
    }
    expval(b, o)
}

/// The outcome of the last round is used, through those before it.
#[qkernel]
fn parity(n: UInt, o: Observable) -> (Bit, Float) {
    let mut odd = false;
    let mut q = h(qubit());
    for _ in range(n) {
        let (kept, probe) = cx(q, qubit());
        q = kept;
        odd = odd ^ measure(probe);
    }
    (odd, expval(q, o))
}

/// Of two results, the one that is an outcome is dropped: the kernel that is called uses it all the same.
#[qkernel]
fn half_dropped(o: Observable) -> Float {
    let (_outcome, b) = both();
    expval(b, o)
}

#[qkernel]
fn both() -> (Bit, Qubit) {
    let (a, b) = cx(h(qubit()), qubit());
    (measure(a), b)
}

/// Several calls that are in one place.
macro_rules! measured {
    ($name:ident: $a:ident $b:ident $c:ident $o:ident, $($qubit:ident $outcome:ident),* => $result:ident) => {
        #[qkernel]
        fn $name($o: Observable) -> (Bit, Float) {
            let ($a, $b) = cx(h(qubit()), qubit());
            let ($b, $c) = cx($b, qubit());
            $(let $outcome = measure($qubit);)*
            ($result, expval($c, $o))
        }
    };
}

measured! { first_used: a b c o, a first, b _second => first }
measured! { second_used: a b c o, a _first, b second => second }

#[test]
fn what_nobody_looks_at_is_averaged() {
    let z = || Z(0);
    for _ in 0..20 {
        assert!(reset_half(z()).abs() < 1e-12);
        assert!(measured_half(z()).abs() < 1e-12);
        assert!(measured_register(z()).abs() < 1e-12);
        assert!(overwritten(3, z()).abs() < 1e-12);
        let (outcome, value) = hidden(z());
        assert!(!outcome && value.abs() < 1e-12);
        assert_eq!(eager::live_qubits(), 0);
    }
}

#[test]
fn what_is_used_is_drawn() {
    let z = || Z(0);
    let sign = |outcome: bool| if outcome { -1.0 } else { 1.0 };
    let mut ones = [0; 3];
    eager::seed(3);
    for _ in 0..200 {
        assert!((corrected(z()) - 1.0).abs() < 1e-12);
        let (odd, value) = parity(3, z());
        assert!((value - sign(odd)).abs() < 1e-12);
        let dropped = half_dropped(z());
        assert!((dropped.abs() - 1.0).abs() < 1e-12);
        for (outcome, value) in [first_used(z()), second_used(z())] {
            assert!((value - sign(outcome)).abs() < 1e-12);
        }
        let (a, b) = host();
        assert_eq!(a, b);
        for (count, one) in ones.iter_mut().zip([odd, dropped < 0.0, a]) {
            *count += usize::from(one);
        }
    }
    assert!(ones.iter().all(|ones| (60..140).contains(ones)), "{ones:?}");
}

/// Code outside of kernels.
fn host() -> (bool, bool) {
    let (a, b) = cx(h(qubit()), qubit());
    (measure(a), measure(b))
}

/// A register of which few qubits are used.
#[qkernel]
fn sparse(n: UInt, theta: Float, o: Observable) -> (Float, Bit) {
    let mut q = qubit_array(n);
    q[n - 1] = ry(q[n - 1], theta);
    (q[0], q[n - 1]) = cx(q[0], q[n - 1]);
    q[7] = x(q[7]);
    let last = measure(q[7]);
    q[7] = qubit();
    (expval(q, o), last)
}

#[qkernel]
fn energy(n: UInt, w: Vector<Float>, at: UInt, o: Observable) -> Float {
    let q = cx_entangling_layer(ry_layer(qubit_array(n), w, at));
    expval(q, o)
}

#[qkernel]
fn total(count: UInt, n: UInt, w: Vector<Float, { count * n }>, o: Observable) -> Float {
    let mut sum = 0.0;
    for k in range(count) {
        sum += energy(n, w, k * n, o);
    }
    sum
}

#[test]
fn qubits_that_never_met_need_no_common_state() {
    let n = 50;
    let o = Z(n - 1) * Z(3) + 2.0 * Z(0) * X(n - 1) + 0.5 * Z(7);
    let (value, last) = sparse(n, 0.4, o);
    assert!(last && (value - (0.4f64.cos() + 2.0 * 0.4f64.sin() + 0.5)).abs() < 1e-12);

    let o = || Z(0) * Z(3) + X(1) * X(2);
    let w: Vec<f64> = (0..40).map(|k| f64::from(k) * 0.37).collect();
    let each = w.chunks(4).map(|w| energy(4, w.into(), 0, o()));
    assert!((each.sum::<f64>() - total(10, 4, w.clone().into(), o())).abs() < 1e-12);
    assert_eq!(eager::live_qubits(), 0);
}

/// Parities of neighbours in two probes, which are reset: the outcomes are never read.
#[qkernel]
fn watched(rounds: UInt, theta: Float, turn: Float, os: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(5);
    q[0] = ry(q[0], theta);
    (q[0], q[1]) = cx(q[0], q[1]);
    (q[1], q[2]) = cx(q[1], q[2]);
    for _ in range(rounds) {
        for i in range(2) {
            (q[i], q[3 + i]) = cx(q[i], q[3 + i]);
            (q[i + 1], q[3 + i]) = cx(q[i + 1], q[3 + i]);
            q[3 + i] = reset(q[3 + i]);
        }
        for i in range(3) {
            q[i] = rx(q[i], turn);
        }
    }
    expval(q, os)
}

/// The same by density matrices.
fn watched_reference(rounds: usize, theta: f64, turn: f64) -> [f64; 2] {
    let mut state = Density::new(5);
    state.gate("ry", &[theta], &[0]);
    state.gate("cx", &[], &[0, 1]);
    state.gate("cx", &[], &[1, 2]);
    for _ in 0..rounds {
        for i in 0..2 {
            state.gate("cx", &[], &[i, 3 + i]);
            state.gate("cx", &[], &[i + 1, 3 + i]);
            state.renew(3 + i);
        }
        (0..3).for_each(|i| state.gate("rx", &[turn], &[i]));
    }
    [
        state.expectation(&[("z", 0), ("z", 1)]),
        state.expectation(&[("x", 0), ("x", 1), ("x", 2)]),
    ]
}

/// A hundred rounds leave two hundred qubits without a handle; their effect is kept in few.
#[test]
fn many_resets_fit() {
    let os = || Vector::<Observable>::from_iter([Z(0) * Z(1), X(0) * X(1) * X(2)]);
    for (rounds, theta, turn) in [(100, 0.9, 0.0), (100, 0.9, 0.05), (3, 1.3, 0.7)] {
        let start = Instant::now();
        let found = watched(rounds, theta, turn, os());
        assert!(start.elapsed() < Duration::from_secs(5));
        let expected = watched_reference(rounds, theta, turn);
        for (found, expected) in found.as_slice().iter().zip(expected) {
            assert!(
                (found - expected).abs() < 1e-11,
                "{found} and not {expected}"
            );
        }
        assert_eq!(eager::live_qubits(), 0);
    }
}

/// A repetition code: two fresh probes a round, and a correction.
#[qkernel]
fn memory(rounds: UInt, t: Float) -> Vector<Bit> {
    let mut q = qubit_array(3);
    for i in range(3) {
        q[i] = x(q[i]);
    }
    for _ in range(rounds) {
        for i in range(3) {
            q[i] = rx(q[i], t);
        }
        let (mut a, mut b) = (qubit(), qubit());
        (q[0], a) = cx(q[0], a);
        (q[1], a) = cx(q[1], a);
        (q[1], b) = cx(q[1], b);
        (q[2], b) = cx(q[2], b);
        let first = measure(a);
        let second = measure(b);
        if first && !second {
            q[0] = x(q[0]);
        } else if first && second {
            q[1] = x(q[1]);
        } else if second {
            q[2] = x(q[2]);
        }
    }
    measure(q)
}

#[test]
fn rounds_of_a_repetition_code_take_no_time() {
    eager::seed(1);
    assert_eq!(memory(100, 0.01).as_slice(), [true; 3]);
    let start = Instant::now();
    for _ in 0..10 {
        memory(100, 0.01);
    }
    // About 1 ms each; the machine may be busy.
    assert!(
        start.elapsed() < Duration::from_millis(500),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(eager::live_qubits(), 0);
}

/// Two registers, each entangled with qubits that are given up, meet.
#[qkernel]
fn entangled(n: UInt, o: Observable) -> Float {
    let mut q = h_layer(qubit_array(2 * n));
    for half in range(2) {
        for i in range(n - 1) {
            (q[half * n + i], q[half * n + i + 1]) = cz(q[half * n + i], q[half * n + i + 1]);
        }
        for i in range(n / 2) {
            let (kept, given) = cx(q[half * n + i], qubit());
            q[half * n + i] = kept;
            discard(given);
        }
    }
    (q[0], q[n]) = cz(q[0], q[n]);
    expval(q, o)
}

#[test]
fn too_many_are_told() {
    assert!(entangled(3, Z(0)).abs() < 1e-12);
    let text = panics(|| entangled(13, Z(0)));
    assert!(text.contains("38 qubits need 4096 GiB"), "{text}");
    assert!(
        text.contains("12 of them were reset, discarded or measured without a use of the outcome"),
        "{text}"
    );
    assert_eq!(eager::live_qubits(), 0);
}

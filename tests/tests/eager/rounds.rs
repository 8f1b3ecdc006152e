//! `while`: rounds until a measurement ends them.

use qkernel_runtime::estimate::Estimate;
use qkernel_runtime::prelude::*;
use qkernel_runtime::{Error, eager};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::measured::{SHOTS, agree};

/// Until the first measurement gives 0; each round turns what is measured in the end.
#[qkernel]
fn until_zero(x: Float, y: Float) -> Vector<Bit> {
    let mut q = qubit_array(2);
    let mut again = measure(ry(qubit(), x));
    while again {
        let mut a = ry(qubit(), y);
        (a, q[0]) = crx(a, q[0], x);
        (q[0], q[1]) = cx(q[0], q[1]);
        again = measure(a);
    }
    measure(q)
}

/// The same with at most 7 rounds, without `while`.
#[qkernel]
fn seven_rounds(x: Float, y: Float) -> Vector<Bit> {
    let mut q = qubit_array(2);
    let mut again = measure(ry(qubit(), x));
    for _ in range(7) {
        if again {
            let mut a = ry(qubit(), y);
            (a, q[0]) = crx(a, q[0], x);
            (q[0], q[1]) = cx(q[0], q[1]);
            again = measure(a);
        }
    }
    measure(q)
}

/// A kernel that repeats what it does until it succeeds, on a qubit of its caller's.
#[qkernel]
fn attempted(q: Qubit, x: Float) -> (Qubit, Bit) {
    let (mut q, mut done, mut last) = (q, false, false);
    while !done {
        let mut a = h(qubit());
        (a, q) = crz(a, q, x);
        last = measure(h(qubit()));
        if last {
            q = h(q);
        }
        done = measure(h(a));
    }
    (q, last)
}

/// Loops in loops, calls, elements that are taken out and put back, bits of the last round, a `match`.
#[qkernel]
fn nested(n: UInt, x: Vector<Float, { n }>) -> (Vector<Bit>, Bit, Bit) {
    let mut q = h_layer(qubit_array(n));
    let (mut outer, mut inner_ran, mut seen) = (true, false, false);
    while outer {
        for i in range(n) {
            let mut taken = q[i];
            let mut more = measure(ry(qubit(), x[i]));
            inner_ran = more;
            while more {
                taken = match i % 2 {
                    0 => rx(taken, x[i]),
                    _ => t(taken),
                };
                (q[(i + 1) % n], taken) = cz(q[(i + 1) % n], taken);
                more = measure(rx(qubit(), 1.9));
            }
            q[i] = taken;
        }
        let (a, bit) = attempted(q[0], x[n - 1]);
        (q[0], seen) = (a, bit);
        outer = measure(ry(qubit(), 1.4)) && seen;
    }
    q = h_layer(q);
    (measure(q), inner_ran, seen)
}

/// A condition of several bits, and rounds that may all be left out.
#[qkernel]
fn either(x: Float, y: Float) -> (Bit, Bit, Bit) {
    let mut q = ry(qubit(), x);
    let (mut a, mut b) = (measure(ry(qubit(), x)), measure(ry(qubit(), y)));
    let first = a;
    while a || !b {
        a = measure(ry(qubit(), y));
        b = measure(h(qubit()));
        if a && b {
            q = x_of(q);
        }
    }
    (measure(q), first, a)
}

#[qkernel]
fn x_of(q: Qubit) -> Qubit {
    x(q)
}

/// A tuple, a register of bits, and a variable that has no value before the loop.
#[qkernel]
fn grouped(start: Bit, x: Float) -> (Vector<Bit>, Bit, Bit) {
    let (mut go, mut pair) = (start, (ry(qubit(), x), false));
    let mut seen = measure(h_layer(qubit_array(2)));
    let mut fresh;
    while go {
        fresh = ry(qubit(), x);
        pair = (h(pair.0), measure(h(qubit())));
        seen = measure(h_layer(qubit_array(2)));
        if seen[0] && pair.1 {
            pair = (t(pair.0), true);
        }
        go = measure(fresh) || seen[1];
    }
    (seen, measure(h(pair.0)), pair.1)
}

#[test]
fn plain_calls_and_samples_are_of_one_distribution() {
    for (x, y) in [(1.1, 0.9), (2.4, -1.7)] {
        agree(until_zero {}, (x, y), || {
            until_zero(x, y).as_slice().to_vec()
        });
        agree(either {}, (x, y), || {
            let (q, first, a) = either(x, y);
            assert!(!a);
            vec![q, first, a]
        });
    }
    for start in [true, false] {
        agree(grouped { start }, 0.9, || {
            let (seen, q, last) = grouped(start, 0.9);
            vec![seen[0], seen[1], q, last]
        });
    }
    let x = [0.7, 2.2];
    agree(nested { n: 2 }, x, || {
        let (q, inner_ran, seen) = nested(2, x.into());
        let mut bits = q.as_slice().to_vec();
        bits.extend([inner_ran, seen]);
        bits
    });
}

/// What is left after so many rounds is less likely than a sample can tell.
#[test]
fn samples_are_of_the_distribution_of_all_rounds_written_out() {
    for (x, y) in [(1.1, 0.9), (2.0, 1.2)] {
        let counts = until_zero {}
            .compile()
            .unwrap()
            .sample_seeded((x, y), SHOTS, 3)
            .unwrap();
        let exact = seven_rounds {}.compile().unwrap().outcomes((x, y)).unwrap();
        assert!(exact.len() > 2);
        for (bits, share) in exact.strings() {
            let deviation = (share * (1.0 - share) / SHOTS as f64).sqrt();
            let found = counts.probability(bits);
            assert!(
                (found - share).abs() < 5.0 * deviation + 1e-3,
                "{bits}: {found} of {share}"
            );
        }
    }
}

/// Never ends: its qubit stays in |1>.
#[qkernel]
fn endless() -> (Bit, Bit) {
    let mut again = true;
    while again {
        again = measure(x(qubit()));
    }
    (again, measure(h(qubit())))
}

#[test]
fn a_limit_ends_what_does_not_end() {
    let circuit = endless {}.compile().unwrap();
    for (circuit, limit) in [(circuit.with_round_limit(7), 7), (circuit.clone(), 10_000)] {
        let error = circuit.sample_seeded((), 3, 1).unwrap_err();
        let Error::Rounds {
            kernel,
            loc,
            limit: found,
        } = &error
        else {
            panic!("{error}");
        };
        assert_eq!((kernel.as_str(), *found), ("endless", limit));
        assert!(loc.file.ends_with("rounds.rs"), "{loc}");
        assert!(error.to_string().contains("with_round_limit"), "{error}");
    }
    eager::round_limit(5);
    let message = qkernel_tests::panics::panics(endless);
    eager::round_limit(10_000);
    assert_eq!(
        message,
        "a `while` took more than 5 rounds in a plain call: `eager::round_limit(..)` sets another limit"
    );
    assert_eq!(eager::live_qubits(), 0);
}

/// The limit is for each loop each time that it is entered.
#[qkernel]
fn twice() -> Bit {
    let mut q = qubit();
    for _ in range(2) {
        let (mut a, mut b) = (qubit(), x(qubit()));
        let mut again = true;
        // Two rounds.
        while again {
            let mut c = qubit();
            (a, b) = swap(a, b);
            (a, c) = cx(a, c);
            again = measure(c);
        }
        discard(a);
        discard(b);
        q = x(q);
    }
    measure(q)
}

#[test]
fn rounds_are_counted_from_the_start_of_each_loop() {
    let circuit = twice {}.compile().unwrap();
    assert_eq!(
        circuit
            .with_round_limit(2)
            .sample_seeded((), 10, 1)
            .unwrap()
            .get("0"),
        10
    );
    assert!(
        circuit
            .with_round_limit(1)
            .sample_seeded((), 10, 1)
            .is_err()
    );
}

#[test]
fn there_is_no_exact_value() {
    let circuit = until_zero {}.compile().unwrap();
    let errors = [
        circuit.outcomes((0.3, 0.4)).unwrap_err(),
        circuit.probabilities((0.3, 0.4)).unwrap_err(),
        circuit
            .untyped()
            .with_observables(&[Z(0)])
            .unwrap()
            .run(&[0.3, 0.4])
            .unwrap_err(),
        averaged {}.compile().unwrap().run(0.3).unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, Error::Repeats { .. }), "{error}");
        assert!(error.to_string().contains("`while` at"), "{error}");
    }
}

/// Whether an estimate is within five standard errors.
fn is_near(estimate: Estimate, expected: f64) {
    let off = (estimate.value - expected).abs();
    assert!(
        off < 5.0 * estimate.standard_error,
        "{estimate}, {expected}"
    );
}

#[test]
fn estimates_follow_rounds() -> Result<(), Error> {
    // After an odd number of rounds, which is twice as likely, X of the start is measured.
    let circuit = averaged {}.compile()?;
    let expected = (2.0 * 0.3_f64.sin() + 0.3_f64.cos()) / 3.0;
    is_near(
        circuit.estimate(0.3, 20_000, &mut StdRng::seed_from_u64(1))?,
        expected,
    );
    let untyped = circuit
        .untyped()
        .estimate(&[0.3], 20_000, &mut StdRng::seed_from_u64(2))?;
    is_near(untyped[0], expected);
    let limited = circuit.with_round_limit(2);
    let error = limited
        .estimate(0.3, 1_000, &mut StdRng::seed_from_u64(1))
        .unwrap_err();
    assert!(matches!(error, Error::Rounds { limit: 2, .. }), "{error}");

    // A circuit without a kernel has its limit, too.
    let limited = circuit.untyped().with_round_limit(2);
    let error = limited.estimate(&[0.3], 1_000, &mut StdRng::seed_from_u64(1));
    assert!(
        matches!(error, Err(Error::Rounds { limit: 2, .. })),
        "{error:?}"
    );

    let explained = circuit.explain(1, &[])?;
    assert!(explained.parts.is_empty(), "{explained}");
    let text = explained.to_string();
    assert!(
        text.starts_with("a single sample: `estimate` and `sample` follow shots"),
        "{text}"
    );
    assert!(text.contains("has a `while` at"), "{text}");

    // Bits beside an expectation value are counted.
    let both = averaged_and_counted {}.compile()?.untyped();
    let ones = both.sample_seeded(&[0.6], 20_000, 3)?.probability("1");
    assert!((ones - 0.5).abs() < 0.02, "{ones}");
    let estimates = both.estimate(&[0.6], 20_000, &mut StdRng::seed_from_u64(4))?;
    is_near(estimates[0], 0.6_f64.cos() / 3.0);
    Ok(())
}

/// X before the rounds and in each of them: after an odd number of these, which is twice as likely as an even one, nothing was done.
#[qkernel]
fn averaged_and_counted(angle: Float) -> (Float, Bit) {
    let (mut q, mut again) = (x(ry(qubit(), angle)), true);
    while again {
        q = x(q);
        let a = h(qubit());
        again = measure(a);
    }
    (expval(q, Z(0)), measure(h(qubit())))
}

#[qkernel]
fn averaged(x: Float) -> Float {
    let (mut q, mut again) = (ry(qubit(), x), true);
    while again {
        q = h(q);
        again = measure(h(qubit()));
    }
    expval(q, Z(0))
}

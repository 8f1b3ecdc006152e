//! Measurements and resets on the way: values as averages, wires that are taken again, parts that never meet.

use std::time::Instant;

use qkernel_runtime::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

fn rng() -> StdRng {
    StdRng::seed_from_u64(7)
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-12, "{a} and {b}");
}

#[qkernel]
fn reset_at_the_end() -> Bit {
    measure(reset(x(qubit())))
}

#[test]
fn a_reset_at_the_end_counts() -> Result<(), Error> {
    let circuit = reset_at_the_end {}.compile()?;
    assert_eq!(circuit.probabilities(())?, [1.0, 0.0]);
    assert_eq!(circuit.state(())?[0].re, 1.0);
    assert_eq!(circuit.sample((), 100, &mut rng())?.get("0"), 100);
    assert!(!reset_at_the_end());
    Ok(())
}

#[qkernel]
fn half_of_a_pair() -> (Bit, Bit) {
    let (a, b) = cx(h(qubit()), qubit());
    (measure(reset(a)), measure(b))
}

#[test]
fn half_of_a_bell_pair_that_is_reset_is_mixed() -> Result<(), Error> {
    let circuit = half_of_a_pair {}.compile()?;
    let probabilities = circuit.probabilities(())?;
    for (found, expected) in probabilities.iter().zip([0.5, 0.0, 0.5, 0.0]) {
        close(*found, expected);
    }
    let error = circuit.state(()).unwrap_err().to_string();
    assert!(error.contains("resets a qubit at"), "{error}");
    let counts = circuit.sample((), 1000, &mut rng())?;
    assert_eq!(counts.get("0 0") + counts.get("1 0"), 1000);
    assert!((counts.probability("1 0") - 0.5).abs() < 0.1);
    Ok(())
}

#[qkernel]
fn after_a_reset(t: Float, o: Observable) -> Float {
    let a = reset(x(qubit()));
    expval(ry(a, t), o)
}

#[qkernel]
fn forgotten_half(o: Observable) -> Float {
    let (a, b) = cx(h(qubit()), qubit());
    discard(reset(a));
    expval(b, o)
}

#[qkernel]
fn forgotten_outcome(o: Observable) -> Float {
    let (a, b) = cx(h(qubit()), qubit());
    measure(a);
    expval(b, o)
}

#[qkernel]
fn fed_forward(t: Float, o: Observable) -> Float {
    let (a, mut b) = (h(qubit()), qubit());
    if measure(a) {
        b = rx(b, t);
    }
    expval(b, o)
}

#[test]
fn expectation_values_are_averages() -> Result<(), Error> {
    let z = || Z(0);
    close(after_a_reset { o: z() }.compile()?.run(0.4)?, 0.4f64.cos());
    close(after_a_reset(0.4, z()), 0.4f64.cos());
    close(forgotten_half { o: z() }.compile()?.run(())?, 0.0);
    close(forgotten_outcome { o: z() }.compile()?.run(())?, 0.0);
    for _ in 0..5 {
        close(forgotten_half(z()), 0.0);
        close(forgotten_outcome(z()), 0.0);
    }
    let average = (1.0 + 0.8f64.cos()) / 2.0;
    close(fed_forward { o: z() }.compile()?.run(0.8)?, average);
    // A plain call is one run: its outcome is drawn.
    qkernel_runtime::eager::seed(3);
    let one = fed_forward(0.8, z());
    assert!((one - 1.0).abs() < 1e-12 || (one - 0.8f64.cos()).abs() < 1e-12);
    Ok(())
}

/// Each round a qubit is entangled with the first of `n`, and measured.
#[qkernel]
fn watched(n: UInt, rounds: UInt, t: Float, o: Observable) -> Float {
    let mut q = cx_entangling_layer(qubit_array(n));
    q[0] = ry(q[0], 0.5);
    for _ in range(rounds) {
        let b;
        (q[0], b) = cx(rx(q[0], t), qubit());
        measure(b);
    }
    expval(q, o)
}

#[test]
fn long_averages_take_as_many_qubits_as_are_alive() -> Result<(), Error> {
    // Each round turns by t about X, and leaves the Z component alone.
    let t = 0.2f64;
    let value = |rounds: i32| 0.5f64.cos() * t.cos().powi(rounds);
    for rounds in [1, 3, 8, 60] {
        let circuit = watched {
            n: 1,
            rounds: rounds as usize,
            o: Z(0),
        }
        .compile()?;
        close(circuit.run(t)?, value(rounds));
        let slope = -f64::from(rounds) * t.tan() * value(rounds);
        for method in [GradientMethod::Adjoint, GradientMethod::ParameterShift] {
            let mut gradient = [0.0];
            let mut evaluator = circuit.evaluator()?;
            evaluator.vjp(&[t], &[1.0], method, &mut [0.0], &mut gradient)?;
            close(gradient[0], slope);
        }
    }
    let large = watched {
        n: 25,
        rounds: 100,
        o: (0..25).map(Z).product(),
    };
    let error = large.compile()?.run(t).unwrap_err().to_string();
    assert!(error.starts_with("`watched`: 52 qubits need "), "{error}");
    assert!(
        error.ends_with(" are free; 26 are alive at a time, but an average over what was measured, reset or discarded takes more"),
        "{error}"
    );
    Ok(())
}

#[qkernel]
fn coin() -> Bit {
    measure(h(qubit()))
}

#[test]
fn shots_take_no_memory() -> Result<(), Error> {
    let circuit = coin {}.compile()?;
    for shots in [1_000_000_000, 1 << 60] {
        let counts = circuit.sample((), shots, &mut rng())?;
        assert_eq!(counts.shots(), shots);
        assert!((counts.probability("1") - 0.5).abs() < 1e-3);
    }
    Ok(())
}

#[qkernel]
fn coins(n: UInt) -> Vector<Bit> {
    measure(h_layer(qubit_array(n)))
}

#[test]
fn many_qubits_that_never_meet_are_sampled_one_by_one() -> Result<(), Error> {
    let counts = coins { n: 20_000 }.compile()?.sample((), 3, &mut rng())?;
    let (bits, _) = counts.most_common().expect("three shots");
    let ones = bits.chars().filter(|&bit| bit == '1').count();
    assert!((9_000..11_000).contains(&ones), "{ones}");
    Ok(())
}

#[qkernel]
fn turned(x: Float, o: Observable) -> Float {
    expval(rx(qubit(), x), o)
}

#[test]
fn gradients_at_large_angles_are_exact() -> Result<(), Error> {
    let circuit = turned { o: Z(0) }.compile()?;
    for x in [0.3, 1e12, 1e16, 1e17, 1e100] {
        let (adjoint,) = circuit.gradient_with(x, GradientMethod::Adjoint)?;
        let (shift,) = circuit.gradient_with(x, GradientMethod::ParameterShift)?;
        // The derivative of the value that the run gives: the half angle is what is rounded.
        let (sin, cos) = (x / 2.0).sin_cos();
        close(adjoint, -2.0 * sin * cos);
        close(shift, adjoint);
    }
    for (x, step) in [(1e12, 1e-5), (0.3, 1e-320), (1e17, 1.0)] {
        for method in [
            GradientMethod::FiniteDifference { step },
            GradientMethod::Spsa {
                step,
                samples: 2,
                seed: 0,
            },
        ] {
            let error = circuit.gradient_with(x, method).unwrap_err().to_string();
            assert!(
                error.starts_with("`turned`: `x` is ") && error.contains("vanishes beside it"),
                "{error}"
            );
        }
    }
    Ok(())
}

/// One place for data and one that is measured again and again.
#[qkernel]
fn chain(rounds: UInt) -> Bit {
    let mut a = h(qubit());
    for _ in range(rounds) {
        let b;
        (a, b) = cx(a, qubit());
        measure(b);
    }
    measure(a)
}

#[qkernel]
fn idle() -> Bit {
    let mut q = qubit_array(50);
    q[7] = ry(q[7], 1.0);
    let hit = measure(q[7]);
    for i in range(7) {
        discard(q[i]);
    }
    for i in range(8, 50) {
        discard(q[i]);
    }
    hit
}

#[test]
fn a_wire_is_free_once_its_qubit_is_gone() -> Result<(), Error> {
    let circuit = chain { rounds: 40 }.compile()?;
    let resources = circuit.resources();
    assert_eq!((resources.qubits, resources.allocations), (2, 41));
    let counts = circuit.sample((), 1000, &mut rng())?;
    assert!((counts.probability("1") - 0.5).abs() < 0.1);
    let circuit = idle {}.compile()?;
    let share = circuit.sample((), 10_000, &mut rng())?.probability("1");
    assert!((share - 0.5f64.sin().powi(2)).abs() < 0.03, "{share}");
    idle();
    Ok(())
}

/// The 3-qubit repetition code: in each round two fresh qubits take the syndrome, and the error is corrected.
#[qkernel]
fn memory(rounds: UInt, t: Float) -> Vector<Bit> {
    let mut q = qubit_array(3);
    for _ in range(rounds) {
        q[0] = rx(q[0], t);
        let mut a = qubit();
        let mut b = qubit();
        (q[0], a) = cx(q[0], a);
        (q[1], a) = cx(q[1], a);
        (q[1], b) = cx(q[1], b);
        (q[2], b) = cx(q[2], b);
        let (first, second) = (measure(a), measure(b));
        if first && !second {
            q[0] = x(q[0]);
        }
        if first && second {
            q[1] = x(q[1]);
        }
        if !first && second {
            q[2] = x(q[2]);
        }
    }
    measure(q)
}

#[test]
fn a_hundred_rounds_of_a_repetition_code() -> Result<(), Error> {
    let circuit = memory { rounds: 100 }.compile()?;
    let resources = circuit.resources();
    assert_eq!((resources.qubits, resources.allocations), (5, 203));
    for t in [0.0, 0.3] {
        let start = Instant::now();
        let counts = circuit.sample(t, 200, &mut rng())?;
        println!("200 shots of 100 rounds, t = {t}: {:?}", start.elapsed());
        assert_eq!(counts.get("000"), 200, "every error is corrected");
    }
    assert_eq!(memory(100, 0.3), [false; 3].into());
    Ok(())
}

/// The same code, and how much of the first qubit is left.
#[qkernel]
fn protected(rounds: UInt, t: Float, o: Observable) -> Float {
    let mut q = qubit_array(3);
    for _ in range(rounds) {
        q[0] = rx(q[0], t);
        let mut a = qubit();
        let mut b = qubit();
        (q[0], a) = cx(q[0], a);
        (q[1], a) = cx(q[1], a);
        (q[1], b) = cx(q[1], b);
        (q[2], b) = cx(q[2], b);
        let (first, second) = (measure(a), measure(b));
        if first && !second {
            q[0] = x(q[0]);
        }
    }
    expval(q, o)
}

#[test]
fn a_hundred_protected_rounds_have_a_value() -> Result<(), Error> {
    let circuit = protected {
        rounds: 100,
        o: Z(0) + Z(1),
    }
    .compile()?;
    close(circuit.run(0.3)?, 2.0);
    Ok(())
}

#[qkernel]
fn energy(n: UInt, w: Vector<Float>, o: Observable) -> Float {
    expval(cz_entangling_layer(ry_layer(qubit_array(n), w, 0)), o)
}

#[qkernel]
fn total(w: Vector<Float>, hs: Vector<Observable>) -> Float {
    let mut sum = 0.0;
    for k in range(10) {
        sum += energy(4, w, hs[k]);
    }
    sum
}

#[test]
fn ten_values_of_four_qubits_need_four() -> Result<(), Error> {
    let hs: Vec<Observable> = (0..10)
        .map(|k| 0.1 * k as f64 * Z(k % 4) + X(0) * X(3))
        .collect();
    let circuit = total {
        hs: hs.clone().into(),
    }
    .compile()?;
    let resources = circuit.resources();
    assert_eq!((resources.qubits, resources.allocations), (4, 40));
    let w = [0.3, -0.4, 1.2, 0.8];
    let one = |h: &Observable| energy { n: 4, o: h.clone() }.compile()?.run(w);
    let expected: Result<Vec<f64>, Error> = hs.iter().map(one).collect();
    close(circuit.run(w)?, expected?.iter().sum());
    close(circuit.run(w)?, total(w.into(), hs.into()));
    let (exact,) = circuit.gradient_with(w, GradientMethod::Adjoint)?;
    let (shift,) = circuit.gradient_with(w, GradientMethod::ParameterShift)?;
    let (slope,) = circuit.gradient_with(w, GradientMethod::FiniteDifference { step: 1e-5 })?;
    for i in 0..4 {
        close(exact[i], shift[i]);
        assert!((exact[i] - slope[i]).abs() < 1e-7);
    }
    Ok(())
}

/// Two halves that never meet, looked at together.
#[qkernel]
fn both(a: Float, b: Float, o: Observable) -> Float {
    let mut q = qubit_array(4);
    q[0] = ry(q[0], a);
    (q[0], q[1]) = cx(q[0], q[1]);
    q[2] = rx(q[2], b);
    (q[2], q[3]) = cx(q[2], q[3]);
    expval(q, o)
}

#[test]
fn an_observable_may_act_on_parts_that_never_meet() -> Result<(), Error> {
    let o: Observable = "0.5 + Z0 Z2 - 2 X0 X1 Z3 + 0.25 Z1 + Y2".parse()?;
    let circuit = both { o: o.clone() }.compile()?;
    let value = |a: f64, b: f64| 0.5 + a.cos() * b.cos() - 2.0 * a.sin() * b.cos() + 0.25 * a.cos();
    close(circuit.run((0.4, 1.1))?, value(0.4, 1.1));
    close(both(0.4, 1.1, o), value(0.4, 1.1));
    let (a, b) = circuit.gradient((0.4, 1.1))?;
    close(
        a,
        -0.4f64.sin() * 1.1f64.cos() - 2.0 * 0.4f64.cos() * 1.1f64.cos() - 0.25 * 0.4f64.sin(),
    );
    close(
        b,
        -0.4f64.cos() * 1.1f64.sin() + 2.0 * 0.4f64.sin() * 1.1f64.sin(),
    );
    Ok(())
}

//! Bits that loops change: conditions that share parts, and long ones.

use qkernel_runtime::circuit::Circuit;
use qkernel_runtime::prelude::*;

/// Each qubit is 1 where its angle is π: all is certain.
fn angles(bits: &[bool]) -> Vec<f64> {
    bits.iter()
        .map(|&bit| if bit { std::f64::consts::PI } else { 0.0 })
        .collect()
}

fn pattern(n: usize) -> Vec<bool> {
    (0..n).map(|k| k % 3 == 0 || k % 7 == 2).collect()
}

/// A bit, a counter of two bits, and a bit that is chosen.
#[qkernel]
fn changed(n: UInt, t: Vector<Float, { n }>) -> (Bit, Bit, Bit, Bit) {
    let (mut c, mut low, mut high, mut chosen) = (false, false, false, true);
    for i in range(n) {
        let m = measure(rx(qubit(), t[i]));
        if m {
            c = !c;
        }
        if m {
            if low {
                high = !high;
            }
            low = !low;
        }
        chosen = (chosen && m) || (!chosen && !m);
    }
    let mut q = qubit();
    if c {
        q = x(q);
    }
    if chosen {
        q = x(q);
    }
    (measure(q), low, high, chosen)
}

fn changed_here(bits: &[bool]) -> [bool; 4] {
    let (mut ones, mut chosen) = (0, true);
    for &m in bits {
        ones += usize::from(m);
        chosen = chosen == m;
    }
    [
        (ones % 2 == 1) != chosen,
        ones % 2 == 1,
        ones / 2 % 2 == 1,
        chosen,
    ]
}

/// The only outcome of a circuit.
fn only(circuit: &Circuit, angles: &[f64]) -> Vec<bool> {
    let counts = circuit.sample_seeded(angles, 3, 1).unwrap();
    let mut outcomes = counts.outcomes();
    let (bits, count) = outcomes.next().unwrap();
    assert_eq!(count, 3);
    bits.concat()
}

#[test]
fn bits_that_loops_change_take_time_in_proportion() {
    let n = 60;
    let bits = pattern(n);
    let bound = changed { n }.compile().unwrap();
    let circuit: Circuit = bound.untyped();
    let expected = changed_here(&bits);
    assert_eq!(only(&circuit, &angles(&bits)), expected);
    let text = circuit.to_qasm3();
    assert!(text.len() < 100_000, "{}", text.len());
    let read = Circuit::from_qasm(&text).unwrap();
    assert_eq!(only(&read, &angles(&bits)), expected);
    assert!(circuit.draw().to_string().len() < 1_000_000);
}

/// Whether any of the qubits is 1, and whether an odd number is: conditions that are nested as deep as there are qubits.
#[qkernel]
fn long(n: UInt, t: Vector<Float, { n }>) -> (Bit, Bit) {
    let (mut any, mut odd) = (false, false);
    for i in range(n) {
        let m = measure(rx(qubit(), t[i]));
        any = any || m;
        odd = odd ^ m;
    }
    let mut q = qubit();
    if any {
        q = x(q);
    }
    (measure(q), odd)
}

/// The same in each round of a loop.
#[qkernel]
fn long_rounds(n: UInt) -> Bit {
    let mut any = true;
    while any {
        let v = measure(h_layer(qubit_array(n)));
        any = v[0];
        for i in range(1, n) {
            any = any || v[i];
        }
    }
    any
}

qkernel_runtime::static_circuit! {
    static FIXED: long = { n: 300 };
}

#[test]
fn conditions_may_be_long() {
    let n = 1000;
    let text = long_rounds { n }.compile().unwrap();
    let text = text.to_qasm3();
    assert!(text.len() < 1_000_000, "{}", text.len());
    let circuit = long { n }.compile().unwrap().untyped();
    let text = circuit.to_qasm3();
    assert!(text.len() < 1_000_000, "{}", text.len());
    let fixed = FIXED.untyped();
    let read = Circuit::from_qasm(&fixed.to_qasm3()).unwrap();
    for circuit in [fixed, read] {
        let odd = pattern(300).iter().filter(|&&bit| bit).count() % 2 == 1;
        assert_eq!(only(&circuit, &angles(&pattern(300))), [true, odd]);
        assert_eq!(only(&circuit, &[0.0; 300]), [false, false]);
    }
}

#[qkernel]
fn turned_in_rounds(t: Float, o: Observable) -> Float {
    let mut q = qubit();
    let mut again = true;
    while again {
        q = ry(q, t);
        again = measure(h(qubit()));
    }
    expval(q, o)
}

#[qkernel]
fn turned_on_parity(t: Float, n: UInt, o: Observable) -> Float {
    let mut odd = false;
    for _ in range(n) {
        odd = odd ^ measure(h(qubit()));
    }
    let mut q = ry(qubit(), t);
    if odd {
        q = x(q);
    }
    expval(q, o)
}

/// What has no exact value has counts, and no parameter of it is known not to matter.
#[test]
fn circuits_without_exact_values_are_counted() {
    let rounds = turned_in_rounds { o: Z(0) }.compile().unwrap();
    let parity = turned_on_parity { n: 30, o: Z(0) }.compile().unwrap();
    assert!(rounds.run((0.3,)).is_err() && parity.run((0.3,)).is_err());
    assert!(rounds.dead_parameters().is_empty() && parity.dead_parameters().is_empty());
    let (rounds, parity) = (rounds.resources(), parity.resources());
    assert_eq!((rounds.qubits, rounds.measurements), (2, 1));
    assert_eq!((parity.allocations, parity.measurements), (31, 30));
}

/// Where a size decides, no angle is asked.
#[qkernel]
fn decided(n: UInt, k: UInt, t: Float) -> (Bit, Bit) {
    let (mut q, mut r) = (qubit(), qubit());
    match n {
        0 if k == 0 && t > 0.5 => q = x(q),
        1..=2 if k == 1 || t > 0.5 => r = x(r),
        _ => (q, r) = (x(q), x(r)),
    }
    (measure(q), measure(r))
}

#[test]
fn a_size_decides_before_an_angle() {
    for (n, k) in (0..4).flat_map(|n| [(n, 0), (n, 1)]) {
        match (decided { n, k }.compile(), (n, k)) {
            (Err(error), (0..=2, 0)) => {
                assert!(error.to_string().contains("[QK0085]"), "{error}");
            }
            (circuit, _) => {
                let counts = circuit.unwrap().sample_seeded(0.7, 1, 1).unwrap();
                let outcome = counts.outcomes().next().unwrap().0;
                assert_eq!(outcome, decided(n, k, 0.7), "{n} {k}");
            }
        }
    }
}

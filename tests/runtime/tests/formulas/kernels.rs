//! Kernels with loops, branches, calls and modifiers of all kinds.

use qkernel_runtime::prelude::*;

#[qkernel]
fn chain(q: Vector<Qubit>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len() - 1) {
        (q[i], q[i + 1]) = cx(q[i], q[i + 1]);
    }
    q
}

/// No round needs no qubit, any needs one.
#[qkernel]
pub(crate) fn chained(n: UInt, m: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for _ in range(m) {
        q = chain(q);
    }
    measure(q)
}

#[qkernel]
pub(crate) fn ghz(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    q[0] = h(q[0]);
    for i in range(n - 1) {
        (q[i], q[i + 1]) = cx(q[i], q[i + 1]);
    }
    measure(q)
}

/// The phases of a quantum Fourier transform.
#[qkernel]
pub(crate) fn fourier(q: Vector<Qubit>, step: Float) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = h(q[i]);
        for j in range(i + 1, q.len()) {
            (q[j], q[i]) = cp(q[j], q[i], step);
        }
    }
    for i in range(q.len() / 2) {
        let last = q.len() - 1 - i;
        (q[i], q[last]) = swap(q[i], q[last]);
    }
    q
}

#[qkernel]
pub(crate) fn fourier_twice(n: UInt, step: Float) -> Vector<Bit> {
    let q = fourier(qubit_array(n), step);
    measure(inverse(fourier)(q, step))
}

/// All pairs and triples, from below.
#[qkernel]
pub(crate) fn pairs(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        for j in range(i) {
            (q[j], q[i]) = cz(q[j], q[i]);
            for k in range(j) {
                (q[k], q[j], q[i]) = ccx(q[k], q[j], q[i]);
            }
        }
    }
    measure(q)
}

#[qkernel]
pub(crate) fn stepped(a: UInt, b: UInt, s: UInt) -> Bit {
    let mut q = qubit();
    for i in range(a, b, 3) {
        q = t(q);
        for _ in range(i, b, 2) {
            q = x(q);
        }
    }
    for i in range(b, a, -2) {
        for _ in range(i) {
            q = h(q);
        }
    }
    for _ in range(a, b, s + 1) {
        q = sx(q);
    }
    for i in range(a, b).rev() {
        for _ in range(i, a * b).rev() {
            q = y(q);
        }
    }
    for i in range(a, b, 2).rev() {
        q = power(z, i)(q);
    }
    for i in range(b).rev().step_by(s + 2).rev() {
        for _ in range(i) {
            q = y(q);
        }
    }
    measure(q)
}

#[qkernel]
pub(crate) fn reversed(n: UInt, k: UInt) -> Bit {
    let mut q = qubit();
    for i in range(n).step_by(k).rev() {
        q = t(power(x, i)(q));
    }
    measure(q)
}

#[qkernel]
pub(crate) fn branches(n: UInt, k: UInt, flag: Bit) -> Bit {
    let mut q = qubit();
    if n > 2 * k {
        q = x(q);
    } else if n == k {
        q = y(q);
    } else {
        q = z(q);
    }
    for i in range(n) {
        if i < k {
            q = h(q);
        }
        if i == k {
            q = s(q);
        }
        if i + 1 < n && flag {
            q = t(q);
        }
        if i % 2 == 0 {
            q = sx(q);
        } else if i >= k {
            q = sdg(q);
        }
        for j in range(i, n) {
            if i != j {
                q = tdg(q);
            }
            if j + i > k {
                q = y(q);
            }
        }
    }
    measure(q)
}

/// Numbers that go from one iteration to the next.
#[qkernel]
pub(crate) fn carried(n: UInt, m: UInt) -> Bit {
    let mut q = qubit();
    let (mut k, mut sum, mut double, mut last) = (m, 0, 1, 7);
    let mut odd = false;
    for i in range(n) {
        k += 2;
        sum += k * i;
        double *= 2;
        odd = !odd;
        for _ in range(k) {
            q = x(q);
        }
        for _ in range(last) {
            q = z(q);
        }
        if odd {
            q = h(q);
        }
        last = m;
    }
    for _ in range(sum) {
        q = y(q);
    }
    for _ in range(double % 5 + last) {
        q = t(q);
    }
    if odd {
        q = s(q);
    }
    measure(q)
}

/// Registers of different lengths that change places.
#[qkernel]
pub(crate) fn exchanged(n: UInt, a: UInt, b: UInt) -> (Vector<Bit>, Vector<Bit>) {
    let (mut p, mut q) = (qubit_array(a), qubit_array(b));
    for i in range(n) {
        p = h_layer(p);
        for _ in range(i) {
            q = cx_entangling_layer(q);
        }
        (p, q) = (q, p);
    }
    (measure(p), measure(q))
}

#[qkernel]
pub(crate) fn pair(a: Qubit, b: Qubit, angle: Float) -> (Qubit, Qubit) {
    let (a, b) = iswap(a, b);
    (t(a), rx(b, angle))
}

#[qkernel]
pub(crate) fn phase(q: Qubit, angle: Float) -> Qubit {
    global_phase(angle);
    s(q)
}

#[qkernel]
pub(crate) fn modified(n: UInt, k: UInt, angle: Float) -> Vector<Bit> {
    let mut q = qubit_array(n + 3);
    for i in range(n) {
        (q[i], q[i + 1]) = pair(q[i], q[i + 1], angle);
        (q[i], q[i + 1]) = inverse(pair)(q[i], q[i + 1], angle);
        (q[i], q[i + 1], q[i + 2]) = control(pair)(q[i], q[i + 1], q[i + 2], angle);
        (q[i], q[i + 1], q[i + 2]) = control(inverse(pair))(q[i], q[i + 1], q[i + 2], angle);
        (q[i], q[i + 1]) = control(phase)(q[i], q[i + 1], angle);
        q[i] = phase(q[i], angle);
        q[i] = inverse(phase)(q[i], angle);
        (q[i], q[i + 1]) = power(pair, i + k)(q[i], q[i + 1], angle);
        (q[i], q[i + 1]) = inverse(power(pair, 2))(q[i], q[i + 1], angle);
        (q[i], q[i + 1], q[i + 2]) = power(control(swap), k)(q[i], q[i + 1], q[i + 2]);
        (q[i], q[i + 1], q[i + 2]) = control(power(iswap, k))(q[i], q[i + 1], q[i + 2]);
        (q[i], q[i + 1], q[i + 2]) = control(control(h))(q[i], q[i + 1], q[i + 2]);
    }
    (q[0], q[1], q[2]) = control(inverse(control(h)))(q[0], q[1], q[2]);
    measure(q)
}

/// Rounds with an ancilla each, and arms of different lengths.
#[qkernel]
pub(crate) fn rounds(n: UInt, k: UInt, flag: Bit) -> Vector<Bit> {
    let mut q = qubit_array(2);
    for i in range(n) {
        let mut ancilla = qubit();
        (q[0], ancilla) = cx(q[0], ancilla);
        let seen = measure(ancilla);
        if seen {
            let extra = qubit_array(i + 1);
            discard(h_layer(extra));
            q[0] = x(q[0]);
            for _ in range(k) {
                q[0] = t(q[0]);
            }
        } else {
            discard(qubit_array(k));
            for _ in range(i) {
                q[1] = y(q[1]);
            }
        }
        if seen && flag {
            q[1] = z(q[1]);
        }
        if seen || flag {
            q[1] = h(q[1]);
        }
        if seen == flag {
            q[1] = sx(q[1]);
        }
    }
    q = reset(q);
    measure(q)
}

/// Qubits that are kept, and others that are not.
#[qkernel]
pub(crate) fn kept(n: UInt, k: UInt) -> Vector<Bit> {
    let q = qubit_array(n);
    for i in range(n) {
        let p = qubit_array(k);
        for _ in range(i) {
            discard(x(qubit()));
        }
        discard(h_layer(p));
    }
    for i in range(n) {
        for j in range(i, k) {
            discard(qubit_array(i * (k - j)));
        }
    }
    measure(q)
}

/// Qubits from outside that end in both arms.
#[qkernel]
pub(crate) fn ended(n: UInt, k: UInt) -> Bit {
    let (a, b) = (qubit_array(n), h(qubit()));
    let mut last = qubit();
    if measure(b) {
        let c = measure(qubit());
        if c {
            last = x(last);
            discard(a);
            discard(qubit_array(k));
        } else {
            discard(qubit_array(k));
            discard(a);
        }
        discard(qubit_array(k));
    } else {
        discard(h_layer(a));
        discard(qubit_array(n));
    }
    discard(qubit_array(n + 1));
    measure(last)
}

#[qkernel]
pub(crate) fn layers(n: UInt, counts: Vector<UInt>, flags: Vector<Bit>) -> Bit {
    let mut q = qubit();
    for i in range(counts.len()) {
        for _ in range(counts[i]) {
            q = x(q);
        }
    }
    for _ in range(counts[0] + n) {
        q = y(q);
    }
    for i in range(flags.len()) {
        if flags[i] {
            q = h(q);
        }
    }
    measure(q)
}

/// A call with sizes from expressions.
#[qkernel]
pub(crate) fn repeated(q: Qubit, times: UInt) -> Qubit {
    let mut q = q;
    for i in range(times) {
        q = h(q);
        for _ in range(times - i) {
            q = t(q);
        }
    }
    q
}

/// Sizes that are divided by a size.
#[qkernel]
pub(crate) fn shared_out(n: UInt, k: UInt, m: UInt) -> Bit {
    let mut q = qubit();
    for _ in range(n / k) {
        q = x(q);
    }
    for _ in range(n % m) {
        q = z(q);
    }
    measure(q)
}

#[qkernel]
pub(crate) fn calls(n: UInt, k: UInt) -> Bit {
    let mut q = qubit();
    for i in range(n) {
        q = repeated(q, i + k);
        q = repeated(q, (n - i) * k / 2);
        q = power(repeated, k)(q, i % 3);
    }
    measure(q)
}

#[qkernel]
pub(crate) fn expectations(n: UInt, o: Observable) -> Float {
    let mut sum = 0.0;
    for i in range(n) {
        let mut q = qubit_array(i + 1);
        q = h_layer(q);
        sum += expval(q, o);
    }
    sum
}

macro_rules! of_many_cases {
    ($($number:literal)*) => {
        #[qkernel]
        fn of_many_cases(n: UInt) -> Bit {
            let mut q = qubit();
            match n {
                $($number => {
                    for _i in range($number) {
                        q = x(q);
                    }
                })*
                _ => q = y(q),
            }
            measure(q)
        }
    };
}

of_many_cases! {
    1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25
    26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50
    51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75
    76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99 100
    101 102 103 104 105 106 107 108 109 110 111 112 113 114 115 116 117 118 119 120 121 122 123 124 125
    126 127 128 129 130 131 132 133 134 135 136 137 138 139 140 141 142 143 144 145 146 147 148 149 150
}

/// One condition asks for half of the cases.
#[test]
fn a_match_of_many_cases_is_counted() {
    let formulas = of_many_cases::resources();
    for n in 0..155 {
        let counted = formulas.at(&[("n", n)]).unwrap();
        let bound = of_many_cases { n }.compile().unwrap().resources();
        assert_eq!(counted.gates_by_name, bound.gates_by_name, "{n}");
        let expected = if (1..=150).contains(&n) { n } else { 1 };
        assert_eq!(counted.gates, expected);
    }
}

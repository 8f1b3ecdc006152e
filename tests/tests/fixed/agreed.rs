//! Where constants once said something else than `compile()`: circuits that only the first use refused, and good ones that constants
//! refused.

use super::*;

/// What a constant says, and what `compile()` says.
macro_rules! both {
    ($kernel:ident { $($field:ident: $value:expr),* }) => {{
        #[allow(long_running_const_eval)]
        const CHECKED: Option<Text> = fixed::check::<{ fixed::stack(&<$kernel as Kernel>::GRAPH) }>(
            &<$kernel as Kernel>::GRAPH,
            &[$((stringify!($field), FixedValue(&$value).get())),*],
        );
        let checked = CHECKED.map(|text| text.as_str().to_owned());
        let kernel = $kernel { $($field: fixed::IntoField::into_field($value)),* };
        assert_eq!(checked, kernel.compile().err().map(|error| told(&error)));
        checked
    }};
}

fn refused(verdict: Option<String>, message: &str) {
    let verdict = verdict.expect("it is refused");
    assert!(verdict.contains(message), "{verdict}");
}

#[qkernel]
fn not_hermitian(n: UInt) -> Float {
    expval(qubit_array(n), X(0) * Y(0))
}

#[qkernel]
fn not_finite(n: UInt) -> Float {
    let large = 1e308 * (n as Float) * 10.0;
    expval(qubit_array(n), Z(0) * large)
}

#[qkernel]
fn a_size(n: UInt) -> UInt {
    n + 1
}

#[test]
fn no_circuit_waits_for_its_first_use_to_be_refused() {
    refused(
        both!(not_hermitian { n: 2 }),
        "[QK0087] the observable has the term i Z0, which is not Hermitian",
    );
    refused(
        both!(not_finite { n: 2 }),
        "[QK0087] the observable has the coefficient inf at Z0",
    );
    refused(
        both!(a_size { n: 2 }),
        "a kernel that is run cannot return a `UInt`",
    );
}

#[qkernel]
fn cancelled_terms(n: UInt) -> Float {
    expval(qubit_array(n), Z(5) - Z(5) + Z(0))
}

#[qkernel]
fn squared(n: UInt) -> Float {
    expval(qubit_array(n), Z(5) * Z(5) + Z(0))
}

#[qkernel]
fn by_zero(n: UInt) -> Float {
    expval(qubit_array(n), 0.0 * Z(5) + Z(0))
}

#[qkernel]
fn first_of(n: UInt, hs: Vector<Observable>) -> Float {
    expval(qubit_array(n), hs[0])
}

#[qkernel]
fn given(n: UInt, h: Observable) -> Float {
    expval(qubit_array(n), h)
}

#[qkernel]
fn sine_decides(n: UInt) -> Float {
    let mut size = n;
    if (0.7 * (n as Float)).sin() > 0.5 {
        size = n + 1;
    }
    expval(qubit_array(size), Z(2))
}

#[qkernel]
fn exchanged(a: Qubit, b: Qubit) -> (Qubit, Qubit) {
    (b, a)
}

#[qkernel]
fn sine_moves(n: UInt) -> Float {
    let mut q = qubit_array(2);
    q[0] = x(q[0]);
    if (0.7 * (n as Float)).sin() > 0.5 {
        (q[0], q[1]) = exchanged(q[0], q[1]);
    }
    expval(q, Z(0))
}

#[qkernel]
fn functions(n: UInt) -> Float {
    let x = n as Float;
    let mut q = qubit();
    if x.exp() > 7.38 && x.ln() > 0.69 && x.sqrt() < 1.42 && x.tanh() > 0.96 && x.cos() < 0.0 {
        q = ry(q, x);
    }
    expval(q, Z(0))
}

#[qkernel]
fn rounded(n: UInt, theta: Float) -> Float {
    let rest = theta * 0.7 * 10.0 - theta * 7.0;
    let mut q = qubit_array(n);
    if rest == 0.0 {
        q[0] = x(q[0]);
    }
    expval(q, Z(0))
}

#[qkernel]
fn many_tuples(n: UInt) -> Float {
    let mut a = qubit();
    let mut b = qubit();
    for _ in range(n) {
        let both = exchanged(a, b);
        (a, b) = both;
    }
    discard(b);
    expval(a, Z(0))
}

#[qkernel]
fn many_qubits(n: UInt) -> Float {
    let q = qubit_array(n);
    expval(q, Z(n - 1))
}

#[qkernel]
fn picked(bits: Vector<Bit>, sizes: Vector<UInt>) -> Float {
    let mut q = qubit_array(sizes[1]);
    for i in range(sizes[0]) {
        if bits[i] {
            q[i] = x(q[i]);
        }
    }
    expval(q, Z(0) * Z(1))
}

#[rustfmt::skip]
#[qkernel]
fn many_carried(n: UInt) -> Float {
    let mut a0 = 0; let mut a1 = 1; let mut a2 = 2; let mut a3 = 3; let mut a4 = 4; let mut a5 = 5;
    let mut a6 = 6; let mut a7 = 7; let mut a8 = 8; let mut a9 = 9; let mut a10 = 10; let mut a11 = 11;
    let mut a12 = 12; let mut a13 = 13; let mut a14 = 14; let mut a15 = 15; let mut a16 = 16; let mut a17 = 17;
    let mut a18 = 18; let mut a19 = 19; let mut a20 = 20; let mut a21 = 21; let mut a22 = 22; let mut a23 = 23;
    let mut a24 = 24; let mut a25 = 25; let mut a26 = 26; let mut a27 = 27; let mut a28 = 28; let mut a29 = 29;
    let mut a30 = 30; let mut a31 = 31; let mut a32 = 32; let mut a33 = 33; let mut a34 = 34; let mut a35 = 35;
    let mut a36 = 36; let mut a37 = 37; let mut a38 = 38; let mut a39 = 39; let mut a40 = 40; let mut a41 = 41;
    let mut a42 = 42; let mut a43 = 43; let mut a44 = 44; let mut a45 = 45; let mut a46 = 46; let mut a47 = 47;
    let mut a48 = 48; let mut a49 = 49; let mut a50 = 50; let mut a51 = 51; let mut a52 = 52; let mut a53 = 53;
    let mut a54 = 54; let mut a55 = 55; let mut a56 = 56; let mut a57 = 57; let mut a58 = 58; let mut a59 = 59;
    let mut a60 = 60; let mut a61 = 61; let mut a62 = 62; let mut a63 = 63; let mut a64 = 64; let mut a65 = 65;
    for k in range(n) {
        a0 = a0 + k; a1 = a1 + k; a2 = a2 + k; a3 = a3 + k; a4 = a4 + k; a5 = a5 + k;
        a6 = a6 + k; a7 = a7 + k; a8 = a8 + k; a9 = a9 + k; a10 = a10 + k; a11 = a11 + k;
        a12 = a12 + k; a13 = a13 + k; a14 = a14 + k; a15 = a15 + k; a16 = a16 + k; a17 = a17 + k;
        a18 = a18 + k; a19 = a19 + k; a20 = a20 + k; a21 = a21 + k; a22 = a22 + k; a23 = a23 + k;
        a24 = a24 + k; a25 = a25 + k; a26 = a26 + k; a27 = a27 + k; a28 = a28 + k; a29 = a29 + k;
        a30 = a30 + k; a31 = a31 + k; a32 = a32 + k; a33 = a33 + k; a34 = a34 + k; a35 = a35 + k;
        a36 = a36 + k; a37 = a37 + k; a38 = a38 + k; a39 = a39 + k; a40 = a40 + k; a41 = a41 + k;
        a42 = a42 + k; a43 = a43 + k; a44 = a44 + k; a45 = a45 + k; a46 = a46 + k; a47 = a47 + k;
        a48 = a48 + k; a49 = a49 + k; a50 = a50 + k; a51 = a51 + k; a52 = a52 + k; a53 = a53 + k;
        a54 = a54 + k; a55 = a55 + k; a56 = a56 + k; a57 = a57 + k; a58 = a58 + k; a59 = a59 + k;
        a60 = a60 + k; a61 = a61 + k; a62 = a62 + k; a63 = a63 + k; a64 = a64 + k; a65 = a65 + k;
    }
    expval(qubit_array(a65 - 60), Z(3 + n))
}

const HALVES: Float = 2.5;

#[qkernel]
fn power(n: UInt, x: Float) -> Float {
    expval(rx(qubit(), x.powi(HALVES as i32)), Z(n))
}

#[test]
fn exponents_are_not_cut_off() {
    refused(
        both!(power { n: 0 }),
        "[QK0037] the exponent of `powi` must be a whole number",
    );
}

#[qkernel]
fn no_number_decides(n: UInt) -> Float {
    let mut q = qubit();
    if (n as Float).asin() > 0.5 {
        q = x(q);
    }
    expval(q, Z(0))
}

#[test]
fn what_is_no_number_decides_nothing() {
    refused(
        both!(no_number_decides { n: 5 }),
        "[QK0079] this angle is NaN",
    );
    assert_eq!(both!(no_number_decides { n: 1 }), None);
}

#[test]
fn what_compile_takes_constants_take() {
    for verdict in [
        both!(cancelled_terms { n: 2 }),
        both!(squared { n: 2 }),
        both!(by_zero { n: 2 }),
        both!(first_of {
            n: 2,
            hs: ["Z0", "Z3"]
        }),
        both!(given {
            n: 2,
            h: "Z5 - Z5 + Z0"
        }),
        both!(sine_decides { n: 2 }),
        both!(sine_moves { n: 2 }),
        both!(functions { n: 2 }),
        both!(rounded { n: 2 }),
        both!(many_tuples { n: 300 }),
        both!(many_qubits { n: 3000 }),
        both!(many_carried { n: 2 }),
        both!(picked {
            bits: [true, false],
            sizes: [2, 2]
        }),
    ] {
        assert_eq!(verdict, None);
    }
    // The sine of 1.4 is 0.99, that of 0.7 is 0.64, that of 3.5 is below zero.
    assert_eq!(
        sine_decides { n: 5 }
            .compile()
            .map(|circuit| circuit.num_qubits()),
        Ok(5)
    );
    assert_eq!(
        sine_decides { n: 2 }
            .compile()
            .map(|circuit| circuit.num_qubits()),
        Ok(3)
    );
    assert_eq!(
        sine_moves { n: 2 }.compile().map(|circuit| circuit.run(())),
        Ok(Ok(1.0))
    );
    assert_eq!(
        functions { n: 2 }
            .compile()
            .map(|circuit| circuit.resources().gates),
        Ok(1)
    );
}

#[qkernel]
fn inner(q: Vector<Qubit>, k: UInt) -> Vector<Qubit> {
    let mut q = q;
    for i in range(k) {
        let place = (i + 5) % (k + 1);
        q[place] = h(q[place]);
    }
    q
}

#[qkernel]
fn in_loops(n: UInt) -> Float {
    let mut q = qubit_array(n);
    for round in range(2) {
        q = middle(q, n % 3 + round);
    }
    expval(q, Z(0))
}

#[qkernel]
fn middle(q: Vector<Qubit>, k: UInt) -> Vector<Qubit> {
    let first = k - 1;
    let mut q = q;
    for j in range(first, k) {
        q = inner(q, j + 1);
    }
    q
}

/// The loops of each kernel, and the calls that led there.
#[test]
fn constants_tell_who_called() {
    let verdict = both!(in_loops { n: 2 });
    refused(
        verdict.clone(),
        "[QK0083] index 2 is out of range for `q` of length 2 (i = 0)\nin `inner`",
    );
    refused(
        verdict.clone(),
        "\n  called by `middle` at tests/tests/fixed/agreed.rs:",
    );
    refused(
        verdict,
        "(j = 1)\n  called by `in_loops` at tests/tests/fixed/agreed.rs:",
    );
}

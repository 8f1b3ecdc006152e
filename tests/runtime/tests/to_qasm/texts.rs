//! What is written, letter by letter.

use qkernel_runtime::prelude::*;
use qkernel_runtime::qasm::Export;
use qkernel_tests::circuits::{teleport, variational_ansatz};

use crate::dense_program::Numbered;

#[test]
fn the_tutorials_circuit() -> Result<(), Error> {
    let circuit = variational_ansatz {
        n_qubits: 2,
        n_layers: 1,
        hamiltonian: Z(0) * 0.5 + X(0) * Y(1),
    }
    .compile()?;
    assert_eq!(
        circuit.to_qasm3(),
        r#"OPENQASM 3.0;
include "stdgates.inc";
// kernel variational_ansatz
input float[64] inputs_0;
input float[64] inputs_1;
input float[64] weights_0;
input float[64] weights_1;
input float[64] weights_2;
input float[64] weights_3;
input float[64] weights_4;
input float[64] weights_5;
qubit[2] q;
ry(inputs_0) q[0];
ry(inputs_1) q[1];
rz(weights_0) q[0];
rz(weights_1) q[1];
ry(weights_2) q[0];
ry(weights_3) q[1];
rz(weights_4) q[0];
rz(weights_5) q[1];
cz q[0], q[1];
// <..> is an expectation value at the end; Z0 acts on q[0].
// result = <X0 Y1 + 0.5 Z0>
"#
    );
    Ok(())
}

#[test]
fn teleportation() -> Result<(), Error> {
    assert_eq!(
        teleport {}.compile()?.to_qasm3(),
        r#"OPENQASM 3.0;
include "stdgates.inc";
// kernel teleport
input float[64] theta;
qubit message;
qubit here;
qubit there;
@output
bit c;
bit[2] m;
ry(theta) message;
h here;
cx here, there;
cx message, here;
m[0] = measure here;
if (m[0]) {
  x there;
}
h message;
m[1] = measure message;
if (m[1]) {
  z there;
}
c = measure there;
// result = c
"#
    );
    Ok(())
}

#[qkernel]
fn rounds(n: UInt) -> Vector<Bit> {
    let mut data = h(qubit());
    for _ in range(n) {
        let mut helper = qubit();
        (data, helper) = cx(data, helper);
        if measure(helper) {
            data = ry(data, PI / 4.0);
        }
    }
    let mut q = qubit_array(1);
    (q[0], data) = cx(q[0], data);
    discard(data);
    measure(q)
}

#[test]
fn a_wire_that_is_taken_again_is_reset() -> Result<(), Error> {
    let circuit = rounds { n: 2 }.compile()?;
    assert_eq!(
        circuit.to_qasm3(),
        r#"OPENQASM 3.0;
include "stdgates.inc";
// kernel rounds
qubit data;
qubit helper; // later q
@output
bit[1] c;
bit[2] m;
h data;
cx data, helper;
m[0] = measure helper;
if (m[0]) {
  ry(pi/4) data;
}
reset helper;
cx data, helper;
m[1] = measure helper;
if (m[1]) {
  ry(pi/4) data;
}
reset helper;
cx helper, data;
c[0] = measure helper;
// result[0] = c[0]
"#
    );
    assert_eq!(
        circuit.to_qasm2()?,
        r#"OPENQASM 2.0;
include "qelib1.inc";
// kernel rounds
qreg data[1];
qreg helper[1]; // later q
creg c[1];
creg m0[1];
creg m1[1];
h data[0];
cx data[0], helper[0];
measure helper[0] -> m0[0];
if (m0 == 1) ry(pi/4) data[0];
reset helper[0];
cx data[0], helper[0];
measure helper[0] -> m1[0];
if (m1 == 1) ry(pi/4) data[0];
reset helper[0];
cx helper[0], data[0];
measure helper[0] -> c[0];
// result[0] = c[0]
"#
    );
    Ok(())
}

#[qkernel]
fn odd_names(
    pi: Float,
    q: Vector<Float, { 2 }>,
    q_0: Float,
    h: Matrix<Float, { 1 }, { 2 }>,
    c: Float,
) -> Bit {
    let mut a = rx(qubit(), pi * q[0] + 2.0 * q_0);
    a = u(a, h[(0, 1)].sin() / c, PI / 3.0 - c, -pi);
    a = rz(a, q[1] * PI / 2.0 - 0.25);
    measure(a)
}

#[qkernel]
fn on_two_bits() -> (Bit, Vector<Bit>) {
    let mut q = h_layer(qubit_array(3));
    let (a, b) = (measure(h(qubit())), measure(h(qubit())));
    if a && !b {
        q[0] = x(q[0]);
        q[1] = ry(q[1], 0.5);
    } else if a || b {
        q[2] = z(q[2]);
    }
    (a, measure(q))
}

#[test]
fn names_are_those_of_no_other_thing() -> Result<(), Error> {
    assert_eq!(
        odd_names {}.compile()?.to_qasm3(),
        r#"OPENQASM 3.0;
include "stdgates.inc";
// kernel odd_names
input float[64] pi_; // the argument pi
input float[64] q_0;
input float[64] q_1;
input float[64] q_0_; // the argument q_0
input float[64] h_0_0;
input float[64] h_0_1;
input float[64] c;
gate u(a, b, c) q { p(c) q; ry(a) q; p(b) q; }
qubit a;
bit c0;
rx(2.0*q_0_ + pi_*q_0) a;
u(sin(h_0_1)*(1.0/c), -c + pi/3, -pi_) a;
rz(pi/2*q_1 - 0.25) a;
c0 = measure a;
// result = c0
"#
    );
    Ok(())
}

#[test]
fn conditions_on_two_bits() -> Result<(), Error> {
    let circuit = on_two_bits {}.compile()?;
    assert_eq!(
        circuit.to_qasm3(),
        r#"OPENQASM 3.0;
include "stdgates.inc";
// kernel on_two_bits
qubit[3] q;
qubit[1] q0;
@output
bit a;
@output
bit[3] c1;
bit b;
h q[0];
h q[1];
h q[2];
h q0[0];
a = measure q0[0];
reset q0[0];
h q0[0];
b = measure q0[0];
if (a) {
  if (b) {
    z q[2];
  } else {
    x q[0];
    ry(0.5) q[1];
  }
} else {
  if (b) {
    z q[2];
  }
}
c1[0] = measure q[0];
c1[1] = measure q[1];
c1[2] = measure q[2];
// result 0 = a
// result 1[0] = c1[0]
// result 1[1] = c1[1]
// result 1[2] = c1[2]
"#
    );
    assert_eq!(
        circuit.to_qasm2()?,
        r#"OPENQASM 2.0;
include "qelib1.inc";
// kernel on_two_bits
qreg q[3];
qreg q0[1];
creg c[3];
creg m0[2];
h q[0];
h q[1];
h q[2];
h q0[0];
measure q0[0] -> m0[0];
reset q0[0];
h q0[0];
measure q0[0] -> m0[1];
if (m0 == 1) x q[0];
if (m0 == 1) ry(0.5) q[1];
if (m0 == 2) z q[2];
if (m0 == 3) z q[2];
measure q[0] -> c[0];
measure q[1] -> c[1];
measure q[2] -> c[2];
// result 0 = m0[0]
// result 1[0] = c[0]
// result 1[1] = c[1]
// result 1[2] = c[2]
"#
    );
    Ok(())
}

/// Repeats until success; the outcome of the first measurement is needed in the loop's condition only.
#[qkernel]
fn until_zero() -> Bit {
    let mut q = qubit();
    let mut again = measure(h(qubit()));
    while again {
        let mut a = h(qubit());
        (a, q) = cx(a, q);
        if measure(h(qubit())) {
            q = s(q);
        }
        again = measure(a);
    }
    measure(h(q))
}

#[test]
fn a_loop_that_measurements_end() -> Result<(), Error> {
    let circuit = until_zero {}.compile()?;
    let text = circuit.to_qasm3();
    assert_eq!(
        text,
        r#"OPENQASM 3.0;
include "stdgates.inc";
// kernel until_zero
qubit q;
qubit a;
qubit[1] q0;
@output
bit c;
bit again;
bit[1] m;
h a;
again = measure a;
while (again) {
  reset a;
  h a;
  cx a, q;
  reset q0[0];
  h q0[0];
  m[0] = measure q0[0];
  if (m[0]) {
    s q;
  }
  again = measure a;
}
h q;
c = measure q;
// result = c
"#
    );
    // One round is counted, with sizes and without.
    let (counted, formulas) = (
        circuit.resources(),
        until_zero::resources().at(&[]).unwrap(),
    );
    assert_eq!(
        (formulas.gates, formulas.measurements, formulas.qubits),
        (counted.gates, counted.measurements, counted.qubits)
    );
    assert_eq!((counted.gates, counted.measurements), (6, 4));
    let error = circuit.to_qasm2().unwrap_err().to_string();
    assert!(
        error.contains(
            "OpenQASM 2 does not have a loop that measurements end: `to_qasm3` writes it"
        ),
        "{error}"
    );
    assert_eq!(
        until_zero::to_qasm3()?,
        r#"OPENQASM 3.0;
include "stdgates.inc";
// kernel until_zero
// a `while` has as many rounds as it takes: a limit of rounds cannot be written
qubit q;
qubit q0;
qubit a;
qubit q1;
output bit c;
h q0;
bit again = measure q0;
while (again) {
  reset a;
  h a;
  cx a, q;
  reset q1;
  h q1;
  bit m = measure q1;
  if (m) {
    s q;
  }
  again = measure a;
}
h q;
c = measure q;
"#
    );
    Ok(())
}

/// The first round is always done; a condition on two bits; a loop in a loop, whose first bit is given back.
#[qkernel]
fn rounds_of_rounds(x: Float) -> (Bit, Bit, Bit) {
    let (mut q, mut done, mut kept) = (qubit(), false, false);
    while !done {
        let (mut a, mut b) = (measure(rx(qubit(), x)), measure(h(qubit())));
        kept = a;
        while a && b {
            q = ry(q, x);
            a = measure(h(qubit()));
            b = measure(h(qubit()));
        }
        done = measure(h(qubit()));
    }
    (measure(q), kept, done)
}

/// Loops of loops: in a `for`, in a kernel that is called, of several bits; the first outcome is needed after the loop.
#[qkernel]
fn rounds_in_turns(n: UInt, x: Float) -> (Bit, Bit, Bit) {
    let mut q = qubit();
    let first = measure(ry(qubit(), x));
    let (mut again, mut once) = (first, first);
    while again || once {
        q = h(q);
        again = measure(ry(qubit(), x));
        once = false;
    }
    for _ in range(n) {
        (q, again) = halted(q, x);
    }
    (measure(q), first, again)
}

#[qkernel]
fn halted(q: Qubit, x: Float) -> (Qubit, Bit) {
    let mut q = q;
    let (mut a, mut both) = (measure(h(qubit())), measure(qubit_array(2)));
    while a {
        q = rx(q, x);
        let mut all = qubit_array(2);
        all[1] = h(all[1]);
        a = measure(h(qubit()));
        both = measure(all);
    }
    (q, both[1])
}

/// What is read again is sampled as the circuit is.
#[test]
fn loops_are_read_again() -> Result<(), Box<dyn std::error::Error>> {
    const SHOTS: usize = 3000;
    let check = |text: &str,
                 own: Vec<(String, f64)>,
                 arguments: &[f64]|
     -> Result<(), Box<dyn std::error::Error>> {
        let read = qkernel_runtime::Circuit::from_qasm(text)?;
        let counts = read.sample_seeded(arguments, SHOTS, 5)?;
        let results = own[0].0.len();
        let mut found = std::collections::BTreeMap::new();
        for (bits, count) in counts.iter() {
            let bits = &bits[bits.len() - results..];
            *found.entry(bits.to_owned()).or_insert(0.0) += count as f64 / SHOTS as f64;
        }
        assert!(own.len() > 2, "{own:?}");
        for (bits, share) in own {
            let there = found.remove(&bits).unwrap_or(0.0);
            let deviation = (2.0 * share * (1.0 - share) / SHOTS as f64).sqrt();
            assert!(
                (there - share).abs() < 5.0 * deviation + 1e-3,
                "{bits}: {there}, {share}\n{text}"
            );
        }
        assert!(found.values().sum::<f64>() < 2e-3, "{found:?}\n{text}");
        Ok(())
    };
    let shares = |circuit: qkernel_runtime::Circuit| -> Result<_, Error> {
        let counts = circuit.sample_seeded(&[0.8], SHOTS, 3)?;
        let share = |count| count as f64 / SHOTS as f64;
        let shares = counts
            .iter()
            .map(|(bits, count)| (bits.to_owned(), share(count)));
        Ok(Vec::from_iter(shares))
    };
    let own = shares(rounds_of_rounds {}.compile()?.untyped())?;
    check(&rounds_of_rounds::to_qasm3()?, own, &[0.8])?;
    let own = shares(rounds_in_turns { n: 2 }.compile()?.untyped())?;
    let read = rounds_in_turns::to_qasm3()?.replace("input int n", "const int n = 2");
    assert!(
        read.contains("    both = measure all;\n  }\n  again_ = both[1];"),
        "{read}"
    );
    check(&read, own, &[0.8])?;
    // Only what is plain bits at the end is a register.
    let circuit = rounds_of_rounds {}.compile()?;
    for x in [0.8, 2.1] {
        let counts = circuit.sample_seeded(x, SHOTS, 3)?;
        let mut own = std::collections::BTreeMap::new();
        for (bits, count) in counts.iter() {
            *own.entry(bits[1..].to_owned()).or_insert(0.0) += count as f64 / SHOTS as f64;
        }
        check(&circuit.to_qasm3(), own.into_iter().collect(), &[x])?;
    }
    Ok(())
}

#[qkernel]
fn parity(n: UInt) -> Bit {
    let mut odd = false;
    for _ in range(n) {
        odd = odd != measure(h(qubit()));
    }
    let mut q = qubit();
    if odd {
        q = x(q);
    }
    measure(q)
}

#[test]
fn a_condition_on_many_bits() -> Result<(), Error> {
    assert_eq!(
        parity { n: 5 }.compile()?.to_qasm3(),
        r#"OPENQASM 3.0;
include "stdgates.inc";
// kernel parity
qubit q;
@output
bit c;
bit[5] m;
h q;
m[0] = measure q;
reset q;
h q;
m[1] = measure q;
reset q;
h q;
m[2] = measure q;
reset q;
h q;
m[3] = measure q;
reset q;
h q;
m[4] = measure q;
reset q;
if (!(!(!(!(m[0] == m[1]) == m[2]) == m[3]) == m[4])) {
  x q;
}
c = measure q;
// result = c
"#
    );
    let error = parity { n: 9 }.compile()?.to_qasm2().unwrap_err();
    // At the gate under the condition.
    let found = error.to_string();
    assert!(found.starts_with("`parity` at "), "{found}");
    let source = include_str!("texts.rs").lines();
    let line = 2 + source.take_while(|line| !line.contains("if odd {")).count();
    assert!(found.contains(&format!("texts.rs:{line}:13: ")), "{found}");
    assert!(
        found.contains("does not have a condition on several bits (here of 9)"),
        "{found}"
    );
    Ok(())
}

#[qkernel]
fn of_functions(a: Float, b: Float) -> Bit {
    let q = ry(qubit(), a.tan() + a.asin() - a.acos() * b.atan());
    let q = rx(q, (a - b).abs() + a.powi(-2) * (a + b).powi(3));
    measure(q)
}

#[qkernel]
fn of_two(a: Float, b: Float) -> Bit {
    measure(ry(qubit(), a.max(b) + 2.0 * b.atan2(a).min(0.5)))
}

#[test]
fn functions_are_written_and_read() {
    let circuit = of_functions {}.compile().unwrap();
    let bound = circuit.to_qasm3();
    for line in [
        "ry(tan(a) + arcsin(a) - arccos(a)*arctan(b)) q;",
        "rx(sqrt(pow(a - b, 2.0)) + pow(a, -2.0)*pow(a + b, 3.0)) q;",
    ] {
        assert!(bound.contains(line), "{bound}");
    }
    for text in [bound, of_functions::to_qasm3().unwrap()] {
        let read = qkernel_runtime::Circuit::from_qasm(&text).unwrap();
        let at = |program| Numbered::new(program, &[0.4, 0.7]).chances();
        let (own, found) = (at(circuit.program()), at(read.program()));
        for (result, chance) in own {
            assert!((found[&result] - chance).abs() < 1e-12, "{text}");
        }
    }
}

/// What OpenQASM has no function for is an input of a circuit, and is refused in a kernel.
#[test]
fn functions_that_the_language_does_not_have() {
    let text = of_two {}.compile().unwrap().to_qasm3();
    assert!(
        text.contains("input float[64] t_; // max(a, b), which OpenQASM cannot compute\n"),
        "{text}"
    );
    assert!(text.contains("// min(atan2(b, a), 0.5), which"), "{text}");
    let read = qkernel_runtime::Circuit::from_qasm(&text).unwrap();
    assert_eq!(read.program().arguments.len(), 4);
    let error = of_two::to_qasm3().unwrap_err().to_string();
    assert!(
        error.contains("cannot say `max`, which OpenQASM does not have: write what"),
        "{error}"
    );
}

/// A text is written as it was read, its names and its results included.
#[test]
fn names_of_a_text_are_kept() {
    let text = r#"OPENQASM 3.0;
include "stdgates.inc";
// kernel OpenQASM text
qubit[2] data;
qubit flag;
@output
bit[2] out;
@output
bit lone;
bit[8] syndrome;
h data[0];
syndrome[0] = measure data[0];
syndrome[7] = measure data[1];
if (syndrome[0]) {
  h flag;
}
lone = measure flag;
if (lone) {
  x data[1];
  out[0] = measure data[0];
}
out[1] = measure data[1];
// result 0[0] = out[0]
// result 0[1] = out[1]
// result 1 = lone
"#;
    let circuit = Circuit::from_qasm(text).unwrap();
    assert_eq!(circuit.to_qasm3(), text);
    // What has a name of another language, or one that is taken, is told.
    let odd = "OPENQASM 3.0; qubit[1] Ü; qubit x; bit[2] if_; bit m; def d(qubit a) -> bit { bit r; r = measure a; return r; }
        if (d(x)) { reset x; } m = measure Ü[0]; if_[1] = m;";
    let circuit = Circuit::from_qasm(odd).unwrap();
    let three = circuit.to_qasm3();
    for line in [
        "qubit[1] Ü;",
        "qubit x_; // x",
        "bit d_r; // d.r",
        "@output\nbit m;",
        "c0[1] = m;",
    ] {
        assert!(three.contains(line), "{line}\n{three}");
    }
    let two = circuit.to_qasm2().unwrap();
    for line in [
        "qreg r_[1]; // Ü",
        "qreg x_[1]; // x",
        "creg d_r[1]; // d.r",
    ] {
        assert!(two.contains(line), "{line}\n{two}");
    }
    let registers = circuit.to_qasm3_with(&Export::new().without_lone_bits());
    assert!(
        registers.contains("qubit[1] x_; // x") && registers.contains("bit[1] m;"),
        "{registers}"
    );
    let plain = circuit.to_qasm3_with(&Export::new().without_assignments());
    assert!(
        !plain.contains("c0[1] = m;") && plain.contains("// result 0[1] = m"),
        "{plain}"
    );
}

#[qkernel]
fn some_of() -> (Bit, Bit) {
    let bits = measure(h_layer(qubit_array(3)));
    (bits[2], bits[0])
}

/// Results that are bits of a register are assigned, or measured where they belong for readers that take no assignments.
#[test]
fn results_of_a_part_of_a_register() -> Result<(), Error> {
    let circuit = some_of {}.compile()?;
    let assigned = circuit.to_qasm3();
    let lines = [
        "bit[3] bits;\n",
        "bits[0] = measure q[0];\n",
        "c0 = bits[2];\nc1 = bits[0];\n",
    ];
    assert!(
        lines.iter().all(|line| assigned.contains(line)),
        "{assigned}"
    );
    let plain = circuit.to_qasm3_with(&Export::new().without_assignments());
    let lines = [
        "bit[1] m;\n",
        "c1 = measure q[0];\nm[0] = measure q[1];\nc0 = measure q[2];\n",
    ];
    assert!(lines.iter().all(|line| plain.contains(line)), "{plain}");
    Ok(())
}

/// A condition on a whole register is written as one comparison, however long the register is.
#[test]
fn registers_are_compared() {
    let text = r#"OPENQASM 2.0;
include "qelib1.inc";
// kernel OpenQASM text
qreg q[2];
creg c[12];
h q[0];
measure q[0] -> c[0];
measure q[0] -> c[1];
measure q[0] -> c[2];
measure q[0] -> c[3];
measure q[0] -> c[4];
measure q[0] -> c[5];
measure q[0] -> c[6];
measure q[0] -> c[7];
measure q[0] -> c[8];
measure q[0] -> c[9];
measure q[0] -> c[10];
measure q[0] -> c[11];
if (c == 129) x q[1];
if (c == 0) h q[1];
"#;
    let circuit = Circuit::from_qasm(text).unwrap();
    let found = circuit.to_qasm2().unwrap();
    assert_eq!(found.split("// result").next(), Some(text));
    let three = circuit.to_qasm3();
    assert!(
        three.contains("if (c == 129) {\n  x q[1];\n}\nif (c == 0) {\n  h q[1];\n}\n"),
        "{three}"
    );
    let again = Circuit::from_qasm(&three).unwrap();
    assert_eq!(again.to_qasm3(), three);
    let not = "OPENQASM 3.0; qubit q; bit[12] c; c[0] = measure q; c[11] = measure q; for int i in [1:10] { c[i] = measure q; }
        if (c != 5) { reset q; }";
    let three = Circuit::from_qasm(not).unwrap().to_qasm3();
    assert!(three.contains("if (c != 5) {\n  reset q;\n}\n"), "{three}");
}

/// Results without a variable, some before what has the name that they would have.
#[qkernel]
fn beside_named(n: UInt) -> (Bit, Bit, Vector<Bit>, Bit) {
    let q = qubit_array(n);
    let c0 = measure(h(qubit()));
    (measure(x(qubit())), measure(qubit()), measure(q), c0)
}

/// What a variable has is written under its name in every text; what has none takes a number that no variable has.
#[test]
fn variables_keep_their_names_before_what_has_none() -> Result<(), Error> {
    let circuit = beside_named { n: 2 }.compile()?;
    let (three, two) = (circuit.to_qasm3(), circuit.to_qasm2()?);
    let kernel = beside_named::to_qasm3()?;
    let results = ["c4", "c1", "c2[0]", "c2[1]", "c0"];
    for (k, name) in results.iter().enumerate() {
        let place = ["0", "1", "2[0]", "2[1]", "3"][k];
        assert!(
            three.contains(&format!("// result {place} = {name}\n")),
            "{three}"
        );
        let element = if name.contains('[') { "" } else { "[0]" };
        assert!(
            two.contains(&format!("// result {place} = {name}{element}\n")),
            "{two}"
        );
    }
    let outputs: Vec<&str> = kernel
        .lines()
        .filter(|line| line.starts_with("output"))
        .collect();
    let expected = [
        "output bit c4;",
        "output bit c1;",
        "output bit[n] c2;",
        "output bit c0;",
    ];
    assert_eq!(outputs, expected, "{kernel}");
    // The first measurement is the variable's.
    for (text, first) in [
        (&three, "h q0[0];\nc0 = measure q0[0];\n"),
        (&two, "h q0[0];\nmeasure q0[0] -> c0[0];\n"),
        (&kernel, "h q0;\nc0 = measure q0;\n"),
    ] {
        assert!(text.contains(first), "{text}");
        assert!(!text.contains("c0_"), "{text}");
    }
    Ok(())
}

/// A bit that is called as wires are.
#[qkernel]
fn measured_q() -> Bit {
    let q = measure(h(qubit()));
    q
}

#[test]
fn wires_without_a_name_leave_that_of_a_bit() -> Result<(), Error> {
    let circuit = measured_q {}.compile()?;
    for (text, expected) in [
        (circuit.to_qasm3(), "q = measure q0[0];\n"),
        (circuit.to_qasm2()?, "measure q0[0] -> q[0];\n"),
        (measured_q::to_qasm3()?, "q = measure q0;\n"),
    ] {
        assert!(text.contains(expected), "{text}");
    }
    Ok(())
}

/// A word of version 2 alone, which no reader takes for a name in version 3 either.
#[test]
fn words_of_either_version_are_no_names() -> Result<(), Error> {
    #[qkernel]
    fn named() -> Bit {
        let opaque = h(qubit());
        measure(opaque)
    }
    let circuit = named {}.compile()?;
    for text in [circuit.to_qasm3(), circuit.to_qasm2()?, named::to_qasm3()?] {
        assert!(text.contains("opaque_"), "{text}");
        qkernel_runtime::qasm::read(&text).unwrap_or_else(|error| panic!("{error}"));
    }
    Ok(())
}

/// A gate that neither library has.
#[test]
fn a_gate_that_is_made_of_others() {
    #[qkernel]
    fn crossed(theta: Float) -> Vector<Bit> {
        let mut q = qubit_array(3);
        (q[2], q[0]) = rzx(q[2], q[0], theta);
        (q[1], q[0], q[2]) = control(rzx)(q[1], q[0], q[2], 0.5);
        measure(q)
    }
    let mut circuit = Circuit::builder();
    let q = circuit.qubits(2);
    circuit.rzx(q[1], q[0], 0.5);
    let text = circuit.build().unwrap().to_qasm2();
    assert!(
        text.unwrap()
            .ends_with("\nh q[0];\ncx q[1], q[0];\nrz(0.5) q[0];\ncx q[1], q[0];\nh q[0];\n")
    );
    let text = crossed {}.compile().unwrap().to_qasm3();
    for line in [
        "gate rzx(theta) a, b { h b; cx a, b; rz(theta) b; cx a, b; h b; }",
        "rzx(theta) q[2], q[0];",
        "ctrl @ rzx(0.5) q[1], q[0], q[2];",
    ] {
        assert!(text.lines().any(|found| found == line), "{text}");
    }
    let read = Circuit::from_qasm(&text).unwrap();
    assert_eq!(read.resources().gates_by_name["rzx"], 1);
    assert_eq!(read.resources().gates_by_name["crzx"], 1);
}

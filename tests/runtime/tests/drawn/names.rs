//! What qubits and bits of a kernel are called: as its variables, before it is bound and after.

use std::collections::BTreeSet;

use qkernel_runtime::draw::Drawing;
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::{BitId, Labels, Program, QubitId};

use super::kernels::*;

#[qkernel]
fn of_all_kinds(n: UInt) -> (Vector<Bit>, Bit, Bit) {
    let data = h_layer(qubit_array(n));
    let (a, b) = (qubit(), h(qubit()));
    let c = x(a);
    let (d, e) = cx(c, b);
    let (first, second) = (measure(d), measure(e));
    (measure(data), second, first)
}

/// What is shadowed, and registers of one variable in two rounds.
#[qkernel]
fn shadowed(n: UInt) -> (Bit, Vector<Bit>) {
    let q = h(qubit());
    let seen = measure(q);
    for _ in range(n) {
        let pair = h_layer(qubit_array(2));
        let pair = measure(pair);
        if pair[0] && seen {
            discard(qubit());
        }
    }
    let q = qubit_array(2);
    (seen, measure(q))
}

#[qkernel]
fn made() -> (Qubit, Qubit) {
    let inner = h(qubit());
    cx(inner, qubit())
}

#[qkernel]
fn asked(question: Qubit, of: Qubit) -> (Qubit, Bit) {
    let (kept, answer) = cx(of, question);
    (kept, measure(answer))
}

/// Names of kernels that call come before those of kernels that are called.
#[qkernel]
fn through_calls(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(2);
    let (left, right) = made();
    for i in range(n) {
        let (kept, _) = asked(qubit(), q[i]);
        q[i] = kept;
    }
    discard(right);
    let (mut left, seen) = asked(h(left), qubit());
    if seen {
        left = x(left);
    }
    discard(left);
    measure(q)
}

/// Bits without a variable beside those that are called as they would be.
#[qkernel]
fn numbered(n: UInt) -> (Bit, Bit, Vector<Bit>, Bit) {
    let c0 = measure(h(qubit()));
    let c3 = measure(h(qubit()));
    (c0, measure(qubit()), measure(qubit_array(n)), c3)
}

/// A name for the outcomes of rounds, of which the last one is a result.
#[qkernel]
fn last_of(n: UInt) -> Bit {
    let mut last = measure(qubit());
    for _ in range(n) {
        let q = h(qubit());
        let even = measure(h(qubit()));
        last = measure(q);
        if even && last {
            discard(qubit());
        }
    }
    last
}

/// The labels of all qubits and of all bits.
fn labels(program: &Program) -> String {
    let labels = Labels::new(program);
    let qubits = (0..program.qubits).map(|qubit| labels.qubit(QubitId::new(qubit)));
    let bits = (0..program.bits).map(|bit| labels.bit(BitId::new(bit)));
    let [qubits, bits] = [Vec::from_iter(qubits), Vec::from_iter(bits)];
    format!("{} | {}", qubits.join(" "), bits.join(" "))
}

#[test]
fn kernels_name_qubits_and_bits() {
    for (found, expected) in [
        (
            labels(of_all_kinds { n: 2 }.compile().unwrap().program()),
            "data[0] data[1] a b | first second c2 c3",
        ),
        (
            labels(shadowed { n: 2 }.compile().unwrap().program()),
            "q pair[0] pair[1] q3 pair'2[0] pair'2[1] q6 q'2[0] q'2[1] | seen pair'3[0] pair'3[1] pair'4[0] pair'4[1] c5 c6",
        ),
        (
            labels(through_calls { n: 2 }.compile().unwrap().program()),
            "q[0] q[1] left right question[0] question[1] left'2 | c0 c1 seen c3 c4",
        ),
        (
            labels(last_of { n: 2 }.compile().unwrap().program()),
            "q0 q[0] q2 q3 q[1] q5 q6 | last even[0] last'2 even[1] last'3",
        ),
        (
            labels(numbered { n: 3 }.compile().unwrap().program()),
            "q0 q1 q2 q3 q4 q5 | c0 c3 c2 c3'2 c4 c5",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

/// The names of rows of qubits, without lengths and what tells rounds and elements apart.
fn rows(drawing: Drawing) -> BTreeSet<String> {
    let text = drawing.width(2000).to_string();
    let named = text.lines().filter_map(|line| line.split_once(": "));
    let named = named.filter(|(_, line)| !line.contains('═'));
    let base = |(name, _): (&str, &str)| {
        let end = name.find(['[', '\'']).unwrap_or(name.len());
        name[..end].trim().to_owned()
    };
    let is_name = |name: &String| !name.starts_with('w');
    named.map(base).filter(is_name).collect()
}

/// A kernel and its circuit have rows of the same names, as boxes and opened.
#[test]
fn kernels_and_circuits_have_the_same_names() {
    let both: [(fn() -> Drawing, Drawing); 4] = [
        (
            of_all_kinds::draw,
            of_all_kinds { n: 2 }.compile().unwrap().draw(),
        ),
        (every_gate::draw, every_gate {}.compile().unwrap().draw()),
        (
            many_controls::draw,
            many_controls {}.compile().unwrap().draw(),
        ),
        (two_made::draw, two_made {}.compile().unwrap().draw()),
    ];
    for (kernel, circuit) in both {
        let found = rows(kernel());
        assert_eq!(found, rows(circuit.clone().depth(0)));
        assert_eq!(rows(kernel().inlined()), rows(circuit));
        assert!(!found.is_empty());
    }
}

#[qkernel]
fn two_made() -> (Bit, Bit) {
    let (left, right) = made();
    let (up, down) = made();
    discard(right);
    discard(up);
    (measure(left), measure(down))
}

fn without_note(line: &str) -> String {
    let code = line
        .split_once("; //")
        .map(|(code, _)| code.to_owned() + ";");
    code.unwrap_or_else(|| line.to_owned())
}

/// What is written as OpenQASM and read again has the same names, those on one wire as one.
#[test]
fn names_come_back_from_a_text() {
    for (circuit, expected, note) in [
        (
            of_all_kinds { n: 2 }.compile().unwrap().untyped(),
            "data[0] data[1] a b | c0[0] c0[1] second first",
            "\nqubit b;\n",
        ),
        (
            through_calls { n: 2 }.compile().unwrap().untyped(),
            "q[0] q[1] left right question | c[0] c[1] seen m[0] m[1]",
            "\nqubit right; // later left\n",
        ),
    ] {
        let text = circuit.to_qasm3();
        let again = qkernel_runtime::Circuit::from_qasm(&text).unwrap();
        assert_eq!(labels(again.program()), expected, "{text}");
        assert!(text.contains(note), "{text}");
        let body = |text: &str| Vec::from_iter(text.lines().skip(3).map(without_note));
        assert_eq!(body(&again.to_qasm3()), body(&text));
    }
}

#[qkernel]
fn parity_of(a: Qubit, b: Qubit) -> (Qubit, Qubit, Bit) {
    let (a, anc) = cx(a, qubit());
    let (b, anc) = cx(b, anc);
    let parity = measure(anc);
    (a, b, parity)
}

/// One kernel twice, whose bits have names in the caller.
#[qkernel]
fn two_parities() -> (Bit, Bit) {
    let (x0, y0, first) = parity_of(h(qubit()), qubit());
    let (y0, mut x0, second) = parity_of(y0, x0);
    if first && second {
        x0 = x(x0);
    }
    (measure(x0), measure(y0))
}

/// The headers of frames and the names of rows of bits that something reads.
#[test]
fn bits_have_the_callers_names_in_frames() {
    let circuit = two_parities {}.compile().unwrap().draw();
    for drawing in [
        two_parities::draw(),
        two_parities::draw().depth(1),
        circuit.clone().folded().depth(1),
        circuit.clone().depth(0),
        circuit,
    ] {
        let text = drawing.width(200).to_string();
        assert!(text.contains("╭╌ if first && second ╌╮"), "{text}");
        assert!(
            text.contains("first: ") && text.contains("second: "),
            "{text}"
        );
        assert!(!text.contains("parity:"), "{text}");
    }
}

/// Two bits of which one is called as the other one would be without a name.
#[qkernel]
fn named_as_a_number() -> (Bit, Bit) {
    let c1 = measure(h(qubit()));
    (measure(qubit()), c1)
}

#[test]
fn no_two_bits_of_a_row_have_one_name() {
    let text = named_as_a_number::draw().to_string();
    let names = text.lines().last().unwrap_or_default();
    assert_eq!(
        names.split_whitespace().collect::<Vec<_>>(),
        ["c1", "c1'2"],
        "{text}"
    );
}

#[qkernel]
fn coin() -> Bit {
    measure(h(qubit()))
}

#[qkernel]
fn energy(w: Float) -> Float {
    expval(ry(qubit(), w), Z(0))
}

#[qkernel]
fn noise() {
    discard(h(qubit()))
}

/// Calls that take and give no qubit.
#[qkernel]
fn without_lines(w: Float) -> (Float, Bit) {
    noise();
    let found = energy(w);
    let heads = coin();
    let mut q = qubit();
    if heads {
        q = x(q);
    }
    (found, measure(q))
}

#[test]
fn a_call_without_a_line_for_a_box_is_a_frame() {
    let text = without_lines::draw().width(200).to_string();
    for part in ["╭╌ noise ╌", "╭╌ energy(w) ╌", "│ ry(w) ├", "╭╌ coin ╌"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

//! What rust-analyzer shows in a kernel. It is looked for in `RUST_ANALYZER` and in the path; without one that runs, the
//! test says so and does nothing.

mod client;
mod project;

use client::{Client, Position};

/// Places in it are found by the text around them.
const KERNELS: &str = "use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// Rotates each qubit.
#[qkernel]
pub fn layer(mut q: Vector<Qubit>, n_qubits: UInt, angles: Vector<Float, { n_qubits }>) -> Vector<Qubit> {
    for i in range(n_qubits) {
        q[i] = ry(q[i], angles[i]);
    }
    q
}

#[qkernel]
pub fn ansatz(n_qubits: UInt, inputs: Vector<Float, { n_qubits }>, hamiltonian: Observable) -> Float {
    let mut q = qubit_array(n_qubits);
    q = layer(q, n_qubits, inputs);
    for i in range(0, n_qubits - 1) {
        (q[i], q[i + 1]) = cx(q[i], q[i + 1]);
    }
    let half = PI / 2.0;
    for i in range(n_qubits - 1, 0, -1) {
        if i % 2 == 0 {
            q[i] = rz(q[i], half);
        } else {
            q[i] = h(q[i]);
        }
    }
    expval(q, 0.5 * hamiltonian)
}

#[qkernel]
pub fn flips(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    let mut a = qubit();
    (a, _) = cx(a, qubit());
    if measure(a) {
        q[0] = x(q[0]);
    }
    measure(q)
}

#[qkernel]
pub fn undone(n: UInt, table: Vector<UInt>, angles: Vector<Float, { n }>) -> Vector<Bit> {
    let (mut c, turned) = control(inverse(layer))(qubit(), qubit_array(n), n, angles);
    c = power(t, table[0])(c);
    discard(c);
    measure(turned)
}

#[qkernel]
pub fn pair(a: Qubit, b: Qubit) -> (Qubit, Qubit) {
    cx(h(a), b)
}

#[qkernel]
pub fn rounds(size: UInt, kind: UInt, strengths: Vector<Float>) -> Vector<Bit> {
    let mut r = qubit_array(size);
    let mut again = measure(h(qubit()));
    while again {
        let (mut probe, other) = pair(qubit(), qubit());
        discard(other);
        (probe, r[0]) = cy(probe, r[0]);
        again = measure(probe);
    }
    for step in range(size).rev() {
        let turn = strengths[step] * step as Float;
        r[step] = match kind {
            0 => ry(r[step], turn),
            1 | 2 => rx(r[step], turn.sin()),
            _ => s(r[step]),
        };
    }
    measure(r)
}

static_circuit! {
    pub static FIXED: ansatz = { n_qubits: 2, hamiltonian: \"Z0\" };
}

pub fn shown() -> Result<String, Error> {
    let counts = rounds { size: 2, kind: 0 }.compile()?.sample_seeded(&[0.1, 0.2], 10, 1)?;
    let formulas = rounds::resources();
    Ok(format!(\"{}{formulas}{}\", rounds::draw(), counts.shots()))
}

pub fn host() -> Result<Float, Error> {
    let circuit = ansatz { n_qubits: 2, hamiltonian: Z(0).into() }.compile()?;
    let (value, (gradient,)) = circuit.value_and_gradient(&[0.1, 0.2])?;
    Ok(value + gradient[0] + ansatz(2, [0.0; 2].into(), Z(0).into()))
}
";

/// What no editor is to show.
const OURS: &[&str] = &[
    "__",
    "::rt",
    "MayBeLost",
    "BODY",
    "ANALYSIS",
    "QK0",
    "extern crate",
];

#[test]
fn rust_analyzer_shows_the_users_code() {
    let (program, library) = match client::program().and_then(|p| Ok((p, project::library()?))) {
        Ok(found) => found,
        Err(reason) => {
            qkernel_tests::skip::skipped("rust_analyzer_shows_the_users_code", &reason);
            return;
        }
    };
    let project = project::project(KERNELS, &library);
    let mut editor = Client::start(&program, &project);
    editor.open(KERNELS);
    diagnostics(&mut editor);
    hover(&mut editor);
    definitions(&mut editor);
    rename(&mut editor);
    completion(&mut editor);
}

/// The place of the bar: `q = |layer(q`.
fn at(marked: &str) -> Position {
    let before = marked.find('|').expect("a mark");
    let text = marked.replace('|', "");
    let start = KERNELS
        .find(&text)
        .unwrap_or_else(|| panic!("`{text}` is in the kernels"));
    Position::of(KERNELS, start + before)
}

fn diagnostics(editor: &mut Client) {
    let found = editor.diagnostics();
    assert!(found.is_empty(), "legal kernels: {found:?}");
}

fn hover(editor: &mut Client) {
    for (place, shown) in [
        (
            "= |ry(q[i]",
            &["fn ry(q: Qubit, theta: Float) -> Qubit", "Rotation about y"][..],
        ),
        (
            "= |cx(q[i], q[i + 1]",
            &[
                "fn cx(control: Qubit, target: Qubit) -> (Qubit, Qubit)",
                "Controlled X.",
            ],
        ),
        ("= |layer(q", &["fn layer(", "Rotates each qubit."]),
        ("|q[i] = ry", &["mut q: Vector<Qubit>"]),
        ("rz(q[i], |half", &["let half: f64"]),
        ("ry(q[i], |angles", &["angles: Vector<f64>"]),
        ("q[|i + 1]", &["i: usize"]),
        ("0.5 * |hamiltonian", &["hamiltonian: Observable"]),
        (
            "|expval(q",
            &["fn expval<Q, H, V>", "The expectation value"],
        ),
        (
            "in |range(n_qubits - 1",
            &["fn range<R>", "The bounds of a loop."],
        ),
        (
            "control(inverse(|layer",
            &["fn layer(", "Rotates each qubit."],
        ),
        (
            "= |control(inverse",
            &["fn control<K, Args>", "The kernel, applied where"],
        ),
        ("discard(|c)", &["mut c: Qubit"]),
        ("measure(|turned", &["turned: Vector<Qubit>"]),
        ("|table[0]", &["table: Vector<usize>"]),
        ("while |again", &["mut again: bool"]),
        ("cy(|probe", &["mut probe: Qubit"]),
        ("match |kind", &["kind: usize"]),
        ("rx(r[|step]", &["step: usize"]),
        ("* |step as", &["step: usize"]),
        ("let |counts", &["counts: Counts"]),
        ("let |circuit", &["circuit: Circuit<ansatz>"]),
        ("(value, (|gradient", &["gradient: Vec<f64>"]),
    ] {
        let text = editor.hover(at(place));
        for part in shown {
            assert!(text.contains(part), "hover at {place}: {text}");
        }
        let examples = text.matches("```rust\nuse ").count();
        let codes = text.matches("```rust").count() - examples;
        assert!(codes <= 2, "hover at {place} is of one thing: {text}");
        for ours in OURS {
            assert!(
                !text.contains(ours),
                "{ours} in the hover at {place}: {text}"
            );
        }
    }
}

/// One target each, and where it is.
fn definitions(editor: &mut Client) {
    for (place, target) in [
        ("|layer(q, n", "fn |layer"),
        ("inverse(|layer", "fn |layer"),
        ("measure(|turned", "c, |turned"),
        ("|table[0]", "|table: Vector"),
        ("|ansatz(2", "fn |ansatz"),
        ("|ansatz { n_qubits: 2", "fn |ansatz"),
        ("FIXED: |ansatz", "fn |ansatz"),
        ("{ |n_qubits: 2, hamiltonian: Z", "ansatz(|n_qubits"),
        ("layer(q, |n_qubits, inputs", "ansatz(|n_qubits"),
        ("inputs: Vector<Float, { |n_qubits", "ansatz(|n_qubits"),
        ("rz(q[|i], half", "for |i in range(n_qubits - 1"),
        ("|q = layer", "mut |q = qubit_array(n_qubits)"),
        ("rz(q[i], |half", "let |half"),
        ("0.5 * |hamiltonian", "}>, |hamiltonian"),
        ("while |again", "let mut |again"),
        ("|again = measure(probe)", "let mut |again"),
        ("discard(|other)", "probe, |other"),
        ("= |pair(", "fn |pair"),
        ("match |kind", "rounds(size: UInt, |kind"),
        ("rx(r[step], |turn", "let |turn"),
        ("{ size: 2, |kind", "rounds(size: UInt, |kind"),
        ("|rounds::draw", "fn |rounds"),
    ] {
        let found = editor.definitions(at(place));
        let targets: Vec<_> = found.iter().map(|(_, position)| *position).collect();
        assert_eq!(targets, [at(target)], "{place}: {found:?}");
    }
    for (place, file) in [
        ("|ry(q[i]", "gates.rs"),
        ("|x(q[0]", "gates.rs"),
        ("power(|t, table", "gates.rs"),
        ("|power(t, table", "modifiers.rs"),
        ("|qubit_array(n_qubits", "ops/mod.rs"),
        ("|expval(q", "ops/mod.rs"),
        ("|s(r[step", "gates.rs"),
        ("turn.|sin()", "f64.rs"),
        ("range(size).|rev()", "iterator.rs"),
        ("rounds::|resources", "kernel.rs"),
        ("rounds::|draw", "kernel.rs"),
        ("|Z(0).into() }", "observable/mod.rs"),
    ] {
        let found = editor.definitions(at(place));
        assert_eq!(found.len(), 1, "{place}: {found:?}");
        assert!(found[0].0.ends_with(file), "{place}: {found:?}");
    }
}

/// Renaming changes every place of the name and no other.
fn rename(editor: &mut Client) {
    for (place, places) in [
        ("let |half", &["let |half", "rz(q[i], |half"][..]),
        (
            "ansatz(|n_qubits",
            &[
                "ansatz(|n_qubits",
                "inputs: Vector<Float, { |n_qubits",
                "qubit_array(|n_qubits",
                "layer(q, |n_qubits",
                "range(0, |n_qubits",
                "range(|n_qubits - 1",
                "= { |n_qubits: 2, hamiltonian: \"",
                "ansatz { |n_qubits",
            ],
        ),
        (
            "let mut |again",
            &["let mut |again", "while |again", "|again = measure(probe)"],
        ),
        (
            "let |turn",
            &["let |turn", "ry(r[step], |turn", "rx(r[step], |turn"],
        ),
        (
            "size: UInt, |kind",
            &["size: UInt, |kind", "match |kind", "size: 2, |kind"],
        ),
        (
            "fn |ansatz",
            &["fn |ansatz", "FIXED: |ansatz", "= |ansatz {", "+ |ansatz(2"],
        ),
    ] {
        let mut found = editor.rename(at(place), "renamed");
        let mut expected: Vec<_> = places.iter().map(|place| at(place)).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "rename at {place}");
    }
}

/// The half-written text replaces a whole statement of `ansatz`.
fn completion(editor: &mut Client) {
    const GATES: &[&str] = &["ry", "rz", "q", "n_qubits", "layer"];
    for (statement, half, offered) in [
        ("q = layer(q, n_qubits, inputs);", "q = r|", GATES),
        ("q = layer(q, n_qubits, inputs);", "q = la|;", GATES),
        ("0.5 * hamiltonian)", "|", &["hamiltonian", "Z", "half"]),
        ("0.5 * hamiltonian)", "|)", &["hamiltonian", "Z", "half"]),
        ("expval(q, 0.5 * hamiltonian)", "inputs.|", &["len"]),
        (
            "q[i] = rz(q[i], half);",
            "q[i] = rz(q[|",
            &["i", "half", "n_qubits"],
        ),
        ("q[i] = rz(q[i], half);", "q[i] = rz(q[i].|, half);", &[]),
        ("discard(other);", "r.|;", &["len"]),
        ("again = measure(probe);", "again = m|;", &["measure"]),
        ("ry(r[step], turn)", "r|", &["ry", "r"]),
        (
            "n_qubits: 2, hamiltonian: Z(0).into()",
            "|",
            &["n_qubits", "hamiltonian"],
        ),
    ] {
        let start = KERNELS.find(statement).expect("the statement");
        let offset = start + half.find('|').expect("a mark");
        let text = KERNELS.replacen(statement, &half.replace('|', ""), 1);
        editor.change(&text);
        let labels = editor.complete(Position::of(&text, offset));
        for name in offered {
            assert!(
                labels.iter().any(|label| label == name),
                "{half}: no {name} in {labels:?}"
            );
        }
        for label in &labels {
            let ours = label.starts_with("__") || OURS.iter().any(|ours| label == ours);
            assert!(!ours, "{half} offers {label}");
        }
    }
    editor.change(KERNELS);
}

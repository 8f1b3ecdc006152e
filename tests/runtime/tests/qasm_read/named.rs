//! What qubits and bits are called: as in the text.

use qkernel_runtime::program::{Action, BitId, Event, Labels, Output, Program, QubitId, walk};
use qkernel_runtime::{Circuit, qasm};

fn read(text: &str) -> Program {
    let text = format!("OPENQASM 3.0; include \"stdgates.inc\"; {text}");
    match Circuit::from_qasm(&text) {
        Ok(circuit) => circuit.program().clone(),
        Err(error) => panic!("{error}"),
    }
}

/// What each measurement is into, in order.
fn measured(text: &str) -> String {
    let program = read(text);
    let labels = Labels::new(&program);
    let bits = walk(&program.instructions).filter_map(|event| match event {
        Event::Do(Action::Measure { bit, .. }) => Some(labels.bit(bit)),
        _ => None,
    });
    bits.collect::<Vec<_>>().join(" ")
}

#[test]
fn bits_have_the_names_of_the_text() {
    let parity =
        "def parity(qubit a, qubit b) -> bit { bit r; cx a, b; r = measure b; reset b; return r; }";
    let direct = "def direct(qubit a) -> bit { return measure a; }";
    let both = "def both(qubit[2] a) -> bit[2] { bit[2] r; r = measure a; return r; }";
    for (text, names) in [
        // Registers, single bits, and those of one element.
        ("qubit[2] q; bit[2] c; c = measure q;", "c[0] c[1]"),
        (
            "qubit q; bit c; bit[1] d; c = measure q; d[0] = measure q;",
            "c d[0]",
        ),
        (
            "qubit q; bit d; bit[3] c; c[2] = measure q; d = measure q;",
            "c[2] d",
        ),
        // What a measurement is into in the end, whatever it went through.
        (
            &format!("{parity} qubit[2] q; bit[2] s; s[1] = parity(q[0], q[1]);"),
            "s[1]",
        ),
        (&format!("{direct} qubit q; bit s; s = direct(q);"), "s"),
        (
            &format!("{both} qubit[2] q; bit[3] s; s[1:2] = both(q);"),
            "s[1] s[2]",
        ),
        // No bit of the text outside holds it: the definition's name comes first.
        (
            &format!("{parity} qubit[2] q; if (parity(q[0], q[1])) {{ x q[0]; }}"),
            "parity.r",
        ),
        (
            &format!("{direct} qubit q; if (direct(q)) {{ x q; }}"),
            "direct",
        ),
        (
            &format!(
                "{parity} qubit[2] q; for int i in [0:1] {{ if (parity(q[0], q[1])) {{ x q[0]; }} }}"
            ),
            "parity.r parity.r'2",
        ),
        (
            &format!("{both} qubit[2] q; bit s; s = both(q)[1];"),
            "both.r[0] s",
        ),
        // A bit that is written again while its value is in use.
        (
            "qubit q; bit c; c = measure q; int n = c; c = measure q; if (n + c == 2) { x q; }",
            "c'1 c",
        ),
        (
            "qubit q; bit c; for int i in [0:2] { c = measure q; }",
            "c c c",
        ),
        // Two names for one outcome: the first one is its.
        ("qubit q; bit a; bit b; a = measure q; b = a;", "a"),
        (
            "qubit q; bit a; bit b; a = measure q; b = a; a = measure q;",
            "b a",
        ),
        // Without a name.
        ("qubit q; if (measure q == 1) { x q; }", "c0"),
        ("qubit q; bit c1; if (measure q == 1) { x q; }", "c1'2"),
        // In blocks, round by round.
        (
            "qubit q; for int i in [0:1] { bit t; t = measure q; if (t) { x q; } }",
            "t t'2",
        ),
    ] {
        assert_eq!(measured(text), names, "{text}");
    }
}

#[test]
fn qubits_have_the_names_of_the_text() {
    let program = read("qubit[2] data; qubit flag; qubit[1] one; qubit q1;");
    let labels = Labels::new(&program);
    let names = (0..program.qubits).map(|qubit| labels.qubit(QubitId::new(qubit)));
    assert_eq!(
        names.collect::<Vec<_>>(),
        ["data[0]", "data[1]", "flag", "one[0]", "q1"]
    );
    let old = "OPENQASM 2.0; include \"qelib1.inc\"; qreg a[1]; creg b[1]; measure a -> b;";
    let program = Circuit::from_qasm(old).unwrap().program().clone();
    let labels = Labels::new(&program);
    let found = [labels.qubit(QubitId::new(0)), labels.bit(BitId::new(0))];
    assert_eq!(found, ["a[0]", "b[0]"]);
}

/// The error of a shot that goes on for too long has the name of the file.
#[test]
fn the_limit_of_rounds_shows_the_file() {
    let text = "include \"stdgates.inc\";\nqubit q; bit c;\n  while (!c) { c = measure q; }";
    let error = |options: qasm::Options| {
        let circuit = Circuit::from_program(options.read(text).unwrap()).unwrap();
        let error = circuit.with_round_limit(3).sample_seeded(&[], 5, 1);
        error.unwrap_err().to_string()
    };
    let named = error(qasm::Options::new().named("flip.qasm"));
    let place = "`flip.qasm`: the `while` at flip.qasm:3:3 took more than 3 rounds";
    assert!(named.starts_with(place), "{named}");
    let unnamed = error(qasm::Options::new());
    assert!(unnamed.contains("at qasm:3:3"), "{unnamed}");
}

/// Names change nothing: a register that is never written still gives its zeros.
#[test]
fn results_are_what_they_were() {
    let program = read("qubit q; bit[2] c; bit d = 1; bool e; c[1] = measure q;");
    let bit = |number: usize| BitId::new(number).into();
    assert_eq!(
        program.outputs[..1],
        [Output::BitVector(vec![bit(0), bit(1)])]
    );
    assert_eq!(program.outputs.len(), 2);
    assert_eq!(program.bit_registers.len(), 3);
}

/// `@output` says of a bit what `output` does; other annotations say nothing, however many there are.
#[test]
fn results_are_annotated() {
    let lengths = |text: &str| Vec::from_iter(read(text).outputs.iter().map(Output::len));
    assert_eq!(lengths("bit[2] a; bit[3] b;"), [2, 3]);
    assert_eq!(lengths("bit[2] a;\n@output\nbit[3] b;"), [3]);
    assert_eq!(lengths("bit[2] a;\n@output // all\nbit[3] b;"), [2, 3]);
    assert_eq!(lengths("@output  \n@other thing\nbit[3] b; bit a;"), [3]);
    assert_eq!(lengths("bit[2] a;\n@outputs\nbit[3] b;"), [2, 3]);
    assert_eq!(lengths("@output\nqubit q; bit[2] a; bit[3] b;"), [2, 3]);
    assert_eq!(
        lengths("@output\nbit[1] a; output bit[3] b; bit c;"),
        [1, 3]
    );
    let many = "@note\n".repeat(500_000);
    assert_eq!(lengths(&format!("{many}@output\nbit[3] b; bit a;")), [3]);
}

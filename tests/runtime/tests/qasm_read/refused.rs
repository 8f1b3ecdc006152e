//! What is wrong or not supported: an error with its place, never a panic.

use std::fmt::Write;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use qkernel_runtime::qasm;

/// Texts with what the error says about them.
const REFUSED: &str = include_str!("refused.txt");

/// Each text, one after the other, separated by lines of `=`.
fn texts() -> impl Iterator<Item = &'static str> {
    REFUSED
        .split("\n====\n")
        .map(|part| part.split("\n----\n").next().unwrap())
}

/// `BLESS=1 cargo test --test qasm_read` writes the messages.
#[test]
fn every_error_shows_its_place() {
    let mut found = String::new();
    for text in texts() {
        let error = qasm::read(text).expect_err(text);
        if !found.is_empty() {
            found.push_str("\n====\n");
        }
        write!(found, "{text}\n----\n{error}").unwrap();
    }
    found.push('\n');
    if std::env::var_os("BLESS").is_some() {
        std::fs::write("tests/qasm_read/refused.txt", &found).unwrap();
    } else {
        assert_eq!(found, REFUSED);
    }
}

/// The message for a text, which is found in time.
fn refused(text: &str) -> String {
    let start = Instant::now();
    // What is refused at a limit takes as long as the limit is high.
    let options = qasm::Options::new().instructions(100_000);
    let error = options.read(text).unwrap_err();
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
    error.message().to_owned()
}

#[test]
fn hostile_texts_are_refused_in_time() {
    let std = "include \"stdgates.inc\"; qubit[2] q;";
    for (text, message) in [
        ("(".repeat(1_000_000), "expected a statement"),
        (
            format!("qubit q; U({}1, 0, 0) q;", "(".repeat(200)),
            "nests deeper",
        ),
        (
            format!("qubit q; U({}1, 0, 0) q;", "-".repeat(100_000)),
            "nests deeper",
        ),
        (
            format!("qubit q; U(1{}, 0, 0) q;", "**1".repeat(100_000)),
            "nests deeper",
        ),
        ("{".repeat(1_000_000), "nests deeper"),
        ("if (true) ".repeat(100_000), "nests deeper"),
        (
            format!("{std} {} x q[0];", "if (true) {} else ".repeat(100_000)),
            "nests deeper",
        ),
        ("def f() { f(); } f();".into(), "nest deeper"),
        (
            "def f(int n) -> int { int x; if (n < 9) { x = f(n); } return x; } int x = f(3);".into(),
            "nest deeper",
        ),
        (
            "qubit q; bit c = measure q; def f(bit b) -> bit { bit x; switch (b) { case 1 { x = f(b); } default { } } return x; } c = f(c);".into(),
            "nest deeper",
        ),
        (
            format!("def f(int n) -> int {{ return {}f(n); }} int x = f(3);", "-".repeat(90)),
            "nest deeper",
        ),
        (
            "const array[int, 2] a = {0, 1}; def f(int n) -> int { return a[a[a[f(f(n))]]]; } int x = f(3);".into(),
            "nest deeper",
        ),
        // What comes after a way out is within a branch.
        (
            format!("qubit q; bit c = measure q; def f(bit b) {{ {} }} f(c);", "if (b) { return; } ".repeat(200)),
            "nest deeper",
        ),
        (
            "qubit q; bit c = measure q; int i = 0; while (i < 200) { i += 1; if (c) { break; } reset q; }".into(),
            "nest deeper",
        ),
        (
            format!("{std} gate g a {{ inv @ pow(0.5) @ g a; }} g q[0];"),
            "nest deeper",
        ),
        (
            format!("{std} {}x q[0];", "inv @ ".repeat(100_000)),
            "nest deeper",
        ),
        ("for int i in [0:1000000000000] { }".into(), "400000 steps"),
        (
            format!("{std} for int i in [0:1000000000000] {{ x q[0]; }}"),
            "limit",
        ),
        ("while (true) { }".into(), "never ends"),
        ("int i = 0; while (i < 1000000000000) { i += 1; }".into(), "400000 steps"),
        (
            format!("{std} gate g a, b {{ h a; cx a, b; }} pow(1000000000000) @ g q[0], q[1];"),
            "limit",
        ),
        ("qubit[2000000] q;".into(), "1048576 qubits"),
        ("qubit[1000000000000] q;".into(), "beyond the limit"),
        ("bit[5000000] q;".into(), "beyond the limit"),
        // What is small in the text, but not in the circuit.
        (
            format!(
                "{std} qubit[50000] r; qubit[1000] s; ctrl(1000) @ x {}, r;",
                (0..1000).map(|k| format!("s[{k}], ")).collect::<String>().trim_end_matches(", ")
            ),
            "400000 steps",
        ),
        (
            format!(
                "{std} qubit[50000] r; input array[float, 1000] t; rx({}) r;",
                (0..1000).map(|k| format!("t[{k}] + ")).collect::<String>() + "0"
            ),
            "400000 steps",
        ),
        (
            "bit[10000] c; qubit q; c[0] = measure q; for int i in [0:1000] { if (c == 5) reset q; }".into(),
            "limit",
        ),
        (
            "array[int, 100000] a; array[int, 100000] b; for int i in [0:1000] { a = b; }".into(),
            "400000 steps",
        ),
        (
            format!(
                "qubit q; bit c = measure q; if (c{}) reset q;",
                " == true".repeat(10_000)
            ),
            "comparisons in a row",
        ),
        (
            "for int i in [0:100] { bit[1000000] b; }".into(),
            "4194304 bits",
        ),
    ] {
        let found = refused(&text);
        assert!(
            found.contains(message),
            "{found}\n{}",
            &text[..text.len().min(100)]
        );
    }
    // Each gate is the one before it, twice.
    for body in ["x a;", ""] {
        let mut text = format!("include \"stdgates.inc\"; gate g0 a {{ {body} }}\n");
        for k in 1..60 {
            writeln!(text, "gate g{k} a {{ g{0} a; g{0} a; }}", k - 1).unwrap();
        }
        text.push_str("qubit q; g59 q;");
        assert!(refused(&text).contains("limit"));
    }
    let mut text = String::from("include \"stdgates.inc\"; gate g0 a { x a; }\n");
    for k in 1..100_000 {
        writeln!(text, "gate g{k} a {{ g{} a; }}", k - 1).unwrap();
    }
    text.push_str("qubit q; g99999 q;");
    assert!(refused(&text).contains("expressions nest deeper than 100 levels"));
}

/// In time that grows as the text does; none of these takes a second.
#[test]
fn long_texts_are_read_in_time() {
    let start = Instant::now();
    let gate = "u3(0.123456789, 0.123456789, 0.123456789) q; ";
    let library = "include \"qelib1.inc\"; qubit q; ";
    let comment = "// nothing\n".repeat(100_000);
    for text in [
        // All in one line.
        format!("{library}{}", gate.repeat(20_000)),
        // A definition that is far from its calls.
        format!(
            "{library} gate g a {{ x a; }}\n{comment}{}",
            "g q; x q;\n".repeat(10_000)
        ),
        format!(
            "{}{library}{}",
            "include \"stdgates.inc\";".repeat(20_000),
            "sxdg q;".repeat(10_000)
        ),
    ] {
        qasm::read(&text).unwrap();
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{}",
            &text[..100]
        );
    }
}

#[test]
fn long_sums_and_registers_are_no_nesting() {
    for op in ["^", "&", "||"] {
        let chain = format!("{op} c[1]").repeat(20_000);
        let text = format!("qubit[2] q; bit[2] c = measure q; if (c[0]{chain}) reset q[0];");
        qasm::read(&text).unwrap().check().unwrap();
    }
    let cases = String::from_iter((1..10_000).map(|label| format!(", {label}")));
    let text =
        format!("qubit[2] q; bit[2] c = measure q; switch (c) {{ case 0{cases} {{ reset q; }} }}");
    qasm::read(&text).unwrap().check().unwrap();
    let sum = "+0.001".repeat(100_000);
    qasm::read(&format!("qubit q; U(0{sum}, 0, 0) q;")).unwrap();
    let program =
        qasm::read("qubit[3] q; bit[100000] c; c[0] = measure q[0]; if (c == 5) U(0, 0, 0) q[1];");
    program.unwrap().check().unwrap();
    qasm::read("qubit[3] q; bit[100000] c; c[99999] = measure q[0]; if (c != 0) reset q[1];")
        .unwrap();
}

/// Loops and powers are counted before they are unrolled: with the limit that a text has by itself, the machine would be busy for a minute.
#[test]
fn long_loops_are_refused_at_once() {
    let std = "include \"stdgates.inc\"; qubit q; const int n = 1000000;";
    for loops in [
        "for int i in [0:1000000000000] { }",
        "for int i in [0:1000000000000] { if (i > 2) { x q; } }",
        "for int i in [1000000000000:-1:-5] { x q; }",
        "for int i in [0:n] { for int j in [n:-1:0] { x q; } }",
        "for int i in [-1:1:1] { for int j in [0:1000] { for int k in [0:2:n] { h q; x q; } } }",
        "for int i in [0:1000000000000] { for int j in [0:n] { if (j > i) { break; } x q; } }",
        "for int i in [0:1000000000000] { while (true) { break; } x q; }",
        "int i = 0; while (i < 1000000000000) { i += 1; }",
        "int i = n; while (i >= -1000000000000) { if (n > 2) { x q; } i = i - 1; x q; }",
        "bit c; for int i in [0:1000000000000] { h q; c = measure q; if (c) { break; } }",
        "qubit r; gate g a, b { h a; cx a, b; } pow(1000000000000) @ g q, r;",
        "qubit r; gate g a, b { h a; cx a, b; } inv @ pow(-1000000000000) @ inv @ g q, r;",
    ] {
        let start = Instant::now();
        let error = qasm::read(&format!("{std} {loops}")).unwrap_err();
        assert!(error.message().contains(", which is the limit"), "{error}");
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "{loops}: {:?}",
            start.elapsed()
        );
    }
    // What leaves a loop, has other bounds or is within the limit is read.
    for loops in [
        "for int i in [0:1000000000000] { if (i > 2) { break; } x q; }",
        "for int i in [0:1000000000000] { if (i > 2) { end; } x q; }",
        "for int i in [0:2] { const int n = 0; for int j in [0:n] { x q; } }",
        "for int n in [0:1] { for int j in [n:1] { x q; } }",
        "while (true) { x q; if (n > 5) { x q; x q; break; } }",
        "bit[2] c = \"11\"; x q; while (c[0]) { let d = c; x q; if (d[1]) { d[1] = 0; } else { d = \"00\"; } }",
        "bit[2] c = \"11\"; let d = c[0:0]; x q; while (c[0]) { x q; if (c[1]) { c[1] = 0; } else { d[0] = 0; } }",
        "for int i in [0:2] { while (true) { break; } x q; }",
        "int i = 0; while (i < 1000000000000) { i += 1; if (i > 3) { break; } x q; }",
        "int i = 0; while (i < 1000000000000) { i += 1; if (i > 3) { i = 1000000000000; } else { x q; } }",
        "int i = 0; while (i < 1000000000000) { int k = 1; x q; i += 1; if (i == 3) { i *= 1000000000000; } }",
        "int i = 1; while (i < 1000000000000) { const int n = 1000000000000 / 3; i += n; x q; }",
    ] {
        let program = qasm::read(&format!("{std} {loops}")).unwrap();
        assert_eq!(program.instructions.len(), 4, "{loops}");
    }
}

/// Gates, each of several of the one before it.
fn tower(first: &str, more: &str, levels: usize) -> Vec<String> {
    let mut gates = vec![format!("gate g0 a {{ {first} }}\n")];
    for k in 1..levels {
        let body = more.replace("one", &format!("g{}", k - 1));
        gates.push(format!("gate g{k} a {{ {body} }}\n"));
    }
    gates
}

const TWO: &str = "include \"stdgates.inc\"; const int n = 2;";

/// What a call of a gate takes is counted where the gate is defined.
#[test]
fn calls_of_many_gates_are_refused_at_once() {
    for (first, more, call) in [
        (
            "h a; t a;",
            "inv @ one a; ctrl @ gphase(1) a; inv @ one a;",
            "g40 q;",
        ),
        ("h a; t a;", "one a; s a; one a;", "inv @ g40 q;"),
        ("h a;", "for int i in [1:n] { one a; }", "ctrl @ g40 r, q;"),
        ("", "pow(0) @ one a; one a;", "g40 q;"),
        ("h a;", "for int i in [0:1000000000] { one a; }", "g3 q;"),
    ] {
        let text = format!(
            "{TWO} {} qubit q; qubit r; {call}",
            tower(first, more, 41).concat()
        );
        let start = Instant::now();
        let error = qasm::read(&text).unwrap_err();
        assert!(error.message().contains(", which is the limit"), "{error}");
        let taken = start.elapsed();
        assert!(taken < Duration::from_secs(1), "{more}: {taken:?}");
    }
}

/// What is counted before is never more than it takes: a gate that is defined after its use is not counted, and has the same limit.
#[test]
fn calls_are_counted_at_least() {
    let long = "h a; t a; ".repeat(8);
    for (first, more) in [
        (&*long, "one a; one a;"),
        (&long, "for int i in [1:n] { one a; }"),
        (
            "h a;",
            "for int n in [1:2] { for int k in [1:n] { one a; } }",
        ),
        ("h a; t a;", "inv @ one a; ctrl @ gphase(1) a; inv @ one a;"),
        ("h a;", "inv @ inv @ one a; barrier a; one a;"),
        ("id a; x a;", "pow(2) @ inv @ one a; pow(0) @ one a;"),
        ("x a;", "inv @ pow(2) @ one a; pow(3) @ one a;"),
        ("", "one a; one a;"),
    ] {
        let least = |gates: Vec<String>| {
            let text = format!(
                "{TWO} {} qubit[2] q; g5 q; ctrl @ g5 q[0], q[1];",
                gates.concat()
            );
            let fits = |most: &usize| qasm::Options::new().instructions(*most).read(&text).is_ok();
            let all = Vec::from_iter(0..10_000);
            all.partition_point(|most| !fits(most))
        };
        let counted = tower(first, more, 6);
        let unknown = counted.iter().rev().cloned().collect();
        let found = least(unknown);
        assert!((10..10_000).contains(&found), "{more}: {found}");
        assert_eq!(least(counted), found, "{more}");
    }
}

/// What adds nothing to the circuit is done less often.
#[test]
fn loops_that_only_compute_are_refused_soon() {
    let text = "int i = 0; while (i != 1000000000000) { i += 1; } qubit q; reset q;";
    let error = qasm::read(text).unwrap_err();
    let limit = 1_048_576 + text.len();
    assert_eq!(
        error.message(),
        format!(
            "this takes more than {limit} steps to read for 0 instructions, which is the limit"
        )
    );
}

/// Texts that are right, to be changed.
const RIGHT: [&str; 3] = [
    include_str!("stdgates.txt"),
    "OPENQASM 2.0; include \"qelib1.inc\"; gate g(a) b, c { cx b, c; u1(a/2) c; } qreg q[3]; creg c[3];
     g(pi/3) q[0], q[1]; h q; measure q -> c; if (c == 3) x q[0]; reset q[1]; barrier q;",
    "OPENQASM 3; include \"stdgates.inc\"; input float[64] t; const int n = 3; qubit[n] q; bit[n] c;
     def f(qubit a, float x) -> bit { rx(x*t) a; bit r = measure a; return r; }
     for int i in [0:n - 1] { ctrl @ ry(sin(t)) q[i], q[(i + 1) % n]; } c[0] = f(q[1], 0.5);
     if (c[0] == 1) { negctrl @ pow(2) @ inv @ s q[0:1], q[2]; } else if (c > 2) { c[1] = ~c[0]; }
     switch (c) { case 1, 2 { reset q; } default { c = measure q; } } let a = q[0:1] ++ q[2];",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_panics(text in "(?s).{0,200}") {
        let _ = qasm::read(&text).map_err(|error| error.to_string());
    }

    #[test]
    fn no_sequence_of_words_panics(words in prop::collection::vec(prop::sample::select(vec![
        "qubit", "bit", "[", "]", "(", ")", "{", "}", ";", ",", "q", "c", "=", "->", "measure", "if", "else", "for",
        "in", "int", "gate", "def", "ctrl", "inv", "pow", "@", "x", "U", "1", "0", "2.5", "-", "+", "**", "<<", "pi",
        "include \"stdgates.inc\";", "qubit[2] q;", "bit[2] c;", "==", "switch", "case", ":", "\"01\"", "input", "float",
        "const", "return", "reset", "let", "++", "barrier", "$0", "10ns", "end", "gphase", "0:1", "~", "array",
    ]), 0..60)) {
        let _ = qasm::read(&words.join(" ")).map_err(|error| error.to_string());
    }

    #[test]
    fn no_changed_text_panics(
        which in 0..3_usize,
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8, any::<prop::sample::Index>()), 1..6),
    ) {
        let mut text: Vec<char> = RIGHT[which].chars().collect();
        for (place, kind, other) in edits {
            let (at, from) = (place.index(text.len()), other.index(text.len()));
            match kind {
                0 => { text.remove(at); }
                1 => text[at] = text[from],
                2 => text.insert(at, text[from]),
                _ => text.truncate(at.max(20)),
            }
        }
        let text: String = text.into_iter().collect();
        match qasm::read(&text) {
            Ok(program) => prop_assert!(program.check().is_ok(), "{:?}", program.check()),
            Err(error) => prop_assert!(error.line() > 0 && !error.to_string().is_empty()),
        }
    }
}

#[test]
fn the_texts_that_are_changed_are_right() {
    for text in RIGHT {
        qasm::read(text).unwrap_or_else(|error| panic!("{error}"));
    }
}

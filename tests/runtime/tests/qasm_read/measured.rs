//! Measurement, reset and what is done with bits.

use qkernel_runtime::Circuit;
use qkernel_runtime::counts::Counts;
use qkernel_runtime::qasm;

use crate::meaning::read;

/// The distribution of the results, as the texts of the registers in order of declaration.
pub(crate) fn outcomes(text: &str) -> Vec<(String, usize)> {
    let circuit = Circuit::from_qasm(&format!("include \"stdgates.inc\";\n{text}"))
        .unwrap_or_else(|error| panic!("{error}"));
    shown(circuit.sample_seeded(&[], 400, 7).unwrap())
}

/// Outcomes as texts, in order.
pub(crate) fn shown(counts: Counts) -> Vec<(String, usize)> {
    let mut all: Vec<(String, usize)> = counts
        .outcomes()
        .map(|(outcome, count)| {
            let bits = outcome.into_iter().flatten();
            let bits = bits.map(|bit| if bit { '1' } else { '0' });
            (bits.collect(), count)
        })
        .collect();
    all.sort();
    all
}

#[test]
fn what_is_certain() {
    for (text, expected) in [
        ("qubit q; bit c; x q; c = measure q;", "1"),
        ("qubit q; bit c; /*/ U(pi,0,0) q; /*/ c = measure q;", "0"),
        ("pragma it's $7\nx $1; bit c = measure $1;", "1"),
        ("qubit[2] q; bit[2] c; x q[1]; measure q -> c;", "01"),
        ("qubit[2] q; bit[2] c; x q[1]; measure q[1] -> c[0];", "10"),
        (
            "qubit q; bit a; bit b; x q; a = measure q; x q; b = measure q;",
            "10",
        ),
        ("qubit q; bit c; x q; reset q; c = measure q;", "0"),
        // An arm changes the bit that decided.
        (
            "qubit q; bit c; int a = 0; x q; c = measure q; if (c) { c = false; } else { a = 1; } bit d = bool(a);",
            "00",
        ),
        (
            "qubit[3] q; bit[3] c; x q; reset q[0:1]; c = measure q;",
            "001",
        ),
        // Loops: what a round assigns, the next one finds; two bits change places.
        (
            "qubit[4] q; bit[3] a; bit c; x q[0:2]; a = measure q[0:2]; while (a[0]) { a[0] = a[1]; a[1] = a[2]; a[2] = 0; x q[3]; } c = measure q[3];",
            "0001",
        ),
        (
            "qubit[3] q; bit a; bit b; bit c; x q[0]; a = measure q[0]; b = measure q[1]; while (a) { bit t = a; a = b; b = t; x q[2]; } c = measure q[2];",
            "011",
        ),
        // A bit that only some rounds set is not what another one left in it.
        (
            "qubit[3] q; bit[2] a; bit c; x q[0:1]; a = measure q[0:1]; while (a[0]) { bit t; if (a[1]) { t = 1; } if (t) { x q[2]; } else { y q[2]; z q[2]; } a[0] = a[1]; a[1] = 0; } c = measure q[2];",
            "000",
        ),
        (
            "qubit[2] q; bit[3] a; bit c; x q[0]; a[0] = measure q[0]; a[1] = a[0]; a[2] = a[0]; while (a[0] && a[1] || a[2]) { while (a[1]) { a[1] = false; x q[1]; } a[2] = a[0]; a[0] = a[1]; x q[1]; } c = measure q[1];",
            "0001",
        ),
        (
            "qubit[4] q; bit[3] a; bit c; x q[0:2]; a = measure q[0:2]; while (a[0]) { bit t; if (a[1]) { t = a[2]; } if (t) { x q[3]; } a[0] = a[1]; a[1] = 0; } c = measure q[3];",
            "0011",
        ),
        // Which arm a round took says nothing of the next one.
        (
            "qubit[3] q; bit[2] a; bit b; bit c; x q[1]; x q[0]; a[0] = measure q[0]; a[1] = a[0]; b = measure q[1]; while (a[0]) { int n = 0; if (b) { n = 1; b = measure q[2]; } if (n == 1) { x q[2]; } a[0] = a[1]; a[1] = 0; } c = measure q[2];",
            "0001",
        ),
        // A condition that is known before the first round.
        // What a subroutine gives may be written again; what it gives twice, or what is kept of it, may not.
        (
            "def f(qubit a) -> bit { return measure a; } qubit[2] q; bit r; bit c; x q[0]; r = f(q[0]); while (r) { x q; r = measure q[0]; } c = measure q[1];",
            "01",
        ),
        (
            "def f(qubit a) -> bit[2] { bit[2] t; t[0] = measure a; t[1] = t[0]; return t; } qubit[2] q; bit[2] r; x q[0]; r = f(q[0]); r[0] = measure q[1];",
            "01",
        ),
        (
            "def f(qubit a) -> bit { bit r; r = measure a; return r; } qubit q; bit a; bit b; x q; a = f(q); b = a; x q; a = measure q;",
            "01",
        ),
        (
            "def f(qubit a) -> bit { bit r; r = measure a; return r; } qubit q; bit a; x q; a = f(q); int n = a; x q; a = measure q; bit b = n;",
            "01",
        ),
        (
            "qubit[2] q; bit c; bit go = 1; x q; while (go) { go = measure q[0]; x q; } c = measure q[1];",
            "10",
        ),
        // Conditions.
        (
            "qubit[2] q; bit[2] c; x q[0]; c[0] = measure q[0]; if (c[0]) x q[1]; c[1] = measure q[1];",
            "11",
        ),
        (
            "qubit[2] q; bit[2] c; c[0] = measure q[0]; if (c[0] == 1) x q[1]; else { y q[1]; x q[1]; } c[1] = measure q[1];",
            "00",
        ),
        (
            "qubit[3] q; bit[2] c; bit d; x q[1]; c = measure q[0:1]; if (c == 2) x q[2]; d = measure q[2];",
            "011",
        ),
        (
            "qubit[3] q; bit[2] c; bit d; x q[1]; c = measure q[0:1]; if (c == \"01\") x q[2]; d = measure q[2];",
            "010",
        ),
        (
            "qubit[3] q; bit[2] c; bit d; x q[1]; c = measure q[0:1]; if (c > 1 && c <= 2 && c != 0 && !(c < 2)) x q[2]; d = measure q[2];",
            "011",
        ),
        (
            "qubit[3] q; bit[2] c; bit d; c = measure q[0:1]; if (c == 4 || c >= 0) x q[2]; d = measure q[2];",
            "001",
        ),
        (
            "qubit[2] q; bit c; bit d; c = measure q[0]; if (~c | c & c ^ c) x q[1]; d = measure q[1];",
            "01",
        ),
        // Whole numbers with bits.
        (
            "qubit[3] q; bit[2] c; bit d; x q[1]; c = measure q[0:1]; if ((c ^ 1) == 3 && (2 & c) == 2 && (c | 1) > 2 && (c & 1) == 0) x q[2]; d = measure q[2];",
            "011",
        ),
        (
            "qubit[2] q; bit c; bit d; c = measure q[0]; if ((c ^ 1) && !(1 & c)) x q[1]; d = measure q[1];",
            "01",
        ),
        (
            "qubit[2] q; bit d; if (measure q[0]) { x q[1]; } else { } d = measure q[1];",
            "0",
        ),
        (
            "qubit[3] q; bit[2] c; bit d; x q[0]; c = measure q[0:1]; switch (c) { case 0 {} case 1, 3 { x q[2]; } default { } } d = measure q[2];",
            "101",
        ),
        // Registers without elements, aliases, several registers as one.
        (
            "qubit q; qubit[0] r; bit[0] e; bit c; e = measure r; if (e == 0) x q; c = measure q;",
            "1",
        ),
        (
            "qubit[3] q; bit[2] a; bit[2] b; let c = a[1] ++ b; x q; c[0:1] = measure q[0:1]; if (c == 3) { c[2] = 1; }",
            "0111",
        ),
        (
            "qubit q; bit a; bit[2] b; x q; a = measure q; b = a ++ \"0\"; if (a ++ b == 3) b[1] = 1;",
            "111",
        ),
        // Bits that are assigned.
        ("bit[3] c = \"110\"; bit d = 1; qubit q;", "0111"),
        (
            "qubit[2] q; bit[2] c; x q[0]; c = measure q; c = c << 1;",
            "01",
        ),
        (
            "qubit q; bit[2] c; x q; c[0] = measure q; c[1] = c[0]; c[0] = 0;",
            "01",
        ),
        ("qubit q; bit[2] c; x q; c[0] = measure q; c = ~c;", "01"),
        (
            "qubit q; bit a; bit b = 1; x q; a = measure q; if (a) { b = 0; }",
            "10",
        ),
        (
            "qubit q; bit a; bit b = 1; a = measure q; if (a) { b = 0; }",
            "01",
        ),
        (
            "qubit q; bit a; bit b = 1; a = measure q; if (a) { b = measure q; }",
            "01",
        ),
        (
            "qubit q; bit a; bit b; x q; a = measure q; if (a) { b = 1; } else { b = 0; }",
            "11",
        ),
        (
            "qubit q; bit a; bit b; a = measure q; if (a) { b = 0; } else { if (!a) { b = 1; } }",
            "01",
        ),
        (
            "qubit q; bit a; bit b = 1; x q; a = measure q; if (a) { b = measure q; b = 0; }",
            "10",
        ),
        // A bit that is written in the arm that it chose.
        (
            "qubit[2] q; bit c; bit d; x q[0]; c = measure q[0]; if (c) { reset q[0]; c = measure q[0]; x q[1]; } d = measure q[1];",
            "01",
        ),
        // Subroutines.
        (
            "def f(qubit a) -> bit { bit r = measure a; return r; } qubit q; bit c; x q; c = f(q);",
            "1",
        ),
        (
            "def f(qubit a) -> bit { return measure a; } qubit[2] q; bit c; x q[0]; if (f(q[0])) x q[1]; c = measure q[1];",
            "1",
        ),
        (
            "def f(bit b, qubit a) { if (b) { x a; } b = 0; } qubit[2] q; bit c; bit d; x q[0]; c = measure q[0]; f(c, q[1]); d = measure q[1];",
            "11",
        ),
        // Only outputs.
        ("output bit c; bit d; qubit q; x q; c = measure q;", "1"),
    ] {
        assert_eq!(outcomes(text), [(expected.to_owned(), 400)], "{text}");
    }
}

/// A register of no qubits, bits or numbers is an argument as any other.
#[test]
fn an_argument_may_be_empty() {
    for (n, expected) in [(0, "0"), (1, "111"), (2, "11111")] {
        let bits = "1".repeat(n);
        let elements = vec!["true"; n].join(", ");
        let text = format!(
            "const int n = {n}; def layer(qubit[n] q, bit[n] b, readonly array[bool, n] l, qubit r) {{ for int i in [0:n - 1] {{ if (l[i] && b[i]) x q[i]; }} if (n > 0) x r; }}
            array[bool, n] l = {{{elements}}}; bit[n] b = \"{bits}\"; qubit[n] q; qubit r; layer(q, b, l, r); bit[n] c = measure q; bit d = measure r;"
        );
        assert_eq!(outcomes(&text), [(expected.into(), 400)], "{text}");
    }
    let text = "input int n; input array[int, n] k; input array[float, n] x; qubit[n] q; for int i in [0:n - 1] { U(x[i]*k[i], 0, 0) q[i]; } bit[n] c = measure q;";
    let program = qasm::Options::new().sizes(&[("n", 0)]).read(text).unwrap();
    let circuit = Circuit::from_program(program).unwrap();
    let counts = circuit.sample_seeded(&[], 9, 7).unwrap();
    assert_eq!(shown(counts), [(String::new(), 9)]);
}

/// More cases than may nest, of which some measure what decides.
#[test]
fn a_switch_has_many_cases() {
    let target = |case: usize| (case * 37 + 11) % 256;
    let flips = |register: &str, value: usize| -> String {
        let ones = (0..8).filter(|k| value >> k & 1 == 1);
        ones.map(|k| format!("x {register}[{k}]; ")).collect()
    };
    let mut cases = String::new();
    for case in 0..200 {
        let again = if case % 3 == 0 {
            "c[0] = measure t[0]; "
        } else {
            ""
        };
        cases += &format!(
            "case {case} {{ {again}{} n = {case}; }} ",
            flips("t", target(case))
        );
    }
    for value in [0, 1, 7, 99, 100, 128, 199, 200, 255] {
        let text = format!(
            "qubit[8] q; qubit[8] t; bit[8] c; bit[8] d; bit e; int n; {} c = measure q; \
             switch (c) {{ {cases} default {{ x t[0]; n = 1000; }} }} d = measure t; e = n == {value};",
            flips("q", value)
        );
        let found = outcomes(&text);
        let [(bits, _)] = found.as_slice() else {
            panic!("{found:?}")
        };
        let d = bits[8..16]
            .bytes()
            .rev()
            .fold(0, |sum, bit| 2 * sum + usize::from(bit - b'0'));
        assert_eq!(d, if value < 200 { target(value) } else { 1 });
        assert_eq!(bits.ends_with('1'), value < 200, "{value}: {bits}");
    }
}

#[test]
fn a_measured_qubit_goes_on() {
    // Teleportation of |1>, and a qubit that is measured twice.
    let teleport = "
        qubit[3] q; bit a; bit b; bit out;
        x q[0]; h q[1]; cx q[1], q[2];
        cx q[0], q[1]; h q[0];
        a = measure q[0]; b = measure q[1];
        if (b) x q[2];
        if (a) z q[2];
        out = measure q[2];
    ";
    let found = outcomes(teleport);
    assert_eq!(found.len(), 4);
    assert!(
        found.iter().all(|(outcome, _)| outcome.ends_with('1')),
        "{found:?}"
    );
    let twice = outcomes("qubit q; bit[2] c; h q; c[0] = measure q; c[1] = measure q;");
    assert_eq!(
        twice.iter().map(|(o, _)| &**o).collect::<Vec<_>>(),
        ["00", "11"]
    );
    let between = outcomes("qubit q; bit[2] c; h q; c[0] = measure q; h q; c[1] = measure q;");
    assert_eq!(between.len(), 4);
}

#[test]
fn exact_values_average_over_outcomes() {
    use qkernel_runtime::observable::Z;
    let circuit = Circuit::from_qasm(
        "include \"stdgates.inc\"; input float t; qubit[2] q; bit c;
         ry(t) q[0]; c = measure q[0]; h q[0]; h q[0]; if (c) x q[1];",
    )
    .unwrap();
    let observed = circuit.with_observables(&[Z(0), Z(1)]).unwrap();
    let values = observed.run(&[0.8]).unwrap();
    assert!(
        values
            .iter()
            .all(|value| (value - 0.8_f64.cos()).abs() < 1e-12),
        "{values:?}"
    );
}

#[test]
fn registers_are_results_in_order_of_declaration() {
    let program =
        read("qubit[3] q; bit[2] a; bit b; creg c[1]; bool d; const bit e = 1; b = measure q[0];");
    let lengths: Vec<usize> = program.outputs.iter().map(|output| output.len()).collect();
    assert_eq!(lengths, [2, 1, 1]);
    program.check().unwrap();
}

/// What a subroutine gives before a loop costs no more than a measurement does.
#[test]
fn a_loop_after_a_subroutine_takes_no_qubit() {
    let cost = |first: &str| {
        let text = format!(
            "def f(qubit a) -> bit {{ bit r; r = measure a; return r; }} qubit q; bit r; {first}; while (r) {{ r = measure q; }}"
        );
        let found = Circuit::from_qasm(&text).unwrap().resources();
        (found.qubits, found.measurements)
    };
    assert_eq!(cost("r = f(q)"), cost("r = measure q"));
}

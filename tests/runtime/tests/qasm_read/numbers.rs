//! Numbers that measured bits decide: what a text means is what it means where the outcomes are written into it.

use proptest::prelude::*;
use qkernel_runtime::{Circuit, qasm};

use crate::measured::{outcomes, shown};

#[test]
fn what_is_certain() {
    for (text, expected) in [
        // Compared.
        (
            "int x = c; if (x == 5) out[0] = 1; if (x > 4 && x <= 5 && x != 4 && 6 > x) out[1] = 1; if (!(x < 5)) out[2] = 1;",
            "1110",
        ),
        (
            "uint[3] x = measure q; c = 0; if (x == 5) out[0] = 1; if (x) out[1] = 1;",
            "1100",
        ),
        (
            "int[3] x = c; if (x == -3) out[0] = 1; if (x < 0 && x >= -3) out[1] = 1; if (x > -4) out[2] = 1;",
            "1110",
        ),
        (
            "int x = c; switch (x) { case 1, 4 { out[0] = 1; } case 5 { out[1] = 1; } default { out[2] = 1; } }",
            "0100",
        ),
        (
            "uint a = c[0:1]; uint b = c[1:2]; if (a < b && a == 1 && b == 2 && b - a == a && a - b == -1) out[0] = 1;",
            "1000",
        ),
        // Computed.
        (
            "int x = c; x += 2; x *= 3; x -= 1; if (x == 20) out[0] = 1; if (-x == -20) out[1] = 1; if (x / 4 == 5 && x % 8 == 4 && x >> 1 == 10 && x << 1 == 40) out[2] = 1;",
            "1110",
        ),
        (
            "int n = 0; for bit b in c { n += int(b); } if (n == 2 && popcount(c) == n) out[0] = 1; out[1] = n[1];",
            "1100",
        ),
        (
            "uint[4] x = c; x = x ^ 3; if (x == 6 && (x & 3) == 2 && (x | 9) == 15) out[0] = 1; out = x;",
            "0110",
        ),
        (
            "int x = c; int y = x * x - 3 * x; if (y == 10) out[0] = 1; if (x * y == 50) out[1] = 1;",
            "1100",
        ),
        // What is kept does not change with the bit.
        (
            "int x = c; c[0] = measure q[1]; if (x == 5) out[0] = 1; if (c == 4) out[1] = 1;",
            "1100",
        ),
        (
            "bit b = c[0]; c[0] = measure q[1]; out[0] = b; out[1] = c[0];",
            "1000",
        ),
        ("bit[3] d = c; c = measure r; out[0:2] = d;", "1010"),
        (
            "array[bit, 2] a = {c[0], c[1]}; c = measure r; if (a[0]) out[0] = 1; if (a[1]) out[1] = 1;",
            "1000",
        ),
        (
            "for bit b in {c[0], c[1]} { c[0] = measure r[0]; c[1] = measure r[1]; if (b) out[0] = !out[0]; }",
            "1000",
        ),
        (
            "for bit b in c { c = measure r; if (b) out[0] = !out[0]; out[1] = b; }",
            "0100",
        ),
        (
            "def f(int n, bit b) -> int { if (b) { n += 1; } return n; } int x = f(c, c[0]); if (x == 6) out[0] = 1;",
            "1000",
        ),
        // Chosen by a branch.
        (
            "int n = 1; if (c[0]) { n = 4; } if (n == 4) out[0] = 1;",
            "1000",
        ),
        (
            "int n = 1; if (c[1]) { n = 4; } else { n += 1; } if (n == 2) out[0] = 1;",
            "1000",
        ),
        (
            "int n = 1; if (c[0]) { c[0] = measure q[1]; n = 4; } if (n == 4) out[0] = 1; out[1] = c[0];",
            "1000",
        ),
        (
            "int n = 1; if (c[0]) { if (c[1]) { n = 2; } else { n = 3; } } if (n == 3) out[0] = 1;",
            "1000",
        ),
        (
            "float t = 1; if (c[0]) { t = 1; } rx(t * pi) r[0]; out[0] = measure r[0];",
            "1000",
        ),
        (
            "bit b; bit d; if (c[0]) { b = c[1]; d = c[2]; } else { b = c[0]; } c = measure r; out[0] = b; out[1] = d;",
            "0100",
        ),
        (
            "bit b = c[0]; if (c[2]) { b = measure q[1]; c[0] = measure q[0]; } out[0] = b; out[1] = c[0];",
            "0100",
        ),
        (
            "bit b = c[0]; bit d = b; if (b) { b = 0; } out[0] = b; out[1] = d;",
            "0100",
        ),
        (
            "bit b = c[1]; bit d = b; if (c[0]) { b = 1; } else { b = 0; } out[0] = b; out[1] = d;",
            "1000",
        ),
        // Arrays.
        (
            "array[int[8], 3] a; a[0] = 7; a[1] = c; a[-1] = a[0] + a[1]; if (a[2] == 12) out[0] = 1; a[0] += 1; if (a[0] == 8) out[1] = 1;",
            "1100",
        ),
        (
            "array[int, 2] a = {1, 2}; if (c[0]) { a[1] = 5; } if (c[1]) { a[0] = 9; } if (a[1] == 5 && a[0] == 1) out[0] = 1;",
            "1000",
        ),
        (
            "array[int, 2] a = {1, 2}; array[int, 2] b = a; a[0] = 3; a = {5, 6}; if (a[0] == 5 && b[0] == 1) out[0] = 1; int s = 0; for int i in a { s += i; } if (s == 11) out[1] = 1;",
            "1100",
        ),
    ] {
        let whole = format!(
            "qubit[3] q; qubit[3] r; bit[3] c; bit[4] out; x q[0]; x q[2]; c = measure q; {text}"
        );
        let found = outcomes(&whole);
        assert!(
            found.len() == 1 && found[0].0[3..7] == *expected,
            "{found:?}, not {expected}: {text}"
        );
    }
}

#[test]
fn an_outcome_that_is_kept_costs_no_qubit() {
    let text = "qubit[3] q; bit[3] c = measure q; uint[3] n = c; bit b = c[1]; int k = 2;
        if (n == 5) { k = 1; reset q[0]; } if (k == 1 && b) reset q[1]; c = measure q; if (n < 3) reset q[2];";
    let program = qasm::read(text).unwrap();
    program.check().unwrap();
    assert_eq!(program.qubits, 3);
}

#[test]
fn wide_numbers_and_registers_have_an_order() {
    let text = "qubit[3] q; bit[100] a; bit[100] b; a[0] = measure q[0]; a[99] = measure q[1]; b[98] = measure q[2];
        if (a < b) reset q[0]; if (a >= 5) reset q[1]; uint[100] n = a; n = n * n; if (n > 7) reset q[2];";
    let error = qasm::read(text).unwrap_err();
    assert!(error.message().contains("127 bits"), "{error}");
    let program = qasm::read(&text.replace("n = n * n;", "")).unwrap();
    program.check().unwrap();
}

/// Texts by choices: where there are no more, the shortest one.
struct Choices<'c>(std::slice::Iter<'c, u8>);

impl Choices<'_> {
    fn of(&mut self, count: usize) -> usize {
        self.0
            .next()
            .map_or(0, |&choice| usize::from(choice) % count)
    }

    fn one<'o>(&mut self, of: &[&'o str]) -> &'o str {
        of[self.of(of.len())]
    }

    fn operand(&mut self) -> String {
        match self.of(8) {
            0 => (self.of(14) as i32 - 5).to_string(),
            1 => "y".into(),
            2 => format!("a[{}]", self.of(2)),
            3 => "int(c)".into(),
            4 => format!("int(c[{}])", self.of(3)),
            _ => "x".into(),
        }
    }

    fn expression(&mut self) -> String {
        let a = self.operand();
        match self.of(3) {
            0 => a,
            kind => {
                let op = self.one(&["+", "-", "*", "&", "|", "^"]);
                let whole = format!("({a} {op} {})", self.operand());
                if kind == 1 {
                    whole
                } else {
                    format!("({whole} & 15)")
                }
            }
        }
    }

    fn condition(&mut self) -> String {
        match self.of(4) {
            0 => format!("c[{}]", self.of(3)),
            1 => format!("c > {}", self.of(8)),
            _ => {
                let op = self.one(&["==", "!=", "<", ">", "<=", ">="]);
                format!("{} {op} {}", self.expression(), self.expression())
            }
        }
    }

    fn list(&mut self, depth: usize) -> String {
        let count = 1 + self.of(3);
        (0..count).map(|_| self.statement(depth)).collect()
    }

    fn statement(&mut self, depth: usize) -> String {
        let variable = self.one(&["x", "y", "a[0]", "a[1]"]);
        let (k, j) = (self.of(3), self.of(3));
        match self.of(if depth < 3 { 14 } else { 9 }) {
            0 | 1 => format!("{variable} = {};\n", self.expression()),
            2 => format!("{variable} += {};\n", 1 + k),
            3 | 4 => format!("c[{k}] = MEASURE[{j}];\n"),
            5 => format!("c[{k}] = bool({});\n", self.condition()),
            6 => format!("c[{k}] = c[{j}];\n"),
            7 => "c = c << 1;\n".into(),
            8 => format!("for bit b in c {{ c[{k}] = MEASURE[{j}]; x += int(b); }}\n"),
            9 => format!(
                "switch ({}) {{ case {k} {{ {} }} default {{ {} }} }}\n",
                self.operand(),
                self.list(depth + 1),
                self.list(depth + 1)
            ),
            10 | 11 => format!(
                "if ({}) {{ {} }} else {{ {} }}\n",
                self.condition(),
                self.list(depth + 1),
                self.list(depth + 1)
            ),
            _ => format!("if ({}) {{ {} }}\n", self.condition(), self.list(depth + 1)),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn measured_numbers_are_what_known_ones_are(
        value in 0..8_usize,
        choices in prop::collection::vec(any::<u8>(), 10..150),
    ) {
        let mut choices = Choices(choices.iter());
        let statements = format!("{}{}", choices.list(0), choices.list(0));
        let text = |start: String, measured: &str| {
            let statements = statements.replace("MEASURE", measured);
            format!(
                "{start}\nint x = c; int y = 1; array[int, 2] a = {{c[0], 3}};\n{statements}
                 int z = a[0]; bit[6] out; for int k in [0:4] {{ out[k] = x[k] ^ z[k]; }} out[5] = bool(y > 2) ^ bool(a[1] < x);"
            )
        };
        let flips: String = (0..3).filter(|k| value >> k & 1 == 1).map(|k| format!("x q[{k}]; ")).collect();
        let measured = text(format!("qubit[3] q; bit[3] c; {flips} c = measure q;"), "measure q");
        let known = text(format!("const bit[3] v = \"{value:03b}\"; bit[3] c = v;"), "v");
        let library = "include \"stdgates.inc\";\n";
        // Products of large numbers are refused.
        if qasm::read(&format!("{library}{known}")).is_err() {
            return Ok(());
        }
        match qasm::read(&format!("{library}{measured}")) {
            Ok(program) => {
                let circuit = Circuit::from_program(program).unwrap();
                match circuit.sample_seeded(&[], 400, 7) {
                    Ok(counts) => prop_assert_eq!(shown(counts), outcomes(&known), "{}", measured),
                    // A condition on many bits.
                    Err(error) => prop_assert!(error.to_string().contains("4096 combinations")),
                }
            }
            Err(error) => {
                let message = error.message();
                prop_assert!(message.contains("may not fit") || message.contains("127 bits"), "{error}\n{measured}");
            }
        }
    }
}

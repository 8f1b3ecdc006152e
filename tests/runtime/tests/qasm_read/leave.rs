//! `break`, `continue` and `return` where measured bits decide, against a program that carries the text out one outcome at a time.

use std::fmt::Write;

use proptest::prelude::*;
use qkernel_runtime::Circuit;
use qkernel_runtime::qasm::{self, QasmErrorKind};

use crate::measured::outcomes;

/// Statements over `q[3]`, `c[3]` and a counter `n`, as the text has them.
#[derive(Clone, Debug)]
enum Statement {
    Flip(usize),
    Measure(usize),
    /// `if (c[k] == value)`
    If(usize, bool, Vec<Statement>, Vec<Statement>),
    /// `switch (c)` with a case for a number.
    Switch(u8, Vec<Statement>, Vec<Statement>),
    /// That many rounds.
    For(usize, Vec<Statement>),
    /// `while (true)`, left where `c[k]` is measured as 1.
    Forever(usize, Vec<Statement>),
    /// `while (c[k])`, whose rounds end with a measurement.
    While(usize, Vec<Statement>),
    Count,
    Break,
    Continue,
    Return,
}

use Statement::*;

/// What leaves a list of statements.
#[derive(PartialEq)]
enum Out {
    Next,
    Break,
    Continue,
    Return,
}

/// Qubits that are 0 or 1, and what was measured.
struct State {
    q: [bool; 3],
    c: [bool; 3],
    n: usize,
    /// How many more statements are carried out.
    fuel: usize,
    counts: bool,
}

impl State {
    fn block(&mut self, statements: &[Statement]) -> Option<Out> {
        for statement in statements {
            match self.statement(statement)? {
                Out::Next => {}
                other => return Some(other),
            }
        }
        Some(Out::Next)
    }

    fn statement(&mut self, statement: &Statement) -> Option<Out> {
        self.fuel = self.fuel.checked_sub(1)?;
        match statement {
            Flip(k) => self.q[*k] = !self.q[*k],
            Measure(k) => self.c[*k] = self.q[*k],
            If(k, value, then, otherwise) => {
                return self.block(if self.c[*k] == *value {
                    then
                } else {
                    otherwise
                });
            }
            Switch(label, case, default) => {
                let number = (0..3).map(|k| u8::from(self.c[k]) << k).sum::<u8>();
                return self.block(if number == *label { case } else { default });
            }
            For(rounds, body) => {
                for _ in 0..*rounds {
                    match self.block(body)? {
                        Out::Break => break,
                        Out::Return => return Some(Out::Return),
                        _ => {}
                    }
                }
            }
            Forever(k, body) => loop {
                self.fuel = self.fuel.checked_sub(1)?;
                self.c[*k] = self.q[*k];
                if self.c[*k] {
                    break;
                }
                self.q[*k] = !self.q[*k];
                match self.block(body)? {
                    Out::Break => break,
                    Out::Return => return Some(Out::Return),
                    _ => {}
                }
            },
            While(k, body) => {
                while self.c[*k] {
                    self.fuel = self.fuel.checked_sub(1)?;
                    self.c[*k] = self.q[*k];
                    self.q[*k] = false;
                    match self.block(body)? {
                        Out::Break => break,
                        Out::Return => return Some(Out::Return),
                        _ => {}
                    }
                }
            }
            Count if self.counts => self.n += 1,
            Count => {}
            Break => return Some(Out::Break),
            Continue => return Some(Out::Continue),
            Return => return Some(Out::Return),
        }
        Some(Out::Next)
    }
}

fn text(statements: &[Statement], returned: &str, counts: bool) -> String {
    let mut out = String::new();
    let block = |body: &[Statement]| text(body, returned, counts);
    for statement in statements {
        let _ = match statement {
            Flip(k) => write!(out, "x q[{k}]; "),
            Measure(k) => write!(out, "c[{k}] = measure q[{k}]; "),
            If(k, value, then, otherwise) => {
                let not = if *value { "" } else { "!" };
                let (then, otherwise) = (block(then), block(otherwise));
                write!(out, "if ({not}c[{k}]) {{ {then}}} else {{ {otherwise}}} ")
            }
            Switch(label, case, default) => {
                let (case, default) = (block(case), block(default));
                write!(
                    out,
                    "switch (c) {{ case {label} {{ {case}}} default {{ {default}}} }} "
                )
            }
            For(rounds, body) => write!(out, "for int i in [1:{rounds}] {{ {}}} ", block(body)),
            Forever(k, body) => write!(
                out,
                "while (true) {{ c[{k}] = measure q[{k}]; if (c[{k}]) {{ break; }} x q[{k}]; {}}} ",
                block(body)
            ),
            While(k, body) => write!(
                out,
                "while (c[{k}]) {{ c[{k}] = measure q[{k}]; reset q[{k}]; {}}} ",
                block(body)
            ),
            Count if counts => write!(out, "n += 1; "),
            Count => Ok(()),
            Break => write!(out, "break; "),
            Continue => write!(out, "continue; "),
            Return => write!(out, "return {returned}; "),
        };
    }
    out
}

/// Statements that may leave loops only within them.
fn statements(depth: u32, in_loop: bool) -> BoxedStrategy<Vec<Statement>> {
    let leaf = prop_oneof![
        3 => (0..3usize).prop_map(Flip),
        3 => (0..3usize).prop_map(Measure),
        2 => Just(Count),
        2 => Just(Return),
        3 => Just(if in_loop { Break } else { Return }),
        2 => Just(if in_loop { Continue } else { Count }),
    ];
    if depth == 0 {
        return prop::collection::vec(leaf, 0..4).boxed();
    }
    let inner = |in_loop| statements(depth - 1, in_loop);
    let one = prop_oneof![
        3 => leaf,
        4 => (0..3usize, any::<bool>(), inner(in_loop), inner(in_loop)).prop_map(|(k, value, a, b)| If(k, value, a, b)),
        1 => (0..8u8, inner(in_loop), inner(in_loop)).prop_map(|(label, a, b)| Switch(label, a, b)),
        2 => (2..4usize, inner(true)).prop_map(|(rounds, body)| For(rounds, body)),
        1 => (0..3usize, inner(true)).prop_map(|(k, body)| Forever(k, body)),
        1 => (0..3usize, inner(true)).prop_map(|(k, body)| While(k, body)),
    ];
    prop::collection::vec(one, 1..5).boxed()
}

/// What a subroutine of these statements does, for each state of its qubits; `false` for a text that is refused for a reason that it has.
fn holds(body: &[Statement], counts: bool) -> Result<bool, TestCaseError> {
    let (ty, returned) = match counts {
        true => ("int[16]", "n"),
        false => ("bit[2]", "c[0:1]"),
    };
    let lines = text(body, returned, counts);
    for input in 0..8usize {
        let mut state = State {
            q: [0, 1, 2].map(|k| input >> k & 1 == 1),
            c: [false; 3],
            n: 0,
            fuel: 400,
            counts,
        };
        let flips: String = (0..3)
            .filter(|k| input >> k & 1 == 1)
            .map(|k| format!("x q[{k}]; "))
            .collect();
        let end = if counts {
            "for int k in [0:7] { if (r == k) { out = k; } }"
        } else {
            "out[0:1] = r;"
        };
        let source = format!(
            "include \"stdgates.inc\"; def f(qubit[3] q) -> {ty} {{ bit[3] c; int n = 0; {lines} return {returned}; }}
             qubit[3] q; {flips} {ty} r; r = f(q); output bit[3] out; output bit[3] all; {end} all = measure q;"
        );
        let program = match qasm::read(&source) {
            Ok(program) => program,
            Err(error) => {
                let message = error.message();
                prop_assert_eq!(error.kind(), QasmErrorKind::Text);
                let is_known = message.contains("would depend on how many rounds there are")
                    || message.contains("this `while` never ends");
                prop_assert!(is_known, "{error}\n{source}");
                return Ok(false);
            }
        };
        program.check().unwrap();
        let circuit = Circuit::from_program(program).unwrap();
        if state.block(body).is_none() {
            continue;
        }
        let result = match counts {
            true if state.n > 7 => continue,
            true => [0, 1, 2].map(|k| state.n >> k & 1 == 1),
            false => [state.c[0], state.c[1], false],
        };
        let expected: Vec<bool> = result.into_iter().chain(state.q).collect();
        let counted = circuit.sample_seeded(&[], 3, 5).unwrap();
        let (outcome, count) = counted.outcomes().next().unwrap();
        let found: Vec<bool> = outcome.into_iter().flatten().collect();
        prop_assert_eq!(&found, &expected, "input {}\n{}", input, source);
        prop_assert_eq!(count, 3, "{}", source);
    }
    Ok(true)
}

/// Texts that give one result, and coins: of 400 shots, how many have it.
#[test]
fn what_is_certain() {
    let coin = "def coin(qubit a) -> bit { h a; bit r = measure a; reset a; return r; }";
    for (text, expected) in [
        // Until it succeeds.
        (
            "qubit q; bit c; while (true) { c = coin(q); if (c) break; }",
            &[("1", 1.0)][..],
        ),
        (
            "qubit q; bit c; bit d; while (true) { c = coin(q); if (!c) { continue; } d = coin(q); if (d) break; }",
            &[("11", 1.0)],
        ),
        // Up to three times.
        (
            "qubit q; bit c; for int i in [1:3] { c = coin(q); if (c) break; }",
            &[("0", 0.125), ("1", 0.875)],
        ),
        (
            "qubit q; bit c; int i = 0; while (i < 3) { i += 1; c = coin(q); if (c) break; }",
            &[("0", 0.125), ("1", 0.875)],
        ),
        (
            "qubit q; bit c; for int i in {5, 1, 7} { c = coin(q); if (c && i == 1) break; }",
            &[("0", 0.25), ("1", 0.75)],
        ),
        // As Qiskit reads them.
        (
            "qubit[3] q; bit[3] c; for int i in [0:2] { h q[0]; c[0] = measure q[0]; if (c[0]) { break; } rx(0.3) q[1]; c[1] = measure q[1]; if (c[1]) { continue; } ry(0.7) q[2]; } c[2] = measure q[2];",
            &[
                ("000", 0.02904),
                ("001", 0.08795),
                ("010", 0.00658),
                ("011", 0.00142),
                ("100", 0.78563),
                ("101", 0.07833),
                ("110", 0.01072),
                ("111", 0.00032),
            ],
        ),
        (
            "qubit[3] q; bit[2] c; bit d; rx(0.9) q[0]; c[0] = measure q[0]; while (c[0]) { h q[0]; c[0] = measure q[0]; h q[1]; c[1] = measure q[1]; if (c[1]) { ry(0.4) q[2]; if (!c[0]) { continue; } break; } rz(0.3) q[2]; h q[2]; } d = measure q[2];",
            &[
                ("000", 0.84846),
                ("001", 0.02541),
                ("010", 0.05227),
                ("011", 0.01079),
                ("110", 0.05227),
                ("111", 0.01079),
            ],
        ),
        // How many heads there are before a tail, at most 3.
        (
            "def heads(qubit a) -> uint[2] { uint[2] n = 0; for int i in [1:3] { if (!coin(a)) { return n; } n += 1; } return n; } qubit q; bit[2] c; c = heads(q);",
            &[("00", 0.5), ("01", 0.125), ("10", 0.25), ("11", 0.125)],
        ),
        (
            "def heads(qubit a) -> bit { while (true) { if (coin(a)) { return coin(a); } if (coin(a)) { return 1; } } return 0; } qubit q; bit c; c = heads(q);",
            &[("0", 1.0 / 3.0), ("1", 2.0 / 3.0)],
        ),
        // Angles that only one way sees.
        (
            "def turned(qubit a, bit b) { float t = 0.0; if (b) { t = pi / 2; rx(t) a; return; } t = pi; rx(t) a; } qubit[2] q; bit[2] c; c[0] = coin(q[0]); turned(q[1], c[0]); c[1] = measure q[1];",
            &[("01", 0.5), ("10", 0.25), ("11", 0.25)],
        ),
    ] {
        let found = outcomes(&format!("{coin} {text}"));
        let names: Vec<&str> = expected.iter().map(|&(name, _)| name).collect();
        let is_expected = |(name, _): &(String, usize)| names.contains(&&**name);
        assert!(found.iter().all(is_expected), "{text}: {found:?}");
        for &(name, share) in expected {
            let there = found.iter().find(|(outcome, _)| outcome == name);
            let count = there.map_or(0, |&(_, count)| count);
            // Of five standard deviations.
            let apart = 5.0 * f64::sqrt(400.0 * share * (1.0 - share));
            assert!(
                (count as f64 - 400.0 * share).abs() <= apart,
                "{text}: {found:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_way_out(body in statements(3, false), counts in any::<bool>()) {
        holds(&body, counts)?;
    }
}

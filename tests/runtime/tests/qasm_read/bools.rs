//! Random texts that compute with bits in arms, against all ways that their measurements may go.

use std::collections::BTreeMap;

use proptest::prelude::*;
use qkernel_runtime::Circuit;
use qkernel_runtime::prelude::*;

/// Bits of a text: what the rounds before left, what was measured in this round, and what is new in it.
const NAMES: [&str; 4] = ["a", "b", "m", "d"];

/// The angle of each measured qubit, and how likely it gives 1.
const ANGLE: f64 = 1.0;

#[derive(Clone, Debug)]
enum Expr {
    Bit(usize),
    Known(bool),
    Not(Box<Expr>),
    Both(&'static str, Box<[Expr; 2]>),
}

#[derive(Clone, Debug)]
enum Step {
    Assign(usize, Expr),
    Measure(usize),
    If(Expr, Vec<Step>, Vec<Step>),
}

fn expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        5 => (0..NAMES.len()).prop_map(Expr::Bit),
        1 => any::<bool>().prop_map(Expr::Known),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        let both = (
            prop::sample::select(vec!["&&", "||", "=="]),
            [inner.clone(), inner.clone()],
        );
        prop_oneof![
            inner.prop_map(|of| Expr::Not(Box::new(of))),
            both.prop_map(|(sign, of)| Expr::Both(sign, Box::new(of))),
        ]
    })
}

fn steps(depth: usize) -> BoxedStrategy<Vec<Step>> {
    let assign = (0..NAMES.len(), expr()).prop_map(|(to, value)| Step::Assign(to, value));
    let measure = (0..NAMES.len()).prop_map(Step::Measure);
    if depth == 0 {
        return prop::collection::vec(prop_oneof![6 => assign, 1 => measure], 1..3).boxed();
    }
    let arms = (expr(), steps(depth - 1), steps(depth - 1));
    let branch = arms.prop_map(|(on, then, otherwise)| Step::If(on, then, otherwise));
    prop::collection::vec(prop_oneof![4 => assign, 1 => measure, 5 => branch], 1..4).boxed()
}

fn text_of(expr: &Expr) -> String {
    match expr {
        Expr::Bit(bit) => NAMES[*bit].into(),
        Expr::Known(value) => value.to_string(),
        Expr::Not(of) => format!("!({})", text_of(of)),
        Expr::Both(sign, of) => format!("({}) {sign} ({})", text_of(&of[0]), text_of(&of[1])),
    }
}

fn text(steps: &[Step]) -> String {
    let one = |step: &Step| match step {
        Step::Assign(to, value) => format!("{} = {};", NAMES[*to], text_of(value)),
        Step::Measure(to) => format!("reset q; ry({ANGLE}) q; {} = measure q;", NAMES[*to]),
        Step::If(on, then, otherwise) => format!(
            "if ({}) {{ {} }} else {{ {} }}",
            text_of(on),
            text(then),
            text(otherwise)
        ),
    };
    steps.iter().map(one).collect()
}

/// One way through a text: outcomes as they were chosen, 0 where nothing was yet.
#[derive(Default)]
struct Way {
    bits: [bool; NAMES.len()],
    chosen: Vec<bool>,
    next: usize,
}

impl Way {
    fn value(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Bit(bit) => self.bits[*bit],
            Expr::Known(value) => *value,
            Expr::Not(of) => !self.value(of),
            Expr::Both(sign, of) => {
                let [a, b] = [self.value(&of[0]), self.value(&of[1])];
                match *sign {
                    "&&" => a && b,
                    "||" => a || b,
                    _ => a == b,
                }
            }
        }
    }

    fn follow(&mut self, steps: &[Step]) {
        for step in steps {
            match step {
                Step::Assign(to, value) => self.bits[*to] = self.value(value),
                Step::Measure(to) => {
                    if self.next == self.chosen.len() {
                        self.chosen.push(false);
                    }
                    self.bits[*to] = self.chosen[self.next];
                    self.next += 1;
                }
                Step::If(on, then, otherwise) => match self.value(on) {
                    true => self.follow(then),
                    false => self.follow(otherwise),
                },
            }
        }
    }
}

/// How likely each `a` and `b` is after so many rounds; none where there are too many ways.
fn chances(round: &[Step], rounds: usize) -> Option<BTreeMap<String, f64>> {
    let one = (ANGLE / 2.0).sin().powi(2);
    let (mut chances, mut chosen) = (BTreeMap::new(), Vec::new());
    for _ in 0..1 << 13 {
        let mut way = Way {
            chosen: std::mem::take(&mut chosen),
            ..Way::default()
        };
        for _ in 0..rounds {
            way.bits[2..].fill(false);
            way.follow(round);
        }
        let shares = way
            .chosen
            .iter()
            .map(|&bit| if bit { one } else { 1.0 - one });
        let result = [1, 0].map(|bit| if way.bits[bit] { '1' } else { '0' });
        *chances.entry(String::from_iter(result)).or_insert(0.0) += shares.product::<f64>();
        // The next way: the last 0 is a 1.
        chosen = way.chosen;
        while chosen.pop_if(|bit| *bit).is_some() {}
        match chosen.last_mut() {
            None => return Some(chances),
            Some(last) => *last = true,
        }
    }
    None
}

/// The distribution of the circuit's two bits is exact.
fn check(circuit: &Circuit, expected: &BTreeMap<String, f64>, text: &str) {
    let found = circuit.outcomes(&[]);
    let found = found.unwrap_or_else(|error| panic!("{error}\n{text}"));
    for result in ["00", "01", "10", "11"] {
        let (found, share) = (found.probability(result), expected.get(result));
        let share = share.copied().unwrap_or_default();
        assert!(
            (found - share).abs() < 1e-9,
            "{result}: {found} of {share}\n{text}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Bits that arms assign are computed from measured bits: only these decide how many ways there are to follow.
    #[test]
    fn bits_that_arms_assign_have_exact_values(round in steps(2), rounds in 1..8usize) {
        let mut round = round;
        round.insert(0, Step::Measure(2));
        let Some(expected) = chances(&round, rounds) else {
            return Ok(());
        };
        let last = rounds - 1;
        let text = format!(
            "OPENQASM 3.0; include \"stdgates.inc\"; qubit q; bool a; bool b; for int i in [0:{last}] {{ bool m; bool d; {} }} output bit[2] c; c[0] = a; c[1] = b;",
            text(&round)
        );
        let circuit = Circuit::from_qasm(&text).unwrap();
        check(&circuit, &expected, &text);
        // The same once it was written and read again, and as a value.
        let again = circuit.to_qasm3();
        check(&Circuit::from_qasm(&again).unwrap(), &expected, &again);
        // A density matrix has the square of what the bits take that are alive at once.
        if circuit.program().qubits > 12 {
            return Ok(());
        }
        let flipped = text.replace("c[0] = a;", "reset q; if (a) { x q; } c[0] = measure q;");
        let observed = Circuit::from_qasm(&flipped).unwrap().with_observables(&[Z(0)]).unwrap();
        let ones: f64 = expected.iter().filter(|(bits, _)| bits.ends_with('1')).map(|(_, share)| share).sum();
        let value = observed.run(&[]).unwrap();
        prop_assert!((value[0] - (1.0 - 2.0 * ones)).abs() < 1e-9, "{value:?} {ones}\n{flipped}");
    }
}

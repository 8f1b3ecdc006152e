//! The algebra of observables, for constants.

use super::machine::{Machine, Value};
use super::scalar::scatter;
use crate::graph::Text;
use crate::observable::{Coefficient, Item, Pauli, Reader, Wrong};

/// How many terms all observables of a circuit have together at most, those on the way included. What has more, or
/// acts on a qubit past [`QUBITS`], is checked by its span alone.
const TERMS: usize = 2048;
const QUBITS: usize = u128::BITS as usize;

/// An observable, as far as errors depend on it.
#[derive(Clone, Copy, Debug)]
pub struct Operator {
    /// How many qubits it needs; at most, where its terms are not known.
    pub(super) span: usize,
    /// A number that is the same for observables that are the same.
    mark: f64,
    /// The first term and how many there are, where they are known.
    terms: Option<(usize, usize)>,
}

/// A product of Pauli operators: X where `x` has a one, Z where `z` has, Y where both have.
#[derive(Clone, Copy)]
struct Term {
    x: u128,
    z: u128,
    coefficient: Coefficient,
}

impl Term {
    const ONE: Term = Term {
        x: 0,
        z: 0,
        coefficient: Coefficient::ONE,
    };

    const fn times(self, other: Term) -> Term {
        let (x, z) = (self.x ^ other.x, self.z ^ other.z);
        // With Y = i X Z, each side has an i for each of its Ys, and a Z that goes past an X turns the sign.
        let power = (self.x & self.z).count_ones()
            + (other.x & other.z).count_ones()
            + 2 * (self.z & other.x).count_ones()
            + 3 * (x & z).count_ones();
        Term {
            x,
            z,
            coefficient: (self.coefficient)
                .times(other.coefficient)
                .times_i((power % 4) as u8),
        }
    }

    const fn span(self) -> usize {
        QUBITS - (self.x | self.z).leading_zeros() as usize
    }
}

/// The terms of all observables.
pub(super) struct Terms {
    all: [Term; TERMS],
    used: usize,
}

impl Terms {
    pub(super) const NONE: Terms = Terms {
        all: [Term::ONE; TERMS],
        used: 0,
    };

    /// Adds a term to the sum that begins at `first` and ends with the last term; false where there is no place.
    const fn add(&mut self, first: usize, term: Term) -> bool {
        let mut k = first;
        while k < self.used {
            let known = &mut self.all[k];
            if known.x == term.x && known.z == term.z {
                known.coefficient = known.coefficient.plus(term.coefficient);
                if known.coefficient.is_zero() {
                    self.used -= 1;
                    self.all[k] = self.all[self.used];
                }
                return true;
            }
            k += 1;
        }
        if term.coefficient.is_zero() {
            return true;
        }
        if self.used == TERMS {
            return false;
        }
        self.all[self.used] = term;
        self.used += 1;
        true
    }

    /// The sum that begins at `first`; of one that is not known, the span at most.
    const fn operator(&mut self, first: usize, known: bool, span: usize, mark: f64) -> Operator {
        if !known {
            self.used = first;
            return Operator {
                span,
                mark,
                terms: None,
            };
        }
        let (mut span, mut k) = (0, first);
        while k < self.used {
            if self.all[k].span() > span {
                span = self.all[k].span();
            }
            k += 1;
        }
        Operator {
            span,
            mark,
            terms: Some((first, self.used - first)),
        }
    }

    const fn one(&mut self, term: Option<Term>, span: usize, mark: f64) -> Operator {
        let first = self.used;
        let known = match term {
            Some(term) => self.add(first, term),
            None => false,
        };
        self.operator(first, known, span, mark)
    }

    pub(super) const fn pauli(&mut self, pauli: Pauli, qubit: usize) -> Operator {
        let mark = scatter(4 * qubit as u64 + pauli as u64);
        self.one(single(pauli, qubit), qubit.saturating_add(1), mark)
    }

    /// A multiple of the identity, by a number that may not be known.
    pub(super) const fn number(&mut self, number: Option<f64>) -> Operator {
        let term = match number {
            Some(number) => Some(multiple(number)),
            None => None,
        };
        let mark = match number {
            Some(number) => number,
            None => 1.0,
        };
        self.one(term, 0, mark)
    }

    /// The observable that a text describes.
    pub(super) const fn text(&mut self, text: &str) -> Result<Operator, Wrong> {
        let first = self.used;
        let (mut known, mut span) = (true, 0);
        let mut reader = Reader::new(text);
        let (mut start, mut term) = (None, Term::ONE);
        loop {
            let item = match reader.next() {
                Ok(item) => item,
                Err(wrong) => return Err(wrong),
            };
            match item {
                Item::Number(number) => term = term.times(multiple(number)),
                Item::Minus => term.coefficient = term.coefficient.negated(),
                Item::Identity => {}
                Item::Pauli(pauli, qubit) => match single(pauli, qubit) {
                    Some(factor) => term = term.times(factor),
                    None => {
                        known = false;
                        if qubit >= span {
                            span = qubit + 1;
                        }
                    }
                },
                Item::Term { .. } | Item::End => {
                    if let Some(at) = start {
                        if !term.coefficient.is_real() {
                            return Err(Wrong::not_hermitian(at));
                        }
                        if !term.coefficient.is_zero() && term.span() > span {
                            span = term.span();
                        }
                        known = known && self.add(first, term);
                    }
                    match item {
                        Item::Term { at, negative } => {
                            (start, term) = (Some(at), Term::ONE);
                            if negative {
                                term.coefficient = term.coefficient.negated();
                            }
                        }
                        _ => return Ok(self.operator(first, known, span, mark(text))),
                    }
                }
            }
        }
    }

    pub(super) const fn negated(&mut self, of: Operator) -> Operator {
        let none = self.number(Some(0.0));
        self.sum(none, of, true)
    }

    /// The sum, or the difference.
    pub(super) const fn sum(&mut self, left: Operator, right: Operator, minus: bool) -> Operator {
        let first = self.used;
        let mut known = false;
        if let (Some(left), Some(right)) = (left.terms, right.terms) {
            known = self.add_all(first, left, false) && self.add_all(first, right, minus);
        }
        let mark = match minus {
            true => left.mark - right.mark,
            false => left.mark + right.mark,
        };
        self.operator(first, known, wider(left, right), mark)
    }

    const fn add_all(&mut self, first: usize, (from, count): (usize, usize), minus: bool) -> bool {
        let mut k = 0;
        while k < count {
            let mut term = self.all[from + k];
            if minus {
                term.coefficient = term.coefficient.negated();
            }
            if !self.add(first, term) {
                return false;
            }
            k += 1;
        }
        true
    }

    pub(super) const fn product(&mut self, left: Operator, right: Operator) -> Operator {
        let first = self.used;
        let mut known = false;
        if let (Some((a, n)), Some((b, m))) = (left.terms, right.terms) {
            known = true;
            let mut k = 0;
            while k < n * m && known {
                let term = self.all[a + k / m].times(self.all[b + k % m]);
                known = self.add(first, term);
                k += 1;
            }
        }
        self.operator(first, known, wider(left, right), left.mark * right.mark)
    }

    /// Divided by a number that may not be known.
    pub(super) const fn quotient(&mut self, left: Operator, divisor: Option<f64>) -> Operator {
        let first = self.used;
        let (mut known, mut mark) = (false, left.mark);
        if let Some(divisor) = divisor {
            mark /= divisor;
        }
        if let (Some((from, count)), Some(divisor)) = (left.terms, divisor) {
            known = true;
            let mut k = 0;
            while k < count && known {
                let mut term = self.all[from + k];
                term.coefficient = term.coefficient.over(divisor);
                known = self.add(first, term);
                k += 1;
            }
        }
        self.operator(first, known, left.span, mark)
    }

    pub(super) const fn equal(&self, left: Operator, right: Operator) -> bool {
        let (Some((a, n)), Some((b, m))) = (left.terms, right.terms) else {
            return left.mark == right.mark;
        };
        let mut k = 0;
        while k < n && n == m {
            let mut other = 0;
            while other < m && !same(self.all[a + k], self.all[b + other]) {
                other += 1;
            }
            if other == m {
                return false;
            }
            k += 1;
        }
        n == m
    }

    /// Why the observable cannot be measured on any register.
    pub(super) const fn fault(&self, of: Operator) -> Option<Text> {
        let Some((first, count)) = of.terms else {
            return None;
        };
        let mut k = first;
        while k < first + count {
            let term = self.all[k];
            let fault = if !term.coefficient.is_finite() {
                "is not finite"
            } else if !term.coefficient.is_real() {
                "is not real, so it is not Hermitian"
            } else {
                ""
            };
            if !fault.is_empty() {
                let mut text = Text::new("[QK0087] the observable's coefficient at");
                push_product(&mut text, term);
                return Some(text.with(" ").with(fault));
            }
            k += 1;
        }
        None
    }
}

impl<const N: usize> Machine<N> {
    /// A number as an observable; `None` for one that depends on a run.
    pub(super) const fn operator(&mut self, value: &Value) -> Option<Operator> {
        match value {
            Value::Observable(operator) => Some(*operator),
            Value::UInt(number) => Some(self.terms.number(Some(*number as f64))),
            Value::Float(scalar) if scalar.is_known() => Some(self.terms.number(scalar.constant)),
            _ => None,
        }
    }
}

const fn wider(left: Operator, right: Operator) -> usize {
    if left.span > right.span {
        left.span
    } else {
        right.span
    }
}

const fn same(a: Term, b: Term) -> bool {
    let (c, d) = (a.coefficient.value(), b.coefficient.value());
    a.x == b.x && a.z == b.z && c.re == d.re && c.im == d.im
}

const fn multiple(number: f64) -> Term {
    Term {
        coefficient: Coefficient::real(number),
        ..Term::ONE
    }
}

const fn single(pauli: Pauli, qubit: usize) -> Option<Term> {
    if qubit >= QUBITS {
        return None;
    }
    let bit = 1 << qubit;
    Some(Term {
        x: if let Pauli::Z = pauli { 0 } else { bit },
        z: if let Pauli::X = pauli { 0 } else { bit },
        ..Term::ONE
    })
}

const fn mark(text: &str) -> f64 {
    let (bytes, mut mark, mut i) = (text.as_bytes(), 0_u64, 0);
    while i < bytes.len() {
        mark = mark.wrapping_mul(257).wrapping_add(bytes[i] as u64);
        i += 1;
    }
    scatter(mark)
}

const fn push_product(text: &mut Text, term: Term) {
    if term.span() == 0 {
        text.push(" I");
    }
    let mut qubit = 0;
    while qubit < term.span() {
        match (term.x >> qubit & 1, term.z >> qubit & 1) {
            (0, 0) => {}
            (x, z) => {
                text.push(match (x, z) {
                    (1, 0) => " X",
                    (1, _) => " Y",
                    _ => " Z",
                });
                text.push_number(qubit as u64);
            }
        }
        qubit += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::observable::{I, Observable, ParseError, PauliString, X, Y, Z};

    /// What is known of an operator, as an observable: coefficients to the last bit, apart from the order of the terms.
    fn terms(terms: &Terms, operator: Operator) -> Vec<(PauliString, [f64; 2])> {
        let (first, count) = operator.terms.unwrap();
        let string = |term: &Term| {
            let factors =
                (0..QUBITS).filter_map(|qubit| match (term.x >> qubit & 1, term.z >> qubit & 1) {
                    (0, 0) => None,
                    (1, 0) => Some(X(qubit)),
                    (1, _) => Some(Y(qubit)),
                    _ => Some(Z(qubit)),
                });
            let product: Observable = factors.product();
            product.terms().next().unwrap().1.clone()
        };
        let mut all: Vec<_> = terms.all[first..first + count]
            .iter()
            .map(|term| {
                let c = term.coefficient.value();
                (string(term), [c.re, c.im])
            })
            .collect();
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        all
    }

    fn expected(observable: &Observable) -> Vec<(PauliString, [f64; 2])> {
        observable
            .complex_terms()
            .map(|(c, string)| (string.clone(), [c.re, c.im]))
            .collect()
    }

    fn agree(text: &str) -> Result<(), TestCaseError> {
        let mut all = Box::new(Terms::NONE);
        let parsed: Result<Observable, ParseError> = text.parse();
        match (parsed, all.text(text)) {
            // Of qubits past the limit of constants only the span is known, and what cancels is still in it.
            (Ok(parsed), Ok(read)) if read.terms.is_none() => {
                prop_assert!(read.span > QUBITS && read.span >= parsed.span(), "{text:?}");
            }
            (Ok(parsed), Ok(read)) => {
                prop_assert_eq!(expected(&parsed), terms(&all, read), "{:?}", text);
                prop_assert_eq!(parsed.span(), read.span, "{:?}", text);
            }
            (Err(error), Err(wrong)) => {
                prop_assert_eq!(error.position, wrong.position(text), "{:?}", text);
                prop_assert_eq!(error.message, wrong.message(text).concat(), "{:?}", text);
            }
            (parsed, read) => prop_assert!(false, "{text:?}: {parsed:?} and {read:?}"),
        }
        Ok(())
    }

    /// An expression, both ways.
    #[derive(Clone, Debug)]
    enum Tree {
        Pauli(Pauli, usize),
        Number(f64),
        Text(String),
        Neg(Box<Tree>),
        Add(Box<Tree>, Box<Tree>),
        Sub(Box<Tree>, Box<Tree>),
        Mul(Box<Tree>, Box<Tree>),
        Div(Box<Tree>, f64),
    }

    impl Tree {
        fn observable(&self) -> Observable {
            match self {
                Tree::Pauli(Pauli::X, qubit) => X(*qubit),
                Tree::Pauli(Pauli::Y, qubit) => Y(*qubit),
                Tree::Pauli(Pauli::Z, qubit) => Z(*qubit),
                Tree::Number(number) => *number * I(),
                Tree::Text(text) => text.parse().unwrap(),
                Tree::Neg(a) => -a.observable(),
                Tree::Add(a, b) => a.observable() + b.observable(),
                Tree::Sub(a, b) => a.observable() - b.observable(),
                Tree::Mul(a, b) => a.observable() * b.observable(),
                Tree::Div(a, number) => a.observable() / *number,
            }
        }

        fn operator(&self, all: &mut Terms) -> Operator {
            let mut both = |a: &Tree, b: &Tree| (a.operator(all), b.operator(all));
            match self {
                Tree::Pauli(pauli, qubit) => all.pauli(*pauli, *qubit),
                Tree::Number(number) => all.number(Some(*number)),
                Tree::Text(text) => all.text(text).unwrap(),
                Tree::Neg(a) => {
                    let a = a.operator(all);
                    all.negated(a)
                }
                Tree::Add(a, b) => {
                    let (a, b) = both(a, b);
                    all.sum(a, b, false)
                }
                Tree::Sub(a, b) => {
                    let (a, b) = both(a, b);
                    all.sum(a, b, true)
                }
                Tree::Mul(a, b) => {
                    let (a, b) = both(a, b);
                    all.product(a, b)
                }
                Tree::Div(a, number) => {
                    let a = a.operator(all);
                    all.quotient(a, Some(*number))
                }
            }
        }
    }

    fn tree() -> impl Strategy<Value = Tree> {
        let pauli = prop::sample::select(vec![Pauli::X, Pauli::Y, Pauli::Z]);
        let number = (-99..100i32).prop_map(|n| f64::from(n) / 10.0);
        let leaf = prop_oneof![
            4 => (pauli, 0..3usize).prop_map(|(pauli, qubit)| Tree::Pauli(pauli, qubit)),
            1 => number.clone().prop_map(Tree::Number),
            1 => prop::sample::select(vec!["0.1 X0 - Y1", "Z2 + 0.3 X1", "X0 Y1 Z2", "1e200 Z0"])
                .prop_map(|text| Tree::Text(text.into())),
        ];
        leaf.prop_recursive(5, 24, 2, move |inner| {
            let both = || {
                (
                    inner.clone().prop_map(Box::new),
                    inner.clone().prop_map(Box::new),
                )
            };
            prop_oneof![
                inner.clone().prop_map(|a| Tree::Neg(Box::new(a))),
                both().prop_map(|(a, b)| Tree::Add(a, b)),
                both().prop_map(|(a, b)| Tree::Sub(a, b)),
                both().prop_map(|(a, b)| Tree::Mul(a, b)),
                (inner.clone(), number.clone()).prop_map(|(a, n)| Tree::Div(Box::new(a), n)),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn texts_are_read_as_at_run_time(text in "[-+]?[-+]?([0-9]{0,2}\\.?[0-9]?(e[-+]?[0-9]{0,3})?[*@]?([XYZI][(]?[0-4]?[)]? ?[*@]?-?){0,4}[-+ ]?){1,3}") {
            agree(&text)?;
        }

        #[test]
        fn terms_are_merged_as_at_run_time(list in prop::collection::vec((-9..10i32, prop::collection::vec("[XYZ][0-2]", 0..3)), 1..8)) {
            let text: Vec<String> = list.iter().map(|(n, factors)| format!("{} {}", f64::from(*n) / 10.0, factors.join(" "))).collect();
            agree(&text.join(" + "))?;
        }

        #[test]
        fn other_texts_are_refused_as_at_run_time(text in prop_oneof!["\\PC{0,6}", any::<String>()]) {
            agree(&text)?;
        }

        /// What is measured is judged as it is by `compile()`.
        #[test]
        fn expressions_are_computed_as_at_run_time(tree in tree()) {
            let mut all = Box::new(Terms::NONE);
            let (observable, operator) = (tree.observable(), tree.operator(&mut all));
            prop_assume!(operator.terms.is_some());
            // Terms are added in another order, so the last digits may differ; what is left of a sum does not.
            let (expected, found) = (expected(&observable), terms(&all, operator));
            prop_assert_eq!(expected.len(), found.len(), "{:?}: {} and {:?}", tree, observable, found);
            for ((string, c), (other, d)) in expected.iter().zip(&found) {
                prop_assert_eq!(string, other);
                for (c, d) in c.iter().zip(d) {
                    prop_assert!(c == d || c.is_nan() && d.is_nan() || (c - d).abs() <= 1e-12 * c.abs(), "{:?}", tree);
                }
            }
            prop_assert_eq!(observable.span(), operator.span);
            prop_assert_eq!(observable.check(3).is_err(), all.fault(operator).is_some(), "{}", observable);
        }
    }

    #[test]
    fn limits_are_those_of_run_time() {
        for text in [
            "",
            " ",
            "1e308 Z3",
            "1.7976931348623157e308 Z3",
            "1.7976931348623159e308 Z3",
            "1e309 Z3",
            "1e-400 Z3",
            "5e-324 Z3",
            "2e-324 Z3",
            "0.000 Z3",
            "0e999 Z3",
            ". Z3",
            "5. Z3",
            ".5 Z3",
            "1e Z3",
            "1ee3",
            "Z18446744073709551615",
            "Z0\0",
            "X0 Y0 X1 Y1",
            "X0 Y0 Z0",
            "X3 X3 Z0",
            "NaN",
            "inf",
            "Z 0",
            "I I7 * 2",
            "* Z0",
            "Z0 *",
            "- - Z0",
            "Z0 - - Z1",
            "0000000000000000000000001e300 Z2",
            "0.00000000000000000000000000000001e339 Z2",
            "0.1 X5 + 0.2 X5 - 0.3 X5 + Z0",
            "1e-18 Z5 + Z0",
            "1e308 Z0 + 1e308 Z0",
            "1e300 1e300 Z0",
            "Z127",
            "Z(1) @ Z(2)",
        ] {
            agree(text).unwrap();
        }
    }

    /// What has no place here is judged by its span, which may be too large but never too small.
    #[test]
    fn past_the_limits_only_the_span_is_known() {
        let mut all = Box::new(Terms::NONE);
        let far = all.text("Z0 X128 + Z3").unwrap();
        assert_eq!((far.span, far.terms.is_some()), (129, false));
        let far = all.text("Z18446744073709551614").unwrap();
        assert_eq!((far.span, far.terms.is_some()), (usize::MAX, false));
        let mut sum = all.number(Some(0.0));
        for qubit in 0..100 {
            let z = all.pauli(Pauli::Z, qubit);
            sum = all.sum(sum, z, false);
        }
        assert_eq!((sum.span, sum.terms.is_some()), (100, false));
        assert!(all.equal(sum, sum) && all.fault(sum).is_none());
    }
}

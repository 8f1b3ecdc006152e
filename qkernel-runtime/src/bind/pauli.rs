//! The algebra of Pauli operators, as [`Observable`](crate::observable::Observable) has it.
//!
//! The terms of a sum are in canonical order: by qubits, then X < Y < Z, the identity last; no coefficient is zero.
//!
//! A value is a sum in parts, each at least twice as long as the next: values of a graph are not changed but created again, and a
//! loop that adds term after term makes a sum in every round. So sums share their parts, and parts of like length are joined: n
//! terms take of the order of n log n steps.

use std::cmp::Ordering;

use super::binder::Binder;
use super::list::{Done, Span, get};
use super::number;
use super::value::{Factor, PauliTerm};
use crate::graph::Text;
use crate::observable::{Coefficient, Item, Pauli, Reader, Wrong};

impl Binder<'_> {
    /// One operator on one qubit.
    pub(super) const fn pauli(&mut self, pauli: Pauli, qubit: usize) -> Done<Span> {
        let factors = get!(self.factor(pauli, qubit));
        self.one_term(Coefficient::ONE, factors)
    }

    pub(super) const fn identity(&mut self, number: f64) -> Done<Span> {
        self.one_term(Coefficient::real(number), Span::EMPTY)
    }

    const fn factor(&mut self, pauli: Pauli, qubit: usize) -> Done<Span> {
        let first = self.factors.len;
        get!(self.factors.push(Factor { qubit, pauli }));
        Ok(self.factors.since(first))
    }

    const fn one_term(&mut self, coefficient: Coefficient, factors: Span) -> Done<Span> {
        let first = self.sums.len;
        get!(self.add_term(coefficient, factors));
        self.one_part(first)
    }

    /// Adds a term at the end.
    const fn add_term(&mut self, coefficient: Coefficient, factors: Span) -> Done {
        if coefficient.is_zero() {
            return Ok(());
        }
        self.sums.push(PauliTerm {
            coefficient,
            factors,
        })
    }

    /// The terms from number `first` on as a value.
    pub(super) const fn one_part(&mut self, first: usize) -> Done<Span> {
        let part = self.sums.since(first);
        get!(self.parts.push(part));
        Ok(self.parts.since(self.parts.len - 1))
    }

    pub(super) const fn negated(&mut self, parts: Span) -> Done<Span> {
        let first = get!(self.parts.reserve(parts.len()));
        let mut k = 0;
        while k < parts.len() {
            let part = self.parts.items[parts.start() + k];
            let start = self.sums.len;
            let mut i = part.start();
            while i < part.end() {
                let PauliTerm {
                    coefficient,
                    factors,
                } = self.sums.items[i];
                get!(self.add_term(coefficient.negated(), factors));
                i += 1;
            }
            self.parts.items[first + k] = self.sums.since(start);
            k += 1;
        }
        Ok(self.parts.since(first))
    }

    pub(super) const fn plus(&mut self, a: Span, b: Span) -> Done<Span> {
        let first = self.parts.len;
        let mut k = 0;
        while k < a.len() + b.len() {
            let from = if k < a.len() {
                a.start() + k
            } else {
                b.start() + k - a.len()
            };
            let part = self.parts.items[from];
            get!(self.parts.push(part));
            let mut place = self.parts.len - 1;
            while place > first && self.parts.items[place - 1].count < part.count {
                self.parts.items[place] = self.parts.items[place - 1];
                place -= 1;
            }
            self.parts.items[place] = part;
            k += 1;
        }
        while self.parts.len - first >= 2 {
            let [large, small] = [
                self.parts.items[self.parts.len - 2],
                self.parts.items[self.parts.len - 1],
            ];
            let enough = 2 * if small.count > 1 { small.count } else { 1 };
            if large.count >= enough {
                break;
            }
            let joined = get!(self.joined(large, small));
            self.parts.cut(self.parts.len - 2);
            get!(self.parts.push(joined));
        }
        Ok(self.parts.since(first))
    }

    /// All parts together: the terms.
    pub(super) const fn total(&mut self, parts: Span) -> Done<Span> {
        let mut sum = Span::EMPTY;
        let mut k = parts.start();
        while k < parts.end() {
            let part = self.parts.items[k];
            sum = if sum.count == 0 {
                part
            } else {
                get!(self.joined(sum, part))
            };
            k += 1;
        }
        Ok(sum)
    }

    /// The sum of two lists of terms.
    const fn joined(&mut self, a: Span, b: Span) -> Done<Span> {
        let first = self.sums.len;
        let (mut i, mut j) = (a.start(), b.start());
        while i < a.end() && j < b.end() {
            let (left, right) = (self.sums.items[i], self.sums.items[j]);
            match self.order(left.factors, right.factors) {
                Ordering::Less => {
                    get!(self.sums.push(left));
                    i += 1;
                }
                Ordering::Greater => {
                    get!(self.sums.push(right));
                    j += 1;
                }
                Ordering::Equal => {
                    get!(self.add_term(left.coefficient.plus(right.coefficient), left.factors));
                    i += 1;
                    j += 1;
                }
            }
        }
        let (mut k, end) = if i < a.end() {
            (i, a.end())
        } else {
            (j, b.end())
        };
        while k < end {
            get!(self.sums.push(self.sums.items[k]));
            k += 1;
        }
        Ok(self.sums.since(first))
    }

    pub(super) const fn product_of(&mut self, a: Span, b: Span) -> Done<Span> {
        let (a, b) = (get!(self.total(a)), get!(self.total(b)));
        let first = self.sums.len;
        get!(self.product_of_terms(a, b));
        self.one_part(first)
    }

    /// The product of two lists of terms, which are at the end then: that of the halves of the longer one, joined.
    const fn product_of_terms(&mut self, a: Span, b: Span) -> Done<Span> {
        let first = self.sums.len;
        if a.count == 0 || b.count == 0 {
            return Ok(Span::EMPTY);
        }
        if a.count == 1 && b.count == 1 {
            let (left, right) = (self.sums.items[a.start()], self.sums.items[b.start()]);
            let (power, factors) = get!(self.multiply(left.factors, right.factors));
            get!(self.add_term(
                left.coefficient.times(right.coefficient).times_i(power),
                factors
            ));
            return Ok(self.sums.since(first));
        }
        let (left, right) = if a.count >= b.count {
            let (one, other) = halves(a);
            (
                get!(self.product_of_terms(one, b)),
                get!(self.product_of_terms(other, b)),
            )
        } else {
            let (one, other) = halves(b);
            (
                get!(self.product_of_terms(a, one)),
                get!(self.product_of_terms(a, other)),
            )
        };
        let end = self.sums.len;
        get!(self.joined(left, right));
        Ok(self.sums.move_down(first, end))
    }

    pub(super) const fn quotient(&mut self, parts: Span, divisor: f64) -> Done<Span> {
        let sum = get!(self.total(parts));
        let first = self.sums.len;
        let mut k = sum.start();
        while k < sum.end() {
            let PauliTerm {
                coefficient,
                factors,
            } = self.sums.items[k];
            get!(self.add_term(coefficient.over(divisor), factors));
            k += 1;
        }
        self.one_part(first)
    }

    /// A product of Pauli operators: the power of i that multiplies it, and the factors.
    const fn multiply(&mut self, a: Span, b: Span) -> Done<(u8, Span)> {
        let (first, mut power) = (self.factors.len, 0);
        let (mut i, mut j) = (a.start(), b.start());
        while i < a.end() || j < b.end() {
            if j == b.end()
                || i < a.end() && self.factors.items[i].qubit < self.factors.items[j].qubit
            {
                get!(self.factors.push(self.factors.items[i]));
                i += 1;
            } else if i == a.end() || self.factors.items[j].qubit < self.factors.items[i].qubit {
                get!(self.factors.push(self.factors.items[j]));
                j += 1;
            } else {
                let Factor { qubit, pauli } = self.factors.items[i];
                if let Some((pauli, positive)) = pauli.product(self.factors.items[j].pauli) {
                    get!(self.factors.push(Factor { qubit, pauli }));
                    power += if positive { 1 } else { 3 };
                }
                i += 1;
                j += 1;
            }
        }
        Ok((power % 4, self.factors.since(first)))
    }

    const fn order(&self, a: Span, b: Span) -> Ordering {
        let mut k = 0;
        while k < a.len() && k < b.len() {
            let (x, y) = (
                self.factors.items[a.start() + k],
                self.factors.items[b.start() + k],
            );
            if x.qubit < y.qubit || x.qubit == y.qubit && (x.pauli as u8) < y.pauli as u8 {
                return Ordering::Less;
            } else if x.qubit != y.qubit || x.pauli as u8 != y.pauli as u8 {
                return Ordering::Greater;
            }
            k += 1;
        }
        match (a.len(), b.len()) {
            (0, 0) => Ordering::Equal,
            (0, _) => Ordering::Greater,
            (_, 0) => Ordering::Less,
            (a, b) if a < b => Ordering::Less,
            (a, b) if a > b => Ordering::Greater,
            _ => Ordering::Equal,
        }
    }

    /// Whether two lists of terms are the same.
    pub(super) const fn same_sum(&self, a: Span, b: Span) -> bool {
        let (mut k, mut same) = (0, a.count == b.count);
        while same && k < a.len() {
            let (x, y) = (
                self.sums.items[a.start() + k],
                self.sums.items[b.start() + k],
            );
            let (c, d) = (x.coefficient.value(), y.coefficient.value());
            same = c.re == d.re
                && c.im == d.im
                && matches!(self.order(x.factors, y.factors), Ordering::Equal);
            k += 1;
        }
        same
    }

    /// How many qubits a register needs for a sum.
    pub(super) const fn span_of(&self, sum: Span) -> usize {
        let (mut span, mut k) = (0, sum.start());
        while k < sum.end() {
            let factors = self.sums.items[k].factors;
            if factors.count > 0 {
                let end = self.factors.items[factors.end() - 1]
                    .qubit
                    .saturating_add(1);
                span = if end > span { end } else { span };
            }
            k += 1;
        }
        span
    }

    /// Why a sum is no observable.
    pub(super) const fn no_observable(&self, sum: Span) -> Option<Text> {
        let mut k = sum.start();
        while k < sum.end() {
            let PauliTerm {
                coefficient,
                factors,
            } = self.sums.items[k];
            let value = coefficient.value();
            if !coefficient.is_finite() {
                let wrong = if value.re.is_finite() {
                    value.im
                } else {
                    value.re
                };
                let text = Text::new("[QK0087] the observable has the coefficient ");
                let text = self.write(factors, number::write(text, wrong).with(" at "));
                return Some(text.with(", but every coefficient must be finite"));
            }
            if !coefficient.is_real() {
                let text = Text::new("[QK0087] the observable has the term ");
                let text = self.write_term(Span::new(k, 1), 0, text);
                return Some(text.with(", which is not Hermitian: a coefficient must be real"));
            }
            k += 1;
        }
        None
    }

    /// A sum as it is displayed; of a long one, the first terms.
    pub(super) const fn write_sum(&self, sum: Span, mut text: Text) -> Text {
        if sum.count == 0 {
            return text.with("0");
        }
        let mut k = 0;
        while k < sum.len() {
            if k == 16 {
                return text.with(" + ..");
            }
            text = self.write_term(sum, k, text);
            k += 1;
        }
        text
    }

    /// Term number `k` with its sign.
    const fn write_term(&self, sum: Span, k: usize, text: Text) -> Text {
        let PauliTerm {
            coefficient,
            factors,
        } = self.sums.items[sum.start() + k];
        let value = coefficient.value();
        // Of a complex number that is not on an axis the sign stays inside the brackets.
        let on_axis = value.re == 0.0 || value.im == 0.0;
        let (axis, unit) = if value.im == 0.0 {
            (value.re, "")
        } else {
            (value.im, "i")
        };
        let negative = on_axis && axis.is_sign_negative() && !axis.is_nan();
        let text = text.with(match (k, negative) {
            (0, false) => "",
            (0, true) => "-",
            (_, false) => " + ",
            (_, true) => " - ",
        });
        let text = if !on_axis {
            let text = number::write(text.with("("), value.re);
            let text = text.with(if value.im < 0.0 { " - " } else { " + " });
            imaginary(text, value.im.abs()).with(")")
        } else if axis.abs() == 1.0 && (!unit.is_empty() || factors.count > 0) {
            text.with(unit)
        } else if unit.is_empty() {
            number::write(text, axis.abs())
        } else {
            imaginary(text, axis.abs())
        };
        if factors.count == 0 {
            return text;
        }
        let bare = on_axis && unit.is_empty() && axis.abs() == 1.0;
        self.write(factors, if bare { text } else { text.with(" ") })
    }

    pub(super) const fn write(&self, factors: Span, mut text: Text) -> Text {
        if factors.count == 0 {
            return text.with("I");
        }
        let mut k = factors.start();
        while k < factors.end() {
            let Factor { qubit, pauli } = self.factors.items[k];
            let letter = match pauli {
                Pauli::X => "X",
                Pauli::Y => "Y",
                Pauli::Z => "Z",
            };
            text.push(if k > factors.start() { " " } else { "" });
            text.push(letter);
            text.push_number(qubit as u64);
            k += 1;
        }
        text
    }

    /// The same terms with qubit i called as operand number i of some, no longer in order.
    pub(super) const fn map_qubits(&mut self, sum: Span, qubits: Span) -> Done<Span> {
        let first = self.sums.len;
        let mut k = sum.start();
        while k < sum.end() {
            let PauliTerm {
                coefficient,
                factors,
            } = self.sums.items[k];
            let start = self.factors.len;
            let mut i = factors.start();
            while i < factors.end() {
                let Factor { qubit, pauli } = self.factors.items[i];
                let qubit = self.operands.items[qubits.start() + qubit] as usize;
                get!(self.factors.push(Factor { qubit, pauli }));
                i += 1;
            }
            let factors = self.factors.since(start);
            get!(self.sums.push(PauliTerm {
                coefficient,
                factors
            }));
            k += 1;
        }
        Ok(self.sums.since(first))
    }

    /// The observable that a text describes.
    pub(super) const fn text(&mut self, text: &str) -> Done<Result<Span, Wrong>> {
        let mut sum = Span::EMPTY;
        let mut reader = Reader::new(text);
        let (mut start, mut coefficient, mut factors) = (None, Coefficient::ONE, Span::EMPTY);
        loop {
            let item = match reader.next() {
                Ok(item) => item,
                Err(wrong) => return Ok(Err(wrong)),
            };
            match item {
                Item::Number(number) => coefficient = coefficient.times(Coefficient::real(number)),
                Item::Minus => coefficient = coefficient.negated(),
                Item::Identity => {}
                Item::Pauli(pauli, qubit) => {
                    let factor = get!(self.factor(pauli, qubit));
                    let (power, product) = get!(self.multiply(factors, factor));
                    coefficient = coefficient.times_i(power);
                    factors = product;
                }
                Item::Term { .. } | Item::End => {
                    if let Some(at) = start {
                        if !coefficient.is_real() {
                            return Ok(Err(Wrong::not_hermitian(at)));
                        }
                        let term = get!(self.one_term(coefficient, factors));
                        sum = get!(self.plus(sum, term));
                    }
                    match item {
                        Item::Term { at, negative } => {
                            (start, coefficient, factors) =
                                (Some(at), Coefficient::ONE, Span::EMPTY);
                            if negative {
                                coefficient = coefficient.negated();
                            }
                        }
                        _ => return Ok(Ok(sum)),
                    }
                }
            }
        }
    }
}

const fn imaginary(text: Text, size: f64) -> Text {
    if size == 1.0 {
        return text.with("i");
    }
    number::write(text, size).with(if size.is_finite() { "i" } else { " i" })
}

const fn halves(terms: Span) -> (Span, Span) {
    let half = terms.len() / 2;
    (
        Span::new(terms.start(), half),
        Span::new(terms.start() + half, terms.len() - half),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::binder::{Lengths, Lists};
    use super::*;
    use crate::observable::{I, Observable, ParseError, PauliString, X, Y, Z};

    /// What a sum is, coefficients to the last bit.
    fn terms(binder: &mut Binder<'_>, parts: Span) -> Vec<(PauliString, [f64; 2])> {
        let sum = binder.total(parts).unwrap();
        let string = |term: &PauliTerm| {
            let factors = term.factors.of(binder.factors.items).iter();
            let product: Observable = factors
                .map(|factor| match factor.pauli {
                    Pauli::X => X(factor.qubit),
                    Pauli::Y => Y(factor.qubit),
                    Pauli::Z => Z(factor.qubit),
                })
                .product();
            product.terms().next().unwrap().1.clone()
        };
        let value = |term: &PauliTerm| [term.coefficient.value().re, term.coefficient.value().im];
        let sum = sum.of(binder.sums.items).iter();
        sum.map(|term| (string(term), value(term))).collect()
    }

    fn expected(observable: &Observable) -> Vec<(PauliString, [f64; 2])> {
        let terms = observable.complex_terms();
        terms
            .map(|(c, string)| (string.clone(), [c.re, c.im]))
            .collect()
    }

    fn agree(text: &str) -> Result<(), TestCaseError> {
        let mut lists = Lists::new(&Lengths::equal(1 << 12));
        let mut binder = lists.binder();
        let parsed: Result<Observable, ParseError> = text.parse();
        match (parsed, binder.text(text).unwrap()) {
            (Ok(parsed), Ok(read)) => {
                prop_assert_eq!(expected(&parsed), terms(&mut binder, read), "{:?}", text);
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

        fn sum(&self, binder: &mut Binder<'_>) -> Done<Span> {
            let mut both = |a: &Tree, b: &Tree| Ok((a.sum(binder)?, b.sum(binder)?));
            match self {
                Tree::Pauli(pauli, qubit) => binder.pauli(*pauli, *qubit),
                Tree::Number(number) => binder.identity(*number),
                Tree::Text(text) => Ok(binder.text(text)?.unwrap()),
                Tree::Neg(a) => {
                    let a = a.sum(binder)?;
                    binder.negated(a)
                }
                Tree::Add(a, b) => {
                    let (a, b) = both(a, b)?;
                    binder.plus(a, b)
                }
                Tree::Sub(a, b) => {
                    let (a, b) = both(a, b)?;
                    let b = binder.negated(b)?;
                    binder.plus(a, b)
                }
                Tree::Mul(a, b) => {
                    let (a, b) = both(a, b)?;
                    binder.product_of(a, b)
                }
                Tree::Div(a, number) => {
                    let a = a.sum(binder)?;
                    binder.quotient(a, *number)
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
        #[test]
        fn texts_are_read_as_by_parse(text in prop_oneof!["[-+]?[-+]?([0-9]{0,2}\\.?[0-9]?(e[-+]?[0-9]{0,3})?[*@]?([XYZI][(]?[0-4]?[)]? ?[*@]?-?){0,4}[-+ ]?){1,3}", any::<String>()]) {
            agree(&text)?;
        }

        /// Terms may be added in another order, so the last digits may differ; what is left of a sum does not.
        #[test]
        fn expressions_are_those_of_observables(tree in tree()) {
            let mut lists = Lists::new(&Lengths::equal(1 << 12));
            let mut binder = lists.binder();
            let sum = tree.sum(&mut binder);
            prop_assume!(sum.is_ok());
            let (observable, sum) = (tree.observable(), sum.unwrap());
            let (expected, found) = (expected(&observable), terms(&mut binder, sum));
            prop_assert_eq!(expected.len(), found.len(), "{:?}: {} and {:?}", tree, observable, found);
            for ((string, c), (other, d)) in expected.iter().zip(&found) {
                prop_assert_eq!(string, other);
                for (c, d) in c.iter().zip(d) {
                    prop_assert!(c == d || c.is_nan() && d.is_nan() || (c - d).abs() <= 1e-12 * c.abs(), "{:?}", tree);
                }
            }
            let total = binder.total(sum).unwrap();
            prop_assert_eq!(observable.span(), binder.span_of(total));
            match (observable.check(3), binder.no_observable(total)) {
                (Ok(()), None) => prop_assert!(binder.same_sum(total, total)),
                (Err(error), Some(text)) => {
                    let (error, text) = (error.to_string(), text.as_str().replace("[QK0087] ", ""));
                    prop_assert_eq!(error.split(' ').take(5).collect::<Vec<_>>(), text.split(' ').take(5).collect::<Vec<_>>());
                }
                (error, text) => prop_assert!(false, "{observable}: {error:?} and {text:?}"),
            }
        }

        #[test]
        fn sums_are_written_as_they_are_displayed(terms in prop::collection::vec((-30..30i32, -2..3i32, 0..4usize), 0..9)) {
            let terms = terms.into_iter().map(|(re, im, qubit)| {
                let c = num_complex::Complex64::new(f64::from(re) / 10.0, f64::from(im) / 2.0);
                if qubit == 3 { c.into() } else { X(qubit) * Z(qubit + 1) * c }
            });
            let observable: Observable = terms.sum();
            let mut lists = Lists::new(&Lengths::equal(1 << 12));
            let mut binder = lists.binder();
            for (string, coefficient) in observable.coefficients() {
                let first = binder.factors.len;
                for &(qubit, pauli) in string.factors() {
                    binder.factors.push(Factor { qubit, pauli }).unwrap();
                }
                let factors = binder.factors.since(first);
                binder.sums.push(PauliTerm { coefficient, factors }).unwrap();
            }
            let sum = binder.sums.since(0);
            let text = binder.write_sum(sum, Text::EMPTY);
            prop_assert_eq!(text.as_str(), observable.to_string());
        }
    }

    #[test]
    fn special_texts() {
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

    #[test]
    fn parts_share_out_the_terms() {
        let mut lists = Lists::new(&Lengths::equal(1 << 15));
        let mut binder = lists.binder();
        let mut sum = Span::EMPTY;
        for i in 0..1000 {
            let (a, b) = (
                binder.pauli(Pauli::Z, i).unwrap(),
                binder.pauli(Pauli::Z, i + 1).unwrap(),
            );
            let term = binder.product_of(a, b).unwrap();
            sum = binder.plus(term, sum).unwrap();
            let lengths: Vec<u32> = sum
                .of(binder.parts.items)
                .iter()
                .map(|part| part.count)
                .collect();
            assert!(
                lengths.windows(2).all(|pair| pair[0] >= 2 * pair[1]),
                "{lengths:?}"
            );
        }
        let expected_sum: Observable = (0..1000).map(|i| Z(i) * Z(i + 1)).sum();
        assert_eq!(terms(&mut binder, sum), expected(&expected_sum));
        let negated = binder.negated(sum).unwrap();
        let none = binder.plus(sum, negated).unwrap();
        assert_eq!(terms(&mut binder, none), []);
    }
}

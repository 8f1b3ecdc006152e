//! The algebra, compared with that of observables.

use proptest::prelude::*;

use super::super::binder::{Lengths, Lists};
use super::*;
use crate::graph::Text;
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
        let a = binder.pauli(Pauli::Z, i).unwrap();
        let b = binder.pauli(Pauli::Z, i + 1).unwrap();
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

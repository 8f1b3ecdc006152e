//! What polynomials are made of.

use std::sync::Arc;

use super::condition::Condition;
use super::formula::Formula;
use super::range::Range;

/// A factor of a term; a whole number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Atom {
    Symbol(Symbol),
    /// The element of a vector.
    Element(Symbol, Formula),
    /// The largest of several.
    Max(Vec<Formula>),
    /// The quotient, rounded down.
    Floor(Formula, Formula),
    Rem(Formula, Formula),
    If(Box<Condition>, Formula, Formula),
    /// The sum over a range.
    Sum(Box<Range>, Formula),
    /// The largest value over a range; 0 if that is empty.
    MaxOver(Box<Range>, Formula),
    /// What one of some values is after a range.
    Iterate(Arc<Iterate>, usize),
    /// It has no formula.
    Unknown,
}

/// Values that each step of a range replaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Iterate {
    pub(crate) range: Range,
    pub(crate) values: Vec<Symbol>,
    pub(crate) first: Vec<Formula>,
    pub(crate) next: Vec<Formula>,
}

/// A number that a formula depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Symbol {
    /// A parameter of the kernel, with its index, or the length of one.
    Size(u32, Arc<str>),
    /// The variable of a loop that is that deep.
    Loop(u32, Arc<str>),
    /// A value that is carried through a loop that is that deep.
    Carried(u32, u32, Arc<str>),
}

impl Symbol {
    pub(crate) fn name(&self) -> &str {
        match self {
            Symbol::Size(_, name) | Symbol::Loop(_, name) | Symbol::Carried(_, _, name) => name,
        }
    }
}

impl Atom {
    /// Whether a symbol is free in it.
    pub(crate) fn mentions(&self, symbol: &Symbol) -> bool {
        match self {
            Atom::Symbol(own) => own == symbol,
            Atom::Element(_, index) => index.mentions(symbol),
            Atom::Max(parts) => parts.iter().any(|part| part.mentions(symbol)),
            Atom::Floor(left, right) | Atom::Rem(left, right) => {
                left.mentions(symbol) || right.mentions(symbol)
            }
            Atom::If(condition, then, otherwise) => {
                condition.any(&mut |number| number.mentions(symbol))
                    || then.mentions(symbol)
                    || otherwise.mentions(symbol)
            }
            Atom::Sum(range, body) | Atom::MaxOver(range, body) => {
                range.mentions(symbol) || (range.var != *symbol && body.mentions(symbol))
            }
            Atom::Iterate(iterate, _) => {
                iterate.range.mentions(symbol)
                    || iterate.first.iter().any(|first| first.mentions(symbol))
                    || (iterate.range.var != *symbol
                        && !iterate.values.contains(symbol)
                        && iterate.next.iter().any(|next| next.mentions(symbol)))
            }
            Atom::Unknown => false,
        }
    }
}

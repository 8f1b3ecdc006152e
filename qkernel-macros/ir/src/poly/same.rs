//! Which index expressions name the same element, and which never do.

use super::{Poly, Symbol};
use crate::BinaryOp;

/// Whether two index expressions name the same element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Same {
    /// Whatever the symbols are.
    Yes,
    /// Never.
    No,
    /// It depends on the symbols, or is not known.
    Unknown,
}

impl Poly {
    /// Equal polynomials are the same element, those that differ by a constant never are.
    pub const fn same(&self, other: &Poly) -> Same {
        match self.minus(other).as_constant() {
            Some(0) => Same::Yes,
            Some(_) => Same::No,
            None => Same::Unknown,
        }
    }

    /// What an operation gives of both.
    pub const fn apply(&self, op: BinaryOp, other: &Poly) -> Poly {
        match op {
            BinaryOp::Add => self.plus(other),
            BinaryOp::Sub => self.minus(other),
            BinaryOp::Mul => self.times(other),
            BinaryOp::Div | BinaryOp::Rem => match (self.as_constant(), other.as_constant()) {
                (Some(a), Some(b)) if a >= 0 && b > 0 => {
                    Poly::constant(if matches!(op, BinaryOp::Div) {
                        a / b
                    } else {
                        a % b
                    })
                }
                _ => Poly::UNKNOWN,
            },
            _ => Poly::UNKNOWN,
        }
    }

    /// The symbols in it, some of them several times.
    pub fn symbols(&self) -> impl Iterator<Item = Symbol> {
        let factors = self.terms[..self.len].iter().flat_map(|term| term.factors);
        factors.filter(|symbol| !symbol.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ValueId;

    #[test]
    fn tells_elements_apart() {
        let symbol = |id| Poly::symbol(Symbol::of(ValueId(id)));
        let (i, n, one, two) = (symbol(0), symbol(1), Poly::constant(1), Poly::constant(2));
        let next = i.plus(&one);
        let cases = [
            (next, one.plus(&i), Same::Yes),
            (i, next, Same::No),
            (i.times(&two), i.plus(&i), Same::Yes),
            (i, n.minus(&next), Same::Unknown),
            (i.times(&n), n.times(&i), Same::Yes),
            (Poly::constant(0), Poly::constant(3), Same::No),
            (Poly::constant(5).apply(BinaryOp::Div, &two), two, Same::Yes),
            (i, n, Same::Unknown),
            (i, Poly::UNKNOWN, Same::Unknown),
        ];
        for (left, right, same) in cases {
            assert_eq!(left.same(&right), same, "{left:?} and {right:?}");
            assert_eq!(right.same(&left), same, "{right:?} and {left:?}");
        }
        assert_eq!(i.times(&i).plus(&n).symbols().count(), 3);
    }
}

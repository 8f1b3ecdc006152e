//! How large formulas may be: sizes that are computed from one another may double them with every line of a kernel.

use super::atom::Atom;
use super::condition::Condition;
use super::formula::Formula;
use super::range::Range;

/// The largest power of an atom.
pub(super) const MAX_POWER: u32 = 64;

/// How many products of terms one product of sums may have.
pub(super) const MAX_PRODUCTS: usize = 1 << 14;

/// How many atoms may be in one.
const MAX_ATOMS: usize = 1 << 12;

/// How deep conditions may be in one another, and how many of these levels an atom takes: a `match` of many cases asks in one condition
/// for half of them.
const MAX_DEPTH: usize = 512;
const ATOM_DEPTH: usize = 8;

/// Counts atoms, as far as there may be some. Each method says whether it was within the limits.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Budget {
        Budget(MAX_ATOMS)
    }
}

impl Budget {
    pub(super) fn atom(&mut self, atom: &Atom, depth: usize) -> bool {
        if self.0 == 0 || depth > MAX_DEPTH {
            return false;
        }
        self.0 -= 1;
        let depth = depth + ATOM_DEPTH;
        let mut formula = |formula: &Formula| self.formula(formula, depth);
        match atom {
            Atom::Symbol(_) | Atom::Unknown => true,
            Atom::Element(_, index) => formula(index),
            Atom::Max(parts) => parts.iter().all(formula),
            Atom::Floor(left, right) | Atom::Rem(left, right) => formula(left) && formula(right),
            Atom::If(condition, then, otherwise) => {
                formula(then) && formula(otherwise) && self.condition(condition, depth)
            }
            Atom::Sum(range, body) | Atom::MaxOver(range, body) => {
                formula(body) && self.range(range, depth)
            }
            Atom::Iterate(iterate, _) => {
                let mut all = iterate.first.iter().chain(&iterate.next);
                all.all(formula) && self.range(&iterate.range, depth)
            }
        }
    }

    pub(super) fn condition(&mut self, condition: &Condition, depth: usize) -> bool {
        if self.0 == 0 || depth > MAX_DEPTH {
            return false;
        }
        self.0 -= 1;
        let depth = depth + 1;
        match condition {
            Condition::Constant(_) => true,
            Condition::Negative(number) | Condition::Zero(number) => self.formula(number, depth),
            Condition::Not(inner) => self.condition(inner, depth),
            Condition::And(left, right) | Condition::Or(left, right) => {
                self.condition(left, depth) && self.condition(right, depth)
            }
        }
    }

    fn range(&mut self, range: &Range, depth: usize) -> bool {
        let mut bounds = [&range.start, &range.end, &range.step].into_iter();
        bounds.all(|bound| self.formula(bound, depth))
    }

    fn formula(&mut self, formula: &Formula, depth: usize) -> bool {
        let mut atoms = formula.terms.keys().flatten();
        atoms.all(|(atom, _)| self.atom(atom, depth))
    }
}

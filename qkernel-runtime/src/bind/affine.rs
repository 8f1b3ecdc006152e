//! Angles: affine forms over the arguments, and what is computed of them.

use super::binder::Binder;
use super::list::{Done, get};
use super::value::*;
use crate::program::{BinaryFunction, Derived, Function};
use qkernel_ir::{all, each};

impl Binder<'_> {
    /// The scalar that is one slot.
    pub(super) const fn slot(&mut self, slot: Slot) -> Done<Affine> {
        let first = self.terms.len;
        get!(self.terms.push(Term {
            slot,
            coefficient: 1.0
        }));
        Ok(Affine {
            constant: 0.0,
            terms: self.terms.since(first),
        })
    }

    /// `a + factor·b`
    pub(super) const fn add(&mut self, a: Affine, b: Affine, factor: f64) -> Done<Affine> {
        let first = self.terms.len;
        let (mut i, mut j) = (a.terms.start(), b.terms.start());
        while i < a.terms.end() || j < b.terms.end() {
            let left = if i < a.terms.end() {
                self.terms.items[i]
            } else {
                Term::NONE
            };
            let right = if j < b.terms.end() {
                self.terms.items[j]
            } else {
                Term::NONE
            };
            let term = if left.slot.0 < right.slot.0 {
                left
            } else if left.slot.0 == right.slot.0 {
                Term {
                    slot: left.slot,
                    coefficient: left.coefficient + factor * right.coefficient,
                }
            } else {
                Term {
                    slot: right.slot,
                    coefficient: factor * right.coefficient,
                }
            };
            i += (left.slot.0 <= right.slot.0) as usize;
            j += (right.slot.0 <= left.slot.0) as usize;
            if term.coefficient != 0.0 {
                get!(self.terms.push(term));
            }
        }
        Ok(Affine {
            constant: a.constant + factor * b.constant,
            terms: self.terms.since(first),
        })
    }

    pub(super) const fn scale(&mut self, a: Affine, factor: f64) -> Done<Affine> {
        self.add(Affine::ZERO, a, factor)
    }

    pub(super) const fn divide(&mut self, a: Affine, divisor: f64) -> Done<Affine> {
        let first = self.terms.len;
        each!(k, a.terms.start()..a.terms.end(), {
            let Term { slot, coefficient } = self.terms.items[k];
            get!(self.terms.push(Term {
                slot,
                coefficient: coefficient / divisor
            }));
        });
        Ok(Affine {
            constant: a.constant / divisor,
            terms: self.terms.since(first),
        })
    }

    pub(super) const fn product(&mut self, left: Affine, right: Affine) -> Done<Affine> {
        match (left.is_known(), right.is_known()) {
            (_, true) => self.scale(left, right.constant),
            (true, _) => self.scale(right, left.constant),
            _ => {
                let after_run = self.depends_on_run(left) || self.depends_on_run(right);
                self.derive(Derived::Product(left, right), after_run)
            }
        }
    }

    pub(super) const fn apply(&mut self, function: Function, value: Affine) -> Done<Affine> {
        if value.is_known() {
            return Ok(Affine::number(function.known(value.constant)));
        }
        let after_run = self.depends_on_run(value);
        self.derive(Derived::Apply(function, value), after_run)
    }

    pub(super) const fn combine(
        &mut self,
        function: BinaryFunction,
        left: Affine,
        right: Affine,
    ) -> Done<Affine> {
        if left.is_known() && right.is_known() {
            return Ok(Affine::number(
                function.known(left.constant, right.constant),
            ));
        }
        let after_run = self.depends_on_run(left) || self.depends_on_run(right);
        self.derive(Derived::Combine(function, left, right), after_run)
    }

    /// A new slot that is computed, as a scalar.
    pub(super) const fn derive(
        &mut self,
        derived: Derived<Affine>,
        after_run: bool,
    ) -> Done<Affine> {
        get!(self.derived.push(Computed { derived, after_run }));
        self.slot(Slot::derived(self.derived.len - 1))
    }

    pub(super) const fn depends_on_run(&self, scalar: Affine) -> bool {
        // Derived slots come last.
        let mut k = scalar.terms.end();
        while k > scalar.terms.start() {
            k -= 1;
            match self.terms.items[k].slot.derived_number() {
                Some(number) if self.derived.items[number].after_run => return true,
                Some(_) => {}
                None => return false,
            }
        }
        false
    }

    pub(super) const fn same_angle(&self, a: Affine, b: Affine) -> bool {
        if a.constant != b.constant || a.terms.count != b.terms.count {
            return false;
        }
        all!(k, 0..a.terms.len(), {
            let x = self.terms.items[a.terms.start() + k];
            let y = self.terms.items[b.terms.start() + k];
            x.slot.0 == y.slot.0 && x.coefficient == y.coefficient
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::binder::{Lengths, Lists};
    use super::*;
    use crate::program::affine::add;
    use crate::program::{self, SlotId};

    type Terms = Vec<(bool, usize, i32)>;

    fn slot(derived: bool, number: usize) -> Slot {
        match derived {
            true => Slot::derived(number),
            false => Slot::argument(number % 3, number / 3, number % 2),
        }
    }

    fn expected(constant: i32, terms: &Terms) -> program::Affine {
        let number = program::Affine::number(f64::from(constant));
        terms
            .iter()
            .fold(number, |sum, &(derived, number, factor)| {
                let slot: SlotId = slot(derived, number).id();
                add(&sum, &slot.into(), f64::from(factor) / 10.0)
            })
    }

    fn form(binder: &mut Binder<'_>, constant: i32, terms: &Terms) -> Done<Affine> {
        let mut sum = Affine::number(f64::from(constant));
        for &(derived, number, factor) in terms {
            let one = binder.slot(slot(derived, number))?;
            sum = binder.add(sum, one, f64::from(factor) / 10.0)?;
        }
        Ok(sum)
    }

    fn same(binder: &Binder<'_>, form: Affine, expected: &program::Affine) -> bool {
        let terms = form.terms.of(binder.terms.items).iter();
        let terms: Vec<_> = terms
            .map(|term| (term.slot.id(), term.coefficient))
            .collect();
        form.constant == expected.constant && *terms == *expected.terms
    }

    proptest! {
        /// To the last bit, in the same order of slots.
        #[test]
        fn forms_are_those_of_programs(
            a in prop::collection::vec((any::<bool>(), 0..9usize, -3..4i32), 0..6),
            b in prop::collection::vec((any::<bool>(), 0..9usize, -3..4i32), 0..6),
            constants in (-9..9i32, -9..9i32),
            factor in -3..4i32,
        ) {
            let mut lists = Lists::new(&Lengths::equal(1 << 10));
            let mut binder = lists.binder();
            let (x, y) = (expected(constants.0, &a), expected(constants.1, &b));
            let left = form(&mut binder, constants.0, &a).unwrap();
            let right = form(&mut binder, constants.1, &b).unwrap();
            prop_assert!(same(&binder, left, &x) && same(&binder, right, &y));
            let sum = binder.add(left, right, f64::from(factor)).unwrap();
            prop_assert!(same(&binder, sum, &add(&x, &y, f64::from(factor))));
            prop_assert_eq!(binder.same_angle(left, right), x == y);
        }
    }
}

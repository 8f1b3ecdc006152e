//! Whether a formula over sizes and loop variables is below zero in some iteration, whatever the sizes are.

use super::analyser::Analyser;
use qkernel_ir::{Poly, Symbol, all, each};

const FACTS: usize = 6;

/// Formulas that are at least 0 wherever a place in a kernel is reached: its loops run.
#[derive(Clone, Copy)]
pub(super) struct Facts {
    pub(super) list: [Poly; FACTS],
    pub(super) count: usize,
    /// Whether there is one that is not known: then it may not be reached where they are at least 0, or only in some iterations
    /// of the loops around.
    pub(super) more: bool,
}

impl Facts {
    pub(super) const NONE: Facts = Facts {
        list: [Poly::UNKNOWN; FACTS],
        count: 0,
        more: false,
    };

    pub(super) const fn add(&mut self, fact: Poly) {
        if fact.is_never_negative() {
            return;
        }
        if !fact.is_known() || self.count == FACTS {
            self.more = true;
            return;
        }
        self.list[self.count] = fact;
        self.count += 1;
    }

    const fn mention(&self, symbol: Symbol) -> Option<&Poly> {
        each!(i, 0..self.count, {
            if self.list[i].mentions(symbol) {
                return Some(&self.list[i]);
            }
        });
        None
    }

    /// Whether those that a symbol is in hold for a value of it.
    pub(super) const fn hold_at(&self, symbol: Symbol, value: &Poly) -> bool {
        all!(i, 0..self.count, {
            let fact = &self.list[i];
            !fact.mentions(symbol) || fact.substitute(symbol, value).is_never_negative()
        })
    }

    /// The facts with a value for a symbol; those that always hold are left out.
    const fn with(&self, symbol: Symbol, value: &Poly) -> Facts {
        let mut facts = Facts {
            more: self.more,
            ..Facts::NONE
        };
        each!(i, 0..self.count, {
            facts.add(self.list[i].substitute(symbol, value));
        });
        facts
    }
}

/// The iteration in which a formula is lowest, or one of those that are not far from it.
pub(super) struct Lowest {
    pub(super) value: Poly,
    /// What holds where the place is reached, and where that iteration is one of its loops'.
    pub(super) facts: Facts,
}

impl Lowest {
    /// Nothing is known.
    const UNKNOWN: Lowest = Lowest {
        value: Poly::UNKNOWN,
        facts: Facts {
            more: true,
            ..Facts::NONE
        },
    };

    const fn is_reached_far_out(&self) -> bool {
        all!(i, 0..self.facts.count, {
            !self.facts.list[i].is_negative_far_out()
        })
    }

    /// Whether the formula is below zero wherever the place is reached.
    pub(super) const fn is_negative(&self) -> bool {
        if !self.value.is_known() || !self.value.is_negative_far_out() && self.is_reached_far_out()
        {
            return false;
        }
        let mut facts = self.facts;
        let mut above = Poly::constant(-1).minus(&self.value);
        // Each symbol is counted from the least that it can be.
        each!(i, 0..facts.count, {
            let mut nth = 0;
            while let Some((symbol, least)) = facts.list[i].least(nth) {
                above = above.shifted(symbol, &least);
                each!(k, i + 1..facts.count, {
                    facts.list[k] = facts.list[k].shifted(symbol, &least);
                });
                nth += 1;
            }
            if facts.list[i].is_always_negative() {
                // It is never reached.
                return false;
            }
        });
        above.is_never_negative()
    }
}

impl<const N: usize> Analyser<N> {
    /// The lowest value of a formula over the loops around; `inside` holds where the place itself is reached.
    ///
    /// What is found is the value of an iteration, or no less than one: that the formula is below zero there is certain. A
    /// condition between a loop and the place may keep the loop's variable from its ends, so that it stays as it is.
    pub(super) const fn lowest(&self, formula: &Poly, inside: Facts) -> Lowest {
        let (mut value, mut facts) = (*formula, inside);
        if self.depth > self.nest.len() {
            return Lowest::UNKNOWN;
        }
        let mut depth = self.depth;
        while depth > 0 && value.is_known() {
            depth -= 1;
            let variable = self.nest[depth];
            let (symbol, around) = (Symbol::of(variable), &self.loops[variable.0 as usize]);
            // From its highest value downwards, or from its lowest upwards.
            let from_high = if value.mentions(symbol) {
                match value.grows_with(symbol) {
                    Some(grows) => !grows,
                    None => return Lowest::UNKNOWN,
                }
            } else {
                match facts.mention(symbol) {
                    Some(fact) => matches!(fact.grows_with(symbol), Some(true)),
                    None => {
                        facts.add(around.more);
                        continue;
                    }
                }
            };
            if around.branches != self.branches {
                facts.add(around.more);
                continue;
            }
            if facts.more {
                return Lowest::UNKNOWN;
            }
            let reach = &around.reach;
            let (near, far, exact) = if from_high {
                (&reach.high, &reach.low, reach.has_high)
            } else {
                (&reach.low, &reach.high, reach.has_low)
            };
            // An end that the variable only goes past may be below zero, where squares grow again.
            if !exact && !value.coefficient_of(symbol).is_known() {
                return Lowest::UNKNOWN;
            }
            let mut end = *near;
            each!(i, 0..facts.count, {
                let fact = &facts.list[i];
                if fact.mentions(symbol) {
                    let Some(grows) = fact.grows_with(symbol) else {
                        return Lowest::UNKNOWN;
                    };
                    if !exact {
                        return Lowest::UNKNOWN;
                    }
                    // An inner loop that is empty at this end: the last iteration in which it runs.
                    if grows != from_high && !fact.substitute(symbol, &end).is_never_negative() {
                        let limit = fact.root(symbol);
                        let gap = if from_high {
                            end.minus(&limit)
                        } else {
                            limit.minus(&end)
                        };
                        if !around.by_one || !gap.is_never_negative() {
                            return Lowest::UNKNOWN;
                        }
                        end = limit;
                    }
                }
            });
            facts = facts.with(symbol, &end);
            facts.add(if end.equals(near) {
                around.more
            } else if from_high {
                end.minus(far)
            } else {
                far.minus(&end)
            });
            value = value.substitute(symbol, &end);
        }
        Lowest { value, facts }
    }
}

//! What a kernel needs of its arguments' sizes, as far as it follows from its body: an index that it takes has to be in its
//! vector. The needs are checked at each call.

use qkernel_ir::{Poly, each};

/// How many conditions there are at most under which a need is one.
pub(super) const GUARDS: usize = 3;

/// A formula over a kernel's parameters, their values and their lengths, and how it compares with 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Need {
    pub(super) relation: Relation,
    pub(super) formula: Poly,
    /// The index of the vector that has to be long enough, if that is a parameter.
    pub(super) vector: Option<u32>,
    /// It is one only where these are at least 0: the loops around it run.
    pub(super) guards: [Poly; GUARDS],
    pub(super) guarded: usize,
}

/// How the formula of a [`Need`] compares with 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// It is at least 0.
    AtLeast,
    /// It is 0: a length is the one that is stated.
    Equal,
    /// It is not 0: two indices of one register.
    Different,
}

impl Need {
    pub(super) const NONE: Need = Need {
        relation: Relation::AtLeast,
        formula: Poly::UNKNOWN,
        vector: None,
        guards: [Poly::UNKNOWN; GUARDS],
        guarded: 0,
    };

    /// Whether it is of the same vector, under the same conditions.
    pub(super) const fn is_like(&self, other: &Need) -> bool {
        let same_vector = match (self.vector, other.vector) {
            (Some(one), Some(other)) => one == other,
            (None, None) => true,
            _ => false,
        };
        let same = same_vector && self.relation as u8 == other.relation as u8;
        let (mut same, mut i) = (same && self.guarded == other.guarded, 0);
        while i < self.guarded && same {
            same = self.guards[i].is_written_like(&other.guards[i]);
            i += 1;
        }
        same
    }

    /// The index of the parameter that has to be long enough.
    pub(crate) const fn vector(&self) -> Option<usize> {
        match self.vector {
            Some(number) => Some(number as usize),
            None => None,
        }
    }

    /// The formula's value where the need is not met, for the values of the `UInt`s and the lengths of the vectors.
    pub(crate) const fn unmet(&self, params: &[Option<i64>]) -> Option<i64> {
        each!(i, 0..self.guarded, {
            match self.guards[i].at(params) {
                Some(0..) => {}
                _ => return None,
            }
        });
        match (self.relation, self.formula.at(params)) {
            (Relation::AtLeast, Some(value @ ..=-1))
            | (Relation::Equal, Some(value @ (..=-1 | 1..)))
            | (Relation::Different, Some(value @ 0)) => Some(value),
            _ => None,
        }
    }
}

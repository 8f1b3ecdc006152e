//! Numbers that are affine in slots.

use std::fmt;
use std::ops::Deref;

use super::SlotId;
#[cfg(feature = "serde")]
use super::stored;

/// `constant + Σ coefficient · slot`, the slots in ascending order, no coefficient zero.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Affine {
    /// The part that depends on nothing.
    #[cfg_attr(feature = "serde", serde(serialize_with = "stored::finite"))]
    pub constant: f64,
    /// Slots and coefficients.
    #[cfg_attr(feature = "serde", serde(serialize_with = "stored::finite_terms"))]
    pub terms: Terms,
}

// A large circuit has one for each angle.
const _: () = assert!(size_of::<Affine>() <= 24);

impl Affine {
    /// A number that depends on nothing.
    pub const fn number(constant: f64) -> Affine {
        Affine {
            constant,
            terms: Terms(Repr::None),
        }
    }

    /// The value, given those of the slots.
    pub fn value(&self, slot: impl Fn(SlotId) -> f64) -> f64 {
        self.terms
            .iter()
            .fold(self.constant, |sum, &(id, c)| sum + c * slot(id))
    }
}

/// The number in this slot.
impl From<SlotId> for Affine {
    fn from(slot: SlotId) -> Affine {
        Affine {
            constant: 0.0,
            terms: Terms(Repr::One((slot, 1.0))),
        }
    }
}

/// The slots of an [`Affine`] number with their coefficients: a list, which takes no memory of its own for one of them and little for two.
///
/// ```
/// use qkernel_runtime::program::{SlotId, Terms};
///
/// let terms = Terms::from(vec![(SlotId::element(0, 0), 0.5), (SlotId::element(0, 1), -1.0)]);
/// assert_eq!((terms.len(), terms[1].1), (2, -1.0));
/// ```
#[derive(Clone, Default)]
pub struct Terms(Repr);

#[derive(Clone, Default)]
enum Repr {
    #[default]
    None,
    One((SlotId, f64)),
    Two(Box<[(SlotId, f64); 2]>),
    #[expect(clippy::box_collection, reason = "a list without the box is larger")]
    Many(Box<Vec<(SlotId, f64)>>),
}

impl Deref for Terms {
    type Target = [(SlotId, f64)];

    #[inline]
    fn deref(&self) -> &[(SlotId, f64)] {
        match &self.0 {
            Repr::None => &[],
            Repr::One(term) => std::slice::from_ref(term),
            Repr::Two(terms) => &**terms,
            Repr::Many(terms) => terms,
        }
    }
}

impl FromIterator<(SlotId, f64)> for Terms {
    fn from_iter<I: IntoIterator<Item = (SlotId, f64)>>(terms: I) -> Terms {
        let mut terms = terms.into_iter();
        let Some(a) = terms.next() else {
            return Terms::default();
        };
        let Some(b) = terms.next() else {
            return Terms(Repr::One(a));
        };
        Terms(match terms.next() {
            None => Repr::Two(Box::new([a, b])),
            Some(c) => Repr::Many(Box::new([a, b, c].into_iter().chain(terms).collect())),
        })
    }
}

impl From<Vec<(SlotId, f64)>> for Terms {
    fn from(terms: Vec<(SlotId, f64)>) -> Terms {
        terms.into_iter().collect()
    }
}

impl<'t> IntoIterator for &'t Terms {
    type Item = &'t (SlotId, f64);
    type IntoIter = std::slice::Iter<'t, (SlotId, f64)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl PartialEq for Terms {
    fn eq(&self, other: &Terms) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Terms {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Terms, D::Error> {
        Vec::deserialize(deserializer).map(Terms::from)
    }
}

/// `a + factor·b`.
pub(crate) fn add(a: &Affine, b: &Affine, factor: f64) -> Affine {
    let mut terms = Vec::with_capacity(a.terms.len() + b.terms.len());
    let (mut left, mut right) = (a.terms.iter().peekable(), b.terms.iter().peekable());
    loop {
        let term = match (left.peek(), right.peek()) {
            (Some(&&(i, x)), Some(&&(j, y))) if i == j => {
                left.next();
                right.next();
                (i, x + factor * y)
            }
            (Some(&&(i, x)), Some(&&(j, _))) if i < j => {
                left.next();
                (i, x)
            }
            (Some(&&(i, x)), None) => {
                left.next();
                (i, x)
            }
            (_, Some(&&(j, y))) => {
                right.next();
                (j, factor * y)
            }
            (None, None) => break,
        };
        if term.1 != 0.0 {
            terms.push(term);
        }
    }
    Affine {
        constant: a.constant + factor * b.constant,
        terms: terms.into(),
    }
}

pub(crate) fn scale(a: &Affine, factor: f64) -> Affine {
    add(&Affine::default(), a, factor)
}

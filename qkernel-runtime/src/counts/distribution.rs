//! How likely each outcome is.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use super::{most, printed, spaced, typed, unspaced};
use crate::arguments::Outcome;

/// The probability of each outcome: what [`Circuit::outcomes`](crate::Circuit::outcomes) gives.
///
/// `V` is what an outcome is: `bool` for a kernel that returns a `Bit`, `Vec<bool>` for a `Vector<Bit>`, tuples of these; for a circuit
/// without a kernel `Vec<Vec<bool>>`, the bits of each result. Strings are printed as in [`Counts`](super::Counts): element 0 on
/// the **right**, the first result rightmost.
///
/// ```
/// use qkernel_runtime::prelude::*;
///
/// #[qkernel]
/// fn pair(theta: Float) -> (Bit, Bit) {
///     let (a, b) = cx(ry(qubit(), theta), qubit());
///     (measure(a), measure(b))
/// }
///
/// let outcomes = pair {}.compile()?.outcomes(PI / 3.0)?;
/// assert!((outcomes.probability("11") - 0.25).abs() < 1e-12);
/// assert_eq!(outcomes.probability("01"), 0.0);
/// for ((a, b), probability) in outcomes.iter() {
///     println!("{a} and {b}: {probability}");
/// }
/// assert!((outcomes.expectation(|&(a, _)| f64::from(a)) - 0.25).abs() < 1e-12);
/// assert!((outcomes.marginal(|(_, b)| b)[&false] - 0.75).abs() < 1e-12);
/// assert_eq!(outcomes.to_string(), "\
/// bits  probability
///  0 0     0.750000
///  1 1     0.250000
/// ");
/// # Ok::<(), Error>(())
/// ```
pub struct Distribution<V = Vec<Vec<bool>>> {
    /// How many bits each result has, the first result first.
    widths: Vec<usize>,
    /// By the string as it is printed, without spaces.
    probabilities: BTreeMap<String, f64>,
    outcome: PhantomData<fn() -> V>,
}

impl<V> Distribution<V> {
    pub(crate) fn new(widths: Vec<usize>) -> Distribution<V> {
        Distribution {
            widths,
            probabilities: BTreeMap::new(),
            outcome: PhantomData,
        }
    }

    /// Makes an outcome more likely; its bits, element 0 of the first result first.
    pub(crate) fn add(&mut self, bits: Vec<bool>, probability: f64) {
        *self.probabilities.entry(printed(&bits)).or_default() += probability;
    }

    /// The same with outcomes of another type.
    pub(crate) fn typed<T>(self) -> Distribution<T> {
        Distribution {
            widths: self.widths,
            probabilities: self.probabilities,
            outcome: PhantomData,
        }
    }

    /// The probability of a string as it is printed: element 0 on the right. Spaces do not matter.
    pub fn probability(&self, bits: &str) -> f64 {
        let found = self.probabilities.get(&unspaced(bits));
        found.copied().unwrap_or(0.0)
    }

    /// The strings that can come up and their probabilities, as binary numbers in ascending order. Strings have no spaces.
    pub fn strings(&self) -> impl ExactSizeIterator<Item = (&str, f64)> {
        let all = self.probabilities.iter();
        all.map(|(bits, &probability)| (bits.as_str(), probability))
    }

    /// The most likely string, the smallest of several.
    pub fn most_likely(&self) -> Option<(&str, f64)> {
        most(self.strings())
    }

    /// How many outcomes can come up.
    pub fn len(&self) -> usize {
        self.probabilities.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.probabilities.is_empty()
    }
}

impl<V: Outcome> Distribution<V> {
    /// The outcomes that can come up and their probabilities, in the order of their strings.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (V, f64)> {
        self.strings()
            .map(|(string, probability)| (typed(&self.widths, string), probability))
    }

    /// How likely each value of a part of the outcomes is, whatever the rest is: `|(first, _)| first` for the first of two results,
    /// `|bits| bits[2]` for a bit of a register.
    pub fn marginal<T: Ord>(&self, mut part: impl FnMut(V) -> T) -> BTreeMap<T, f64> {
        let mut all = BTreeMap::new();
        for (outcome, probability) in self.iter() {
            *all.entry(part(outcome)).or_insert(0.0) += probability;
        }
        all
    }

    /// The mean of a number that depends on the outcome.
    pub fn expectation(&self, mut number: impl FnMut(&V) -> f64) -> f64 {
        let all = self.iter();
        all.map(|(outcome, probability)| probability * number(&outcome))
            .sum()
    }
}

impl<V> Clone for Distribution<V> {
    fn clone(&self) -> Self {
        Distribution {
            widths: self.widths.clone(),
            probabilities: self.probabilities.clone(),
            outcome: PhantomData,
        }
    }
}

impl<V> PartialEq for Distribution<V> {
    fn eq(&self, other: &Self) -> bool {
        self.widths == other.widths && self.probabilities == other.probabilities
    }
}

impl<V> fmt::Debug for Distribution<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.strings()).finish()
    }
}

/// A table with a row for each outcome.
impl<V> fmt::Display for Distribution<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spaced = |bits: &str| spaced(&self.widths, bits);
        let widths = self.strings().map(|(bits, _)| spaced(bits).len());
        let width = widths.max().unwrap_or(0).max(4);
        writeln!(f, "{:>width$}  probability", "bits")?;
        for (bits, probability) in self.strings() {
            writeln!(f, "{:>width$}  {probability:>11.6}", spaced(bits))?;
        }
        Ok(())
    }
}

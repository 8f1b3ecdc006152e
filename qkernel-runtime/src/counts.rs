//! How often each outcome came up.

mod distribution;

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use crate::arguments::Outcome;
pub use distribution::Distribution;

/// How often each outcome came up: what [`Circuit::sample`](crate::Circuit::sample) gives.
///
/// `V` is what an outcome is: `bool` for a kernel that returns a `Bit`, `Vec<bool>` for a `Vector<Bit>`, tuples of these; for a circuit
/// without a kernel `Vec<Vec<bool>>`, the bits of each result.
///
/// A string is printed with element 0 on the **right**, as a binary number is; of several results, the first one is
/// rightmost, and a space between them may be left out.
///
/// ```
/// use qkernel_runtime::prelude::*;
///
/// /// A qubit that decides whether two others are flipped.
/// #[qkernel]
/// fn decided(theta: Float) -> (Bit, Vector<Bit>) {
///     let (mut q, first) = (qubit_array(2), measure(ry(qubit(), theta)));
///     if first {
///         q[1] = x(q[1]);
///     }
///     (first, measure(q))
/// }
///
/// let counts = decided {}.compile()?.sample_seeded(PI / 3.0, 1000, 1)?;
/// assert_eq!(counts.shots(), 1000);
/// assert_eq!(counts.get("10 1") + counts.get("00 0"), 1000);
/// assert_eq!(counts.most_common().unwrap().0, "000");
/// // Typed: each outcome is what the kernel returns.
/// for ((first, bits), count) in counts.outcomes() {
///     assert_eq!(bits, [false, first], "{count} times");
/// }
/// assert_eq!(counts.marginal(|(first, _)| first)[&true], counts.get("101"));
/// assert_eq!(counts.expectation(|(first, _)| f64::from(*first)), counts.probability("101"));
/// # Ok::<(), Error>(())
/// ```
///
/// From strings:
///
/// ```
/// # use qkernel_runtime::counts::Counts;
/// let counts: Counts = [("00", 480), ("11", 520)].into_iter().collect();
/// assert_eq!(counts.get("11"), 520);
/// assert_eq!(counts.probability("11"), 0.52);
/// assert_eq!(counts.get("01"), 0);
/// assert_eq!(counts.to_string(), "\
/// bits  count  share
///   00    480  0.4800
///   11    520  0.5200
/// ");
/// ```
pub struct Counts<V = Vec<Vec<bool>>> {
    /// How many bits each result has, the first result first.
    widths: Vec<usize>,
    /// By the string as it is printed, without spaces.
    counts: BTreeMap<String, usize>,
    shots: usize,
    outcome: PhantomData<fn() -> V>,
}

impl<V> Counts<V> {
    pub(crate) fn new(widths: Vec<usize>) -> Counts<V> {
        Counts {
            widths,
            counts: BTreeMap::new(),
            shots: 0,
            outcome: PhantomData,
        }
    }

    /// Counts shots with these bits, element 0 of the first result first.
    pub(crate) fn add(&mut self, bits: Vec<bool>, shots: usize) {
        *self.counts.entry(printed(&bits)).or_insert(0) += shots;
        self.shots += shots;
    }

    /// The same with outcomes of another type.
    pub(crate) fn typed<T>(self) -> Counts<T> {
        Counts {
            widths: self.widths,
            counts: self.counts,
            shots: self.shots,
            outcome: PhantomData,
        }
    }

    /// The same with the bits of each result as outcomes, as of a circuit without a kernel: counts of different kernels can be in one `Vec`.
    pub fn untyped(&self) -> Counts {
        self.clone().typed()
    }

    /// How many shots there were.
    pub fn shots(&self) -> usize {
        self.shots
    }

    /// How often the string came up, as it is printed: element 0 on the right. Spaces do not matter.
    pub fn get(&self, bits: &str) -> usize {
        self.counts.get(&unspaced(bits)).copied().unwrap_or(0)
    }

    /// The share of the shots in which the string came up; 0 if there were no shots.
    pub fn probability(&self, bits: &str) -> f64 {
        if self.shots == 0 {
            0.0
        } else {
            self.get(bits) as f64 / self.shots as f64
        }
    }

    /// The strings that came up and how often, as binary numbers in ascending order. Strings have no spaces.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, usize)> {
        self.counts
            .iter()
            .map(|(bits, &count)| (bits.as_str(), count))
    }

    /// The string that came up most often, the smallest of several.
    pub fn most_common(&self) -> Option<(&str, usize)> {
        most(self.iter())
    }

    /// The string with a space between results.
    fn spaced(&self, bits: &str) -> String {
        spaced(&self.widths, bits)
    }
}

impl<V: Outcome> Counts<V> {
    /// The outcomes that came up and how often, in the order of their strings.
    pub fn outcomes(&self) -> impl ExactSizeIterator<Item = (V, usize)> {
        self.iter()
            .map(|(string, count)| (typed(&self.widths, string), count))
    }

    /// How often each value of a part of the outcomes came up, whatever the rest was: `|(first, _)| first` for the first of two results,
    /// `|bits| bits[2]` for a bit of a register.
    pub fn marginal<T: Ord>(&self, mut part: impl FnMut(V) -> T) -> BTreeMap<T, usize> {
        let mut all = BTreeMap::new();
        for (outcome, count) in self.outcomes() {
            *all.entry(part(outcome)).or_insert(0) += count;
        }
        all
    }

    /// The mean over the shots of a number that depends on the outcome; NaN if there were no shots.
    pub fn expectation(&self, mut number: impl FnMut(&V) -> f64) -> f64 {
        let all = self.outcomes();
        let sum: f64 = all
            .map(|(outcome, count)| count as f64 * number(&outcome))
            .sum();
        sum / self.shots as f64
    }
}

impl Default for Counts {
    fn default() -> Counts {
        Counts::new(Vec::new())
    }
}

impl<V> Clone for Counts<V> {
    fn clone(&self) -> Self {
        Counts {
            widths: self.widths.clone(),
            counts: self.counts.clone(),
            shots: self.shots,
            outcome: PhantomData,
        }
    }
}

/// Counts of the same strings, whatever the type of their outcomes is.
impl<V, W> PartialEq<Counts<W>> for Counts<V> {
    fn eq(&self, other: &Counts<W>) -> bool {
        self.widths == other.widths && self.counts == other.counts
    }
}

impl<V> Eq for Counts<V> {}

impl<V> fmt::Debug for Counts<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// The outcome that a string shows.
fn typed<V: Outcome>(widths: &[usize], string: &str) -> V {
    let bits: Vec<bool> = string.bytes().rev().map(|c| c == b'1').collect();
    V::take(&mut bits.as_slice(), &mut widths.iter())
}

/// The string with the most, the smallest of several.
fn most<'s, N: PartialOrd>(all: impl Iterator<Item = (&'s str, N)>) -> Option<(&'s str, N)> {
    all.reduce(|best, next| if best.1 >= next.1 { best } else { next })
}

/// A string without the spaces between results.
fn unspaced(bits: &str) -> String {
    bits.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A string with a space between results.
fn spaced(widths: &[usize], bits: &str) -> String {
    let mut parts = Vec::new();
    let mut end = bits.len();
    for &width in widths {
        let start = end.saturating_sub(width);
        parts.push(&bits[start..end]);
        end = start;
    }
    parts.reverse();
    parts.join(" ")
}

/// Bits as they are printed: element 0 of the first result on the right.
fn printed(bits: &[bool]) -> String {
    let digits = bits.iter().rev();
    digits.map(|&bit| if bit { '1' } else { '0' }).collect()
}

/// From strings as they are printed; all should have the same length.
impl<S: Into<String>> FromIterator<(S, usize)> for Counts {
    fn from_iter<T: IntoIterator<Item = (S, usize)>>(counts: T) -> Counts {
        let mut all = Counts::default();
        for (bits, count) in counts {
            let bits = bits.into();
            all.widths = vec![all.widths.first().copied().unwrap_or(0).max(bits.len())];
            *all.counts.entry(bits).or_insert(0) += count;
            all.shots += count;
        }
        all
    }
}

#[cfg(feature = "serde")]
mod stored;

/// A table with a row for each string that came up.
impl<V> fmt::Display for Counts<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self
            .counts
            .keys()
            .map(|bits| self.spaced(bits).len())
            .max()
            .unwrap_or(0)
            .max(4);
        let column = self.shots.to_string().len().max(5);
        writeln!(f, "{:>width$}  {:>column$}  share", "bits", "count")?;
        for (bits, &count) in &self.counts {
            let share = count as f64 / self.shots as f64;
            writeln!(
                f,
                "{:>width$}  {count:>column$}  {share:.4}",
                self.spaced(bits)
            )?;
        }
        Ok(())
    }
}

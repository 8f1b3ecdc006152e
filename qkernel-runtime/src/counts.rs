//! How often each outcome came up.

mod distribution;

use std::collections::BTreeMap;
use std::fmt;

pub use distribution::Distribution;

/// How often each string of measured bits came up.
///
/// A string is printed with element 0 on the **right**, as a binary number is; of several results, the first one is
/// rightmost, and a space between them may be left out.
///
/// ```
/// # use qkernel_runtime::counts::Counts;
/// let counts: Counts = [("00", 480), ("11", 520)].into_iter().collect();
/// assert_eq!(counts.shots(), 1000);
/// assert_eq!(counts.get("11"), 520);
/// assert_eq!(counts.probability("11"), 0.52);
/// assert_eq!(counts.get("01"), 0);
/// assert_eq!(counts.to_string(), "\
/// bits  count  share
///   00    480  0.4800
///   11    520  0.5200
/// ");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "stored::Stored"))]
pub struct Counts {
    /// How many bits each result has, the first result first.
    widths: Vec<usize>,
    /// By the string as it is printed, without spaces.
    counts: BTreeMap<String, usize>,
    #[cfg_attr(feature = "serde", serde(skip))]
    shots: usize,
}

impl Counts {
    pub(crate) fn new(widths: Vec<usize>) -> Counts {
        Counts {
            widths,
            ..Counts::default()
        }
    }

    /// Counts shots with these bits, element 0 of the first result first.
    pub(crate) fn add(&mut self, bits: Vec<bool>, shots: usize) {
        *self.counts.entry(printed(&bits)).or_insert(0) += shots;
        self.shots += shots;
    }

    /// How many shots there were.
    pub fn shots(&self) -> usize {
        self.shots
    }

    /// How often the string came up, as it is printed: element 0 on the right. Spaces do not matter.
    pub fn get(&self, bits: &str) -> usize {
        let key: String = bits.chars().filter(|c| !c.is_whitespace()).collect();
        self.counts.get(&key).copied().unwrap_or(0)
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

    /// The bits that came up, element 0 of the first result first, and how often.
    pub fn outcomes(&self) -> impl ExactSizeIterator<Item = (Vec<bool>, usize)> {
        self.iter()
            .map(|(bits, count)| (bits.chars().rev().map(|c| c == '1').collect(), count))
    }

    /// The string that came up most often, the smallest of several.
    pub fn most_common(&self) -> Option<(&str, usize)> {
        self.iter()
            .fold(None, |best: Option<(&str, usize)>, next| match best {
                Some(best) if best.1 >= next.1 => Some(best),
                _ => Some(next),
            })
    }

    /// The string with a space between results.
    fn spaced(&self, bits: &str) -> String {
        spaced(&self.widths, bits)
    }
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
mod stored {
    use std::collections::BTreeMap;

    use super::Counts;

    /// What counts are read from.
    #[derive(serde::Deserialize)]
    #[serde(rename = "Counts", deny_unknown_fields)]
    pub(super) struct Stored {
        widths: Vec<usize>,
        counts: BTreeMap<String, usize>,
    }

    impl TryFrom<Stored> for Counts {
        type Error = String;

        fn try_from(Stored { widths, counts }: Stored) -> Result<Counts, String> {
            let width = widths.iter().try_fold(0usize, |sum, &w| sum.checked_add(w));
            let mut shots = 0usize;
            for (bits, &count) in &counts {
                if Some(bits.len()) != width || bits.bytes().any(|b| !matches!(b, b'0' | b'1')) {
                    return Err(format!(
                        "`{bits}` is no outcome of results with {widths:?} bits"
                    ));
                }
                shots = shots
                    .checked_add(count)
                    .ok_or("more shots than can be counted")?;
            }
            Ok(Counts {
                widths,
                counts,
                shots,
            })
        }
    }
}

/// A table with a row for each string that came up.
impl fmt::Display for Counts {
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

//! Counts in files.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Counts;
use crate::arguments::Outcome;

#[derive(Serialize)]
#[serde(rename = "Counts")]
struct StoredRef<'a> {
    widths: &'a [usize],
    counts: &'a BTreeMap<String, usize>,
}

#[derive(Deserialize)]
#[serde(rename = "Counts", deny_unknown_fields)]
struct Stored {
    widths: Vec<usize>,
    counts: BTreeMap<String, usize>,
}

impl<V> Serialize for Counts<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Counts { widths, counts, .. } = self;
        StoredRef { widths, counts }.serialize(serializer)
    }
}

/// Outcomes that do not have the type that is asked for are refused.
impl<'de, V: Outcome> Deserialize<'de> for Counts<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Counts<V>, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        Counts::try_from(stored).map_err(serde::de::Error::custom)
    }
}

impl<V: Outcome> TryFrom<Stored> for Counts<V> {
    type Error = String;

    fn try_from(Stored { widths, counts }: Stored) -> Result<Counts<V>, String> {
        let mut rest = widths.iter();
        if !V::fits(&mut rest) || rest.next().is_some() {
            return Err(format!(
                "results with {widths:?} bits are not outcomes of this type"
            ));
        }
        let width = widths.iter().try_fold(0usize, |sum, &w| sum.checked_add(w));
        let mut shots = 0usize;
        for (bits, &count) in &counts {
            if Some(bits.len()) != width || bits.bytes().any(|b| !matches!(b, b'0' | b'1')) {
                return Err(format!(
                    "`{bits}` is not an outcome of results with {widths:?} bits"
                ));
            }
            shots = shots
                .checked_add(count)
                .ok_or("more shots than can be counted")?;
        }
        Ok(Counts {
            counts,
            shots,
            ..Counts::new(widths)
        })
    }
}

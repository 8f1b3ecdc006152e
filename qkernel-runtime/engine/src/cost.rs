//! How many operations batches take.

use crate::Part;

/// About how many operations values and gradient of a batch take, in units of about a quarter of a nanosecond in `f64`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// For all rows together.
    pub once: f64,
    /// For each group of rows.
    pub group: f64,
    /// How many rows a group has.
    pub rows: usize,
}

impl Default for Cost {
    /// Of what is not known.
    fn default() -> Cost {
        Cost {
            once: 0.0,
            group: 0.0,
            rows: 1,
        }
    }
}

impl Cost {
    /// For a batch of so many rows.
    pub fn of(self, rows: usize) -> f64 {
        self.once + self.group * rows.div_ceil(self.rows) as f64
    }

    /// Forwards once, backwards two states and a slope for each step: four passes, each of about four operations an
    /// amplitude.
    pub(crate) fn of_state(part: &Part) -> f64 {
        16.0 * part.steps.len() as f64 * (part.qubits as f64).exp2()
    }

    /// Row by row.
    pub(crate) fn statevector(part: &Part) -> Cost {
        Cost {
            once: 0.0,
            group: Cost::of_state(part),
            rows: 1,
        }
    }

    /// Four rows in less time than one: rotations go in pairs, neighbouring diagonal gates at once.
    pub(crate) fn lanes(part: &Part) -> Cost {
        Cost {
            once: 0.25 * Cost::of_state(part),
            group: 0.6 * Cost::of_state(part),
            rows: 4,
        }
    }
}

//! The parameter-shift method over a prepared run.

use std::ops::Range;

use super::shift::terms;
use crate::engine::{Part, Run, Shift};
use crate::error::Error;

/// Derivatives of all values of a part by some of its angles: `matrix[angle · values + value]`, from the first of these on.
///
/// `list` and `shifted` are buffers.
pub(crate) fn shifts(
    part: &Part,
    run: &mut dyn Run,
    angles: &[f64],
    which: Range<usize>,
    list: &mut Vec<Shift>,
    shifted: &mut Vec<f64>,
    matrix: &mut [f64],
) -> Result<(), Error> {
    let values = part.observables.len();
    list.clear();
    for (angle, &step) in which.clone().zip(&part.angles[which.clone()]) {
        for &(s, _) in terms(part.steps.primitive(step).frequencies()).iter() {
            list.extend([s, -s].map(|by| Shift { angle, by }));
        }
    }
    shifted.clear();
    shifted.resize(list.len() * values, 0.0);
    run.shifted(angles, list, shifted)?;
    matrix.fill(0.0);
    let mut rows = shifted.chunks_exact(values.max(1));
    for (row, &step) in part.angles[which].iter().enumerate() {
        let row = &mut matrix[row * values..][..values];
        for &(_, c) in terms(part.steps.primitive(step).frequencies()).iter() {
            for c in [c, -c] {
                let shifted = rows.next().unwrap_or_default();
                row.iter_mut()
                    .zip(shifted)
                    .for_each(|(d, value)| *d += c * value);
            }
        }
    }
    Ok(())
}

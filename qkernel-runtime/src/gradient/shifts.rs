//! The parameter-shift method over a prepared run.

use super::shift::terms;
use crate::engine::{Part, Run, Shift};
use crate::error::Error;

/// Derivatives of all values of a part by each of its angles: `matrix[angle · values + value]`.
///
/// `list` and `shifted` are buffers.
pub(crate) fn shifts(
    part: &Part,
    run: &mut dyn Run,
    angles: &[f64],
    list: &mut Vec<Shift>,
    shifted: &mut Vec<f64>,
    matrix: &mut [f64],
) -> Result<(), Error> {
    let values = part.observables.len();
    list.clear();
    for (angle, &step) in part.angles.iter().enumerate() {
        for &(s, _) in terms(part.steps[step].primitive.frequencies()).iter() {
            list.extend([s, -s].map(|by| Shift { angle, by }));
        }
    }
    shifted.clear();
    shifted.resize(list.len() * values, 0.0);
    run.shifted(angles, list, shifted)?;
    matrix.fill(0.0);
    let mut rows = shifted.chunks_exact(values.max(1));
    for (angle, &step) in part.angles.iter().enumerate() {
        let row = &mut matrix[angle * values..][..values];
        for &(_, c) in terms(part.steps[step].primitive.frequencies()).iter() {
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

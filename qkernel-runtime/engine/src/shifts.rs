//! Shifts one after the other.

use crate::{Error, Shift};

/// Calls `run` with each shift and its row of `values`, in the order of the shifts.
pub(crate) fn one_by_one(
    shifts: &[Shift],
    values: &mut [f64],
    mut run: impl FnMut(Shift, &mut [f64]) -> Result<(), Error>,
) -> Result<(), Error> {
    let outputs = values.len() / shifts.len().max(1);
    for (number, &shift) in shifts.iter().enumerate() {
        run(shift, &mut values[number * outputs..][..outputs])?;
    }
    Ok(())
}

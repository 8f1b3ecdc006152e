//! Angles of gates, given the slots.

use crate::error::Error;
use crate::gate::GateKind;
use crate::program::{Form, Positioned, Program, ShortSpot};

/// An angle that depends on arguments.
#[derive(Clone, Debug)]
pub(crate) struct Angle {
    pub(crate) value: Form,
    pub(crate) gate: GateKind,
    /// Where the gate is.
    pub(crate) spot: ShortSpot,
}

// A large circuit has many.
const _: () = assert!(size_of::<Angle>() <= 32);

/// Computes angles of a program.
pub(crate) fn turn(
    program: &Program,
    angles: &[Angle],
    slots: &[f64],
    values: &mut [f64],
) -> Result<(), Error> {
    for (angle, value) in angles.iter().zip(values) {
        *value = angle.at(program, slots)?;
    }
    Ok(())
}

impl Angle {
    /// The angle in radians, given the slots.
    pub(crate) fn at(&self, program: &Program, slots: &[f64]) -> Result<f64, Error> {
        let value = self.value.value(slots);
        if value.is_finite() {
            Ok(value)
        } else {
            Err(not_finite(program, self.gate, self.spot, value))
        }
    }
}

/// An angle that cannot be turned by.
pub(crate) fn not_finite(program: &Program, gate: GateKind, spot: ShortSpot, angle: f64) -> Error {
    let place = program.place_of(spot.into());
    let message = format!("the angle of `{}` at {place} is {angle}", gate.name());
    Error::invalid(&program.kernel, message)
}

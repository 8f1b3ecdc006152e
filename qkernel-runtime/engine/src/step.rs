//! A step of a part.

use super::primitive::Primitive;

/// A primitive and the angle that it turns by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// What is applied.
    pub primitive: Primitive,
    /// With which cosine and sine.
    pub turn: Turn,
}

impl Step {
    /// Cosine and sine, given the angles of the part.
    #[inline]
    pub fn cos_sin(&self, angles: &[f64]) -> [f64; 2] {
        match self.turn {
            Turn::Fixed(turn) => turn,
            Turn::Angle(i) => self.primitive.turn(angles[i]),
        }
    }
}

/// Where a step's cosine and sine come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// These, always.
    Fixed([f64; 2]),
    /// Those of the part's angle with this number, see [`Primitive::turn`].
    Angle(usize),
}

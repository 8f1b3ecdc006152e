//! Real numbers that a state is multiplied by: the cosines of rotations that are done by their tangents.

use super::plan::{Action, Turns};
use super::stages::Axis;

/// The largest tangent that rotations are done by: with a greater one the amplitudes would grow too much.
const STEEP: f64 = 64.0;
/// What the factor of a state is held above, by multiplying it in.
const SMALL: f64 = 1e-60;

/// Real numbers that states are multiplied by.
#[derive(Debug, Default)]
pub(super) struct Factors {
    /// For each action what it multiplies by, on the way forward.
    pub(super) forward: Vec<f64>,
    /// What the state is to be multiplied by before each action, and at the end.
    pub(super) left: Vec<f64>,
}

/// What an action multiplies a state by that is to be multiplied by `factor`, which is updated.
pub(super) fn passed(action: &Action, turns: &[[f64; 2]], factor: &mut f64) -> f64 {
    match action {
        Action::Diagonal(_) => std::mem::replace(factor, 1.0),
        Action::Turns(Turns { axis, steps, .. }) => {
            let multiplied = if factor.abs() < SMALL {
                std::mem::replace(factor, 1.0)
            } else {
                1.0
            };
            for &(step, _) in steps {
                if let Some((_, cos)) = tangent(*axis, turns[step]) {
                    *factor *= cos;
                }
            }
            multiplied
        }
        Action::Permutation(_) | Action::Step(_) => 1.0,
    }
}

/// Tangent and cosine of a rotation, if it is done by the tangent.
#[inline(always)]
pub(super) fn tangent(axis: Axis, [cos, sin]: [f64; 2]) -> Option<(f64, f64)> {
    if axis == Axis::Hadamard {
        return Some((1.0, std::f64::consts::FRAC_1_SQRT_2));
    }
    (sin.abs() < STEEP * cos.abs()).then(|| (sin / cos, cos))
}

//! Which gates turn the samples' angles into a product state, and which are left for the batch.

use std::f64::consts::FRAC_PI_2;

use super::rotations::{By, MOST_CONTROLS, Pauli, rotations};
use crate::{Part, Turn};

/// A rotation of one qubit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Link {
    /// 0, 1 or 2 for X, Y or Z.
    pub(super) axis: usize,
    pub(super) by: By,
}

/// A qubit that several rotations turn before it meets others.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chain {
    /// The rows of <X>, <Y>, <Z>; 0 for one that is not needed.
    pub(super) rows: [u32; 3],
    pub(super) links: Vec<Link>,
}

/// How a qubit gets from |0> to what the samples make of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Encoding {
    /// It stays, or comes to what does not depend on the sample: of <X>, <Y>, <Z> one is ±1, the others are 0.
    Constant([f64; 3]),
    /// One turn out of such a state: the axis of the cosine, that of the sine, each with a sign.
    Turn {
        angle: usize,
        cos: (usize, f64),
        sin: (usize, f64),
    },
    /// Several rotations; which of <X>, <Y>, <Z> may be different from 0.
    Chain(Vec<Link>, [bool; 3]),
}

/// A part, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Split {
    /// For each qubit.
    pub(super) encodings: Vec<Encoding>,
    /// What is left: rotations in the order that they are applied.
    pub(super) rest: Vec<(Pauli, By)>,
}

/// Takes a part apart, given which of its angles have a number for each sample.
///
/// # Errors
/// Why it cannot be done, for the user.
pub(super) fn split(part: &Part, each: &[bool]) -> Result<Split, String> {
    let own = |turn: Turn| matches!(turn, Turn::Angle(angle) if each[angle]);
    // The last step of each qubit that has an angle of the sample.
    let mut last = vec![None; part.qubits];
    let mut met = 0usize;
    for (number, step) in part.steps.iter().enumerate() {
        let primitive = step.primitive;
        let qubits = primitive.controls | primitive.low | primitive.high;
        if primitive.controls.count_ones() > MOST_CONTROLS {
            return Err(format!(
                "a gate has {} controls, more than {MOST_CONTROLS}",
                primitive.controls.count_ones()
            ));
        }
        if own(step.turn) {
            match qubits.count_ones() {
                // A global phase changes nothing.
                0 => {}
                1 if qubits & met == 0 => last[qubits.trailing_zeros() as usize] = Some(number),
                1 => {
                    return Err(format!(
                        "qubit {} is turned by an angle of the sample after it met other qubits (data re-uploading)",
                        qubits.trailing_zeros()
                    ));
                }
                _ => return Err("a gate on several qubits turns by an angle of the sample".into()),
            }
        }
        if qubits.count_ones() > 1 {
            met |= qubits;
        }
    }
    let mut links = vec![Vec::new(); part.qubits];
    let mut rest = Vec::new();
    for (number, step) in part.steps.iter().enumerate() {
        rotations(&step, |on, by| {
            let qubits = on.qubits();
            let qubit = qubits.trailing_zeros() as usize;
            if qubits.count_ones() == 1 && last[qubit].is_some_and(|last| number <= last) {
                links[qubit].push(Link { axis: axis(on), by });
            } else {
                rest.push((on, by));
            }
        });
    }
    let encodings = links.into_iter().map(|links| encoding(links, each));
    Ok(Split {
        encodings: encodings.collect(),
        rest,
    })
}

/// The axis of an operator on one qubit.
fn axis(on: Pauli) -> usize {
    match (on.x != 0, on.z != 0) {
        (true, false) => 0,
        (true, true) => 1,
        _ => 2,
    }
}

/// The axes that a rotation mixes: the first turns towards the second.
pub(super) fn plane(axis: usize) -> (usize, usize) {
    ((axis + 1) % 3, (axis + 2) % 3)
}

fn encoding(links: Vec<Link>, each: &[bool]) -> Encoding {
    // As long as the turns are quarters, the state is one of six.
    let mut state = [0.0, 0.0, 1.0];
    let mut left = &links[..];
    while let [link, rest @ ..] = left {
        let (a, b) = plane(link.axis);
        match link.by.quarters() {
            // A turn about the state's own axis does nothing.
            _ if state[link.axis] != 0.0 => {}
            Some(quarters) => {
                for _ in 0..quarters {
                    (state[a], state[b]) = (-state[b], state[a]);
                }
            }
            None => break,
        }
        left = rest;
    }
    match *left {
        [] => Encoding::Constant(state),
        [
            Link {
                axis,
                by: By::Angle(angle, factor),
            },
        ] if each[angle] && factor == 1.0 => {
            let (a, b) = plane(axis);
            // The state is on one of the two axes.
            if state[a] != 0.0 {
                Encoding::Turn {
                    angle,
                    cos: (a, state[a]),
                    sin: (b, state[a]),
                }
            } else {
                Encoding::Turn {
                    angle,
                    cos: (b, state[b]),
                    sin: (a, -state[b]),
                }
            }
        }
        _ => {
            let mut some = [false, false, true];
            for link in &links {
                let (a, b) = plane(link.axis);
                match link.by.quarters() {
                    Some(0 | 2) => {}
                    Some(_) => some.swap(a, b),
                    None => {
                        let either = some[a] || some[b];
                        (some[a], some[b]) = (either, either);
                    }
                }
            }
            Encoding::Chain(links, some)
        }
    }
}

/// The cosine and sine of a fixed angle, exact for quarters.
pub(super) fn cos_sin(angle: f64) -> [f64; 2] {
    match By::Fixed(angle).quarters() {
        Some(0) => [1.0, 0.0],
        Some(1) => [0.0, 1.0],
        Some(2) => [-1.0, 0.0],
        Some(_) => [0.0, -1.0],
        None => {
            debug_assert!((angle / FRAC_PI_2).is_finite());
            let (sin, cos) = angle.sin_cos();
            [cos, sin]
        }
    }
}

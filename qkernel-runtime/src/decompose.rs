//! Gates as primitives of the engines.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_4};

use crate::engine::{Op, Primitive};
use crate::gate::{Angle, GateKind};

/// Where a primitive's cosine and sine come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Source {
    /// These.
    Fixed([f64; 2]),
    /// The gate's angle with this number, times a factor.
    Angle(usize, f64),
}

impl Source {
    /// Cosine and sine for the gate's angles, in radians.
    pub(crate) fn turn(self, primitive: Primitive, angles: &[f64]) -> [f64; 2] {
        match self {
            Source::Fixed(turn) => turn,
            Source::Angle(number, factor) => primitive.turn(angles[number] * factor),
        }
    }
}

/// No gate has more targets, or angles.
const MOST: usize = 3;

/// Writes a gate as primitives, in the order they are applied.
///
/// Controls and targets are different qubits, each below the number of bits of an index.
pub(crate) fn decompose(
    kind: GateKind,
    controls: &[usize],
    targets: &[usize],
    mut emit: impl FnMut(Primitive, Source),
) {
    let angles = std::array::from_fn(|number| Angle::Of(number, 1.0));
    let controls = controls.iter().fold(0, |mask, &qubit| mask | 1 << qubit);
    let mut bits = [0; MOST];
    for (bit, &qubit) in bits.iter_mut().zip(targets) {
        *bit = 1 << qubit;
    }
    write(kind, controls, bits, angles, &mut emit);
}

fn write(
    kind: GateKind,
    controls: usize,
    bits: [usize; MOST],
    angles: [Angle; MOST],
    emit: &mut impl FnMut(Primitive, Source),
) {
    let of = |angle: Angle| match angle {
        Angle::Of(number, factor) => angles[number].times(factor),
        fixed => fixed,
    };
    let row = kind.row();
    if let Some((op, angle)) = row.op {
        let (low, high) = match bits {
            [a, 0, _] => (a, 0),
            [a, b, _] => (a.min(b), a.max(b)),
        };
        let primitive = match op {
            // A phase on |1> holds where the target is 1, just as where a control is.
            Op::Phase => Primitive {
                op,
                controls: controls | low,
                low: 0,
                high: 0,
            },
            _ => Primitive {
                op,
                controls,
                low,
                high,
            },
        };
        let source = match of(angle) {
            Angle::Of(number, factor) => Source::Angle(number, factor),
            Angle::Fixed(angle) => Source::Fixed(turn(primitive, angle)),
        };
        return emit(primitive, source);
    }
    for step in row.for_engines() {
        let all = if step.is_controlled { controls } else { 0 };
        let controls = step.controls.iter().fold(all, |mask, &k| mask | bits[k]);
        let mut placed = [0; MOST];
        for (bit, &k) in placed.iter_mut().zip(step.targets) {
            *bit = bits[k];
        }
        let mut given = [Angle::Fixed(0.0); MOST];
        for (given, &angle) in given.iter_mut().zip(step.angles) {
            *given = of(angle);
        }
        write(step.kind, controls, placed, given, emit);
    }
}

/// Cosine and sine for an angle, exact for multiples of π/4, which is no floating-point number.
fn turn(primitive: Primitive, angle: f64) -> [f64; 2] {
    const R: f64 = FRAC_1_SQRT_2;
    const EIGHTHS: [[f64; 2]; 8] = [
        [1.0, 0.0],
        [R, R],
        [0.0, 1.0],
        [-R, R],
        [-1.0, 0.0],
        [-R, -R],
        [0.0, -1.0],
        [R, -R],
    ];
    let half = if primitive.halves() { 0.5 } else { 1.0 };
    let eighths = angle * half / FRAC_PI_4;
    match eighths.fract() == 0.0 {
        true => EIGHTHS[eighths.rem_euclid(8.0) as usize],
        false => primitive.turn(angle),
    }
}

//! Gates as primitives of the engines.

use std::array::from_fn;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_4};

use crate::engine::{Primitive, PrimitiveKind};
use crate::gate::{Angle, GateKind, ZERO};

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
    let controls = controls.iter().fold(0, |mask, &qubit| mask | 1 << qubit);
    let bits = from_fn(|i| targets.get(i).map_or(0, |&qubit| 1 << qubit));
    write(
        kind,
        controls,
        bits,
        from_fn(|i| Angle::Of(i, 1.0)),
        &mut emit,
    );
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
    if let Some((primitive, angle)) = kind.row().primitive {
        // A phase on |1> holds where the target is 1, just as where a control is.
        let (controls, low, high) = match (primitive, bits) {
            (PrimitiveKind::Phase, [bit, ..]) => (controls | bit, 0, 0),
            (_, [a, 0, _]) => (controls, a, 0),
            (_, [a, b, _]) => (controls, a.min(b), a.max(b)),
        };
        let primitive = Primitive {
            kind: primitive,
            controls,
            low,
            high,
        };
        let source = match of(angle) {
            Angle::Of(number, factor) => Source::Angle(number, factor),
            Angle::Fixed(angle) => Source::Fixed(turn(primitive, angle)),
        };
        return emit(primitive, source);
    }
    for step in kind.row().for_engines() {
        let all = if step.is_controlled { controls } else { 0 };
        let controls = step.controls.iter().fold(all, |mask, &k| mask | bits[k]);
        let placed = from_fn(|i| step.targets.get(i).map_or(0, |&k| bits[k]));
        let given = from_fn(|i| step.angles.get(i).map_or(ZERO, |&angle| of(angle)));
        write(step.kind, controls, placed, given, emit);
    }
}

/// Cosine and sine for an angle, exact for multiples of π/4, which is no floating-point number.
fn turn(primitive: Primitive, angle: f64) -> [f64; 2] {
    const R: f64 = FRAC_1_SQRT_2;
    const COSINES: [f64; 8] = [1.0, R, 0.0, -R, -1.0, -R, 0.0, R];
    let half = if primitive.halves() { 0.5 } else { 1.0 };
    let eighths = angle * half / FRAC_PI_4;
    if eighths.fract() != 0.0 {
        return primitive.turn(angle);
    }
    let number = eighths.rem_euclid(8.0) as usize;
    [COSINES[number], COSINES[(number + 6) % 8]]
}

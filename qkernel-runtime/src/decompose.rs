//! Gates as primitives of the engines.

use std::f64::consts::FRAC_1_SQRT_2;

use crate::engine::{Op, Primitive};
use crate::gate::GateKind;

/// Where a primitive's cosine and sine come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Source {
    /// These.
    Fixed([f64; 2]),
    /// The gate's angle with this number.
    Angle(usize),
}

impl Source {
    /// Cosine and sine for the gate's angles, in radians.
    pub(crate) fn turn(self, primitive: Primitive, angles: &[f64]) -> [f64; 2] {
        match self {
            Source::Fixed(turn) => turn,
            Source::Angle(i) => primitive.turn(angles[i]),
        }
    }
}

/// Writes a gate as primitives, in the order they are applied.
///
/// Controls and targets are different qubits, each below the number of bits of an index.
pub(crate) fn decompose(
    kind: GateKind,
    controls: &[usize],
    targets: &[usize],
    mut emit: impl FnMut(Primitive, Source),
) {
    const ONE: Source = Source::Fixed([1.0, 0.0]);
    let controls = controls.iter().fold(0, |mask, &qubit| mask | 1 << qubit);
    let bit = |i: usize| targets.get(i).map_or(0, |&qubit| 1usize << qubit);
    let (low, high) = match (bit(0), bit(1)) {
        (a, 0) => (a, 0),
        (a, b) => (a.min(b), a.max(b)),
    };
    let mut gate = |op, source| {
        emit(
            Primitive {
                op,
                controls,
                low,
                high,
            },
            source,
        )
    };
    // A phase on |1> holds where the target is 1, just as where a control is.
    let phase = |controls| Primitive {
        op: Op::Phase,
        controls,
        low: 0,
        high: 0,
    };
    match kind {
        GateKind::Id => {}
        GateKind::H => gate(Op::Hadamard, ONE),
        GateKind::X => gate(Op::Flip, ONE),
        GateKind::Y => gate(Op::FlipY, ONE),
        GateKind::Rx => gate(Op::Rx, Source::Angle(0)),
        GateKind::Ry => gate(Op::Ry, Source::Angle(0)),
        GateKind::Rz => gate(Op::Rz, Source::Angle(0)),
        GateKind::Rxx => gate(Op::Rxx, Source::Angle(0)),
        GateKind::Ryy => gate(Op::Ryy, Source::Angle(0)),
        GateKind::Rzz => gate(Op::Rzz, Source::Angle(0)),
        GateKind::Swap => gate(Op::Swap, ONE),
        GateKind::Iswap => gate(Op::Swap, Source::Fixed([0.0, 1.0])),
        GateKind::Z => emit(phase(controls | low), Source::Fixed([-1.0, 0.0])),
        GateKind::S => emit(phase(controls | low), Source::Fixed([0.0, 1.0])),
        GateKind::Sdg => emit(phase(controls | low), Source::Fixed([0.0, -1.0])),
        GateKind::T => emit(
            phase(controls | low),
            Source::Fixed([FRAC_1_SQRT_2, FRAC_1_SQRT_2]),
        ),
        GateKind::Tdg => emit(
            phase(controls | low),
            Source::Fixed([FRAC_1_SQRT_2, -FRAC_1_SQRT_2]),
        ),
        GateKind::P => emit(phase(controls | low), Source::Angle(0)),
        GateKind::GlobalPhase => emit(phase(controls), Source::Angle(0)),
        // sx = exp(iπ/4) rx(π/2), and the phase matters under controls.
        GateKind::Sx | GateKind::Sxdg => {
            let sin = if kind == GateKind::Sx {
                FRAC_1_SQRT_2
            } else {
                -FRAC_1_SQRT_2
            };
            let quarter = Source::Fixed([FRAC_1_SQRT_2, sin]);
            emit(
                Primitive {
                    op: Op::Rx,
                    controls,
                    low,
                    high,
                },
                quarter,
            );
            emit(phase(controls), quarter);
        }
        // u(θ, φ, λ) = p(φ) ry(θ) p(λ).
        GateKind::U => {
            emit(phase(controls | low), Source::Angle(2));
            emit(
                Primitive {
                    op: Op::Ry,
                    controls,
                    low,
                    high,
                },
                Source::Angle(0),
            );
            emit(phase(controls | low), Source::Angle(1));
        }
    }
}

//! The gates of a part as steps of an engine.

use super::angle::Angle;
use super::piece::fits;
use super::placed::Placed;
use crate::decompose::{Source, decompose};
use crate::engine::{Step, Steps, Turn};
use crate::few::Few;
use crate::program::affine::scale;
use crate::program::{Slots, share};

/// How many qubits a density matrix has to save.
const SAVED: usize = 4;

/// Before which step which wire is given up.
type Resets = Vec<(usize, usize)>;

/// Writes the gates of a part, and the number of each of its places. Gives the number of qubits, and the resets.
///
/// A place that nothing looks at is given up after its last gate, and the next one takes its wire. Where that leaves less than
/// half of the qubits, a density matrix on the wires is smaller than a state of all places; it has no adjoint method, so it has
/// to save something.
pub(super) fn write(
    gates: &[&Placed<'_>],
    members: &[usize],
    observed: &[bool],
    local: &mut [usize],
    slots: &Slots,
) -> (Builder, usize, Resets) {
    for (number, &place) in members.iter().enumerate() {
        local[place] = number;
    }
    let mut builder = Builder::default();
    builder.steps.reserve(gates.len());
    let lives = lives(gates, members, observed, local);
    let (wires, count) = share(&lives);
    if 2 * count + SAVED >= members.len() {
        if fits(members.len(), true) {
            for gate in gates {
                builder.push(gate, |place| local[place], slots);
            }
        }
        return (builder, members.len(), Vec::new());
    }
    let (mut resets, mut used) = (Vec::new(), vec![false; count]);
    for (number, gate) in gates.iter().enumerate() {
        for place in gate.places() {
            let wire = wires[local[place]];
            // The place begins where another one ended.
            if lives[local[place]].0 == number && used[wire] {
                resets.push((builder.steps.len(), wire));
            }
            used[wire] = true;
        }
        if fits(count, false) {
            builder.push(gate, |place| wires[local[place]], slots);
        }
    }
    for &place in members {
        local[place] = wires[local[place]];
    }
    (builder, count, resets)
}

/// From which gate to which each place is needed, by its number; to the end, where an observable looks at it.
fn lives(
    gates: &[&Placed<'_>],
    members: &[usize],
    observed: &[bool],
    local: &[usize],
) -> Vec<(usize, Option<usize>)> {
    let mut lives: Vec<Option<(usize, usize)>> = vec![None; members.len()];
    for (number, gate) in gates.iter().enumerate() {
        for place in gate.places() {
            lives[local[place]].get_or_insert((number, number)).1 = number;
        }
    }
    let life = |(life, &place): (Option<(usize, usize)>, &usize)| {
        let (begin, end) = life.unwrap_or_default();
        (begin, (!observed[place]).then_some(end))
    };
    lives.into_iter().zip(members).map(life).collect()
}

/// A part that is being written.
#[derive(Default)]
pub(crate) struct Builder {
    pub(crate) steps: Steps,
    pub(crate) angles: Vec<Angle>,
    /// The step of each angle.
    pub(crate) places: Vec<usize>,
}

impl Builder {
    pub(crate) fn push(
        &mut self,
        gate: &Placed<'_>,
        local: impl Fn(usize) -> usize,
        slots: &Slots,
    ) {
        let places: Few<usize, 3> = gate.places().map(local).collect();
        let (controls, targets) = places.split_at(gate.controls());
        decompose(gate.kind, controls, targets, |primitive, source| {
            let turn = match source {
                Source::Fixed(turn) => Turn::Fixed(turn),
                Source::Angle(i, factor) if gate.angles[i].terms.is_empty() => {
                    Turn::Fixed(primitive.turn(gate.angles[i].constant * factor))
                }
                Source::Angle(i, factor) => {
                    self.angles.push(Angle {
                        value: match factor {
                            1.0 => slots.form(&gate.angles[i]),
                            _ => slots.form(&scale(&gate.angles[i], factor)),
                        },
                        gate: gate.kind,
                        spot: gate.origin.spot().into(),
                    });
                    self.places.push(self.steps.len());
                    Turn::Angle(self.angles.len() - 1)
                }
            };
            self.steps.push(Step { primitive, turn });
        });
    }
}

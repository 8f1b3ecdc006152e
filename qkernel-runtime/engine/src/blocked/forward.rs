//! Actions on the pieces of a state.

use super::factors::tangent;
use super::permutation::{Permute, To, permute};
use super::phases::{Phases, Place, Scale};
use super::plan::{Action, Plan, Shape, Sweep, Turns};
use super::run::Prepared;
use super::stages::Axis;
use super::step::{Apply, Exchange};
use super::tables::Tables;
use super::turns::{One, Two, Within};
use super::vector::{Group, LANES};
use crate::Primitive;

/// Copies of pieces of two states, and as much scratch.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) copies: [Vec<Group>; 2],
    pub(super) scratch: Vec<Group>,
}

/// What actions are applied with.
pub(super) struct Context<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) turns: &'a [[f64; 2]],
    pub(super) tables: &'a [Tables],
    pub(super) factors: &'a [f64],
}

/// Copies a piece that does not lie in one run, or brings it back.
pub(super) fn copy(
    shape: Shape,
    base: usize,
    state: &mut [Group],
    piece: &mut [Group],
    back: bool,
) {
    let run = (1 << shape.low) / LANES;
    for (row, part) in piece.chunks_exact_mut(run).enumerate() {
        let whole = &mut state[(base + (row << shape.first)) / LANES..][..run];
        if back {
            whole.copy_from_slice(part);
        } else {
            part.copy_from_slice(whole);
        }
    }
}

impl Context<'_> {
    pub(super) fn plan(&self) -> &Plan {
        &self.prepared.plan
    }

    /// The sweeps with some of these actions, with those that they have.
    pub(super) fn sweeps(
        &self,
        range: std::ops::Range<usize>,
    ) -> impl DoubleEndedIterator<Item = (Shape, std::ops::Range<usize>)> {
        let part = move |Sweep { shape, actions }: &Sweep| {
            let some = actions.start.max(range.start)..actions.end.min(range.end);
            (!some.is_empty()).then_some((*shape, some))
        };
        self.plan().sweeps.iter().filter_map(part)
    }

    pub(super) fn forward(
        &self,
        range: std::ops::Range<usize>,
        state: &mut [Group],
        pieces: &mut Pieces,
    ) {
        let Pieces { copies, scratch } = pieces;
        for (shape, actions) in self.sweeps(range) {
            let size = (1usize << shape.bits()) / LANES;
            for number in 0..shape.count(self.plan().qubits) {
                let base = shape.base(number);
                if shape.first == shape.last {
                    let piece = &mut state[base / LANES..][..size];
                    for action in actions.clone() {
                        self.apply(action, shape, base, piece, scratch);
                    }
                } else {
                    let piece = &mut copies[0][..size];
                    copy(shape, base, state, piece, false);
                    // A permutation at the end brings the piece back itself.
                    let last = match &self.plan().actions[actions.end - 1] {
                        Action::Permutation(permutation) => Some(permutation),
                        _ => None,
                    };
                    let before = actions.end - usize::from(last.is_some());
                    for action in actions.start..before {
                        self.apply(action, shape, base, piece, scratch);
                    }
                    match last {
                        None => copy(shape, base, state, piece, true),
                        Some(permutation) => self.prepared.width.run(Permute {
                            permutation,
                            back: false,
                            base,
                            from: piece,
                            to: To::rows(shape, base, state),
                        }),
                    }
                }
            }
        }
    }

    /// Where the amplitudes of a piece lie in the tables of a diagonal.
    pub(super) fn place(&self, diagonal: usize, shape: Shape, base: usize) -> Place<'_> {
        let layout = &self.prepared.layouts[diagonal];
        let low = self.plan().low;
        let (run, step) = if shape.first == shape.last {
            (layout.vectors(), 1)
        } else {
            ((1 << shape.low.min(low)) / LANES, 1 << (shape.first - low))
        };
        Place {
            keys: &self.tables[diagonal].keys,
            vectors: layout.vectors(),
            run,
            offset: (base & ((1 << low) - 1)) / LANES,
            first: base >> low,
            step,
        }
    }

    /// A primitive that is not diagonal, on the bits of a piece; none where its controls do not hold.
    pub(super) fn exchange(
        &self,
        primitive: Primitive,
        shape: Shape,
        base: usize,
    ) -> Option<Exchange> {
        let outer = shape.outer(primitive.controls);
        (base & outer == outer).then(|| {
            Exchange::new(Primitive {
                op: primitive.op,
                controls: shape.local(primitive.controls),
                low: shape.local(primitive.low),
                high: shape.local(primitive.high),
            })
        })
    }

    fn apply(
        &self,
        action: usize,
        shape: Shape,
        base: usize,
        piece: &mut [Group],
        scratch: &mut [Group],
    ) {
        let width = self.prepared.width;
        let factor = self.factors[action];
        match &self.plan().actions[action] {
            Action::Diagonal(number) => width.run(Phases {
                place: self.place(*number, shape, base),
                tables: &self.tables[*number],
                factor,
                state: piece,
            }),
            Action::Turns(Turns { initial: true, .. }) => {}
            Action::Turns(turns) => {
                if factor != 1.0 {
                    width.run(Scale {
                        state: piece,
                        factor,
                    });
                }
                self.turn(turns, piece);
            }
            Action::Permutation(permutation) => {
                permute(width, permutation, false, base, piece, scratch);
            }
            Action::Step(step) => {
                let primitive = self.prepared.part.steps.primitive(*step);
                if let Some(exchange) = self.exchange(primitive, shape, base) {
                    width.run(Apply {
                        exchange,
                        turn: self.turns[*step],
                        state: piece,
                    });
                }
            }
        }
    }

    fn turn(&self, turns: &Turns, piece: &mut [Group]) {
        let (width, axis) = (self.prepared.width, turns.axis);
        let within = self.within(turns);
        if within != [None; 2] {
            width.run(Within {
                axis,
                state: piece,
                tangents: within,
            });
        }
        let mut held: Option<(usize, f64)> = None;
        for &(step, bit) in &turns.steps {
            let Some((tangent, _)) = tangent(axis, self.turns[step]) else {
                width.run(Apply {
                    exchange: steep(axis, bit),
                    turn: self.turns[step],
                    state: piece,
                });
                continue;
            };
            if bit < LANES {
                continue;
            }
            let stride = bit / LANES;
            match held.take() {
                None => held = Some((stride, tangent)),
                Some((before, first)) => width.run(Two {
                    axis,
                    state: piece,
                    strides: [before, stride],
                    tangents: [first, tangent],
                }),
            }
        }
        if let Some((stride, tangent)) = held {
            width.run(One {
                axis,
                state: piece,
                stride,
                tangent,
            });
        }
    }

    /// The tangents of the rotations within groups.
    pub(super) fn within(&self, turns: &Turns) -> [Option<f64>; 2] {
        let mut within = [None; 2];
        for &(step, bit) in turns.steps.iter().filter(|(_, bit)| *bit < LANES) {
            within[bit / 2] = tangent(turns.axis, self.turns[step]).map(|(tangent, _)| tangent);
        }
        within
    }
}

/// A rotation that is not done by its tangent.
pub(super) fn steep(axis: Axis, bit: usize) -> Exchange {
    Exchange::new(Primitive {
        op: match axis {
            Axis::Y => crate::Op::Ry,
            Axis::X => crate::Op::Rx,
            Axis::Hadamard => crate::Op::Hadamard,
        },
        controls: 0,
        low: bit,
        high: 0,
    })
}

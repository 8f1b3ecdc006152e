//! Actions on the pieces of a state.

use super::factors::tangent;
use super::phases::{InTables, Phases, Scale};
use super::piece::{Location, Piece};
use super::plan::{Action, Plan, Sweep, Turns};
use super::prepared::Prepared;
use super::several::Several;
use super::shape::PieceShape;
use super::stages::Axis;
use super::state::State;
use super::step::{Apply, Exchange};
use super::tables::Tables;
use super::vector::{Group, LANES};
use crate::Primitive;

/// Copies of pieces of two states, and as much scratch.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) copies: [State; 2],
    pub(super) scratch: State,
}

/// What actions are applied with.
pub(super) struct Context<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) turns: &'a [[f64; 2]],
    pub(super) tables: &'a [Tables],
    pub(super) factors: &'a [f64],
}

impl Context<'_> {
    pub(super) fn plan(&self) -> &Plan {
        &self.prepared.plan
    }

    /// The sweeps with some of these actions, with those that they have.
    pub(super) fn sweeps(
        &self,
        range: std::ops::Range<usize>,
    ) -> impl DoubleEndedIterator<Item = (PieceShape, std::ops::Range<usize>)> {
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
        let copies = pieces.copies[0].groups_mut();
        for (shape, actions) in self.sweeps(range) {
            let groups = (1usize << shape.bits()) / LANES;
            let is_permutation =
                |action: &usize| matches!(self.plan().actions[*action], Action::Permutation(_));
            let permutations = actions.clone().filter(is_permutation).count();
            let is_tile = shape.first < shape.last;
            // What lies in one run may be changed there.
            let copied = is_tile || permutations > 0;
            for number in 0..shape.count(self.plan().qubits) {
                let base = shape.base(number);
                let mut piece = if copied {
                    Piece::new(state, shape, base, &mut copies[..groups])
                } else {
                    Piece::whole(&mut state[base / LANES..][..groups])
                };
                let mut left = permutations;
                for action in actions.clone() {
                    left -= usize::from(is_permutation(&action));
                    let next = Some(action + 1).filter(|next| actions.contains(next));
                    let stays = next.is_some_and(|next| !is_permutation(&next));
                    // Each permutation that is left brings it to the other place; all else needs one run.
                    let end = if is_tile && stays || !left.is_multiple_of(2) {
                        Location::Copy
                    } else {
                        Location::State
                    };
                    self.apply(action, (shape, base), &mut piece, end);
                }
                piece.finish();
            }
        }
    }

    /// Where the amplitudes of a piece lie in the tables of a diagonal.
    pub(super) fn place(&self, diagonal: usize, shape: PieceShape, base: usize) -> InTables<'_> {
        let layout = &self.prepared.layouts[diagonal];
        let low = self.plan().low;
        let (run, step) = if shape.first == shape.last {
            (layout.vectors(), 1)
        } else {
            ((1 << shape.low.min(low)) / LANES, 1 << (shape.first - low))
        };
        InTables {
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
        shape: PieceShape,
        base: usize,
    ) -> Option<Exchange> {
        let outer = shape.outer(primitive.controls);
        (base & outer == outer).then(|| {
            Exchange::new(Primitive {
                kind: primitive.kind,
                controls: shape.local(primitive.controls),
                low: shape.local(primitive.low),
                high: shape.local(primitive.high),
            })
        })
    }

    fn apply(
        &self,
        action: usize,
        (shape, base): (PieceShape, usize),
        piece: &mut Piece,
        end: Location,
    ) {
        let width = self.prepared.width;
        let factor = self.factors[action];
        match &self.plan().actions[action] {
            Action::Diagonal(number) => width.run(Phases {
                place: self.place(*number, shape, base),
                tables: &self.tables[*number],
                factor,
                state: piece.run(),
            }),
            Action::Turns(Turns { initial: true, .. }) => {}
            Action::Turns(turns) => {
                if factor != 1.0 {
                    width.run(Scale {
                        state: piece.run(),
                        factor,
                    });
                }
                self.several(turns).apply(width, piece, end);
                for &(step, bit) in &turns.steps {
                    if tangent(turns.axis, self.turns[step]).is_none() {
                        width.run(Apply {
                            exchange: steep(turns.axis, bit),
                            turn: self.turns[step],
                            state: piece.run(),
                        });
                    }
                }
            }
            Action::Permutation(permutation) => permutation.apply(width, base, piece),
            Action::Step(step) => {
                let primitive = self.prepared.part.steps.primitive(*step);
                if let Some(exchange) = self.exchange(primitive, shape, base) {
                    width.run(Apply {
                        exchange,
                        turn: self.turns[*step],
                        state: piece.run(),
                    });
                }
            }
        }
    }

    /// The rotations that are done by their tangents.
    pub(super) fn several(&self, turns: &Turns) -> Several {
        let mut several = Several::new(turns.axis);
        for &(step, bit) in &turns.steps {
            if let Some((tangent, _)) = tangent(turns.axis, self.turns[step]) {
                several.push(bit, tangent);
            }
        }
        several
    }
}

/// A rotation that is not done by its tangent.
pub(super) fn steep(axis: Axis, bit: usize) -> Exchange {
    Exchange::new(Primitive {
        kind: match axis {
            Axis::Y => crate::PrimitiveKind::Ry,
            Axis::X => crate::PrimitiveKind::Rx,
            Axis::Hadamard => crate::PrimitiveKind::Hadamard,
        },
        controls: 0,
        low: bit,
        high: 0,
    })
}

//! Actions taken back from two states, with the derivatives by their angles.

use super::factors::{passed, tangent};
use super::forward::{Context, Pieces, steep};
use super::phases::{PhasesBack, Scale};
use super::piece::{Location, Piece};
use super::plan::{Action, Turns};
use super::shape::{PieceShape, Rows};
use super::stages::Axis;
use super::state::State;
use super::step::{Apply, Exchange, Slope};
use super::tables::Sums;
use super::turns_back::{OneBack, TwoBack, WithinBack};
use super::vector::{Group, LANES};

/// Buffers of the way back.
#[derive(Debug, Default)]
pub(super) struct Back {
    /// For each diagonal.
    pub(super) sums: Vec<Sums>,
    /// The derivative by the angle of each step.
    pub(super) slopes: Vec<f64>,
    /// For the actions of a sweep what the states are multiplied by, and what they are then to be multiplied by.
    pub(super) factors: Vec<(usize, f64, f64)>,
}

impl Context<'_> {
    /// Takes the actions back from both states, in the opposite order. `factor` is what the states are to be multiplied by.
    pub(super) fn backward(
        &self,
        range: std::ops::Range<usize>,
        states: [&mut [Group]; 2],
        mut factor: f64,
        pieces: &mut Pieces,
        back: &mut Back,
    ) {
        let [ket, bra] = states;
        let Back {
            sums,
            slopes,
            factors,
        } = back;
        let Pieces {
            copies: [kets, bras],
            scratch,
        } = pieces;
        let [kets, bras, scratch] = [kets, bras, scratch].map(State::groups_mut);
        for (shape, actions) in self.sweeps(range).rev() {
            let size = (1usize << shape.bits()) / LANES;
            factors.clear();
            for action in actions.clone().rev() {
                let of = &self.plan().actions[action];
                let left = factor;
                let multiplied = passed(of, self.turns, &mut factor);
                factors.push((action, multiplied, left / multiplied));
                if let Action::Diagonal(number) = of {
                    self.prepared.layouts[*number].clear(&mut sums[*number]);
                }
            }
            for number in 0..shape.count(self.plan().qubits) {
                let base = shape.base(number);
                let rows = Rows::of(shape, base);
                let whole = shape.first == shape.last;
                let (ket_piece, bra_piece) = if whole {
                    let at = base / LANES;
                    (&mut ket[at..][..size], &mut bra[at..][..size])
                } else {
                    rows.read(ket, &mut kets[..size]);
                    rows.read(bra, &mut bras[..size]);
                    (&mut kets[..size], &mut bras[..size])
                };
                for &(action, multiplied, left) in &*factors {
                    self.undo(
                        (action, multiplied, left),
                        (shape, base),
                        [ket_piece, bra_piece],
                        scratch,
                        sums,
                        slopes,
                    );
                }
                if !whole {
                    rows.write(&kets[..size], ket);
                    rows.write(&bras[..size], bra);
                }
            }
            for &(action, multiplied, left) in &*factors {
                if let Action::Diagonal(number) = self.plan().actions[action] {
                    // The sums were taken before the factor was multiplied in.
                    let square = (left * multiplied).powi(2);
                    self.prepared.layouts[number]
                        .slopes(&sums[number], |step, slope| slopes[step] = square * slope);
                }
            }
        }
    }

    fn undo(
        &self,
        (action, multiplied, left): (usize, f64, f64),
        (shape, base): (PieceShape, usize),
        [ket, bra]: [&mut [Group]; 2],
        scratch: &mut [Group],
        sums: &mut [Sums],
        slopes: &mut [f64],
    ) {
        let width = self.prepared.width;
        match &self.plan().actions[action] {
            Action::Diagonal(number) => width.run(PhasesBack {
                place: self.place(*number, shape, base),
                tables: &self.tables[*number],
                factor: multiplied,
                states: [ket, bra],
                sums: Some(&mut sums[*number]),
            }),
            Action::Turns(turns) => {
                if multiplied != 1.0 {
                    for state in [&mut *ket, &mut *bra] {
                        width.run(Scale {
                            state,
                            factor: multiplied,
                        });
                    }
                }
                self.turn_back(turns, [ket, bra], left, slopes);
            }
            Action::Permutation(permutation) => {
                for state in [ket, bra] {
                    permutation.undo(width, base, state, scratch);
                }
            }
            Action::Step(step) => {
                let primitive = self.prepared.part.steps.primitive(*step);
                if let Some(exchange) = self.exchange(primitive, shape, base) {
                    self.step_back(*step, exchange, [ket, bra], left, slopes);
                }
            }
        }
    }

    fn step_back(
        &self,
        step: usize,
        exchange: Exchange,
        [ket, bra]: [&mut [Group]; 2],
        factor: f64,
        slopes: &mut [f64],
    ) {
        let width = self.prepared.width;
        if self.prepared.part.steps.angle(step).is_some() {
            slopes[step] += factor * factor * width.run(Slope { exchange, ket, bra });
        }
        let [cos, sin] = self.turns[step];
        for state in [ket, bra] {
            width.run(Apply {
                exchange,
                turn: [cos, -sin],
                state,
            });
        }
    }

    fn turn_back(
        &self,
        turns: &Turns,
        [ket, bra]: [&mut [Group]; 2],
        mut factor: f64,
        slopes: &mut [f64],
    ) {
        let (width, axis) = (self.prepared.width, turns.axis);
        let several = self.several(turns);
        if axis == Axis::Hadamard {
            // It has no angle, and is its own inverse.
            for state in [ket, bra] {
                several.apply(width, &mut Piece::whole(state), Location::State);
            }
            return;
        }
        let x = axis == Axis::X;
        let mut add = |step: usize, sum: f64, factor: f64| slopes[step] += factor * factor * sum;
        let within = several.within();
        if within != [None; 2] {
            let found = width.run(WithinBack {
                x,
                states: [&mut *ket, &mut *bra],
                tangents: within,
            });
            let mut product = 1.0;
            for &(step, bit) in turns.steps.iter().filter(|(_, bit)| *bit < LANES) {
                if let Some((_, cos)) = tangent(axis, self.turns[step]) {
                    // Each is taken after those of the lower bits were undone.
                    add(step, found[bit / 2], factor * product);
                    product *= cos;
                }
            }
            factor *= product;
        }
        let mut held: Option<(usize, f64, usize)> = None;
        for &(step, bit) in &turns.steps {
            let Some((tan, _)) = tangent(axis, self.turns[step]) else {
                if self.prepared.part.steps.angle(step).is_some() {
                    let exchange = steep(axis, bit);
                    let slope = width.run(Slope { exchange, ket, bra });
                    add(step, slope, factor);
                }
                let [cos, sin] = self.turns[step];
                for state in [&mut *ket, &mut *bra] {
                    width.run(Apply {
                        exchange: steep(axis, bit),
                        turn: [cos, -sin],
                        state,
                    });
                }
                continue;
            };
            if bit < LANES {
                continue;
            }
            let stride = bit / LANES;
            match held.take() {
                None => held = Some((stride, tan, step)),
                Some((before, first, other)) => {
                    let [p, q] = width.run(TwoBack {
                        x,
                        states: [&mut *ket, &mut *bra],
                        strides: [before, stride],
                        tangents: [first, tan],
                    });
                    add(other, p, factor);
                    factor *= self.cosine(axis, other);
                    add(step, q, factor);
                    factor *= self.cosine(axis, step);
                }
            }
        }
        if let Some((stride, tangent, step)) = held {
            let sum = width.run(OneBack {
                x,
                states: [ket, bra],
                stride,
                tangent,
            });
            add(step, sum, factor);
        }
    }

    fn cosine(&self, axis: Axis, step: usize) -> f64 {
        tangent(axis, self.turns[step]).map_or(1.0, |(_, cos)| cos)
    }
}

//! Sampling outcome by outcome, on wires that are taken again.

use crate::engine::{Part, Primitive, PrimitiveKind, Register, Step};
use crate::error::Error;
use crate::exact::{Angle, Builder, Placed, Plan, turn};
use crate::program::parts::holds;
use crate::program::{
    Action, BitId, Event, Operator, Origin, Program, Slots, Wires, in_loops, walk,
};

/// What is done, in order.
#[derive(Debug)]
enum Move {
    Apply(Step),
    Measure {
        wire: usize,
        /// Its number in the group.
        bit: usize,
    },
    Reset(usize),
    /// Goes on at the move with this number if the condition does not hold.
    Unless(Vec<Operator<u32>>, usize),
    Jump(usize),
    /// Goes back to this move if the condition holds.
    Again {
        condition: Vec<Operator<u32>>,
        to: usize,
        /// The number of the loop.
        number: usize,
        origin: Origin,
    },
}

/// A group on its wires.
#[derive(Debug)]
pub(super) struct Followed {
    moves: Vec<Move>,
    /// From here on there are only measurements: all can be drawn at once.
    tail: usize,
    angles: Vec<Angle>,
    wires: usize,
    /// How many measurements and resets on the way may go either way.
    outcomes: usize,
    /// How many loops there are.
    loops: usize,
    /// The group's number of each bit of the program.
    bits: Vec<BitId>,
}

impl Followed {
    pub(super) fn new(program: &Program, bits: &[BitId], slots: &Slots) -> Followed {
        let wires = Wires::new(program);
        let mut followed = Followed {
            moves: Vec::new(),
            tail: 0,
            angles: Vec::new(),
            wires: wires.count(),
            outcomes: 0,
            loops: 0,
            bits: bits.to_vec(),
        };
        if wires.count() <= Part::MAX_QUBITS {
            followed.write(program, &wires, slots);
        }
        followed
    }

    /// How many qubits the state has.
    pub(super) fn wires(&self) -> usize {
        self.wires
    }

    /// How many gates, measurements and jumps there are.
    pub(super) fn moves(&self) -> usize {
        self.moves.len()
    }

    /// Amplitudes times runs of the gates, as a power of two: each outcome on the way may double the runs, up to the number of shots.
    pub(super) fn cost(&self, shots: usize) -> usize {
        let runs = usize::BITS - shots.max(1).leading_zeros();
        self.wires + (runs as usize).min(self.outcomes)
    }

    /// How many measurements and resets on the way may go either way.
    pub(super) fn outcomes(&self) -> usize {
        self.outcomes
    }

    fn write(&mut self, program: &Program, wires: &Wires, slots: &Slots) {
        let mut builder = Builder::default();
        // Wires that were taken before; a qubit that takes one again has to find |0> there.
        let mut used = vec![false; self.wires];
        let mut branches: Vec<(usize, usize)> = Vec::new();
        let mut unsure = Unsure::default();
        let in_loops = in_loops(&program.instructions);
        for (event, in_loop) in walk(&program.instructions).zip(in_loops) {
            unsure.in_loop = in_loop;
            match event {
                Event::Do(Action::Again { condition, origin }) => {
                    let start = branches.last().map_or(0, |&(start, _)| start);
                    self.moves.push(Move::Again {
                        condition: condition.parts(),
                        to: start + 1,
                        number: self.loops,
                        origin,
                    });
                    self.loops += 1;
                }
                Event::Do(action) => {
                    let on = action.qubits().map(|qubit| wires.wire(qubit));
                    match action {
                        Action::Gate(gate) => {
                            let placed = Placed::new(gate, |qubit| wires.wire(qubit));
                            builder.push(&placed, |wire| wire, slots);
                            on.for_each(|wire| used[wire] = true);
                            for step in builder.steps.iter() {
                                unsure.apply(step.primitive);
                                self.moves.push(Move::Apply(step));
                            }
                            builder.steps.clear();
                        }
                        Action::Measure { bit, .. } => {
                            let bit = self.bits.binary_search(&bit).unwrap_or_default();
                            for wire in on {
                                unsure.settle(wire, self.moves.len());
                                self.moves.push(Move::Measure { wire, bit });
                            }
                        }
                        Action::Reset { .. } | Action::Allocate { .. } => {
                            let is_new = matches!(action, Action::Allocate { .. });
                            // In a later round it is used.
                            for wire in on.filter(|&wire| !is_new || used[wire] || in_loop) {
                                unsure.settle(wire, self.moves.len());
                                self.moves.push(Move::Reset(wire));
                            }
                        }
                        _ => {}
                    }
                }
                Event::If(condition) => {
                    branches.push((self.moves.len(), 0));
                    unsure.arms.push(unsure.wires);
                    self.moves.push(Move::Unless(condition.parts(), 0));
                }
                Event::Else => {
                    if let Some(arm) = unsure.arms.last_mut() {
                        std::mem::swap(arm, &mut unsure.wires);
                    }
                    if let Some((start, end)) = branches.last_mut() {
                        *end = self.moves.len();
                        self.moves.push(Move::Jump(0));
                        let next = self.moves.len();
                        if let Move::Unless(_, to) = &mut self.moves[*start] {
                            *to = next;
                        }
                    }
                }
                Event::End => {
                    unsure.wires |= unsure.arms.pop().unwrap_or_default();
                    if let Some((_, end)) = branches.pop() {
                        self.moves[end] = Move::Jump(self.moves.len());
                    }
                }
            }
        }
        self.angles = builder.angles;
        let last = |step: &Move| !matches!(step, Move::Measure { .. });
        self.tail = self.moves.iter().rposition(last).map_or(0, |i| i + 1);
        // A jump must not land after the start of the tail.
        for step in &self.moves {
            if let Move::Unless(_, to) | Move::Jump(to) = step {
                self.tail = self.tail.max(*to);
            }
        }
        self.outcomes = unsure.decided.partition_point(|&step| step < self.tail);
    }

    /// Follows all outcomes that something is given to; the same one may be met several times.
    pub(super) fn follow<F: Following>(
        &self,
        plan: &Plan,
        slots: &[f64],
        share: F::Share,
        following: &mut F,
    ) -> Result<(), Error> {
        let mut angles = vec![0.0; self.angles.len()];
        turn(&plan.program, &self.angles, slots, &mut angles)?;
        let measured = self.moves[self.tail..]
            .iter()
            .filter_map(|step| match step {
                Move::Measure { wire, bit } => Some((*wire, *bit)),
                _ => None,
            });
        let measured: Vec<_> = measured.collect();
        let mut together = vec![Together {
            register: plan.engine.register(&plan.kernel, self.wires)?,
            bits: vec![false; self.bits.len()],
            rounds: vec![0; self.loops],
            next: 0,
            share,
        }];
        while let Some(mut group) = together.pop() {
            while group.next < self.tail {
                let step = &self.moves[group.next];
                group.next += 1;
                match step {
                    Move::Apply(step) => {
                        let turn = step.cos_sin(&angles);
                        group.register.apply(step.primitive, turn);
                    }
                    Move::Measure { wire, bit } => {
                        group.measure(*wire, following, &mut together, |group, outcome| {
                            group.bits[*bit] = outcome;
                        })?;
                    }
                    Move::Reset(wire) => {
                        group.measure(*wire, following, &mut together, |group, outcome| {
                            if outcome {
                                group.register.apply(flip(*wire), [1.0, 0.0]);
                            }
                        })?;
                    }
                    Move::Unless(condition, to) => {
                        if !self.holds(condition, &group.bits) {
                            group.next = *to;
                        }
                    }
                    Move::Jump(to) => group.next = *to,
                    Move::Again {
                        condition,
                        to,
                        number,
                        origin,
                    } => {
                        let rounds = &mut group.rounds[*number];
                        *rounds += 1;
                        let again = self.holds(condition, &group.bits);
                        // The round that ends here, and the next one.
                        if *rounds + usize::from(again) > plan.rounds {
                            return Err(Error::Rounds {
                                kernel: plan.program.kernel.clone(),
                                loc: plan.program.place(*origin),
                                limit: plan.rounds,
                            });
                        }
                        match again {
                            true => group.next = *to,
                            false => *rounds = 0,
                        }
                    }
                }
            }
            let end = End {
                register: &*group.register,
                wires: self.wires,
                bits: &group.bits,
                measured: &measured,
            };
            following.end(&end, group.share)?;
        }
        Ok(())
    }

    fn holds(&self, condition: &[Operator<u32>], bits: &[bool]) -> bool {
        let bit = |id: BitId| {
            let known = self.bits.binary_search(&id).ok();
            known.is_some_and(|number| bits[number])
        };
        holds(condition, &bit)
    }
}

/// Which wires may be in no basis state, whatever was measured so far. A text computes with bits on qubits that are flipped under
/// conditions and measured: these outcomes are no choices.
#[derive(Default)]
struct Unsure {
    wires: usize,
    /// For each branch around, the same for its other arm: before it, or at its end.
    arms: Vec<usize>,
    /// What is done may find what is done later: any gate leaves its wires in any state.
    in_loop: bool,
    /// The moves that decide between two outcomes.
    decided: Vec<usize>,
}

impl Unsure {
    fn apply(&mut self, primitive: Primitive) {
        let permutes = matches!(
            primitive.kind,
            PrimitiveKind::Flip | PrimitiveKind::FlipY | PrimitiveKind::Swap
        );
        let changed = primitive.changed();
        if self.in_loop || !permutes || self.wires & (primitive.controls | changed) != 0 {
            self.wires |= changed;
        }
    }

    /// A wire is measured or reset by the move of this number.
    fn settle(&mut self, wire: usize, number: usize) {
        if self.in_loop || self.wires & 1 << wire != 0 {
            self.decided.push(number);
        }
        self.wires &= !(1 << wire);
    }
}

/// Pauli X on a wire.
fn flip(wire: usize) -> Primitive {
    Primitive {
        kind: PrimitiveKind::Flip,
        controls: 0,
        low: 1 << wire,
        high: 0,
    }
}

/// What is given to outcomes, shots or probabilities, and what is done with them.
pub(super) trait Following {
    type Share: Copy + PartialOrd;

    /// What each outcome of a measurement is given, 0 and 1, where 1 has that probability; nothing where it is not to be followed.
    fn split(&mut self, share: Self::Share, one: f64) -> [Option<Self::Share>; 2];

    /// The last measurements.
    fn end(&mut self, end: &End<'_>, share: Self::Share) -> Result<(), Error>;
}

/// The state before the last measurements.
pub(super) struct End<'a> {
    pub(super) register: &'a dyn Register,
    pub(super) wires: usize,
    /// The outcomes so far, in the group's order.
    pub(super) bits: &'a [bool],
    /// The wires that are measured, each with the group's number of its bit.
    pub(super) measured: &'a [(usize, usize)],
}

impl End<'_> {
    /// The bits for a basis state.
    pub(super) fn outcome(&self, index: usize) -> Vec<bool> {
        let mut bits = self.bits.to_vec();
        for &(wire, bit) in self.measured {
            bits[bit] = index >> wire & 1 == 1;
        }
        bits
    }
}

/// What had the same outcomes so far.
struct Together<S> {
    register: Box<dyn Register>,
    bits: Vec<bool>,
    /// How many rounds of each loop were done since it was entered.
    rounds: Vec<usize>,
    next: usize,
    share: S,
}

impl<S: Copy + PartialOrd> Together<S> {
    /// Measures a qubit, and lets `settle` see the outcome. What has the rarer outcome goes on by itself; first of all where
    /// there are loops, so that few states wait at a time, however many rounds there are: each has half of the shots of the
    /// one before it at most.
    fn measure<F: Following<Share = S>>(
        &mut self,
        wire: usize,
        following: &mut F,
        others: &mut Vec<Together<S>>,
        settle: impl Fn(&mut Together<S>, bool),
    ) -> Result<(), Error> {
        let one = self.register.probability(wire);
        let shares = following.split(self.share, one);
        let is_rarer_first = !self.rounds.is_empty() && shares.iter().all(Option::is_some);
        let outcome = (shares[1] > shares[0]) != is_rarer_first;
        let chance = |outcome: bool| if outcome { one } else { 1.0 - one };
        if let Some(share) = shares[usize::from(!outcome)] {
            let mut other = Together {
                register: self.register.fork()?,
                bits: self.bits.clone(),
                rounds: self.rounds.clone(),
                next: self.next,
                share,
            };
            other.register.project(wire, !outcome, chance(!outcome));
            settle(&mut other, !outcome);
            others.push(other);
        }
        if let Some(share) = shares[usize::from(outcome)] {
            self.share = share;
        }
        self.register.project(wire, outcome, chance(outcome));
        settle(self, outcome);
        Ok(())
    }
}

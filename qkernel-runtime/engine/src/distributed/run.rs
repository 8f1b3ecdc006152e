//! A part on a shared state: values, derivatives by the adjoint method, shifted angles.

use std::ops::ControlFlow;
use std::sync::Arc;

use num_complex::Complex64;

use super::{Move, Relabelled, Shared, Store};
use crate::shifts::one_by_one;
use crate::statevector::allocate;
use crate::{Error, Part, PauliTerm, Run, Shift, Turn};

/// What all runs of a part share.
#[derive(Debug)]
struct Prepared<S: Store> {
    store: Arc<S>,
    part: Arc<Part>,
    relabelled: Relabelled,
    observed: <S::State as Shared>::Observed,
}

/// A run, with its states.
#[derive(Debug)]
pub(super) struct DistributedRun<S: Store> {
    prepared: Arc<Prepared<S>>,
    angles: Vec<f64>,
    /// The state once the first `done` moves are made; none before the first run.
    ket: Option<S::State>,
    done: usize,
    /// A second state, for derivatives.
    bra: Option<S::State>,
    /// All amplitudes, where they were asked for.
    all: Vec<Complex64>,
}

impl<S: Store> DistributedRun<S> {
    pub(super) fn new(store: &Arc<S>, part: &Arc<Part>, near: usize) -> Result<Self, Error> {
        if part.qubits > Part::MAX_QUBITS {
            store.check(&part.kernel, part.qubits, 1)?;
        }
        let relabelled = Relabelled::new(part, near)?;
        let on_places = |terms: &Vec<PauliTerm>| {
            let terms = terms.iter().map(|term| relabelled.term(term));
            terms.collect::<Vec<_>>()
        };
        let observables: Vec<_> = part.observables.iter().map(on_places).collect();
        Ok(Self::of(Arc::new(Prepared {
            store: Arc::clone(store),
            part: Arc::clone(part),
            observed: S::State::observed(&observables, part.qubits, near),
            relabelled,
        })))
    }

    fn of(prepared: Arc<Prepared<S>>) -> Self {
        DistributedRun {
            angles: vec![0.0; prepared.part.angles.len()],
            ket: None,
            done: 0,
            bra: None,
            all: Vec::new(),
            prepared,
        }
    }

    /// Both states if there are to be two, or the first alone, and that one at |0..0>.
    fn restart(&mut self, states: usize) -> Result<(), Error> {
        self.second(states)?;
        let Part { kernel, qubits, .. } = &*self.prepared.part;
        self.done = 0;
        match &mut self.ket {
            Some(ket) => ket.restart(),
            none => *none = Some(self.prepared.store.state(kernel, *qubits)?),
        }
        Ok(())
    }

    /// Room for a second state, if there are to be two.
    fn second(&mut self, states: usize) -> Result<(), Error> {
        self.prepared.store.ready()?;
        if states > 1 && self.bra.is_none() {
            let Part { kernel, qubits, .. } = &*self.prepared.part;
            // The first state may be there already; both are asked for, so that a small one is refused at once.
            let missing = states - usize::from(self.ket.is_some());
            self.prepared.store.check(kernel, *qubits, missing)?;
            self.bra = Some(self.prepared.store.state(kernel, *qubits)?);
        }
        Ok(())
    }

    /// The first state after all moves, at these angles.
    fn forward(&mut self, angles: &[f64], states: usize) -> Result<(), Error> {
        self.angles.copy_from_slice(angles);
        self.restart(states)?;
        self.advance(usize::MAX);
        Ok(())
    }

    /// Makes the moves before this one that are left.
    fn advance(&mut self, to: usize) {
        let moves = self.prepared.relabelled.moves();
        let to = to.min(moves.len());
        if let Some(ket) = &mut self.ket {
            make(&moves[self.done..to], &self.angles, ket);
        }
        self.done = to;
    }
}

fn make(moves: &[Move], angles: &[f64], state: &mut impl Shared) {
    for step in moves {
        match *step {
            Move::Apply(step) => state.apply(step.primitive, step.cos_sin(angles)),
            Move::Exchange { near, far } => state.exchange(near, far),
        }
    }
}

/// How many states the values need.
fn for_values<S: Store>() -> usize {
    if S::State::SECOND { 2 } else { 1 }
}

impl<S: Store> Run for DistributedRun<S> {
    fn fits(&self) -> Result<(), Error> {
        let Part { kernel, qubits, .. } = &*self.prepared.part;
        match self.ket {
            None => self
                .prepared
                .store
                .check(kernel, *qubits, for_values::<S>()),
            Some(_) => Ok(()),
        }
    }

    fn fork(&self) -> Box<dyn Run> {
        Box::new(Self::of(Arc::clone(&self.prepared)))
    }

    /// Not a number: the ranks have to do the same in the same order, so one thread does all.
    fn cost(&self) -> f64 {
        f64::NAN
    }

    fn expectations(&mut self, angles: &[f64], values: &mut [f64]) -> Result<(), Error> {
        self.forward(angles, for_values::<S>())?;
        if let Some(ket) = &mut self.ket {
            ket.expectations(&self.prepared.observed, self.bra.as_mut(), values);
        }
        Ok(())
    }

    fn has_adjoint(&self) -> bool {
        true
    }

    /// As on one rank. Exchanges are their own inverses, so the way back has those of the way there, for two states.
    fn adjoint(&mut self, weights: &[f64], by_angle: &mut [f64]) -> Result<(), Error> {
        self.second(2)?;
        // After an earlier call the state is back at the first angle.
        self.advance(usize::MAX);
        let prepared = Arc::clone(&self.prepared);
        let (Some(ket), Some(bra)) = (&mut self.ket, &mut self.bra) else {
            return Err(crate::run::unsupported("derivatives before values"));
        };
        ket.weigh(&prepared.observed, weights, bra);
        let moves = prepared.relabelled.moves();
        let angles = prepared.relabelled.angles();
        let first = angles.first().copied().unwrap_or(moves.len());
        for i in (first..moves.len()).rev() {
            match moves[i] {
                Move::Exchange { near, far } => {
                    ket.exchange(near, far);
                    bra.exchange(near, far);
                }
                Move::Apply(step) => {
                    if let Turn::Angle(angle) = step.turn {
                        by_angle[angle] = ket.slope(bra, step.primitive);
                    }
                    if i > first {
                        let [cos, sin] = step.cos_sin(&self.angles);
                        ket.apply(step.primitive, [cos, -sin]);
                        bra.apply(step.primitive, [cos, -sin]);
                    }
                }
            }
        }
        self.done = self.done.min(first + 1);
        ket.sum(by_angle);
        Ok(())
    }

    /// The state before each angle is made once, and only what follows is run for each shift.
    fn shifted(
        &mut self,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error> {
        self.angles.copy_from_slice(angles);
        self.restart(2)?;
        let prepared = Arc::clone(&self.prepared);
        let moves = prepared.relabelled.moves();
        one_by_one(shifts, values, |shift, row| {
            let at = prepared.relabelled.angles()[shift.angle];
            if at + 1 < self.done {
                self.restart(2)?;
            }
            self.advance(at + 1);
            let (Some(ket), Some(bra)) = (&mut self.ket, &mut self.bra) else {
                return Ok(());
            };
            bra.copy_from(ket);
            if let Move::Apply(step) = moves[at] {
                bra.apply(step.primitive, step.primitive.turn(shift.by));
            }
            make(&moves[at + 1..], &self.angles, bra);
            if S::State::SECOND {
                bra.expectations(&prepared.observed, Some(ket), row);
                self.restart(2)
            } else {
                bra.expectations(&prepared.observed, None, row);
                Ok(())
            }
        })
    }

    fn amplitudes(&mut self, angles: &[f64]) -> Result<&[Complex64], Error> {
        let Part { kernel, qubits, .. } = &*self.prepared.part;
        if self.all.is_empty() {
            self.all = allocate(kernel, *qubits)?;
        }
        self.forward(angles, 1)?;
        let places = self.prepared.relabelled.places();
        if let Some(ket) = &mut self.ket {
            ket.amplitudes(&mut |index, amplitude| {
                let bits = places.iter().enumerate();
                let at = bits.fold(0, |at, (qubit, place)| at | (index >> place & 1) << qubit);
                self.all[at] = amplitude;
                ControlFlow::Continue(())
            });
        }
        Ok(&self.all)
    }
}

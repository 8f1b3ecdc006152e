//! A part on a state: values, derivatives by the adjoint method, shifted angles.

use std::sync::Arc;

use num_complex::Complex64;

use super::backward::Back;
use super::factors::{Factors, passed};
use super::forward::{Context, Pieces};
use super::observed::Scratch;
use super::plan::{Action, Geometry, Plan};
use super::prepared::Prepared;
use super::start::start;
use super::state::State;
use super::tables::{Sums, Tables};
use super::width::Width;
use crate::shifts::one_by_one;
use crate::{Cost, Error, Part, Run, Shift, check_memory};

/// A run, with its buffers.
#[derive(Debug)]
pub(super) struct BlockedRun {
    prepared: Arc<Prepared>,
    /// The angles that `turns` has the cosines and sines of; NaN before the first run.
    angles: Vec<f64>,
    turns: Vec<[f64; 2]>,
    tables: Vec<Tables>,
    /// Which tables are not those of the turns.
    stale: Vec<bool>,
    factors: Factors,
    ket: State,
    /// How many actions were applied to the ket; none if there is no state yet, or another one.
    done: Option<usize>,
    bra: State,
    pieces: Pieces,
    back: Back,
    scratch: Scratch,
}

impl BlockedRun {
    pub(super) fn new(
        part: &Arc<Part>,
        width: Width,
        geometry: Geometry,
    ) -> Result<BlockedRun, Error> {
        if part.qubits > Part::MAX_QUBITS {
            check_memory(&part.kernel, part.qubits, 1)?;
        }
        Ok(BlockedRun::of(Arc::new(Prepared::new(
            part, width, geometry,
        ))))
    }

    fn of(prepared: Arc<Prepared>) -> BlockedRun {
        let diagonals = prepared.layouts.len();
        BlockedRun {
            angles: vec![f64::NAN; prepared.part.angles.len()],
            turns: prepared.fixed.clone(),
            tables: vec![Tables::default(); diagonals],
            stale: vec![true; diagonals],
            factors: Factors::default(),
            ket: State::default(),
            done: None,
            bra: State::default(),
            pieces: Pieces::default(),
            back: Back {
                sums: vec![Sums::default(); diagonals],
                ..Back::default()
            },
            scratch: Scratch::default(),
            prepared,
        }
    }

    /// Computes what depends on the angles that are not as they were.
    fn turn(&mut self, angles: &[f64]) {
        let prepared = Arc::clone(&self.prepared);
        let part = &*prepared.part;
        for ((old, &new), &step) in self.angles.iter_mut().zip(angles).zip(&part.angles) {
            if *old != new {
                *old = new;
                self.turns[step] = part.steps.primitive(step).turn(new);
                if let Action::Diagonal(number) = prepared.plan.actions[prepared.plan.places[step]]
                {
                    self.stale[number] = true;
                }
            }
        }
        self.fill();
    }

    fn fill(&mut self) {
        let prepared = Arc::clone(&self.prepared);
        let tables = self.tables.iter_mut().zip(&mut self.stale);
        for ((tables, stale), layout) in tables.zip(&prepared.layouts) {
            if std::mem::take(stale) {
                layout.fill(&self.turns, tables);
            }
        }
        let Factors { forward, left } = &mut self.factors;
        forward.clear();
        left.clear();
        let mut factor = 1.0;
        for action in &prepared.plan.actions {
            left.push(factor);
            let initial = matches!(action, Action::Turns(turns) if turns.initial);
            forward.push(if initial {
                1.0
            } else {
                passed(action, &self.turns, &mut factor)
            });
        }
        left.push(factor);
    }

    /// Room for the ket.
    fn first(&mut self) -> Result<(), Error> {
        if self.ket.is_empty() {
            let prepared = &self.prepared;
            self.ket = State::new(&prepared.part.kernel, prepared.part.qubits)?;
            self.pieces.copies[0] = State::new(&prepared.part.kernel, prepared.plan.copied)?;
        }
        Ok(())
    }

    /// Room for a second state.
    fn second(&mut self) -> Result<(), Error> {
        if self.bra.is_empty() {
            let Part { kernel, qubits, .. } = &*self.prepared.part;
            // The first state may be there already; both are asked for, so that a small one is refused at once.
            check_memory(kernel, *qubits, if self.ket.is_empty() { 2 } else { 1 })?;
            self.bra = State::new(kernel, *qubits)?;
            let Plan {
                copied, permuted, ..
            } = self.prepared.plan;
            self.pieces.copies[1] = State::new(kernel, copied)?;
            self.pieces.scratch = State::new(kernel, permuted)?;
        }
        Ok(())
    }

    /// Brings the ket to where the actions before `last` are applied, which begins a sweep or ends one.
    fn advance(&mut self, last: usize) -> Result<(), Error> {
        self.first()?;
        let first = match self.done {
            Some(done) if done <= last => done,
            _ => {
                let Prepared { plan, width, .. } = &*self.prepared;
                start(*width, plan, &self.turns, self.ket.groups_mut());
                0
            }
        };
        let context = Context {
            prepared: &self.prepared,
            turns: &self.turns,
            tables: &self.tables,
            factors: &self.factors.forward,
        };
        context.forward(first..last, self.ket.groups_mut(), &mut self.pieces);
        self.done = Some(last);
        Ok(())
    }
}

impl Run for BlockedRun {
    fn fits(&self) -> Result<(), Error> {
        let part = &self.prepared.part;
        match self.ket.is_empty() {
            true => check_memory(&part.kernel, part.qubits, 1),
            false => Ok(()),
        }
    }

    fn fork(&self) -> Box<dyn Run> {
        Box::new(BlockedRun::of(Arc::clone(&self.prepared)))
    }

    fn expectations(&mut self, angles: &[f64], values: &mut [f64]) -> Result<(), Error> {
        // Asked for first: what is too large for memory has large tables as well.
        self.first()?;
        self.turn(angles);
        self.done = None;
        let seen = self.prepared.seen;
        self.advance(seen)?;
        self.prepared.observed.expectations(
            self.prepared.width,
            self.ket.groups(),
            self.factors.left[seen],
            &mut self.scratch,
            values,
        );
        Ok(())
    }

    fn has_adjoint(&self) -> bool {
        true
    }

    /// Several gates in the time of one.
    fn cost(&self) -> f64 {
        Cost::of_state(&self.prepared.part) / 5.0
    }

    /// The final state and the observables' image of it are taken back through the circuit together. (Jones and Gacon 2020,
    /// arXiv:2009.02823) All slopes of a stage are found while it is undone.
    fn adjoint(&mut self, weights: &[f64], by_angle: &mut [f64]) -> Result<(), Error> {
        self.second()?;
        let seen = self.prepared.seen;
        if self.done != Some(seen) {
            self.done = None;
            self.advance(seen)?;
        }
        let prepared = Arc::clone(&self.prepared);
        prepared.observed.weigh(
            prepared.width,
            self.ket.groups(),
            weights,
            &mut self.scratch,
            self.bra.groups_mut(),
        );
        let context = Context {
            prepared: &prepared,
            turns: &self.turns,
            tables: &self.tables,
            factors: &self.factors.forward,
        };
        self.back.slopes.clear();
        self.back.slopes.resize(prepared.part.steps.len(), 0.0);
        let first = prepared.plan.first.min(seen);
        context.backward(
            first..seen,
            [self.ket.groups_mut(), self.bra.groups_mut()],
            self.factors.left[seen],
            &mut self.pieces,
            &mut self.back,
        );
        self.done = None;
        for (slope, &step) in by_angle.iter_mut().zip(&prepared.part.angles) {
            *slope = self.back.slopes[step];
        }
        Ok(())
    }

    /// The state before each sweep is made once, and only what follows is run for each shift of an angle in it.
    fn shifted(
        &mut self,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error> {
        self.second()?;
        // Asked for first: what is too large for memory has large tables as well.
        self.first()?;
        self.turn(angles);
        self.done = None;
        let prepared = Arc::clone(&self.prepared);
        let Prepared { plan, part, .. } = &*prepared;
        let seen = prepared.seen;
        let place = |shift: Shift| plan.places[part.angles[shift.angle]];
        for sweep in &plan.sweeps {
            one_by_one(shifts, values, |shift, row| {
                let (step, action) = (part.angles[shift.angle], place(shift));
                if !sweep.actions.contains(&action) {
                    return Ok(());
                }
                let initial = matches!(&plan.actions[action], Action::Turns(t) if t.initial);
                let first = if initial {
                    0
                } else {
                    sweep.actions.start.min(seen)
                };
                self.advance(first)?;
                // Turned once after the other, so that the sum of the angles is not rounded.
                let ([c, s], [d, t]) =
                    (self.turns[step], part.steps.primitive(step).turn(shift.by));
                let before =
                    std::mem::replace(&mut self.turns[step], [c * d - s * t, s * d + c * t]);
                self.renew(action);
                if initial {
                    start(prepared.width, plan, &self.turns, self.bra.groups_mut());
                } else {
                    self.bra.groups_mut().copy_from_slice(self.ket.groups());
                }
                let context = Context {
                    prepared: &prepared,
                    turns: &self.turns,
                    tables: &self.tables,
                    factors: &self.factors.forward,
                };
                context.forward(first..seen, self.bra.groups_mut(), &mut self.pieces);
                prepared.observed.expectations(
                    prepared.width,
                    self.bra.groups(),
                    self.factors.left[seen],
                    &mut self.scratch,
                    row,
                );
                self.turns[step] = before;
                self.renew(action);
                Ok(())
            })?;
        }
        Ok(())
    }

    fn amplitudes(&mut self, angles: &[f64]) -> Result<&[Complex64], Error> {
        // Asked for first: what is too large for memory has large tables as well.
        self.first()?;
        self.turn(angles);
        self.done = None;
        let last = self.prepared.plan.actions.len();
        self.advance(last)?;
        self.done = None;
        let factor = self.factors.left[last];
        Ok(self.ket.amplitudes(factor, 1 << self.prepared.part.qubits))
    }
}

impl BlockedRun {
    /// Computes anew what depends on the turns of an action.
    fn renew(&mut self, action: usize) {
        if let Action::Diagonal(number) = self.prepared.plan.actions[action] {
            self.stale[number] = true;
        }
        self.fill();
    }
}

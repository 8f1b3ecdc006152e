//! A program without measurements, resets and conditions.

use super::connected::Connected;
use super::cubes::{Cube, MAX_CUBE, MAX_CUBES, both, outcomes};
use super::placed::{Placed, copied, flip};
use crate::error::Error;
use crate::gate::GateKind;
use crate::observable::Pauli;
use crate::program::{Action, BitId, Condition, Event, Gate, Origin, Program, QubitId, walk};

/// The gates of a program on *places*. Each qubit has a place of its own, of its number; resets and outcomes that must
/// be kept take further ones.
#[derive(Debug)]
pub(crate) struct Unfolded<'p> {
    pub(crate) program: &'p Program,
    /// How many places there are.
    pub(crate) places: usize,
    pub(crate) gates: Vec<Placed<'p>>,
    /// The place of each qubit at the end.
    pub(crate) qubits: Vec<usize>,
    /// The place that holds each bit that was measured.
    pub(crate) bits: Vec<Option<usize>>,
    /// The first condition that does something, or the first reset or measurement whose outcome others share.
    pub(crate) mixed: Option<Mixed>,
}

impl Unfolded<'_> {
    /// Which places gates connect.
    pub(super) fn connected(&self) -> Connected {
        let mut connected = Connected::new(self.places);
        for gate in &self.gates {
            connected.join(gate.places());
        }
        connected
    }
}

/// Why a state may depend on outcomes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mixed {
    pub(crate) origin: Origin,
    /// A reset, not a measurement.
    pub(crate) reset: bool,
    /// The state does, whichever places are connected.
    pub(crate) surely: bool,
}

/// Puts off everything that is not a gate.
///
/// # Errors
/// For a condition on too many bits, and a loop that measurements end.
pub(crate) fn unfold(program: &Program) -> Result<Unfolded<'_>, Error> {
    let mut work = Work {
        noticed: noticed(program),
        touched: vec![false; program.qubits],
        written: vec![None; program.bits],
        arms: Vec::new(),
        when: None,
        unfolded: Unfolded {
            program,
            places: program.qubits,
            gates: Vec::with_capacity(program.instructions.len()),
            qubits: (0..program.qubits).collect(),
            bits: vec![None; program.bits],
            mixed: None,
        },
    };
    for (time, event) in walk(&program.instructions).enumerate() {
        work.event(time, event)?;
    }
    Ok(work.unfolded)
}

/// The measurements that something later would notice: by the time of each, whether its outcome has to be copied.
fn noticed(program: &Program) -> Vec<bool> {
    if program.bits == 0 {
        return Vec::new();
    }
    let mut changed = vec![false; program.qubits];
    for (qubit, pauli) in program.observed() {
        changed[qubit] |= pauli != Pauli::Z;
    }
    let events: Vec<_> = walk(&program.instructions).collect();
    let mut noticed = vec![false; events.len()];
    let mut depth = 0;
    for (time, event) in events.into_iter().enumerate().rev() {
        match event {
            Event::End => depth += 1,
            Event::If(_) => depth -= 1,
            // Under a condition on its own outcome, a qubit cannot be both control and target.
            Event::Do(Action::Gate(gate)) if depth > 0 || !gate.kind.is_diagonal() => {
                let targets = gate.targets.iter();
                targets.for_each(|qubit| changed[qubit.index()] = true);
            }
            Event::Do(Action::Measure { qubit, .. }) => {
                noticed[time] = changed[qubit.index()];
            }
            // What comes after a reset is done to a fresh place; under a condition the two are exchanged.
            Event::Do(Action::Reset { qubit, .. }) => changed[qubit.index()] = depth > 0,
            _ => {}
        }
    }
    noticed
}

/// A branch.
struct Arms {
    /// When the current arm is taken, and when the other one is.
    when: [Vec<Cube>; 2],
    /// Where its condition was measured.
    measured: Option<Origin>,
}

struct Work<'p> {
    unfolded: Unfolded<'p>,
    noticed: Vec<bool>,
    /// For each place, whether a gate acted on it.
    touched: Vec<bool>,
    /// Where each bit was last measured.
    written: Vec<Option<Origin>>,
    /// The branches around.
    arms: Vec<Arms>,
    /// When all arms around are taken: one of these, never two at once. `None` for always.
    when: Option<Vec<Cube>>,
}

impl<'p> Work<'p> {
    fn event(&mut self, time: usize, event: Event<'p>) -> Result<(), Error> {
        match event {
            Event::Do(Action::Gate(gate)) => self.gate(gate),
            Event::Do(Action::Measure { qubit, bit, origin }) => {
                self.measure(time, qubit, bit, origin);
            }
            Event::Do(Action::Reset { qubit, origin }) => self.reset(qubit, origin),
            Event::Do(action) if action.repeats().is_some() => {
                let program = self.unfolded.program;
                return Err(Error::Repeats {
                    kernel: program.kernel.clone(),
                    loc: program.place(action.origin()),
                });
            }
            Event::Do(_) => {}
            Event::If(condition) => {
                self.arms.push(Arms {
                    when: [self.cubes(condition, true)?, self.cubes(condition, false)?],
                    measured: condition.bits().find_map(|bit| self.written[bit.index()]),
                });
                self.when = self.taken();
            }
            Event::Else => {
                if let Some(arms) = self.arms.last_mut() {
                    arms.when.swap(0, 1);
                }
                self.when = self.taken();
            }
            Event::End => {
                self.arms.pop();
                self.when = self.taken();
            }
        }
        Ok(())
    }

    fn mixed(&mut self, origin: Origin, reset: bool, surely: bool) {
        let mixed = Mixed {
            origin,
            reset,
            surely,
        };
        match &self.unfolded.mixed {
            Some(old) if old.surely || !surely => {}
            _ => self.unfolded.mixed = Some(mixed),
        }
    }

    fn taken(&self) -> Option<Vec<Cube>> {
        let mut all = vec![Cube::new()];
        for arms in &self.arms {
            let pairs = all
                .iter()
                .flat_map(|a| arms.when[0].iter().map(move |b| (a, b)));
            all = pairs.filter_map(|(a, b)| both(a, b)).collect();
        }
        let always = all.iter().any(Cube::is_empty);
        (!always).then_some(all)
    }

    /// The outcomes for which a condition has a value, as places.
    fn cubes(&self, condition: &Condition, value: bool) -> Result<Vec<Cube>, Error> {
        let Some(cubes) = outcomes(condition, value) else {
            let message = format!(
                "a condition on measured bits holds for more than {MAX_CUBES} combinations of outcomes, or of more than {MAX_CUBE} bits, too many for an exact value. `sample` and `estimate` follow it"
            );
            return Err(Error::invalid(&self.unfolded.program.kernel, message));
        };
        let places = |cube: Vec<(BitId, bool)>| {
            let mut all = Cube::new();
            for (bit, value) in cube {
                match self.unfolded.bits[bit.index()] {
                    // Two bits may be in one place.
                    Some(place) => all = both(&all, &[(place, value)])?,
                    // A bit that nothing was measured into is 0.
                    None if value => return None,
                    None => {}
                }
            }
            Some(all)
        };
        Ok(cubes.into_iter().filter_map(places).collect())
    }

    fn fresh(&mut self) -> usize {
        self.touched.push(false);
        self.unfolded.places += 1;
        self.unfolded.places - 1
    }

    fn gate(&mut self, gate: Gate<'p>) {
        let placed = Placed::new(gate, |qubit| self.unfolded.qubits[qubit.index()]);
        self.emit(placed, self.when.clone());
    }

    /// Adds a gate, under each of the cubes.
    fn emit(&mut self, gate: Placed<'p>, when: Option<Vec<Cube>>) {
        let Some(cubes) = when else {
            for place in gate.places() {
                self.touched[place] = true;
            }
            self.unfolded.gates.push(gate);
            return;
        };
        let measured = self.arms.iter().find_map(|arms| arms.measured);
        if let Some(origin) = measured.filter(|_| !cubes.is_empty()) {
            self.mixed(origin, false, true);
        }
        // A control acts on 1: places that have to be 0 are flipped meanwhile. The next combination needs most of these flips
        // too, so only what differs is flipped.
        let mut flipped = Vec::new();
        for cube in cubes {
            // A control of the gate that is 0 in this cube: nothing is done.
            let controls = &gate.places[..gate.controls];
            if controls.iter().any(|&place| cube.contains(&(place, false))) {
                continue;
            }
            let zeros = cube.iter().filter(|(_, value)| !value);
            let zeros: Vec<usize> = zeros.map(|&(place, _)| place).collect();
            self.flip_between(&flipped, &zeros, gate.origin);
            flipped = zeros;
            let mut gate = gate.clone();
            for &(place, _) in &cube {
                if !gate.places[..gate.controls].contains(&place) {
                    gate = gate.under(place);
                }
            }
            self.emit(gate, None);
        }
        self.flip_between(&flipped, &[], gate.origin);
    }

    /// Flips the places that are in one list only.
    fn flip_between(&mut self, before: &[usize], after: &[usize], origin: Origin) {
        // Most of a list is the beginning of the other one.
        let same = before.iter().zip(after).take_while(|(a, b)| a == b).count();
        let (before, after) = (&before[same..], &after[same..]);
        let ends = before.iter().filter(|place| !after.contains(place));
        let begins = after.iter().filter(|place| !before.contains(place));
        let flips = ends.chain(begins).map(|&place| flip(place, origin));
        self.unfolded.gates.extend(flips);
    }

    /// The outcome stays in the qubit's place where nothing disturbs it, and is copied to a fresh place elsewhere.
    fn measure(&mut self, time: usize, qubit: QubitId, bit: BitId, origin: Origin) {
        self.written[bit.index()] = Some(origin);
        let place = self.unfolded.qubits[qubit.index()];
        self.touched[place] = true;
        let when = self.when.clone();
        if when.is_none() && !self.noticed[time] {
            self.unfolded.bits[bit.index()] = Some(place);
            return;
        }
        self.mixed(origin, false, false);
        let copy = self.fresh();
        if let (Some(old), Some(_)) = (self.unfolded.bits[bit.index()], &when) {
            // Where the arm is not taken the bit keeps its value: it is copied, and taken back where the arm is.
            self.emit(copied(old, copy, origin), None);
            self.emit(copied(old, copy, origin), when.clone());
        }
        self.emit(copied(place, copy, origin), when);
        self.unfolded.bits[bit.index()] = Some(copy);
    }

    /// A fresh place for the qubit; the old one is left alone.
    fn reset(&mut self, qubit: QubitId, origin: Origin) {
        let place = self.unfolded.qubits[qubit.index()];
        if !self.touched[place] {
            return;
        }
        self.mixed(origin, true, false);
        let fresh = self.fresh();
        match self.when.clone() {
            None => self.unfolded.qubits[qubit.index()] = fresh,
            when => {
                let swap = Placed {
                    kind: GateKind::Swap,
                    controls: 0,
                    places: [place, fresh].into_iter().collect(),
                    angles: &[],
                    origin,
                };
                self.emit(swap, when);
            }
        }
    }
}

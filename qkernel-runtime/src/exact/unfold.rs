//! A program without measurements, resets and conditions.

use std::borrow::Cow;

use crate::error::Error;
use crate::few::Few;
use crate::gate::GateKind;
use crate::observable::Pauli;
use crate::program::{
    Action, Affine, BitId, Condition, Event, Gate, Origin, Program, QubitId, walk,
};

/// How many combinations of outcomes one condition may expand to, how many bits each of them may have, and how many may be looked at.
const MAX_CUBES: usize = 1 << 12;
const MAX_CUBE: usize = 1 << 10;
const MAX_LOOKED_AT: usize = 1 << 14;

/// How often a condition may name a bit: for each bit of a combination, it is gone through.
const MAX_BITS: usize = 1 << 14;

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

/// Why a state may depend on outcomes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mixed {
    pub(crate) origin: Origin,
    /// A reset, not a measurement.
    pub(crate) reset: bool,
    /// The state does, whichever places are connected.
    pub(crate) surely: bool,
}

/// A gate on places.
#[derive(Clone, Debug)]
pub(crate) struct Placed<'p> {
    pub(crate) kind: GateKind,
    /// How many of the places are controls.
    controls: usize,
    /// The controls, and then the targets.
    places: Few<usize, 3>,
    pub(crate) angles: &'p [Affine],
    pub(crate) origin: Origin,
}

impl<'p> Placed<'p> {
    /// A gate of a program, where its qubits are at these places.
    pub(crate) fn new(gate: Gate<'p>, mut place: impl FnMut(QubitId) -> usize) -> Placed<'p> {
        Placed {
            kind: gate.kind,
            controls: gate.controls.len(),
            places: gate
                .controls
                .iter()
                .chain(gate.targets)
                .map(|&qubit| place(qubit))
                .collect(),
            angles: gate.angles,
            origin: gate.origin,
        }
    }

    /// The places that it acts on, controls first.
    pub(crate) fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.places.iter().copied()
    }

    /// How many of the places are controls.
    pub(crate) fn controls(&self) -> usize {
        self.controls
    }

    /// The gate under another control.
    fn under(mut self, place: usize) -> Placed<'p> {
        let (controls, targets) = self.places.split_at(self.controls);
        let all = controls.iter().chain([&place]).chain(targets);
        self.places = all.copied().collect();
        self.controls += 1;
        self
    }
}

/// Places and their values, all of which have to hold.
type Cube = Vec<(usize, bool)>;

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
            Event::Do(Action::Again { origin, .. }) => {
                let program = self.unfolded.program;
                return Err(Error::Repeats {
                    kernel: program.kernel.clone(),
                    loc: program.place(origin),
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
        let mut cubes = Vec::new();
        let mut cube = Vec::new();
        let mut looked_at = 0;
        let is_wide = condition.bits().nth(MAX_BITS).is_some();
        if is_wide || expand(condition, value, &mut cube, &mut cubes, &mut looked_at) {
            return Err(Error::Invalid {
                kernel: self.unfolded.program.kernel.clone(),
                message: format!(
                    "a condition on measured bits holds for more than {MAX_CUBES} combinations of outcomes, or of more than {MAX_CUBE} bits, too many for an exact value. `sample` and `estimate` follow it"
                ),
            });
        }
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
        for cube in cubes {
            // A control of the gate that is 0 in this cube: nothing is done.
            let controls = &gate.places[..gate.controls];
            if controls.iter().any(|&place| cube.contains(&(place, false))) {
                continue;
            }
            // A control acts on 1; what has to be 0 is turned around for the time being.
            let zeros = || {
                cube.iter()
                    .filter(|(_, value)| !value)
                    .map(|&(place, _)| place)
            };
            let flip = |place| flip(place, gate.origin);
            self.unfolded.gates.extend(zeros().map(flip));
            let mut gate = gate.clone();
            for &(place, _) in &cube {
                if !gate.places[..gate.controls].contains(&place) {
                    gate = gate.under(place);
                }
            }
            let origin = gate.origin;
            self.emit(gate, None);
            self.unfolded
                .gates
                .extend(zeros().map(|place| self::flip(place, origin)));
        }
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

fn flip<'p>(place: usize, origin: Origin) -> Placed<'p> {
    Placed {
        kind: GateKind::X,
        controls: 0,
        places: [place].into_iter().collect(),
        angles: &[],
        origin,
    }
}

fn copied<'p>(from: usize, to: usize, origin: Origin) -> Placed<'p> {
    flip(to, origin).under(from)
}

/// Where both cubes hold; `None` where they exclude each other.
fn both(a: &[(usize, bool)], b: &[(usize, bool)]) -> Option<Cube> {
    let mut all = a.to_vec();
    for &(place, value) in b {
        match a.iter().find(|&&(other, _)| other == place) {
            Some(&(_, other)) if other != value => return None,
            Some(_) => {}
            None => all.push((place, value)),
        }
    }
    Some(all)
}

/// Shannon's expansion: cubes that exclude each other, over which the condition has the value. Returns whether there are
/// too many.
fn expand(
    condition: &Condition,
    value: bool,
    cube: &mut Vec<(BitId, bool)>,
    cubes: &mut Vec<Vec<(BitId, bool)>>,
    looked_at: &mut usize,
) -> bool {
    // What was known before is not in it any more.
    let known = simplify(condition, &cube[cube.len().saturating_sub(1)..]);
    if let Condition::Constant(holds) = &*known {
        if *holds == value {
            cubes.push(cube.clone());
        }
        *looked_at += 1;
        return cubes.len() > MAX_CUBES || *looked_at > MAX_LOOKED_AT;
    }
    if cube.len() == MAX_CUBE {
        return true;
    }
    let Some(bit) = known.bits().next() else {
        return false;
    };
    for outcome in [false, true] {
        cube.push((bit, outcome));
        let too_many = expand(&known, value, cube, cubes, looked_at);
        cube.pop();
        if too_many {
            return true;
        }
    }
    false
}

/// The condition once some bits are known.
fn simplify<'c>(condition: &'c Condition, known: &[(BitId, bool)]) -> Cow<'c, Condition> {
    use Condition::{And, Bit, Constant, Equal, Not, Or};
    Cow::Owned(match condition {
        Bit(bit) => match known.iter().find(|(other, _)| other == bit) {
            Some(&(_, value)) => Constant(value),
            None => return Cow::Borrowed(condition),
        },
        Constant(_) => return Cow::Borrowed(condition),
        Not(inner) => match simplify(inner, known).into_owned() {
            Constant(value) => Constant(!value),
            inner => Not(Box::new(inner)),
        },
        And(a, b) | Or(a, b) | Equal(a, b) => {
            let (a, b) = (
                simplify(a, known).into_owned(),
                simplify(b, known).into_owned(),
            );
            match (condition, a, b) {
                (And(..), Constant(false), _) | (And(..), _, Constant(false)) => Constant(false),
                (And(..), Constant(true), x) | (And(..), x, Constant(true)) => x,
                (And(..), a, b) => And(Box::new(a), Box::new(b)),
                (Or(..), Constant(true), _) | (Or(..), _, Constant(true)) => Constant(true),
                (Or(..), Constant(false), x) | (Or(..), x, Constant(false)) => x,
                (Or(..), a, b) => Or(Box::new(a), Box::new(b)),
                (_, Constant(true), x) | (_, x, Constant(true)) => x,
                (_, Constant(false), Constant(false)) => Constant(true),
                (_, Constant(false), x) | (_, x, Constant(false)) => Not(Box::new(x)),
                (_, a, b) => Equal(Box::new(a), Box::new(b)),
            }
        }
    })
}

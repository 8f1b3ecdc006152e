//! The parts of a program that never meet.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Angle, Connected, Piece, Plan, Unfolded, unfold::Placed};
use crate::engine::{Part, Source, Step, Turn, lower};
use crate::observable::{Observable, Pauli};
use crate::program::Slots;

/// Which places gates connect.
pub(super) fn connected(unfolded: &Unfolded<'_>) -> Connected {
    let mut connected = Connected::new(unfolded.places);
    for gate in &unfolded.gates {
        connected.join(gate.controls.iter().chain(&gate.targets).copied());
    }
    connected
}

/// Writes the parts that observables act on, their angles and the program's expectation values into the plan.
pub(super) fn split(plan: &mut Plan, unfolded: &Unfolded<'_>) {
    let mut groups = connected(unfolded);
    // The part that each group became, by its root, and the number of each place in it.
    let mut parts: HashMap<usize, usize> = HashMap::new();
    let program = unfolded.program;
    for observable in &program.observables {
        for (_, string) in observable.terms() {
            for &(qubit, _) in string.factors() {
                let root = groups.root(unfolded.qubits[qubit]);
                let next = parts.len();
                parts.entry(root).or_insert(next);
            }
        }
    }
    let mut gates: Vec<Vec<&Placed<'_>>> = vec![Vec::new(); parts.len()];
    for gate in &unfolded.gates {
        // A global phase acts on no place, and no observable can tell.
        if let Some(&place) = gate.targets.first().or(gate.controls.first())
            && let Some(&part) = parts.get(&groups.root(place))
        {
            gates[part].push(gate);
        }
    }
    let mut observed = vec![false; unfolded.places];
    for observable in &program.observables {
        for (_, string) in observable.terms() {
            for &(qubit, _) in string.factors() {
                observed[unfolded.qubits[qubit]] = true;
            }
        }
    }
    let mut members = vec![Vec::new(); parts.len()];
    for place in 0..unfolded.places {
        if let Some(&part) = parts.get(&groups.root(place)) {
            members[part].push(place);
        }
    }
    let mut local = vec![usize::MAX; unfolded.places];
    let mut builders = Vec::new();
    for (gates, members) in gates.iter().zip(&members) {
        builders.push(write(gates, members, &observed, &mut local, &plan.slots));
    }
    let mut values = Values::default();
    for observable in &program.observables {
        values.add(observable, &mut |qubit| {
            let place = unfolded.qubits[qubit];
            (parts[&groups.root(place)], local[place])
        });
    }
    let mut observables = values.observables(builders.len());
    let mut first = 0;
    let mut starts = Vec::new();
    for ((builder, qubits, resets), observables) in builders.into_iter().zip(&mut observables) {
        let (angle, value) = (plan.angles.len(), first);
        plan.angles.extend(builder.angles);
        first += observables.len();
        starts.push(value);
        plan.parts.push(Piece {
            part: Arc::new(Part {
                kernel: program.kernel.as_str().into(),
                qubits,
                steps: builder.steps,
                angles: builder.places,
                observables: std::mem::take(observables),
            }),
            resets: resets.into(),
            angles: angle..plan.angles.len(),
            values: value..first,
        });
    }
    plan.products = values.products(&starts);
}

/// How many qubits a density matrix has to save.
const SAVED: usize = 4;

/// Before which step which wire is given up.
type Resets = Vec<(usize, usize)>;

/// Writes the gates of a part, and the number of each of its places. Gives the number of qubits, and the resets.
///
/// A place that nothing looks at is given up after its last gate, and the next one takes its wire. Where that leaves less than
/// half of the qubits, a density matrix on the wires is smaller than a state of all places; it has no adjoint method, so it has
/// to save something.
fn write(
    gates: &[&Placed<'_>],
    members: &[usize],
    observed: &[bool],
    local: &mut [usize],
    slots: &Slots,
) -> (Builder, usize, Resets) {
    let mut last: HashMap<usize, usize> = HashMap::new();
    for (i, gate) in gates.iter().enumerate() {
        for &place in gate.controls.iter().chain(&gate.targets) {
            last.insert(place, i);
        }
    }
    let mut wires = Wires::default();
    for (i, gate) in gates.iter().enumerate() {
        wires.take(gate, i);
        for &place in gate.controls.iter().chain(&gate.targets) {
            if last[&place] == i && !observed[place] {
                wires.free.push(wires.of[&place]);
            }
        }
    }
    for &place in members.iter().filter(|&&place| observed[place]) {
        wires.wire(place, gates.len());
    }
    let mut builder = Builder::default();
    if 2 * wires.count + SAVED >= members.len() {
        for (number, &place) in members.iter().enumerate() {
            local[place] = number;
        }
        // A part that is too large is refused once it is prepared; its masks would not fit.
        if members.len() <= Part::MAX_QUBITS {
            for gate in gates {
                builder.push(gate, |place| local[place], slots);
            }
        }
        return (builder, members.len(), Vec::new());
    }
    for &place in members {
        local[place] = wires.of.get(&place).copied().unwrap_or(usize::MAX);
    }
    let mut resets = Vec::new();
    let mut next = wires.resets.iter().peekable();
    if 2 * wires.count <= Part::MAX_QUBITS {
        for (i, gate) in gates.iter().enumerate() {
            while let Some((_, wire)) = next.next_if(|(before, _)| *before == i) {
                resets.push((builder.steps.len(), *wire));
            }
            builder.push(gate, |place| local[place], slots);
        }
    }
    (builder, wires.count, resets)
}

/// The wires of places, in the order of the gates.
#[derive(Default)]
struct Wires {
    of: HashMap<usize, usize>,
    free: Vec<usize>,
    count: usize,
    /// Before which gate which wire is given up.
    resets: Resets,
}

impl Wires {
    fn take(&mut self, gate: &Placed<'_>, number: usize) {
        for &place in gate.controls.iter().chain(&gate.targets) {
            self.wire(place, number);
        }
    }

    fn wire(&mut self, place: usize, gate: usize) {
        if self.of.contains_key(&place) {
            return;
        }
        let wire = match self.free.pop() {
            Some(wire) => {
                self.resets.push((gate, wire));
                wire
            }
            None => {
                self.count += 1;
                self.count - 1
            }
        };
        self.of.insert(place, wire);
    }
}

/// A part that is being written.
#[derive(Default)]
pub(crate) struct Builder {
    pub(crate) steps: Vec<Step>,
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
        let on = |places: &[usize]| places.iter().map(|&place| local(place)).collect::<Vec<_>>();
        lower(
            gate.kind,
            &on(&gate.controls),
            &on(&gate.targets),
            |primitive, source| {
                let turn = match source {
                    Source::Fixed(turn) => Turn::Fixed(turn),
                    Source::Angle(i) if gate.angles[i].terms.is_empty() => {
                        Turn::Fixed(primitive.turn(gate.angles[i].constant))
                    }
                    Source::Angle(i) => {
                        self.angles.push(Angle {
                            value: slots.form(&gate.angles[i]),
                            gate: gate.kind.name(),
                            origin: gate.origin,
                        });
                        self.places.push(self.steps.len());
                        Turn::Angle(self.angles.len() - 1)
                    }
                };
                self.steps.push(Step { primitive, turn });
            },
        );
    }
}

/// Pauli operators on the qubits of a part, in ascending order.
type Factors = Vec<(Pauli, usize)>;

/// The observables of the parts, and how the program's are made of them.
#[derive(Default)]
struct Values {
    /// Each with its part.
    observables: Vec<(usize, Observable)>,
    /// The observables that are one product, by part and product.
    strings: HashMap<(usize, Factors), usize>,
    sums: Vec<(f64, usize)>,
    terms: Vec<(f64, usize)>,
    factors: Vec<usize>,
}

impl Values {
    /// Takes over an observable of the program; `place` gives the part of a qubit and its number there.
    fn add(&mut self, observable: &Observable, place: &mut dyn FnMut(usize) -> (usize, usize)) {
        let mut constant = 0.0;
        // What acts on one part alone is one observable of it.
        let mut alone: Vec<(usize, Vec<(f64, Factors)>)> = Vec::new();
        for (c, string) in observable.terms() {
            let mut by_part: Vec<(usize, Factors)> = Vec::new();
            for &(qubit, pauli) in string.factors() {
                let (part, local) = place(qubit);
                match by_part.iter_mut().find(|(other, _)| *other == part) {
                    Some((_, factors)) => factors.push((pauli, local)),
                    None => by_part.push((part, vec![(pauli, local)])),
                }
            }
            let mut by_part = by_part.into_iter().map(|(part, mut factors)| {
                factors.sort_unstable_by_key(|&(_, qubit)| qubit);
                (part, factors)
            });
            match (by_part.next(), by_part.next()) {
                (None, _) => constant += c,
                (Some((part, string)), None) => {
                    match alone.iter_mut().find(|(other, _)| *other == part) {
                        Some((_, terms)) => terms.push((c, string)),
                        None => alone.push((part, vec![(c, string)])),
                    }
                }
                (Some(first), Some(second)) => {
                    for (part, string) in [first, second].into_iter().chain(by_part) {
                        let number = self.string(part, string);
                        self.factors.push(number);
                    }
                    self.terms.push((c, self.factors.len()));
                }
            }
        }
        for (part, terms) in alone {
            self.factors.push(self.observables.len());
            self.terms.push((1.0, self.factors.len()));
            self.observables.push((part, Observable::from_terms(terms)));
        }
        self.sums.push((constant, self.terms.len()));
    }

    fn string(&mut self, part: usize, string: Factors) -> usize {
        let next = self.observables.len();
        let number = *self.strings.entry((part, string.clone())).or_insert(next);
        if number == next {
            self.observables
                .push((part, Observable::from_terms([(1.0, string)])));
        }
        number
    }

    /// The observables of each part, in order.
    fn observables(&self, parts: usize) -> Vec<Vec<Observable>> {
        let mut all = vec![Vec::new(); parts];
        for (part, observable) in &self.observables {
            all[*part].push(observable.clone());
        }
        all
    }

    /// The sums, once the values of each part have their first number.
    fn products(self, starts: &[usize]) -> super::Products {
        let mut next = starts.to_vec();
        let numbers: Vec<usize> = self
            .observables
            .iter()
            .map(|(part, _)| {
                next[*part] += 1;
                next[*part] - 1
            })
            .collect();
        super::Products {
            sums: self.sums,
            terms: self.terms,
            factors: self.factors.into_iter().map(|i| numbers[i]).collect(),
        }
    }
}

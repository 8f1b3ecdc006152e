//! The state of all qubits of a thread.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rand::RngExt;
use rand::rngs::StdRng;

use super::scope::Gate;
use crate::decompose::decompose;
use crate::engine::{Met, check_memory};
use crate::error::Error;
use crate::gate::GateKind;
use crate::observable::{Observable, Pauli};
use crate::program::MAX_ROUNDS;

/// What errors call the kernel: any number of them may be running.
const KERNEL: &str = "a kernel that runs eagerly";

/// How many amplitudes may be touched to make a state smaller: a fraction of a second.
const WORK: usize = 1 << 28;

/// The same where it would not fit in memory else.
const LAST_WORK: usize = 1 << 33;

/// The state of all qubits of a thread.
pub(super) struct Eager {
    /// The parts that never met, each by the handle that its first qubit had.
    pub(super) parts: HashMap<u64, Met>,
    /// The part of each qubit that is held.
    pub(super) part_of: HashMap<u64, u64>,
    /// The qubits whose outcomes were drawn and can still be forgotten, by the outcomes' numbers; they are in the state as
    /// they were.
    pub(super) drawn: BTreeMap<u64, u64>,
    /// The outcomes of these qubits.
    pub(super) outcome_of: HashMap<u64, bool>,
    /// The number of the next outcome.
    pub(super) outcomes: u64,
    /// How many [`Outcomes`] there are.
    pub(super) watched: usize,
    /// The next handle.
    pub(super) next: u64,
    /// Draws the outcomes of measurements.
    pub(super) rng: StdRng,
    /// How many rounds a loop may take.
    pub(super) rounds: usize,
}

impl Eager {
    /// No qubits.
    pub(super) fn new() -> Eager {
        Eager {
            parts: HashMap::new(),
            part_of: HashMap::new(),
            drawn: BTreeMap::new(),
            outcome_of: HashMap::new(),
            outcomes: 0,
            watched: 0,
            next: 0,
            rng: rand::make_rng(),
            rounds: MAX_ROUNDS,
        }
    }

    pub(super) fn allocate(&mut self) -> u64 {
        let handle = self.next;
        self.next += 1;
        self.parts.insert(handle, Met::new(handle));
        self.part_of.insert(handle, handle);
        handle
    }

    fn key(&self, handle: u64) -> u64 {
        let key = self.part_of.get(&handle);
        *key.expect("this qubit was measured and is gone: only a kernel that was refused could use it again")
    }

    /// Applies a gate, unless the state would not fit in memory.
    pub(super) fn apply(&mut self, gate: &Gate) -> Result<(), String> {
        let Gate {
            kind,
            qubits,
            angles,
        } = gate;
        if let (GateKind::Swap, &[a, b]) = (kind, &qubits[..]) {
            self.swap(a, b);
            return Ok(());
        }
        let Some((&first, others)) = qubits.split_first() else {
            // A phase of the whole state.
            return Ok(());
        };
        for &other in others {
            self.join(first, other)?;
        }
        let key = self.key(first);
        let part = self.part_mut(key);
        let qubits: Vec<usize> = qubits.iter().map(|&handle| part.position(handle)).collect();
        let (controls, targets) = qubits.split_at(qubits.len() - kind.targets());
        decompose(*kind, controls, targets, |primitive, source| {
            part.apply(primitive, source.turn(primitive, angles));
        });
        Ok(())
    }

    fn part_mut(&mut self, key: u64) -> &mut Met {
        self.parts.get_mut(&key).expect("a held qubit has a part")
    }

    /// Two qubits change places: their states need not meet.
    fn swap(&mut self, a: u64, b: u64) {
        let (key_a, key_b) = (self.key(a), self.key(b));
        let at_a = self.parts[&key_a].position(a);
        let at_b = self.parts[&key_b].position(b);
        self.part_mut(key_a).rename(at_a, b);
        self.part_mut(key_b).rename(at_b, a);
        self.part_of.insert(a, key_b);
        self.part_of.insert(b, key_a);
    }

    /// Makes one part of those of two qubits.
    fn join(&mut self, a: u64, b: u64) -> Result<(), String> {
        if self.key(a) == self.key(b) {
            return Ok(());
        }
        // What is drawn but still in the state would make it larger than need be.
        self.collapse();
        let mut keys = [self.key(a), self.key(b)];
        keys.sort_by_key(|key| std::cmp::Reverse(self.parts[key].qubits()));
        for key in keys {
            let part = self.part_mut(key);
            // Then it can always be done with fewer.
            if part.traced_out() > part.held().len() {
                part.compress(WORK);
            }
        }
        let qubits = |eager: &Eager| keys.iter().map(|key| eager.parts[key].qubits()).sum();
        if check_memory(KERNEL, qubits(self), 1).is_err() {
            keys.iter()
                .for_each(|&key| self.part_mut(key).compress(LAST_WORK));
            if let Err(error) = check_memory(KERNEL, qubits(self), 1) {
                let error = Error::from(error);
                let traced_out: usize = keys.iter().map(|key| self.parts[key].traced_out()).sum();
                if traced_out == 0 {
                    return Err(error.to_string());
                }
                return Err(format!(
                    "{error}; {traced_out} of them were reset, discarded or measured without a use of the outcome, but are still \
                     entangled with the others: undo the gates that entangle them before they are given up, or measure \
                     them and use the outcomes"
                ));
            }
        }
        let [to, from] = keys.map(|key| self.parts.remove(&key).expect("a held qubit has a part"));
        for &handle in from.held() {
            self.part_of.insert(handle, keys[0]);
        }
        self.parts.insert(keys[0], to.join(from));
        Ok(())
    }

    /// Draws the outcomes of qubits; they are measured.
    pub(super) fn measure(&mut self, handles: &[u64]) -> Vec<bool> {
        let mut indices = HashMap::new();
        let mut outcomes = Vec::with_capacity(handles.len());
        for &handle in handles {
            let key = self.key(handle);
            let index = *indices.entry(key).or_insert_with(|| {
                let (known, bits) = self.known(key);
                self.parts[&key].outcome(known, bits, self.rng.random())
            });
            outcomes.push(index >> self.parts[&key].position(handle) & 1 == 1);
        }
        for (&handle, &outcome) in handles.iter().zip(&outcomes) {
            self.drawn.insert(self.outcomes, handle);
            self.outcome_of.insert(handle, outcome);
            self.outcomes += 1;
        }
        if self.watched == 0 {
            self.collapse();
        }
        outcomes
    }

    /// Takes the qubits whose outcomes are drawn out of the state.
    fn collapse(&mut self) {
        let parts: BTreeSet<u64> = (self.drawn.values())
            .map(|handle| self.part_of[handle])
            .collect();
        for key in parts {
            let (measured, bits) = self.known(key);
            let part = self.part_mut(key);
            match part.held().len() == measured.count_ones() as usize {
                true => drop(self.parts.remove(&key)),
                false => part.collapse(measured, bits),
            }
        }
        for handle in std::mem::take(&mut self.drawn).into_values() {
            self.part_of.remove(&handle);
        }
        self.outcome_of.clear();
    }

    /// The qubits of a part whose outcomes are drawn, as bits of an index, and these outcomes.
    fn known(&self, key: u64) -> (usize, usize) {
        let (mut known, mut bits) = (0, 0);
        for (position, handle) in self.parts[&key].held().iter().enumerate() {
            if let Some(&outcome) = self.outcome_of.get(handle) {
                known |= 1 << position;
                bits |= usize::from(outcome) << position;
            }
        }
        (known, bits)
    }

    /// Traces qubits out; those that are gone already are left out.
    pub(super) fn release(&mut self, handles: &[u64]) {
        let mut parts: HashMap<u64, Vec<u64>> = HashMap::new();
        for handle in handles {
            if let Some(key) = self.part_of.remove(handle) {
                parts.entry(key).or_default().push(*handle);
            }
        }
        for (key, handles) in parts {
            let part = self.part_mut(key);
            match part.held().len() == handles.len() {
                true => drop(self.parts.remove(&key)),
                false => handles.iter().for_each(|&handle| part.release(handle)),
            }
        }
    }

    /// Ends the watch over outcomes. Those from number `forgotten` on were not used.
    pub(super) fn unwatch(&mut self, forgotten: u64) {
        let handles: Vec<u64> = self.drawn.split_off(&forgotten).into_values().collect();
        for handle in &handles {
            self.outcome_of.remove(handle);
        }
        self.release(&handles);
        self.watched -= 1;
        if self.watched == 0 {
            self.collapse();
        }
    }

    /// The expectation value on qubits, of an observable that fits.
    pub(super) fn expectation(&mut self, qubits: &[u64], observable: &Observable) -> f64 {
        self.collapse();
        let places: Vec<(u64, usize)> = qubits
            .iter()
            .map(|&handle| {
                let key = self.key(handle);
                (key, self.parts[&key].position(handle))
            })
            .collect();
        type Factors = Vec<(Pauli, usize)>;
        // What lies in one part is measured at once; products over several parts are products of their values.
        let mut within: BTreeMap<u64, Vec<(f64, Factors)>> = BTreeMap::new();
        let mut known: HashMap<(u64, Factors), f64> = HashMap::new();
        let mut value = 0.0;
        for (coefficient, string) in observable.terms() {
            let mut factors: BTreeMap<u64, Factors> = BTreeMap::new();
            for &(qubit, pauli) in string.factors() {
                let (key, position) = places[qubit];
                factors.entry(key).or_default().push((pauli, position));
            }
            if factors.len() == 1 {
                let (key, factors) = factors.pop_first().expect("there is one");
                within.entry(key).or_default().push((coefficient, factors));
                continue;
            }
            let mut product = coefficient;
            for (key, mut factors) in factors {
                factors.sort_by_key(|&(_, position)| position);
                product *= *known
                    .entry((key, factors))
                    .or_insert_with_key(|(key, factors)| {
                        let string = Observable::from_terms([(1.0, factors.iter().copied())]);
                        self.parts[key].expectation(string.masks())
                    });
            }
            value += product;
        }
        for (key, terms) in within {
            value += self.parts[&key].expectation(Observable::from_terms(terms).masks());
        }
        value
    }
}

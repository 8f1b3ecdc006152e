//! How many layers there are, when everything is done as soon as it can be.

use std::collections::BTreeMap;

use super::count::is_t;
use crate::program::{Action, BitId, Condition, Event, Program, walk};

/// How many layers there are up to some point: of everything, of gates on several qubits, of T gates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Layer {
    pub(super) all: usize,
    pub(super) two: usize,
    pub(super) t: usize,
}

impl Layer {
    fn max(self, other: Layer) -> Layer {
        Layer {
            all: self.all.max(other.all),
            two: self.two.max(other.two),
            t: self.t.max(other.t),
        }
    }
}

/// The last layer of a program.
pub(super) fn depth(program: &Program) -> Layer {
    let mut schedule = Schedule {
        bits: program.qubits,
        layers: vec![Layer::default(); program.qubits + program.bits],
        start: Layer::default(),
        last: Layer::default(),
        branches: Vec::new(),
    };
    for event in walk(&program.instructions) {
        match event {
            Event::Do(action) => schedule.action(action),
            Event::If(condition) => schedule.branch(condition),
            Event::Else => schedule.otherwise(),
            Event::End => schedule.end(),
        }
    }
    schedule.last
}

/// What is done so far.
struct Schedule {
    /// The layers up to which each qubit is used, then those after which each bit is there.
    layers: Vec<Layer>,
    /// The place of the first bit.
    bits: usize,
    /// Nothing starts before.
    start: Layer,
    last: Layer,
    /// The branches around, outermost first.
    branches: Vec<Branch>,
}

/// A branch. Few of the qubits and bits change in it.
struct Branch {
    /// The start outside.
    start: Layer,
    /// The places that changed in the arm, with what they were before it.
    before: BTreeMap<usize, Layer>,
    /// The places that changed in the first arm, with what they are after it.
    then: BTreeMap<usize, Layer>,
}

impl Schedule {
    fn bit(&self, bit: BitId) -> usize {
        self.bits + bit.index()
    }

    fn set(&mut self, place: usize, layer: Layer) {
        let old = std::mem::replace(&mut self.layers[place], layer);
        if let Some(branch) = self.branches.last_mut() {
            branch.before.entry(place).or_insert(old);
        }
    }

    fn action(&mut self, action: Action<'_>) {
        let (takes_time, is_t) = match action {
            Action::Gate(gate) => (true, is_t(gate.kind, gate.controls.len())),
            _ => (action.count().is_some(), false),
        };
        let qubits = action.qubits();
        let count = qubits.clone().count();
        if !takes_time || count == 0 {
            return;
        }
        let layers = qubits.clone().map(|qubit| self.layers[qubit.index()]);
        let ready = layers.fold(self.start, Layer::max);
        let done = Layer {
            all: ready.all + 1,
            two: ready.two + usize::from(count >= 2),
            t: ready.t + usize::from(is_t),
        };
        self.last = self.last.max(done);
        qubits.for_each(|qubit| self.set(qubit.index(), done));
        if let Some(bit) = action.written() {
            self.set(self.bit(bit), done);
        }
    }

    fn branch(&mut self, condition: &Condition) {
        let bits = condition.bits().map(|bit| self.layers[self.bit(bit)]);
        let start = bits.fold(self.start, Layer::max);
        self.branches.push(Branch {
            start: std::mem::replace(&mut self.start, start),
            before: BTreeMap::new(),
            then: BTreeMap::new(),
        });
    }

    fn otherwise(&mut self) {
        if let Some(branch) = self.branches.last_mut() {
            branch.then = std::mem::take(&mut branch.before);
            swap(&mut branch.then, &mut self.layers);
        }
    }

    /// Both arms are done, and what comes after them waits for the longer one.
    fn end(&mut self) {
        let Some(mut branch) = self.branches.pop() else {
            return;
        };
        self.start = branch.start;
        let mut otherwise = branch.before;
        swap(&mut otherwise, &mut self.layers);
        // What only one arm changed is after the other what it was before.
        for &place in otherwise.keys() {
            let before = self.layers[place];
            branch.then.entry(place).or_insert(before);
        }
        for (place, layer) in branch.then {
            let other = otherwise.get(&place).unwrap_or(&self.layers[place]);
            self.set(place, layer.max(*other));
        }
    }
}

/// Exchanges the layers of some places.
fn swap(some: &mut BTreeMap<usize, Layer>, layers: &mut [Layer]) {
    for (&place, layer) in some {
        std::mem::swap(layer, &mut layers[place]);
    }
}

//! The results of a program by dense matrices.

use std::collections::BTreeMap;

use num_complex::Complex64;
use qkernel_runtime::program::{
    Action, Affine, Condition, Derived, Event, Gate, Instruction, Output, Program, Slot, SlotId,
    walk,
};

use crate::dense::{self, Dense, c, identity, multiply};

/// The state for some bits; its square is their probability.
type Way = (Vec<bool>, Vec<Complex64>);

/// A program with numbers for its arguments.
pub(crate) struct Numbered<'p> {
    program: &'p Program,
    arguments: &'p [f64],
    derived: Vec<f64>,
}

impl<'p> Numbered<'p> {
    pub(crate) fn new(program: &'p Program, arguments: &'p [f64]) -> Numbered<'p> {
        let lengths = program.arguments.iter().map(|a| a.shape.len());
        assert_eq!(lengths.sum::<usize>(), arguments.len());
        let mut numbered = Numbered {
            program,
            arguments,
            derived: Vec::new(),
        };
        for derived in &program.derived {
            let value = match derived {
                Derived::Product(a, b) => {
                    a.value(|s| numbered.slot(s)) * b.value(|s| numbered.slot(s))
                }
                Derived::Apply(function, a) => function.value(a.value(|s| numbered.slot(s))),
                Derived::Combine(function, a, b) => {
                    let at = |a: &Affine| a.value(|s| numbered.slot(s));
                    function.value(at(a), at(b))
                }
                // No angle depends on one.
                _ => f64::NAN,
            };
            numbered.derived.push(value);
        }
        numbered
    }

    fn slot(&self, slot: SlotId) -> f64 {
        match slot.slot() {
            Slot::Argument {
                argument,
                row,
                column,
            } => {
                let before = &self.program.arguments[..argument as usize];
                let start: usize = before.iter().map(|a| a.shape.len()).sum();
                let columns = self.program.arguments[argument as usize].shape.extent().1;
                self.arguments[start + row as usize * columns + column as usize]
            }
            Slot::Derived(index) => self.derived[index as usize],
            _ => panic!("another slot"),
        }
    }

    fn matrix(&self, gate: Gate<'_>) -> Dense {
        let angles = gate.angles.iter().map(|a| a.value(|s| self.slot(s)));
        let small = dense::gate(gate.kind, &Vec::from_iter(angles));
        let on = |list: &[qkernel_runtime::program::QubitId]| {
            Vec::from_iter(list.iter().map(|q| q.index()))
        };
        let (controls, targets) = (on(gate.controls), on(gate.targets));
        dense::on_register(self.program.qubits, &small, &controls, &targets)
    }

    /// The gate on a state, without the matrix on all qubits.
    fn apply(&self, gate: Gate<'_>, state: &[Complex64]) -> Vec<Complex64> {
        let angles = gate.angles.iter().map(|a| a.value(|s| self.slot(s)));
        let small = dense::gate(gate.kind, &Vec::from_iter(angles));
        let at = |row: usize| {
            let bits = gate.targets.iter().enumerate();
            bits.map(|(i, q)| (row >> i & 1) << q.index())
                .sum::<usize>()
        };
        let targets = at(small.len() - 1);
        let controls: usize = gate.controls.iter().map(|q| 1 << q.index()).sum();
        let mut after = state.to_vec();
        for base in (0..state.len()).filter(|k| k & targets == 0 && k & controls == controls) {
            for (to, row) in small.iter().enumerate() {
                let entries = row.iter().enumerate();
                after[base | at(to)] = entries.map(|(from, a)| a * state[base | at(from)]).sum();
            }
        }
        after
    }

    /// Of a program of gates only.
    pub(crate) fn unitary(&self) -> Dense {
        let start = identity(1 << self.program.qubits);
        let gates = walk(&self.program.instructions);
        gates.fold(start, |matrix, event| match event {
            Event::Do(Action::Gate(gate)) => multiply(&self.matrix(gate), &matrix),
            Event::Do(Action::Allocate { .. } | Action::Discard { .. }) => matrix,
            other => panic!("{other:?} is no gate"),
        })
    }

    /// The probability of each result, the bits of all outputs one after the other.
    pub(crate) fn chances(&self) -> BTreeMap<String, f64> {
        let mut state = vec![c(0.0); 1 << self.program.qubits];
        state[0] = c(1.0);
        let start = vec![(vec![false; self.program.bits], state)];
        let mut chances = BTreeMap::new();
        for (bits, state) in self.list(&self.program.instructions.to_vec(), start) {
            let one = |condition: &Condition| if condition.holds(&bits) { '1' } else { '0' };
            let mut name = String::new();
            for output in &self.program.outputs {
                match output {
                    Output::Bit(condition) => name.push(one(condition)),
                    Output::BitVector(all) => name.extend(all.iter().map(one)),
                    _ => {}
                }
            }
            let weight: f64 = state.iter().map(Complex64::norm_sqr).sum();
            *chances.entry(name).or_insert(0.0) += weight;
        }
        chances.retain(|_, weight| *weight > 1e-12);
        chances
    }

    fn list(&self, list: &[Instruction], start: Vec<Way>) -> Vec<Way> {
        list.iter().fold(start, |ways, instruction| {
            let next = ways.into_iter().flat_map(|way| self.step(instruction, way));
            next.filter(|(_, state)| state.iter().any(|a| a.norm_sqr() > 1e-16))
                .collect()
        })
    }

    fn step(&self, instruction: &Instruction, (mut bits, state): Way) -> Vec<Way> {
        let projected = |qubit: usize, one: bool| {
            let kept = |k: usize| (k >> qubit & 1 == 1) == one;
            let entries = state.iter().enumerate();
            Vec::from_iter(entries.map(|(k, a)| if kept(k) { *a } else { c(0.0) }))
        };
        match instruction {
            Instruction::Gate(gate) => vec![(bits, self.apply(gate.into(), &state))],
            Instruction::Measure { qubit, bit, .. } => Vec::from_iter([false, true].map(|one| {
                bits[bit.index()] = one;
                (bits.clone(), projected(qubit.index(), one))
            })),
            Instruction::Reset { qubit, .. } => {
                let mut flipped = projected(qubit.index(), true);
                for k in (0..flipped.len()).filter(|k| k >> qubit.index() & 1 == 1) {
                    flipped.swap(k, k ^ 1 << qubit.index());
                }
                vec![
                    (bits.clone(), projected(qubit.index(), false)),
                    (bits, flipped),
                ]
            }
            Instruction::Branch {
                condition,
                then,
                otherwise,
            } => {
                let holds = condition.holds(&bits);
                let arm = if holds { then } else { otherwise };
                self.list(arm, vec![(bits, state)])
            }
            _ => vec![(bits, state)],
        }
    }
}

/// Asserts that two distributions are the same.
#[track_caller]
pub(crate) fn same(a: &BTreeMap<String, f64>, b: &BTreeMap<String, f64>, text: &str) {
    for name in a.keys().chain(b.keys()) {
        let (a, b) = (a.get(name), b.get(name));
        let off = a.unwrap_or(&0.0) - b.unwrap_or(&0.0);
        assert!(off.abs() < 1e-9, "{name}: {a:?} and {b:?}\n{text}");
    }
}

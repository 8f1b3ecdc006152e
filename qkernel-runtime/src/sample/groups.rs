//! Qubits that are sampled together.

use std::collections::{BTreeMap, BTreeSet};

use crate::exact::Connected;
use crate::program::{BitId, Event, GateOp, Instruction, Program, QubitId, Scopes, walk};

/// The parts of a program that share no gate and no condition, each as a program on qubits of its own, with the bits that it
/// decides. Qubits that no gate acts on are left out: their bits are 0.
pub(super) fn groups(program: &Program) -> Vec<(Program, Vec<BitId>)> {
    let mut groups = connected(program);
    let mut gates = BTreeSet::new();
    let mut looped = BTreeSet::new();
    let mut bits: BTreeMap<usize, BTreeSet<BitId>> = BTreeMap::new();
    for event in walk(&program.instructions) {
        match event {
            Event::Do(Instruction::Gate(GateOp { targets, .. })) => {
                gates.extend(targets.first().map(|qubit| groups.root(qubit.index())));
            }
            // A loop may end late, or never, also where no gate is.
            Event::Do(Instruction::Again { condition, .. }) => {
                let bits = condition.bits().collect::<BTreeSet<_>>();
                looped.extend(bits);
            }
            Event::Do(Instruction::Measure { qubit, bit, .. }) => {
                bits.entry(groups.root(qubit.index()))
                    .or_default()
                    .insert(*bit);
            }
            _ => {}
        }
    }
    bits.retain(|root, bits| gates.contains(root) || !looped.is_disjoint(bits));
    // The number of each qubit in its group.
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    let numbers: Vec<QubitId> = (0..program.qubits)
        .map(|qubit| {
            let size = sizes.entry(groups.root(qubit)).or_default();
            *size += 1;
            QubitId::new(*size - 1)
        })
        .collect();
    let mut lists = distribute(&program.instructions, &mut groups, &numbers);
    bits.into_iter()
        .map(|(root, bits)| {
            let group = Program {
                kernel: program.kernel.clone(),
                names: program.names.clone(),
                // Calls are told apart in pictures only.
                scopes: Scopes::default(),
                calls: program.calls.clone(),
                qubits: sizes[&root],
                bits: program.bits,
                instructions: lists.remove(&root).unwrap_or_default(),
                arguments: Vec::new(),
                derived: Vec::new(),
                observables: Vec::new(),
                outputs: Vec::new(),
            };
            (group, bits.into_iter().collect())
        })
        .collect()
}

/// Which qubits are connected by a gate, or by a condition and what is done under it.
fn connected(program: &Program) -> Connected {
    let mut connected = Connected::new(program.qubits);
    // The qubits that were measured into each bit; one represents all.
    let mut measured: Vec<Option<usize>> = vec![None; program.bits];
    let mut conditions: Vec<Vec<usize>> = Vec::new();
    // What is done in each arm around.
    let mut done: Vec<BTreeSet<usize>> = Vec::new();
    for event in walk(&program.instructions) {
        match event {
            Event::If(condition) => {
                let bits = condition.bits();
                conditions.push(bits.filter_map(|bit| measured[bit.index()]).collect());
                done.push(BTreeSet::new());
                connected.join(conditions.last().into_iter().flatten().copied());
            }
            Event::Else => {}
            Event::End => {
                conditions.pop();
                let inner = done.pop().unwrap_or_default();
                done.last_mut()
                    .into_iter()
                    .for_each(|outer| outer.extend(&inner));
            }
            // All of a loop is done as often as its condition says.
            Event::Do(Instruction::Again { condition, .. }) => {
                let bits = condition.bits().filter_map(|bit| measured[bit.index()]);
                let inner = done.last().into_iter().flatten().copied();
                connected.join(bits.chain(inner));
            }
            Event::Do(instruction) => {
                if let Some(done) = done.last_mut() {
                    done.extend(instruction.qubits().map(QubitId::index));
                }
                let around = conditions.iter().flatten().copied();
                let own = instruction.qubits().map(QubitId::index);
                connected.join(own.chain(around));
                if let Instruction::Measure { qubit, bit, .. } = instruction {
                    let old = measured[bit.index()].replace(qubit.index());
                    connected.join(old.into_iter().chain([qubit.index()]));
                }
            }
        }
    }
    connected
}

/// The instructions of each group, by its root, on the numbers that its qubits have there.
fn distribute(
    instructions: &[Instruction],
    groups: &mut Connected,
    numbers: &[QubitId],
) -> BTreeMap<usize, Vec<Instruction>> {
    let mut lists: BTreeMap<usize, Vec<Instruction>> = BTreeMap::new();
    for instruction in instructions {
        if let Instruction::Branch {
            condition,
            then,
            otherwise,
        } = instruction
        {
            let mut arms: BTreeMap<usize, [Vec<Instruction>; 2]> = BTreeMap::new();
            for (i, arm) in [then, otherwise].into_iter().enumerate() {
                for (root, list) in distribute(arm, groups, numbers) {
                    arms.entry(root).or_default()[i] = list;
                }
            }
            for (root, [then, otherwise]) in arms {
                lists.entry(root).or_default().push(Instruction::Branch {
                    condition: condition.clone(),
                    then,
                    otherwise,
                });
            }
        } else if let Instruction::Again { .. } = instruction {
            for list in lists.values_mut() {
                list.push(instruction.clone());
            }
        } else if let Some(qubit) = instruction.qubits().next() {
            let instruction = instruction.on(|qubit| numbers[qubit.index()]);
            lists
                .entry(groups.root(qubit.index()))
                .or_default()
                .push(instruction);
        }
    }
    lists
}

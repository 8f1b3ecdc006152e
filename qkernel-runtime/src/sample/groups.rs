//! Qubits that are sampled together.

use std::collections::{BTreeMap, BTreeSet};

use crate::exact::Connected;
use crate::program::{
    Action, BitId, Condition, Event, Instructions, Program, QubitId, Registers, Scopes, walk,
};

/// The parts of a program that share no gate and no condition, each as a program on qubits of its own, with the bits that it
/// decides. Qubits that no gate acts on are left out: their bits are 0.
pub(super) fn groups(program: &Program) -> Vec<(Program, Vec<BitId>)> {
    let mut groups = connected(program);
    let mut gates = BTreeSet::new();
    let mut looped = BTreeSet::new();
    let mut bits: BTreeMap<usize, BTreeSet<BitId>> = BTreeMap::new();
    for event in walk(&program.instructions) {
        match event {
            Event::Do(Action::Gate(gate)) => {
                gates.extend(gate.targets.first().map(|qubit| groups.root(qubit.index())));
            }
            Event::Do(action) => {
                // A loop may end late, or never, also where no gate is.
                looped.extend(action.repeats().into_iter().flat_map(Condition::bits));
                if let Some((qubit, bit)) = action.measured() {
                    let root = groups.root(qubit.index());
                    bits.entry(root).or_default().insert(bit);
                }
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
                qubit_registers: Registers::default(),
                bit_registers: Registers::default(),
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
            Event::Do(action) if let Some(condition) = action.repeats() => {
                let bits = condition.bits().filter_map(|bit| measured[bit.index()]);
                let inner = done.last().into_iter().flatten().copied();
                connected.join(bits.chain(inner));
            }
            Event::Do(action) => {
                if let Some(done) = done.last_mut() {
                    done.extend(action.qubits().map(QubitId::index));
                }
                let around = conditions.iter().flatten().copied();
                let own = action.qubits().map(QubitId::index);
                connected.join(own.chain(around));
                if let Some((qubit, bit)) = action.measured() {
                    let old = measured[bit.index()].replace(qubit.index());
                    connected.join(old.into_iter().chain([qubit.index()]));
                }
            }
        }
    }
    connected
}

/// The instructions of each group, by its root, on the numbers that its qubits have there. A group has a branch if it does
/// something in it.
fn distribute(
    instructions: &Instructions,
    groups: &mut Connected,
    numbers: &[QubitId],
) -> BTreeMap<usize, Instructions> {
    let mut lists: BTreeMap<usize, Instructions> = BTreeMap::new();
    // For each group, how many of the branches around it has the beginning of; and which branches and arms these are.
    let mut begun: BTreeMap<usize, usize> = BTreeMap::new();
    let mut open: Vec<(&Condition, bool)> = Vec::new();
    for event in walk(instructions) {
        let action = match event {
            Event::Do(action) => action,
            Event::If(condition) => {
                open.push((condition, true));
                continue;
            }
            Event::Else => {
                let around = open.len();
                if let Some((_, first)) = open.last_mut() {
                    *first = false;
                }
                for (root, _) in begun.iter().filter(|&(_, &count)| count == around) {
                    if let Some(list) = lists.get_mut(root) {
                        list.otherwise();
                    }
                }
                continue;
            }
            Event::End => {
                for (root, count) in &mut begun {
                    if *count == open.len()
                        && let Some(list) = lists.get_mut(root)
                    {
                        list.end();
                        *count -= 1;
                    }
                }
                open.pop();
                begun.retain(|_, count| *count > 0);
                continue;
            }
        };
        if action.repeats().is_some() {
            // Those that are in the loop.
            for (root, _) in begun.iter().filter(|&(_, &count)| count == open.len()) {
                if let Some(list) = lists.get_mut(root) {
                    list.add(event);
                }
            }
            continue;
        }
        let Some(qubit) = action.qubits().next() else {
            continue;
        };
        let root = groups.root(qubit.index());
        let list = lists.entry(root).or_default();
        let begun = begun.entry(root).or_default();
        for &(condition, first) in &open[*begun..] {
            list.begin(condition.clone());
            if !first {
                list.otherwise();
            }
        }
        *begun = open.len();
        let on = |qubit: QubitId| numbers[qubit.index()];
        match action {
            Action::Gate(gate) => list.gate(
                (gate.kind, gate.origin),
                gate.controls.iter().map(|&qubit| on(qubit)),
                gate.targets.iter().map(|&qubit| on(qubit)),
                gate.angles.iter().cloned(),
            ),
            _ => list.add(Event::Do(action.on(on(qubit)))),
        }
    }
    lists
}

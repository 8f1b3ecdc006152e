//! Measurements as early as they can be, so that their qubits' wires are taken again.

use std::collections::{BTreeSet, HashMap};

use crate::program::{
    Action, BitId, Condition, Event, Instructions, Program, QubitId, allocated, walk,
};

/// What an instruction acts on, or a whole branch.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
enum On {
    Qubit(QubitId),
    Bit(BitId),
}

/// Instructions that stay together: one by itself, or a branch with all that is in it.
#[derive(Default)]
struct Block<'p> {
    events: Vec<Event<'p>>,
    on: Vec<On>,
    /// Whether it ends lives or decides bits: what is no gate.
    settles: bool,
}

/// The same program in another order: before each measurement, reset and branch comes what it needs and nothing else, and a qubit's life
/// begins right before its first use. Instructions that share a qubit or a bit keep their order.
pub(super) fn early(program: &Program) -> Program {
    let blocks = blocks(&program.instructions);
    let mut allocated: BTreeSet<QubitId> = allocated(&program.instructions).collect();
    // The last block so far on each qubit and bit.
    let mut last: HashMap<On, usize> = HashMap::new();
    let mut before: Vec<Vec<usize>> = Vec::new();
    let mut order: Vec<usize> = Vec::with_capacity(blocks.len());
    let mut is_placed = vec![false; blocks.len()];
    for (number, block) in blocks.iter().enumerate() {
        let needed = block.on.iter().filter_map(|&on| last.insert(on, number));
        before.push(needed.filter(|&other| other != number).collect());
        if block.settles {
            place(number, &before, &mut is_placed, &mut order);
        }
    }
    order.extend((0..blocks.len()).filter(|&number| !is_placed[number]));
    let mut instructions = Instructions::default();
    for number in order {
        let events = &blocks[number].events;
        for event in events {
            // A qubit that is there from the start begins here.
            if let Event::Do(action) = event {
                for qubit in action.qubits().filter(|&qubit| allocated.insert(qubit)) {
                    let origin = action.origin();
                    instructions.add(Event::Do(Action::Allocate { qubit, origin }));
                }
            }
        }
        for &event in events {
            instructions.add(event);
        }
    }
    Program {
        instructions,
        ..program.clone()
    }
}

/// Adds a block, after all that it needs, in the order in which they were.
fn place(number: usize, before: &[Vec<usize>], is_placed: &mut [bool], order: &mut Vec<usize>) {
    let (mut rest, mut needed) = (vec![number], Vec::new());
    while let Some(next) = rest.pop() {
        if !std::mem::replace(&mut is_placed[next], true) {
            needed.push(next);
            rest.extend(&before[next]);
        }
    }
    needed.sort_unstable();
    order.extend(needed);
}

fn blocks(instructions: &Instructions) -> Vec<Block<'_>> {
    let (mut blocks, mut block, mut depth) = (Vec::new(), Block::default(), 0usize);
    for event in walk(instructions) {
        let condition = event.condition().into_iter();
        block
            .on
            .extend(condition.flat_map(Condition::bits).map(On::Bit));
        match event {
            Event::Do(action) => {
                block.on.extend(action.qubits().map(On::Qubit));
                block.on.extend(action.written().map(On::Bit));
                block.settles |= !matches!(action, Action::Gate(_) | Action::Allocate { .. });
            }
            Event::If(_) => {
                block.settles = true;
                depth += 1;
            }
            Event::Else => {}
            Event::End => depth -= 1,
        }
        block.events.push(event);
        if depth == 0 {
            blocks.push(std::mem::take(&mut block));
        }
    }
    blocks
}

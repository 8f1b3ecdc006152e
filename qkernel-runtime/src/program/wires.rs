//! Which qubits can share a place.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::lives::Lives;
use super::{Program, QubitId, walk};

/// A wire for each qubit of a program: qubits that are never alive at the same time share one.
///
/// A qubit takes the lowest wire that is free when its life begins, and leaves it when its
/// [life](super::Instruction#the-life-of-a-qubit) ends: the next qubit on the wire starts with a reset. There are as many
/// wires as there are qubits alive at once at most. Of a branch, both arms are counted as if one came after the other,
/// and a qubit from outside that ends in an arm keeps its wire to the end of the branch.
///
/// ```
/// use qkernel_runtime::prelude::*;
/// use qkernel_runtime::program::Wires;
///
/// #[qkernel]
/// fn one_after_the_other() -> (Bit, Bit) {
///     (measure(h(qubit())), measure(h(qubit())))
/// }
///
/// let circuit = one_after_the_other {}.compile()?;
/// let wires = Wires::new(circuit.program());
/// assert_eq!((circuit.num_qubits(), wires.count()), (2, 1));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Wires {
    wires: Vec<usize>,
    count: usize,
}

impl Wires {
    /// The wires of a program that is well formed; of others, qubits may share a wire that should not.
    ///
    /// # Panics
    /// If the program names qubits that it does not have; see [`Program::check`].
    pub fn new(program: &Program) -> Wires {
        Wires::keeping(program, |_| false)
    }

    /// The same, but the wires of these qubits are not taken again.
    pub(crate) fn keeping(program: &Program, keeps: impl Fn(QubitId) -> bool) -> Wires {
        let mut lives = lives(program);
        for (qubit, (_, end)) in lives.iter_mut().enumerate() {
            if keeps(QubitId::new(qubit)) {
                *end = None;
            }
        }
        let (wires, count) = share(&lives);
        Wires { wires, count }
    }

    /// How many wires there are: the largest number of qubits that are alive at once.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The wire of a qubit, from 0.
    ///
    /// # Panics
    /// If the program has no such qubit.
    pub fn wire(&self, qubit: QubitId) -> usize {
        self.wires[qubit.index()]
    }
}

/// When each qubit's life begins, and when it ends if it does: the number of the event of the [`walk`], from 1, or 0 for a
/// qubit that is there from the start.
pub(crate) fn lives(program: &Program) -> Vec<(usize, Option<usize>)> {
    let mut lives = Lives::new(program);
    for event in walk(&program.instructions) {
        // What does not fit a life changes nothing.
        let _ = lives.follow(event);
    }
    (0..program.qubits)
        .map(|qubit| lives.interval(QubitId::new(qubit)))
        .collect()
}

/// A wire for each life, from its begin to its end, if it has one; and how many wires there are. Lives that do not overlap
/// may share a wire; the lowest one that is free is taken.
pub(crate) fn share(lives: &[(usize, Option<usize>)]) -> (Vec<usize>, usize) {
    let mut order: Vec<usize> = (0..lives.len()).collect();
    order.sort_by_key(|&number| lives[number].0);
    let (mut wires, mut count) = (vec![0; lives.len()], 0);
    let mut free = BinaryHeap::new();
    // The ends of the lives that have begun, with their wires.
    let mut taken = BinaryHeap::new();
    for number in order {
        let (begin, end) = lives[number];
        while let Some(&Reverse((end, wire))) = taken.peek()
            && end < begin
        {
            taken.pop();
            free.push(Reverse(wire));
        }
        let wire = match free.pop() {
            Some(Reverse(wire)) => wire,
            None => {
                count += 1;
                count - 1
            }
        };
        wires[number] = wire;
        if let Some(end) = end {
            taken.push(Reverse((end, wire)));
        }
    }
    (wires, count)
}

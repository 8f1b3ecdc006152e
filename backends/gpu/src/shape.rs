//! Where the amplitudes of a sample are.

use qkernel_runtime::engine::Part;

/// The most qubits of a part.
pub const MOST: usize = 12;

/// How many qubits are bits of the lane in a warp, of the place among a thread's registers, and of the warp in the block.
///
/// A sample has 2^(lanes + warps) threads, each with 2^registers amplitudes of both states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    pub lanes: u32,
    pub registers: u32,
    pub warps: u32,
}

impl Shape {
    /// What is taken for so many qubits: what was fastest on an H200, see `shapes` of `examples/gpu_check.rs`.
    pub fn of(qubits: usize) -> Shape {
        let (lanes, registers, warps) = match qubits {
            0 | 1 => (1, 0, 0),
            n @ 2..=4 => (n as u32, 0, 0),
            5 => (3, 2, 0),
            n @ 6 | n @ 7 => (5, n as u32 - 5, 0),
            n @ 8..=10 => (5, 2, n as u32 - 7),
            11 => (5, 1, 5),
            // With two in registers some would be spilled.
            n => (5, 3, n as u32 - 8),
        };
        Shape {
            lanes,
            registers,
            warps,
        }
    }

    /// How many qubits it is for.
    pub fn qubits(self) -> u32 {
        self.lanes + self.registers + self.warps
    }

    /// The threads of a block.
    pub fn threads(self) -> u32 {
        if self.warps == 0 {
            128
        } else {
            32 << self.warps
        }
    }

    /// The samples of a block.
    pub fn samples(self) -> u32 {
        if self.warps == 0 {
            4 << (5 - self.lanes)
        } else {
            1
        }
    }

    /// The bytes of shared memory of a block: two states to exchange amplitudes through, and the sums that are put by.
    pub fn shared_memory(self, real: usize) -> usize {
        if self.warps == 0 {
            return 0;
        }
        ((4 * real) << self.qubits()) + ((SUMS * real) << self.warps) + SUMS * size_of::<usize>()
    }
}

/// As in the code for the GPU.
const SUMS: usize = 32;

/// The bit of the index that each qubit gets: those that gates move most are moved in registers, the next by lanes, and the others between
/// warps.
pub(crate) fn places(part: &Part, shape: Shape) -> Vec<u32> {
    let mut moved = vec![0usize; shape.qubits() as usize];
    let mut count = |mask: usize| {
        for (qubit, moved) in moved.iter_mut().enumerate() {
            *moved += mask >> qubit & 1;
        }
    };
    for step in &part.steps {
        count(step.primitive.changed());
    }
    part.observables
        .iter()
        .flatten()
        .for_each(|term| count(term.x));
    let mut order: Vec<usize> = (0..moved.len()).collect();
    order.sort_by_key(|&qubit| (std::cmp::Reverse(moved[qubit]), qubit));
    let bits = (shape.lanes..shape.lanes + shape.registers)
        .chain(0..shape.lanes)
        .chain(shape.lanes + shape.registers..shape.qubits());
    let mut places = vec![0; order.len()];
    for (qubit, bit) in order.into_iter().zip(bits) {
        places[qubit] = bit;
    }
    places
}

//! Random programs that use their qubits within their lives.

use qkernel_runtime::gate::GateKind;
use qkernel_runtime::program::{BitId, Instruction, Program, QubitId};

use crate::instructions::{ORIGIN, gate};

/// Puts a program together from numbers that choose among what is possible by then.
struct Maker<'c> {
    choices: std::slice::Iter<'c, (u8, usize, usize)>,
    qubits: usize,
    bits: usize,
}

impl Maker<'_> {
    /// A list of instructions; `alive` are the qubits that there are, at the end those that are left.
    fn list(&mut self, depth: usize, alive: &mut Vec<QubitId>) -> Vec<Instruction> {
        let mut list = Vec::new();
        let origin = ORIGIN;
        while let Some(&(what, a, b)) = self.choices.next() {
            let place = |k: usize, alive: &[QubitId]| k % alive.len().max(1);
            match what {
                0..=3 => {
                    let qubit = QubitId::new(self.qubits);
                    self.qubits += 1;
                    alive.push(qubit);
                    list.push(Instruction::Allocate { qubit, origin });
                }
                4 if depth > 0 => break,
                5 if depth < 3 && self.bits > 0 => {
                    let (mut left, mut right) = (alive.clone(), alive.clone());
                    let then = self.list(depth + 1, &mut left);
                    let otherwise = self.list(depth + 1, &mut right);
                    list.push(Instruction::Branch {
                        condition: BitId::new(a % self.bits).into(),
                        then,
                        otherwise,
                    });
                    alive.retain(|qubit| left.contains(qubit) && right.contains(qubit));
                }
                _ if alive.is_empty() => {}
                6..=8 => {
                    let qubit = alive.swap_remove(place(a, alive));
                    list.push(Instruction::Discard { qubit, origin });
                }
                9..=12 => {
                    // Measured, and perhaps used again later.
                    let (k, bit) = (place(a, alive), self.bits.into());
                    self.bits += 1;
                    let qubit = if b % 3 == 0 {
                        alive[k]
                    } else {
                        alive.swap_remove(k)
                    };
                    list.push(Instruction::Measure { qubit, bit, origin });
                }
                13 => list.push(Instruction::Reset {
                    qubit: alive[place(a, alive)],
                    origin,
                }),
                _ => {
                    let (control, target) = (alive[place(a, alive)], alive[place(b, alive)]);
                    let controls = Vec::from_iter((control != target).then(|| control.index()));
                    list.push(gate(GateKind::X, &controls, &[target.index()], vec![]));
                }
            }
        }
        list
    }
}

pub(crate) fn made(choices: &[(u8, usize, usize)], from_the_start: usize) -> Program {
    let mut maker = Maker {
        choices: choices.iter(),
        qubits: from_the_start,
        bits: 0,
    };
    let mut alive = (0..from_the_start).map(QubitId::new).collect();
    let instructions = maker.list(0, &mut alive);
    Program {
        kernel: "random".into(),
        names: ["random"].into_iter().collect(),
        qubits: maker.qubits,
        bits: maker.bits,
        instructions: instructions.into(),
        ..Program::default()
    }
}

//! What a circuit costs.

use std::fmt;

use crate::gate::GateKind;
use crate::program::{Event, GateOp, Instruction, Program, Wires, walk};

/// Counts for a bound circuit.
///
/// A gate is counted by all qubits it touches, controls included. Rotations are the gates with an angle, controlled or
/// not; Clifford gates are `id h x y z s sdg sx sxdg swap iswap` and X, Y or Z under one control; T gates are
/// `t` and `tdg`. A global phase acts on no qubit and is not counted. Of a branch on measured bits, the arm with
/// more gates is counted.
///
/// The depth is the number of layers when everything is done as soon as its qubits, and the bits it depends on, are
/// there; measurements and resets take a layer too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Resources {
    /// The largest number of qubits that are alive at once, see [`Wires`].
    pub qubits: usize,
    /// How many qubits are allocated in all; [`num_qubits`](crate::Circuit::num_qubits) of the circuit.
    pub allocations: usize,
    /// Gates of any kind.
    pub gates: usize,
    /// Gates on one qubit.
    pub single_qubit: usize,
    /// Gates on two qubits.
    pub two_qubit: usize,
    /// Gates on three or more qubits.
    pub multi_qubit: usize,
    /// `t` and `tdg` without controls.
    pub t: usize,
    /// Clifford gates.
    pub clifford: usize,
    /// Gates with an angle.
    pub rotation: usize,
    /// Measurements of a qubit.
    pub measurements: usize,
    /// Resets of a qubit.
    pub resets: usize,
    /// Layers.
    pub depth: usize,
    /// Layers if only gates on two or more qubits take time.
    pub two_qubit_depth: usize,
}

impl Resources {
    /// The counts for a program.
    ///
    /// # Panics
    /// If the program names qubits or bits that it does not have; see [`Program::check`].
    pub fn of(program: &Program) -> Resources {
        let (counts, last) = Count::new(program).all(&program.instructions);
        Resources {
            qubits: Wires::new(program).count(),
            allocations: program.qubits,
            depth: last.all,
            two_qubit_depth: last.two,
            ..counts
        }
    }
}

/// How many layers there are up to some point.
#[derive(Clone, Copy, Default)]
struct Layer {
    all: usize,
    two: usize,
}

impl Layer {
    fn max(self, other: Layer) -> Layer {
        Layer {
            all: self.all.max(other.all),
            two: self.two.max(other.two),
        }
    }
}

/// The layers up to some point, for each qubit and bit.
#[derive(Clone)]
struct Layers {
    qubits: Vec<Layer>,
    bits: Vec<Layer>,
}

/// What was counted so far.
struct Count {
    counts: Resources,
    layers: Layers,
    /// Nothing starts before.
    start: Layer,
    /// The branches around, outermost first.
    branches: Vec<Arms>,
}

/// A branch whose arms are being counted.
struct Arms {
    /// Counts and start outside.
    outside: (Resources, Layer),
    /// The layers before the branch; once the second arm is counted, those after the first.
    layers: Layers,
    /// The counts of the first arm.
    then: Resources,
}

impl Count {
    fn new(program: &Program) -> Count {
        Count {
            counts: Resources::default(),
            layers: Layers {
                qubits: vec![Layer::default(); program.qubits],
                bits: vec![Layer::default(); program.bits],
            },
            start: Layer::default(),
            branches: Vec::new(),
        }
    }

    /// The counts, and the last layer.
    fn all(mut self, instructions: &[Instruction]) -> (Resources, Layer) {
        for event in walk(instructions) {
            match event {
                Event::Do(instruction) => self.instruction(instruction),
                Event::If(condition) => {
                    let bits = condition.bits().map(|bit| self.layers.bits[bit.index()]);
                    let start = bits.fold(self.start, Layer::max);
                    self.branches.push(Arms {
                        outside: (
                            std::mem::take(&mut self.counts),
                            std::mem::replace(&mut self.start, start),
                        ),
                        layers: self.layers.clone(),
                        then: Resources::default(),
                    });
                }
                Event::Else => {
                    if let Some(arms) = self.branches.last_mut() {
                        arms.then = std::mem::take(&mut self.counts);
                        std::mem::swap(&mut arms.layers, &mut self.layers);
                    }
                }
                Event::End => {
                    if let Some(arms) = self.branches.pop() {
                        self.end(arms);
                    }
                }
            }
        }
        let layers = self.layers.qubits.into_iter().chain(self.layers.bits);
        (self.counts, layers.fold(Layer::default(), Layer::max))
    }

    fn instruction(&mut self, instruction: &Instruction) {
        match instruction {
            Instruction::Gate(gate) => {
                if self.push(instruction).is_some() {
                    self.counts = add(self.counts, of_gate(gate));
                }
            }
            Instruction::Measure { bit, .. } => {
                if let Some(done) = self.push(instruction) {
                    self.layers.bits[bit.index()] = done;
                }
                self.counts.measurements += 1;
            }
            Instruction::Reset { .. } => {
                self.push(instruction);
                self.counts.resets += 1;
            }
            Instruction::Allocate { .. }
            | Instruction::Discard { .. }
            | Instruction::Branch { .. } => {}
        }
    }

    /// Does something on its qubits, and says when it is done; nothing where there are no qubits.
    fn push(&mut self, instruction: &Instruction) -> Option<Layer> {
        let qubits = || instruction.qubits().map(|qubit| qubit.index());
        let count = qubits().count();
        if count == 0 {
            return None;
        }
        let layers = qubits().map(|qubit| self.layers.qubits[qubit]);
        let ready = layers.fold(self.start, Layer::max);
        let done = Layer {
            all: ready.all + 1,
            two: ready.two + usize::from(count >= 2),
        };
        qubits().for_each(|qubit| self.layers.qubits[qubit] = done);
        Some(done)
    }

    /// The second arm is counted, too.
    fn end(&mut self, arms: Arms) {
        let (outside, start) = arms.outside;
        let otherwise = std::mem::replace(&mut self.counts, outside);
        self.start = start;
        for (a, b) in self.layers.qubits.iter_mut().zip(arms.layers.qubits) {
            *a = a.max(b);
        }
        for (a, b) in self.layers.bits.iter_mut().zip(arms.layers.bits) {
            *a = a.max(b);
        }
        let longer = if otherwise.gates > arms.then.gates {
            otherwise
        } else {
            arms.then
        };
        self.counts = add(self.counts, longer);
    }
}

fn of_gate(gate: &GateOp) -> Resources {
    let qubits = gate.controls.len() + gate.targets.len();
    Resources {
        gates: 1,
        single_qubit: usize::from(qubits == 1),
        two_qubit: usize::from(qubits == 2),
        multi_qubit: usize::from(qubits >= 3),
        t: usize::from(
            gate.controls.is_empty() && matches!(gate.kind, GateKind::T | GateKind::Tdg),
        ),
        clifford: usize::from(gate.kind.is_clifford(gate.controls.len())),
        rotation: usize::from(gate.kind.angles() > 0),
        ..Resources::default()
    }
}

/// Adds the counts of gates, measurements and resets.
fn add(a: Resources, b: Resources) -> Resources {
    Resources {
        gates: a.gates + b.gates,
        single_qubit: a.single_qubit + b.single_qubit,
        two_qubit: a.two_qubit + b.two_qubit,
        multi_qubit: a.multi_qubit + b.multi_qubit,
        t: a.t + b.t,
        clifford: a.clifford + b.clifford,
        rotation: a.rotation + b.rotation,
        measurements: a.measurements + b.measurements,
        resets: a.resets + b.resets,
        ..a
    }
}

impl fmt::Display for Resources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Resource Estimate:")?;
        writeln!(f, "  Qubits: {}", self.qubits)?;
        if self.allocations != self.qubits {
            writeln!(f, "  Allocations: {}", self.allocations)?;
        }
        writeln!(f, "  Gates:")?;
        writeln!(f, "    Total: {}", self.gates)?;
        writeln!(f, "    Single-qubit: {}", self.single_qubit)?;
        writeln!(f, "    Two-qubit: {}", self.two_qubit)?;
        writeln!(f, "    Multi-qubit: {}", self.multi_qubit)?;
        writeln!(f, "    T gates: {}", self.t)?;
        writeln!(f, "    Clifford gates: {}", self.clifford)?;
        writeln!(f, "    Rotation gates: {}", self.rotation)?;
        writeln!(f, "  Depth: {}", self.depth)?;
        writeln!(f, "  Two-qubit depth: {}", self.two_qubit_depth)?;
        write!(f, "  Measurements: {}", self.measurements)?;
        if self.resets > 0 {
            write!(f, "\n  Resets: {}", self.resets)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Condition;
    use crate::testing::{ansatz, constant, gate, measure, program};

    #[test]
    fn prints_the_tutorial_circuit() {
        let printed = Resources::of(&ansatz(4, 2)).to_string();
        assert_eq!(
            printed,
            "Resource Estimate:
  Qubits: 4
  Gates:
    Total: 34
    Single-qubit: 28
    Two-qubit: 6
    Multi-qubit: 0
    T gates: 0
    Clifford gates: 6
    Rotation gates: 28
  Depth: 12
  Two-qubit depth: 5
  Measurements: 0"
        );
    }

    #[test]
    fn layers_wait_for_qubits_and_bits() {
        use GateKind::{GlobalPhase, H, Rz, T, X};
        let angle = [constant(0.3)];
        let mut program = program(
            3,
            vec![],
            vec![
                gate(H, &[], &[0], &[]),
                gate(T, &[], &[0], &[]),
                measure(0, 0),
                Instruction::Branch {
                    condition: Condition::Bit(0.into()),
                    then: vec![gate(X, &[1], &[2], &[]), gate(T, &[1], &[2], &[])],
                    otherwise: vec![gate(X, &[], &[1], &[])],
                },
                gate(X, &[0, 1], &[2], &[]),
                gate(Rz, &[0], &[1], &angle),
                gate(GlobalPhase, &[], &[], &angle),
                gate(GlobalPhase, &[0], &[], &angle),
            ],
            vec![],
        );
        program.bits = 1;
        let found = Resources::of(&program);
        let expected = Resources {
            qubits: 3,
            allocations: 3,
            gates: 7,
            single_qubit: 3,
            two_qubit: 3,
            multi_qubit: 1,
            t: 1,
            clifford: 2,
            rotation: 2,
            measurements: 1,
            resets: 0,
            // Three on qubit 0, two in the branch, then three more.
            depth: 8,
            two_qubit_depth: 4,
        };
        assert_eq!(found, expected);
    }
}

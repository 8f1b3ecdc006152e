//! What a circuit costs.

use std::fmt;

use crate::gate::GateKind;
use crate::program::{Condition, GateOp, Instruction, Program};

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
#[non_exhaustive]
pub struct Resources {
    /// Qubits.
    pub qubits: usize,
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
        let mut layers = Layers::new(program);
        let counts = count(&program.instructions, &mut layers, Layer::default());
        let last = layers
            .qubits
            .into_iter()
            .chain(layers.bits)
            .fold(Layer::default(), Layer::max);
        Resources {
            qubits: program.qubits,
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

/// The layers up to now, for each qubit and bit.
#[derive(Clone)]
struct Layers {
    qubits: Vec<Layer>,
    bits: Vec<Layer>,
}

impl Layers {
    fn new(program: &Program) -> Layers {
        Layers {
            qubits: vec![Layer::default(); program.qubits],
            bits: vec![Layer::default(); program.bits],
        }
    }

    /// Does something on qubits, not before `start`, and says when it is done.
    fn push(&mut self, qubits: &[&usize], start: Layer) -> Layer {
        let ready = qubits
            .iter()
            .map(|&&qubit| self.qubits[qubit])
            .fold(start, Layer::max);
        let done = Layer {
            all: ready.all + 1,
            two: ready.two + usize::from(qubits.len() >= 2),
        };
        qubits.iter().for_each(|&&qubit| self.qubits[qubit] = done);
        done
    }

    fn of_condition(&self, condition: &Condition) -> Layer {
        match condition {
            Condition::Bit(bit) => self.bits[*bit],
            Condition::Not(inner) => self.of_condition(inner),
            Condition::And(a, b) | Condition::Or(a, b) | Condition::Equal(a, b) => {
                self.of_condition(a).max(self.of_condition(b))
            }
            Condition::Constant(_) => Layer::default(),
        }
    }
}

/// Counts instructions that start no earlier than `start`.
fn count(instructions: &[Instruction], layers: &mut Layers, start: Layer) -> Resources {
    let mut counts = Resources::default();
    for instruction in instructions {
        match instruction {
            Instruction::Gate(gate) => {
                let qubits: Vec<&usize> = gate.controls.iter().chain(&gate.targets).collect();
                if !qubits.is_empty() {
                    layers.push(&qubits, start);
                    counts = add(counts, of_gate(gate));
                }
            }
            Instruction::Measure { qubit, bit, .. } => {
                layers.bits[*bit] = layers.push(&[qubit], start);
                counts.measurements += 1;
            }
            Instruction::Reset { qubit, .. } => {
                layers.push(&[qubit], start);
                counts.resets += 1;
            }
            Instruction::Branch {
                condition,
                then,
                otherwise,
            } => {
                let start = start.max(layers.of_condition(condition));
                let mut other = layers.clone();
                let arms = [
                    count(then, layers, start),
                    count(otherwise, &mut other, start),
                ];
                for (a, b) in layers.qubits.iter_mut().zip(other.qubits) {
                    *a = a.max(b);
                }
                for (a, b) in layers.bits.iter_mut().zip(other.bits) {
                    *a = a.max(b);
                }
                let [then, otherwise] = arms;
                counts = add(
                    counts,
                    if otherwise.gates > then.gates {
                        otherwise
                    } else {
                        then
                    },
                );
            }
        }
    }
    counts
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
                    condition: Condition::Bit(0),
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

//! What a circuit costs.

use std::collections::BTreeMap;
use std::fmt;

use crate::gate::GateKind;
use crate::program::{Event, Instruction, Program, Wires, walk};

/// Counts for a bound circuit.
///
/// A gate is counted by all qubits it touches, controls included. Rotations are the gates with an angle, controlled or
/// not; Clifford gates are `id h x y z s sdg sx sxdg swap iswap` and X, Y or Z under one control; T gates are
/// `t` and `tdg`. A global phase acts on no qubit and is not counted. Of a branch on measured bits, the arm with
/// more gates is counted.
///
/// The depth is the number of layers when everything is done as soon as its qubits, and the bits it depends on, are
/// there; measurements and resets take a layer too.
///
/// What is written without the counts that were added since is read with 0 for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// Layers if only `t` and `tdg` without controls take time.
    #[cfg_attr(feature = "serde", serde(default))]
    pub t_depth: usize,
    /// How many gates there are of each name, as in [`gates`](crate::gates): `ccx` has two controls. Of more controls the name
    /// has the number: `c3x`.
    #[cfg_attr(feature = "serde", serde(default))]
    pub gates_by_name: BTreeMap<String, usize>,
    /// How often each kernel is called, those in kernels that are called included: [`Program::calls`] by name.
    #[cfg_attr(feature = "serde", serde(default))]
    pub calls: BTreeMap<String, usize>,
    /// The names of the parameters that no result depends on, as [`Circuit::dead_parameters`](crate::Circuit::dead_parameters) finds them; only
    /// [`Circuit::resources`](crate::Circuit::resources) looks for them.
    #[cfg_attr(feature = "serde", serde(default))]
    pub dead_parameters: Vec<String>,
}

impl Resources {
    /// The counts for a program.
    ///
    /// # Panics
    /// If the program names qubits, bits or kernels that it does not have; see [`Program::check`].
    pub fn of(program: &Program) -> Resources {
        let (counts, last) = Count::new(program).all(&program.instructions);
        let calls = program.calls.iter();
        let named = calls.map(|(&kernel, &count)| (program.names[kernel].to_owned(), count));
        Resources {
            qubits: Wires::new(program).count(),
            allocations: program.qubits,
            depth: last.all,
            two_qubit_depth: last.two,
            t_depth: last.t,
            calls: named.collect(),
            ..counts
        }
    }
}

/// How many layers there are up to some point.
#[derive(Clone, Copy, Default)]
struct Layer {
    all: usize,
    two: usize,
    t: usize,
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
                    add(&mut self.counts, of_gate(gate.kind, gate.controls.len()));
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
        let is_t = matches!(instruction, Instruction::Gate(gate)
            if is_t(gate.kind, gate.controls.len()));
        let done = Layer {
            all: ready.all + 1,
            two: ready.two + usize::from(count >= 2),
            t: ready.t + usize::from(is_t),
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
        let arm = counted_arm(arms.then, otherwise, |counts| counts.gates);
        add(&mut self.counts, arm);
    }
}

/// The arm of a branch on measured bits that is counted: the one with more gates, of equal ones the first.
pub(super) fn counted_arm<T>(then: T, otherwise: T, gates: impl Fn(&T) -> usize) -> T {
    match gates(&otherwise) > gates(&then) {
        true => otherwise,
        false => then,
    }
}

/// Whether a gate is counted: a global phase without controls acts on no qubit.
pub(super) fn acts_on_qubits(kind: GateKind, controls: usize) -> bool {
    controls + kind.targets() > 0
}

/// Whether it is `t` or `tdg`.
fn is_t(kind: GateKind, controls: usize) -> bool {
    controls == 0 && matches!(kind, GateKind::T | GateKind::Tdg)
}

/// What a gate counts as, if it acts on a qubit.
pub(crate) fn of_gate(kind: GateKind, controls: usize) -> Resources {
    if !acts_on_qubits(kind, controls) {
        return Resources::default();
    }
    let qubits = controls + kind.targets();
    Resources {
        gates: 1,
        single_qubit: usize::from(qubits == 1),
        two_qubit: usize::from(qubits == 2),
        multi_qubit: usize::from(qubits >= 3),
        t: usize::from(is_t(kind, controls)),
        clifford: usize::from(kind.is_clifford(controls)),
        rotation: usize::from(kind.angles() > 0),
        gates_by_name: BTreeMap::from([(name(kind, controls), 1)]),
        ..Resources::default()
    }
}

/// The name of a gate with controls.
fn name(kind: GateKind, controls: usize) -> String {
    let name = kind.name();
    match controls {
        0..=2 => format!("{}{name}", &"cc"[..controls]),
        _ => format!("c{controls}{name}"),
    }
}

/// Adds the counts of gates, measurements and resets.
fn add(a: &mut Resources, b: Resources) {
    a.gates += b.gates;
    a.single_qubit += b.single_qubit;
    a.two_qubit += b.two_qubit;
    a.multi_qubit += b.multi_qubit;
    a.t += b.t;
    a.clifford += b.clifford;
    a.rotation += b.rotation;
    a.measurements += b.measurements;
    a.resets += b.resets;
    for (name, count) in b.gates_by_name {
        *a.gates_by_name.entry(name).or_default() += count;
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
        writeln!(f, "  T depth: {}", self.t_depth)?;
        write!(f, "  Measurements: {}", self.measurements)?;
        if self.resets > 0 {
            write!(f, "\n  Resets: {}", self.resets)?;
        }
        for (title, counts) in [
            ("Gates by name", &self.gates_by_name),
            ("Calls by name", &self.calls),
        ] {
            if !counts.is_empty() {
                write!(f, "\n  {title}:")?;
            }
            for (name, count) in counts {
                write!(f, "\n    {name}: {count}")?;
            }
        }
        if !self.dead_parameters.is_empty() {
            let names = self.dead_parameters.join(", ");
            write!(f, "\n  Parameters that change no result: {names}")?;
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
  T depth: 0
  Measurements: 0
  Gates by name:
    cz: 6
    ry: 12
    rz: 16"
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
            t_depth: 1,
            dead_parameters: Vec::new(),
            calls: BTreeMap::new(),
            gates_by_name: [
                ("ccx", 1),
                ("cglobal_phase", 1),
                ("crz", 1),
                ("ct", 1),
                ("cx", 1),
                ("h", 1),
                ("t", 1),
            ]
            .map(|(name, count)| (name.to_owned(), count))
            .into(),
        };
        assert_eq!(found, expected);
    }
}

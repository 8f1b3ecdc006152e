//! Instructions of programs, by the numbers of their qubits.

use qkernel_runtime::gate::GateKind;
use qkernel_runtime::program::{Affine, GateOp, Instruction, NameId, Origin, QubitId, ScopeId};

/// A place in the first name of a program.
pub(crate) const ORIGIN: Origin = Origin {
    kernel: NameId::new(0),
    file: NameId::new(0),
    line: 1,
    column: 1,
    scope: ScopeId::ENTRY,
};

pub(crate) fn gate(
    kind: GateKind,
    controls: &[usize],
    targets: &[usize],
    angles: Vec<Affine>,
) -> Instruction {
    let numbered = |qubits: &[usize]| qubits.iter().copied().map(QubitId::new).collect();
    Instruction::Gate(GateOp {
        kind,
        controls: numbered(controls),
        targets: numbered(targets),
        angles,
        origin: ORIGIN,
    })
}

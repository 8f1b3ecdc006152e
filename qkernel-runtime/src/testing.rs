//! Programs and graphs for tests.

pub(crate) mod graphs;

use std::collections::BTreeMap;

use crate::gate::GateKind;
use crate::graph::Loc;
use crate::observable::{Observable, Z};
use crate::program::{
    Action, Affine, Argument, Condition, Derived, GateOp, Instruction, NameId, ObservableId,
    Operation, Origin, Output, Program, QubitId, Registers, ScopeId, Scopes, Shape, SlotId,
};

pub(crate) const LOC: Loc = Loc {
    file: "tested.rs",
    line: 7,
    column: 3,
};

/// [`LOC`], in the kernel "tested" of a [`program`].
pub(crate) const ORIGIN: Origin = Origin {
    kernel: NameId::new(0),
    file: NameId::new(1),
    line: LOC.line,
    column: LOC.column,
    scope: ScopeId::ENTRY,
};

pub(crate) fn qubits(numbers: &[usize]) -> Vec<QubitId> {
    numbers.iter().copied().map(QubitId::new).collect()
}

pub(crate) fn gate(
    kind: GateKind,
    controls: &[usize],
    targets: &[usize],
    angles: &[Affine],
) -> Instruction {
    Instruction::Gate(GateOp {
        kind,
        controls: qubits(controls),
        targets: qubits(targets),
        angles: angles.to_vec(),
        origin: ORIGIN,
    })
}

fn on(operation: Operation, qubit: usize, bit: usize) -> Instruction {
    Action::of(operation, qubit.into(), bit.into(), ORIGIN).to_instruction()
}

pub(crate) fn measure(qubit: usize, bit: usize) -> Instruction {
    on(Operation::Measure, qubit, bit)
}

pub(crate) fn reset(qubit: usize) -> Instruction {
    on(Operation::Reset, qubit, 0)
}

pub(crate) fn allocate(qubit: usize) -> Instruction {
    on(Operation::Allocate, qubit, 0)
}

pub(crate) fn discard(qubit: usize) -> Instruction {
    on(Operation::Discard, qubit, 0)
}

/// The end of a loop on one bit.
pub(crate) fn again(bit: usize) -> Instruction {
    Instruction::Again {
        condition: Condition::Bit(bit.into()),
        origin: ORIGIN,
    }
}

/// `if` on a bit.
pub(crate) fn branch(
    bit: usize,
    then: Vec<Instruction>,
    otherwise: Vec<Instruction>,
) -> Instruction {
    Instruction::Branch {
        condition: Condition::Bit(bit.into()),
        then,
        otherwise,
    }
}

pub(crate) fn argument(name: &str, shape: Shape) -> Argument {
    Argument {
        name: name.into(),
        shape,
    }
}

/// Element `index` of an argument.
pub(crate) fn slot(argument: usize, index: usize) -> Affine {
    SlotId::element(argument, index).into()
}

pub(crate) fn derived(index: usize) -> Affine {
    SlotId::derived(index).into()
}

pub(crate) fn constant(value: f64) -> Affine {
    Affine::number(value)
}

/// A program on |0..0> that returns the observables' expectation values as one vector.
pub(crate) fn program(
    qubits: usize,
    arguments: Vec<Argument>,
    instructions: Vec<Instruction>,
    observables: Vec<Observable>,
) -> Program {
    let numbers = 0..observables.len();
    let expectation = |number| Derived::Expectation(ObservableId::new(number));
    Program {
        kernel: "tested".into(),
        names: ["tested", LOC.file].into_iter().collect(),
        scopes: Scopes::default(),
        calls: BTreeMap::new(),
        qubits,
        bits: 0,
        qubit_registers: Registers::default(),
        bit_registers: Registers::default(),
        instructions: instructions.into(),
        arguments,
        derived: numbers.clone().map(expectation).collect(),
        outputs: vec![Output::FloatVector(numbers.map(derived).collect())],
        observables,
    }
}

/// Angle encoding, then layers of RZ, RY, RZ and a CZ ladder; Z of every qubit.
pub(crate) fn ansatz(n: usize, layers: usize) -> Program {
    let arguments = vec![
        argument("inputs", Shape::Vector(n)),
        argument("weights", Shape::Vector(3 * n * layers)),
    ];
    let mut all: Vec<_> = (0..n)
        .map(|i| gate(GateKind::Ry, &[], &[i], &[slot(0, i)]))
        .collect();
    for layer in 0..layers {
        for (row, kind) in [GateKind::Rz, GateKind::Ry, GateKind::Rz]
            .into_iter()
            .enumerate()
        {
            let weight = |i| slot(1, (3 * layer + row) * n + i);
            all.extend((0..n).map(|i| gate(kind, &[], &[i], &[weight(i)])));
        }
        all.extend((1..n).map(|i| gate(GateKind::Z, &[i - 1], &[i], &[])));
    }
    program(n, arguments, all, (0..n).map(Z).collect())
}

/// The same, returning the first expectation value alone.
pub(crate) fn scalar_ansatz(n: usize, layers: usize) -> Program {
    let mut program = ansatz(n, layers);
    program.outputs = vec![Output::Float(derived(0))];
    program
}

/// Declares kernels of which only the types matter, to run programs that were put together by hand.
macro_rules! kernels {
    ($($name:ident: $params:ty => $output:ty;)*) => {$(
        pub(crate) struct $name;

        impl $crate::kernel::Kernel for $name {
            const SIGNATURE: $crate::graph::Signature = $crate::graph::Signature {
                name: "tested",
                params: &[],
                result: $crate::graph::Type::Unknown,
                stated: &[],
                loc: $crate::testing::LOC,
            };
            const GRAPH: $crate::graph::Graph = $crate::graph::Graph {
                signature: Self::SIGNATURE,
                values: $crate::graph::Values::NONE,
                body: $crate::graph::Region { args: &[], nodes: $crate::graph::Nodes::NONE, yields: &[] },
                effects: $crate::graph::Effects::NONE,
                results: &[],
                needs: &[],
            };
            type Params = $params;
            type Output = $output;
            type Entry = $crate::kernel::Flag<true>;
            type Measures = $crate::kernel::Flag<false>;
            fn bindings(self) -> Vec<$crate::kernel::Binding> {
                Vec::new()
            }
        }
    )*};
}
pub(crate) use kernels;

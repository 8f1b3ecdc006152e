//! Programs for tests.

use crate::gate::GateKind;
use crate::graph::Loc;
use crate::observable::{Observable, Z};
use crate::program::{
    Affine, Argument, Derived, GateOp, Instruction, Origin, Output, Program, Shape,
};

pub(crate) const ORIGIN: Origin = Origin {
    kernel: "tested",
    loc: Loc {
        file: "tested.rs",
        line: 7,
        column: 3,
    },
};

pub(crate) fn gate(
    kind: GateKind,
    controls: &[usize],
    targets: &[usize],
    angles: &[Affine],
) -> Instruction {
    Instruction::Gate(GateOp {
        kind,
        controls: controls.to_vec(),
        targets: targets.to_vec(),
        angles: angles.to_vec(),
        origin: ORIGIN,
    })
}

pub(crate) fn measure(qubit: usize, bit: usize) -> Instruction {
    Instruction::Measure {
        qubit,
        bit,
        origin: ORIGIN,
    }
}

pub(crate) fn slot(number: usize) -> Affine {
    Affine {
        constant: 0.0,
        terms: vec![(number, 1.0)],
    }
}

pub(crate) fn constant(value: f64) -> Affine {
    Affine {
        constant: value,
        terms: vec![],
    }
}

/// A program on |0..0> that returns the observables' expectation values as one vector.
pub(crate) fn program(
    qubits: usize,
    arguments: Vec<Argument>,
    instructions: Vec<Instruction>,
    observables: Vec<Observable>,
) -> Program {
    let slots: usize = arguments.iter().map(|argument| argument.shape.len()).sum();
    Program {
        kernel: "tested",
        qubits,
        bits: 0,
        instructions,
        arguments,
        derived: (0..observables.len()).map(Derived::Expectation).collect(),
        outputs: vec![Output::FloatVector(
            (0..observables.len()).map(|i| slot(slots + i)).collect(),
        )],
        observables,
    }
}

/// Angle encoding, then layers of RZ, RY, RZ and a CZ ladder; Z of every qubit.
pub(crate) fn ansatz(n: usize, layers: usize) -> Program {
    let arguments = vec![
        Argument {
            name: "inputs",
            shape: Shape::Vector(n),
        },
        Argument {
            name: "weights",
            shape: Shape::Vector(3 * n * layers),
        },
    ];
    let mut all: Vec<_> = (0..n)
        .map(|i| gate(GateKind::Ry, &[], &[i], &[slot(i)]))
        .collect();
    for layer in 0..layers {
        for (row, kind) in [GateKind::Rz, GateKind::Ry, GateKind::Rz]
            .into_iter()
            .enumerate()
        {
            let weight = |i| slot(n + (3 * layer + row) * n + i);
            all.extend((0..n).map(|i| gate(kind, &[], &[i], &[weight(i)])));
        }
        all.extend((1..n).map(|i| gate(GateKind::Z, &[i - 1], &[i], &[])));
    }
    program(n, arguments, all, (0..n).map(|i| Z(i).into()).collect())
}

/// The same, returning the first expectation value alone.
pub(crate) fn scalar_ansatz(n: usize, layers: usize) -> Program {
    let mut program = ansatz(n, layers);
    program.outputs = vec![Output::Float(slot(n + 3 * n * layers))];
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
                loc: $crate::testing::ORIGIN.loc,
            };
            const GRAPH: $crate::graph::Graph = $crate::graph::Graph {
                signature: Self::SIGNATURE,
                values: $crate::graph::Values::NONE,
                body: $crate::graph::Region { args: &[], nodes: $crate::graph::Nodes::NONE, yields: &[] },
                effects: $crate::graph::Effects::NONE,
                results: &[],
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

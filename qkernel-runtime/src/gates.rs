//! The gate set: every gate is declared once, as a kernel and as a step of a builder.
//!
//! A gate takes qubits, controls first, then angles in radians, and gives the qubits back. Rotations are
//! `exp(-i θ G / 2)`. Called from host code, a gate acts at once on the thread's state vector; called
//! in a kernel, it becomes a node of the kernel's graph.

use crate::circuit::{Angle, CircuitBuilder};
use crate::gate::{GateKind, count};
use crate::graph::{
    Effects, Element, Graph, Loc, NodeShape, Nodes, Offset, Op, Param, Record, Region, Signature,
    Type, ValueId, Values, few,
};
use crate::kernel::{Binding, Flag, Kernel};
use crate::program::QubitId;
use crate::types::{Float, Qubit};

const QUBIT: Type = Type::Scalar(Element::Qubit);
const FLOAT: Type = Type::Scalar(Element::Float);
const QUBITS: &[Type] = &[QUBIT; 3];

/// The value ids `from..to`.
const fn ids(from: usize, to: usize) -> &'static [ValueId] {
    const ALL: &[ValueId] = &[
        ValueId(0),
        ValueId(1),
        ValueId(2),
        ValueId(3),
        ValueId(4),
        ValueId(5),
        ValueId(6),
    ];
    ALL.split_at(to).0.split_at(from).1
}

/// The type of a gate's result.
const fn result(qubits: usize) -> Type {
    match qubits {
        1 => QUBIT,
        _ => Type::Tuple(QUBITS.split_at(qubits).0),
    }
}

macro_rules! qubit_result {
    () => { () };
    ($a:ident) => { Qubit };
    ($($q:ident)+) => { ($(qubit_result!($q)),+) };
}

macro_rules! give_back {
    () => { () };
    ($a:ident) => { $a };
    ($($q:ident)+) => { ($($q),+) };
}

macro_rules! gates {
    ($($(#[$doc:meta])* $name:ident($($q:ident),* $(; $($angle:ident),+)?) = $controls:literal $kind:ident;)*) => {
        $(
        $(#[$doc])*
        #[track_caller]
        pub fn $name($($q: Qubit,)* $($($angle: Float),+)?) -> qubit_result!($($q)*) {
            crate::eager::apply(GateKind::$kind, &[$($q.handle()),*], &[$($($angle),+)?]);
            give_back!($($q)*)
        }

        // Hidden: the fn of this name carries the docs.
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, Debug)]
        pub struct $name {}

        impl Kernel for $name {
            const SIGNATURE: Signature = Signature {
                name: stringify!($name),
                params: &[
                    $(Param { name: stringify!($q), ty: QUBIT, size: None, loc: Offset::NAME },)*
                    $($(Param { name: stringify!($angle), ty: FLOAT, size: None, loc: Offset::NAME }),+)?
                ],
                result: result(count!($($q)*)),
                stated: &[],
                loc: HERE,
            };
            const GRAPH: Graph = {
                const INS: usize = count!($($q)* $($($angle)+)?);
                const OUTS: usize = count!($($q)*);
                Graph {
                    signature: Self::SIGNATURE,
                    values: Values::of_few(
                        &[
                            $(stringify!($q),)*
                            $($(stringify!($angle),)+)?
                            $(stringify!($q),)*
                        ],
                        &[
                            $(gates!(@type $q QUBIT),)*
                            $($(gates!(@type $angle FLOAT),)+)?
                            $(gates!(@type $q QUBIT),)*
                        ],
                    ),
                    body: Region {
                        args: ids(0, INS),
                        nodes: Nodes::one(
                            &Record { shape: 0, at: 0, line: 0, column: 0 },
                            &NodeShape {
                                op: Op::Gate { kind: GateKind::$kind, controls: $controls },
                                ins: INS,
                                outs: OUTS,
                                literal: false,
                            },
                            &few(INS, OUTS),
                        ),
                        yields: ids(INS, INS + OUTS),
                    },
                    effects: Effects::NONE,
                    results: &[],
                    needs: &[],
                }
            };
            type Params = ($($(gates!(@float $angle),)+)?);
            type Output = qubit_result!($($q)*);
            type Entry = Flag<{ count!($($q)*) == 0 }>;
            type Measures = Flag<false>;

            fn bindings(self) -> Vec<Binding> {
                Vec::new()
            }
        }
        )*

        /// The gates of [`gates`](crate::gates): controls first, then targets, then angles in radians.
        impl CircuitBuilder {$(
            $(#[$doc])*
            #[track_caller]
            pub fn $name(
                &mut self,
                $($q: impl Into<QubitId>,)*
                $($($angle: impl Into<Angle>),+)?
            ) -> &mut Self {
                let qubits: [QubitId; count!($($q)*)] = [$($q.into()),*];
                let (controls, targets) = qubits.split_at($controls);
                self.gate(GateKind::$kind, controls, targets, &[$($($angle.into()),+)?])
            }
        )*}
    };
    (@float $angle:ident) => { Float };
    (@type $value:ident $ty:ident) => { $ty };
}

const HERE: Loc = Loc {
    file: file!(),
    line: line!(),
    column: 1,
};

gates! {
    /// The identity.
    id(q) = 0 Id;
    /// Hadamard.
    h(q) = 0 H;
    /// Pauli X, the bit flip.
    x(q) = 0 X;
    /// Pauli Y.
    y(q) = 0 Y;
    /// Pauli Z, the phase flip.
    z(q) = 0 Z;
    /// diag(1, i), the square root of Z.
    s(q) = 0 S;
    /// diag(1, -i), the inverse of `s`.
    sdg(q) = 0 Sdg;
    /// diag(1, exp(iπ/4)).
    t(q) = 0 T;
    /// diag(1, exp(-iπ/4)), the inverse of `t`.
    tdg(q) = 0 Tdg;
    /// The square root of X.
    sx(q) = 0 Sx;
    /// The inverse of `sx`.
    sxdg(q) = 0 Sxdg;
    /// Rotation about x: exp(-i θ X / 2).
    rx(q; theta) = 0 Rx;
    /// Rotation about y: exp(-i θ Y / 2).
    ry(q; theta) = 0 Ry;
    /// Rotation about z: exp(-i θ Z / 2).
    rz(q; theta) = 0 Rz;
    /// Phase: diag(1, exp(iθ)).
    p(q; theta) = 0 P;
    /// The general one-qubit gate, p(φ) ry(θ) p(λ) (OpenQASM 3's `U`).
    u(q; theta, phi, lambda) = 0 U;
    /// Controlled X.
    cx(control, target) = 1 X;
    /// Controlled Y.
    cy(control, target) = 1 Y;
    /// Controlled Z.
    cz(control, target) = 1 Z;
    /// Controlled Hadamard.
    ch(control, target) = 1 H;
    /// Controlled phase: diag(1, 1, 1, exp(iθ)).
    cp(control, target; theta) = 1 P;
    /// Controlled rotation about x.
    crx(control, target; theta) = 1 Rx;
    /// Controlled rotation about y.
    cry(control, target; theta) = 1 Ry;
    /// Controlled rotation about z.
    crz(control, target; theta) = 1 Rz;
    /// Exchanges two qubits.
    swap(a, b) = 0 Swap;
    /// Exchanges two qubits, with a factor i on |01> and |10>.
    iswap(a, b) = 0 Iswap;
    /// exp(-i θ X⊗X / 2).
    rxx(a, b; theta) = 0 Rxx;
    /// exp(-i θ Y⊗Y / 2).
    ryy(a, b; theta) = 0 Ryy;
    /// exp(-i θ Z⊗Z / 2).
    rzz(a, b; theta) = 0 Rzz;
    /// exp(-i θ Z⊗X / 2), Z on the first qubit and X on the second.
    rzx(a, b; theta) = 0 Rzx;
    /// X with two controls (Toffoli).
    ccx(control_a, control_b, target) = 2 X;
    /// Z with two controls.
    ccz(control_a, control_b, target) = 2 Z;
    /// Exchanges two qubits where the control is |1> (Fredkin).
    cswap(control, a, b) = 1 Swap;
    /// Multiplies the state by exp(iθ).
    global_phase(; theta) = 0 GlobalPhase;
}

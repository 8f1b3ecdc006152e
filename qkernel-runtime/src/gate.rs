//! The primitive gates, a row each: what is known of one is there, or follows from the gates that it is made of.
//!
//! A [`GateKind`] is a gate without its controls; the kernels that users call (`h`, `cx`, `ry`, ..) are
//! declared in [`gates`](crate::gates), each as a kind and a number of controls.

mod derived;

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

use crate::engine::PrimitiveKind;
use Angle::Fixed;
use UndoAngle::Minus;

/// How many names there are.
macro_rules! count {
    () => { 0 };
    ($head:ident $($tail:ident)*) => { 1 + count!($($tail)*) };
}
pub(crate) use count;

/// Makes names constants: of the targets their numbers, of the angles themselves.
macro_rules! number {
    (angles $at:expr;) => {};
    (angles $at:expr; $head:ident $($tail:ident)*) => {
        const $head: Angle = Angle::Of($at, 1.0);
        number!(angles $at + 1; $($tail)*);
    };
    (targets $at:expr;) => {};
    (targets $at:expr; $head:ident $($tail:ident)*) => {
        const $head: usize = $at;
        number!(targets $at + 1; $($tail)*);
    };
}

/// Gates as they are applied, in order: controls in brackets, then targets and angles. Those under the controls of the whole, too, are
/// marked `ctrl`; where these do not hold, the others undo each other.
macro_rules! steps {
    ($($($word:ident)+ $([$($control:expr),+])? ($($target:expr),* $(; $($angle:expr),+)?)),+) => {
        &[$($crate::gate::SubGate {
            kind: steps!(@kind $($word)+),
            is_controlled: steps!(@controlled $($word)+),
            controls: &[$($($control),+)?],
            targets: &[$($target),*],
            angles: &[$($($angle),+)?],
        }),+]
    };
    (@kind ctrl $kind:ident) => { GateKind::$kind };
    (@kind $kind:ident) => { GateKind::$kind };
    (@controlled ctrl $kind:ident) => { true };
    (@controlled $kind:ident) => { false };
}
pub(crate) use steps;

/// The table: the variant, its name, its targets and angles, and what is different from [`Row::PLAIN`].
macro_rules! table {
    ($($(#[$doc:meta])* $kind:ident $name:ident($($target:ident),* $(; $($angle:ident),+)?) {
        $($field:ident: $value:expr,)*
    })+) => {
        /// A gate without its controls. `cx` is [`X`](GateKind::X) with one control, `ccx` with two.
        ///
        /// Rotations are `exp(-i θ G / 2)`. Matrices are in the basis |0>, |1> (one qubit) or
        /// |00>, |01>, |10>, |11> (two qubits, the first target is the *least* significant bit).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum GateKind {
            $($(#[$doc])* $kind,)+
        }

        impl GateKind {
            /// All gates, in the order above.
            ///
            /// ```
            /// use qkernel_runtime::gate::GateKind;
            ///
            /// let rotations = GateKind::ALL.into_iter().filter(|kind| kind.angles() > 0);
            /// assert_eq!(rotations.count(), 10);
            /// ```
            pub const ALL: [GateKind; count!($($kind)+)] = [$(GateKind::$kind),+];

            /// How many qubits the gate acts on, controls not counted.
            pub const fn targets(self) -> usize {
                self.row().targets.len()
            }

            /// How many angles the gate takes.
            pub const fn angles(self) -> usize {
                self.row().angles.len()
            }

            /// The name of the kernel that applies the gate, without controls.
            pub const fn name(self) -> &'static str {
                match self {
                    $(GateKind::$kind => stringify!($name),)+
                }
            }

            #[allow(dead_code, non_upper_case_globals)]
            pub(crate) const fn row(self) -> &'static Row {
                match self {
                    $(GateKind::$kind => {
                        number!(targets 0; $($target)*);
                        $(number!(angles 0; $($angle)+);)?
                        const UNDO: &[Undo] = &[Undo {
                            kind: GateKind::$kind,
                            angles: MINUS.split_at(count!($($($angle)+)?)).0,
                        }];
                        const ROW: Row = Row {
                            $($field: $value,)*
                            ..Row {
                                targets: &[$(stringify!($target)),*],
                                angles: &[$($(stringify!($angle)),+)?],
                                undo: UNDO,
                                ..Row::PLAIN
                            }
                        };
                        &ROW
                    })+
                }
            }
        }
    };
}

table! {
    /// The identity.
    Id id(q) {
        qasm3: &["id"], qasm2: &["id"],
    }
    /// Hadamard.
    H h(q) {
        primitive: Some((PrimitiveKind::Hadamard, ZERO)),
        qasm3: &["h", "ch"], qasm2: &["h", "ch"],
        // Z turned from its axis halfway to X.
        steps: steps![Ry(q; Fixed(-FRAC_PI_4)), ctrl Z(q), Ry(q; Fixed(FRAC_PI_4))],
    }
    /// Pauli X.
    X x(q) {
        primitive: Some((PrimitiveKind::Flip, ZERO)),
        qasm3: &["x", "cx", "ccx"], qasm2: &["x", "cx", "ccx"],
        steps: steps![H(q), ctrl P(q; Fixed(PI)), H(q)],
    }
    /// Pauli Y.
    Y y(q) {
        primitive: Some((PrimitiveKind::FlipY, ZERO)),
        qasm3: &["y", "cy"], qasm2: &["y", "cy"],
        steps: steps![Sdg(q), ctrl X(q), S(q)],
    }
    /// Pauli Z.
    Z z(q) {
        qasm3: &["z", "cz"], qasm2: &["z", "cz"],
        steps: steps![ctrl P(q; Fixed(PI))],
    }
    /// diag(1, i).
    S s(q) {
        qasm3: &["s"], qasm2: &["s"],
        steps: steps![ctrl P(q; Fixed(FRAC_PI_2))],
        undo: &[Undo { kind: GateKind::Sdg, angles: &[] }],
    }
    /// diag(1, -i).
    Sdg sdg(q) {
        qasm3: &["sdg"], qasm2: &["sdg"],
        steps: steps![ctrl P(q; Fixed(-FRAC_PI_2))],
        undo: &[Undo { kind: GateKind::S, angles: &[] }],
    }
    /// diag(1, exp(iπ/4)).
    T t(q) {
        qasm3: &["t"], qasm2: &["t"],
        steps: steps![ctrl P(q; Fixed(FRAC_PI_4))],
        undo: &[Undo { kind: GateKind::Tdg, angles: &[] }],
    }
    /// diag(1, exp(-iπ/4)).
    Tdg tdg(q) {
        qasm3: &["tdg"], qasm2: &["tdg"],
        steps: steps![ctrl P(q; Fixed(-FRAC_PI_4))],
        undo: &[Undo { kind: GateKind::T, angles: &[] }],
    }
    /// The square root of X, (1/2) [[1+i, 1-i], [1-i, 1+i]].
    Sx sx(q) {
        qasm3: &["sx"],
        steps: steps![H(q), ctrl S(q), H(q)],
        engine: steps![ctrl Rx(q; Fixed(FRAC_PI_2)), ctrl GlobalPhase(; Fixed(FRAC_PI_4))],
        undo: &[Undo { kind: GateKind::Sxdg, angles: &[] }],
    }
    /// The inverse of [`Sx`](GateKind::Sx).
    Sxdg sxdg(a) {
        steps: steps![H(a), ctrl Sdg(a), H(a)],
        engine: steps![ctrl Rx(a; Fixed(-FRAC_PI_2)), ctrl GlobalPhase(; Fixed(-FRAC_PI_4))],
        undo: &[Undo { kind: GateKind::Sx, angles: &[] }],
    }
    /// exp(-i θ X / 2).
    Rx rx(q; theta) {
        primitive: Some((PrimitiveKind::Rx, theta)),
        qasm3: &["rx", "crx"], qasm2: &["rx"],
        steps: steps![H(q), ctrl Rz(q; theta), H(q)],
    }
    /// exp(-i θ Y / 2).
    Ry ry(q; theta) {
        primitive: Some((PrimitiveKind::Ry, theta)),
        qasm3: &["ry", "cry"], qasm2: &["ry"],
        steps: steps![Ry(q; theta.times(0.5)), ctrl X(q), Ry(q; theta.times(-0.5)), ctrl X(q)],
    }
    /// exp(-i θ Z / 2).
    Rz rz(q; theta) {
        primitive: Some((PrimitiveKind::Rz, theta)),
        qasm3: &["rz", "crz"], qasm2: &["rz", "crz"],
        steps: steps![Rz(q; theta.times(0.5)), ctrl X(q), Rz(q; theta.times(-0.5)), ctrl X(q)],
    }
    /// diag(1, exp(iθ)).
    P p(q; theta) {
        primitive: Some((PrimitiveKind::Phase, theta)),
        qasm3: &["p", "cp"], qasm2: &["u1", "cu1"],
    }
    /// u(θ, φ, λ) = p(φ) ry(θ) p(λ).
    // The `U` of OpenQASM 3 has another phase. Qiskit takes the angles of a definition in the order of their names.
    U u(q; a, b, c) {
        qasm2: &["u3"],
        steps: steps![ctrl P(q; c), ctrl Ry(q; a), ctrl P(q; b)],
        // (p(φ) ry(θ) p(λ))⁻¹ = p(-λ) ry(-θ) p(-φ)
        undo: &[Undo { kind: GateKind::U, angles: &[Minus(0), Minus(2), Minus(1)] }],
    }
    /// Exchanges two qubits.
    Swap swap(a, b) {
        primitive: Some((PrimitiveKind::Swap, ZERO)),
        qasm3: &["swap", "cswap"],
        steps: steps![X[b](a), ctrl X[a](b), X[b](a)],
    }
    /// Exchanges two qubits with a factor i on |01> and |10>.
    Iswap iswap(a, b) {
        primitive: Some((PrimitiveKind::Swap, Fixed(PI))),
        steps: steps![ctrl S(a), ctrl S(b), ctrl H(a), ctrl X[a](b), ctrl X[b](a), ctrl H(b)],
        // exp(iπ/4 (X⊗X + Y⊗Y)), whose two terms commute.
        undo: &[
            Undo { kind: GateKind::Rxx, angles: &[UndoAngle::Fixed(FRAC_PI_2)] },
            Undo { kind: GateKind::Ryy, angles: &[UndoAngle::Fixed(FRAC_PI_2)] },
        ],
    }
    /// exp(-i θ X⊗X / 2).
    Rxx rxx(a, b; theta) {
        primitive: Some((PrimitiveKind::Rxx, theta)),
        steps: steps![H(a), H(b), ctrl Rzz(a, b; theta), H(a), H(b)],
    }
    /// exp(-i θ Y⊗Y / 2).
    Ryy ryy(a, b; theta) {
        primitive: Some((PrimitiveKind::Ryy, theta)),
        steps: steps![
            Rx(a; Fixed(FRAC_PI_2)), Rx(b; Fixed(FRAC_PI_2)),
            ctrl Rzz(a, b; theta),
            Rx(a; Fixed(-FRAC_PI_2)), Rx(b; Fixed(-FRAC_PI_2))
        ],
    }
    /// exp(-i θ Z⊗Z / 2).
    Rzz rzz(a, b; theta) {
        primitive: Some((PrimitiveKind::Rzz, theta)),
        steps: steps![X[a](b), ctrl Rz(b; theta), X[a](b)],
    }
    /// Multiplies the state by exp(iθ).
    GlobalPhase global_phase(; theta) {
        primitive: Some((PrimitiveKind::Phase, theta)),
    }
    /// exp(-i θ Z⊗X / 2), Z on the first qubit and X on the second.
    Rzx rzx(a, b; theta) {
        steps: steps![H(b), ctrl Rzz(a, b; theta), H(b)],
    }
}

/// What is known of a gate, beside its name.
pub(crate) struct Row {
    /// The names of its targets and angles.
    pub(crate) targets: &'static [&'static str],
    pub(crate) angles: &'static [&'static str],
    /// The primitive that it is for the engines, if it is one.
    pub(crate) primitive: Option<(PrimitiveKind, Angle)>,
    /// The gates that it is made of. Where they need a control, they are made of simpler ones in the end.
    pub(crate) steps: &'static [SubGate],
    /// Those for the engines, if these should do others.
    engine: &'static [SubGate],
    /// The names of the gate in `stdgates.inc` with no control, with one, and so on.
    pub(crate) qasm3: &'static [&'static str],
    /// As much of `qelib1.inc`. There are several versions of it: these are the gates that are in all of them.
    pub(crate) qasm2: &'static [&'static str],
    /// What undoes it, if that is not the same gate by the opposite angles.
    undo: &'static [Undo],
}

impl Row {
    const PLAIN: Row = Row {
        targets: &[],
        angles: &[],
        primitive: None,
        steps: &[],
        engine: &[],
        qasm3: &[],
        qasm2: &[],
        undo: &[],
    };

    /// What engines do instead of the gate, where it is no primitive.
    pub(crate) const fn for_engines(&self) -> &'static [SubGate] {
        match self.engine {
            [] => self.steps,
            steps => steps,
        }
    }
}

/// A gate among those that make another one.
#[derive(Debug)]
pub(crate) struct SubGate {
    pub(crate) kind: GateKind,
    /// Whether it is under the controls of the whole, too.
    pub(crate) is_controlled: bool,
    /// Targets of the whole, by number.
    pub(crate) controls: &'static [usize],
    pub(crate) targets: &'static [usize],
    pub(crate) angles: &'static [Angle],
}

impl SubGate {
    /// Its controls and targets, where the whole has these.
    pub(crate) fn on<Q: Copy>(&self, controls: &[Q], targets: &[Q]) -> (Vec<Q>, Vec<Q>) {
        let all = if self.is_controlled { controls } else { &[] };
        let own = self.controls.iter().map(|&number| targets[number]);
        let targets = self.targets.iter().map(|&number| targets[number]);
        (all.iter().copied().chain(own).collect(), targets.collect())
    }
}

/// An angle of a gate that is part of another one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Angle {
    /// The angle with this number of the whole, times a factor.
    Of(usize, f64),
    /// Always the same.
    Fixed(f64),
}

pub(crate) const ZERO: Angle = Fixed(0.0);

impl Angle {
    pub(crate) const fn times(self, by: f64) -> Angle {
        match self {
            Angle::Of(number, factor) => Angle::Of(number, factor * by),
            Fixed(angle) => Fixed(angle * by),
        }
    }
}

impl GateKind {
    /// The gate that this one is under so many controls, and how many of these it has then: a global phase under controls is
    /// a phase of the last of them.
    pub(crate) const fn under(self, controls: usize) -> (GateKind, usize) {
        match (self, controls) {
            (GateKind::GlobalPhase, 1..) => (GateKind::P, controls - 1),
            _ => (self, controls),
        }
    }

    /// The gates that undo this one, to be applied in order to the same targets.
    pub const fn inverse(self) -> &'static [Undo] {
        self.row().undo
    }
}

/// The gate's angles with the opposite sign.
const MINUS: &[UndoAngle] = &[Minus(0), Minus(1), Minus(2)];

/// A gate among those that undo another one, see [`GateKind::inverse`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Undo {
    /// The gate.
    pub kind: GateKind,
    /// Its angles.
    pub angles: &'static [UndoAngle],
}

/// An angle of an [`Undo`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum UndoAngle {
    /// The angle with this number of the gate that is undone, negated.
    Minus(usize),
    /// Always the same.
    Fixed(f64),
}

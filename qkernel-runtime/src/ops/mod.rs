//! What kernels do besides gates: allocation, measurement, expectation values, ranges.
//!
//! Each is a kernel like any other (a fn and a struct), so it can be renamed or shadowed; most take one qubit
//! or a whole register.

pub(crate) mod bounds;

use crate::eager;
use crate::graph::{
    Effects, Element, Graph, Loc, NodeShape, Nodes, Offset, Op, Param, Record, Region, Row,
    Signature, Type, Values, few, part,
};
use crate::kernel::{Binding, Flag, Kernel};
#[cfg(doc)]
use crate::observable::{I, X, Y, Z};
use crate::observable::{Observable, Pauli};
use crate::types::{Bit, Float, Qubit, UInt, Vector};

pub use bounds::range;

/// What [`expval()`] looks at: a qubit, a register, or a tuple of these, 16 at most, whose qubits are counted one after the other.
#[diagnostic::on_unimplemented(
    message = "expected a qubit, a register or a tuple of these, found `{Self}`",
    label = "this is a `{Self}`, not made of `Qubit` and `Vector<Qubit>`"
)]
pub trait Observed: Sized {
    /// Gives up the qubits for their handles.
    #[doc(hidden)]
    #[track_caller]
    fn into_handles(self) -> Vec<u64>;
}

impl Observed for Qubit {
    fn into_handles(self) -> Vec<u64> {
        vec![self.into_handle()]
    }
}

impl Observed for Vector<Qubit> {
    fn into_handles(self) -> Vec<u64> {
        let qubits = self.into_qubits();
        // Where one is missing, the others must still be there to be dropped.
        qubits.iter().for_each(Qubit::assert_held);
        qubits.into_iter().map(Qubit::into_handle).collect()
    }
}

macro_rules! observed {
    ($first:ident $($rest:ident)*) => {
        observed!(@tuples [$first] $($rest)*);
    };
    (@tuples [$($part:ident)*]) => {};
    (@tuples [$($part:ident)*] $next:ident $($rest:ident)*) => {
        impl<$($part: Observed,)* $next: Observed> Observed for ($($part,)* $next) {
            #[allow(non_snake_case)]
            fn into_handles(self) -> Vec<u64> {
                let ($($part,)* $next) = self;
                let mut all = Vec::new();
                $(all.extend($part.into_handles());)*
                all.extend($next.into_handles());
                all
            }
        }
        observed!(@tuples [$($part)* $next] $($rest)*);
    };
}
observed! { A B C D E F G H J K L M N O P Q }

/// One qubit, or a register of them.
#[diagnostic::on_unimplemented(
    message = "expected a qubit or a register, found `{Self}`",
    label = "this is a `{Self}`, not a `Qubit` or `Vector<Qubit>`"
)]
pub trait Qubits: Observed {
    /// What measuring gives: a bit for a qubit, bits for a register.
    type Outcome;

    /// The outcome from one bit for each qubit.
    #[doc(hidden)]
    fn outcome(bits: Vec<bool>) -> Self::Outcome;

    /// The qubits of these handles.
    #[doc(hidden)]
    fn from_handles(handles: Vec<u64>) -> Self;
}

impl Qubits for Qubit {
    type Outcome = Bit;

    fn outcome(bits: Vec<bool>) -> Bit {
        bits[0]
    }

    fn from_handles(handles: Vec<u64>) -> Self {
        Qubit::new(handles[0])
    }
}

impl Qubits for Vector<Qubit> {
    type Outcome = Vector<Bit>;

    fn outcome(bits: Vec<bool>) -> Vector<Bit> {
        bits.into()
    }

    fn from_handles(handles: Vec<u64>) -> Self {
        Vector::from_qubits(handles.into_iter().map(Qubit::new).collect())
    }
}

/// What [`expval()`] can measure: one observable, or several at once.
#[diagnostic::on_unimplemented(
    message = "expected an observable, found `{Self}`",
    label = "this is a `{Self}`, not an `Observable` or `Vector<Observable>`"
)]
pub trait Observables {
    /// An expectation value for each observable.
    type Values;

    /// The expectation values on a state.
    #[doc(hidden)]
    fn values(&self, value: impl Fn(&Observable) -> f64) -> Self::Values;
}

impl Observables for Observable {
    type Values = Float;

    fn values(&self, value: impl Fn(&Observable) -> f64) -> Float {
        value(self)
    }
}

impl Observables for Vector<Observable> {
    type Values = Vector<Float>;

    fn values(&self, value: impl Fn(&Observable) -> f64) -> Vector<Float> {
        self.as_slice().iter().map(value).collect()
    }
}

/// A new qubit in |0>.
#[track_caller]
pub fn qubit() -> Qubit {
    eager::forbid(&Op::Qubit);
    Qubit::new(eager::allocate())
}

/// A register of `length` new qubits in |0>.
#[track_caller]
pub fn qubit_array(length: UInt) -> Vector<Qubit> {
    Vector::from_qubits((0..length).map(|_| qubit()).collect())
}

/// Measures a qubit or a register in the computational basis; the qubits are gone.
///
/// An expectation value is an average over the outcomes of every measurement and reset before it; in a plain call, which is
/// one run, an outcome that the code uses is drawn, and the value is the one for that outcome. See [`eager`].
#[track_caller]
pub fn measure<Q: Qubits<Outcome = B>, B>(q: Q) -> B {
    eager::forbid(&Op::Measure);
    Q::outcome(eager::measure(&q.into_handles()))
}

/// Brings a qubit or a register to |0>, whatever its state was: the old qubits are traced out, as
/// [`discard`](fn@discard) does it, and new ones take their places.
#[track_caller]
pub fn reset<Q: Qubits>(q: Q) -> Q {
    eager::forbid(&Op::Reset);
    let handles = q.into_handles();
    eager::release(&handles);
    Q::from_handles(handles.iter().map(|_| eager::allocate()).collect())
}

/// Gives up a qubit or a register without measuring it.
#[track_caller]
pub fn discard<Q: Qubits>(q: Q) {
    eager::forbid(&Op::Discard);
    eager::release(&q.into_handles());
}

/// The expectation value of an observable, or of several in one pass; qubit k of the observable is element k
/// of the register, in a tuple after those of the parts before it. The qubits are gone.
///
/// ```
/// use qkernel_runtime::prelude::*;
///
/// #[qkernel]
/// fn apart(theta: Float) -> Float {
///     let (a, pair) = (ry(qubit(), theta), h_layer(qubit_array(2)));
///     expval((a, pair), Z(0) * X(2))
/// }
///
/// assert!((apart {}.compile()?.run(0.3)? - 0.3_f64.cos()).abs() < 1e-12);
/// # Ok::<(), Error>(())
/// ```
///
/// # Panics
///
/// Called from host code, if the observable reaches past the register.
#[track_caller]
pub fn expval<Q: Observed, H: Observables<Values = V>, V>(q: Q, observable: H) -> V {
    eager::forbid(&Op::Expval);
    let handles = q.into_handles();
    // Released also where the observable does not fit.
    let _held = Held(&handles);
    observable.values(|observable| eager::expectation(&handles, observable))
}

/// Qubits that are traced out in the end.
struct Held<'a>(&'a [u64]);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        eager::release(self.0);
    }
}

const HERE: Loc = Loc {
    file: file!(),
    line: line!(),
    column: 1,
};

const QUBITS: Type = Type::Either(Element::Qubit);
const NONE: Type = Type::Tuple(&[]);
const UINT: Type = Type::Scalar(Element::UInt);
const OBSERVABLE: Type = Type::Scalar(Element::Observable);

macro_rules! operations {
    ($($name:ident($($param:ident: $ty:expr),*) -> $result:expr, $outs:literal, $op:expr;)*) => {$(
        // Hidden: the fn of this name carries the docs.
        #[doc(hidden)]
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, Debug)]
        pub struct $name {}

        impl Kernel for $name {
            const SIGNATURE: Signature = Signature {
                name: stringify!($name),
                params: &[$(Param { name: stringify!($param), ty: $ty, size: None, loc: Offset::NAME }),*],
                result: $result,
                stated: &[],
                loc: HERE,
            };
            const GRAPH: Graph = Graph {
                signature: Self::SIGNATURE,
                values: Values::of_few(&[$(stringify!($param),)* ""], &[$($ty,)* $result]),
                body: {
                    const PARAMS: &[&str] = &[$(stringify!($param)),*];
                    const OUTS: usize = $outs;
                    const ROWS: &[Row] = &few(PARAMS.len(), OUTS);
                    Region {
                        args: part(ROWS, 0, PARAMS.len()),
                        nodes: Nodes::one(
                            &Record { shape: 0, at: 0, line: 0, column: 0 },
                            &NodeShape { op: $op, ins: PARAMS.len(), outs: OUTS, literal: false },
                            ROWS,
                        ),
                        yields: part(ROWS, PARAMS.len().div_ceil(4), OUTS),
                    }
                },
                effects: Effects::of(&$op),
                results: &[],
                needs: &[],
            };
            type Params = ();
            type Output = ();
            type Entry = Flag<false>;
            type Measures = Flag<{ Self::GRAPH.effects.measures() }>;

            fn bindings(self) -> Vec<Binding> {
                Vec::new()
            }
        }
    )*};
}

operations! {
    X(qubit: UINT) -> OBSERVABLE, 1, Op::Pauli(Pauli::X);
    Y(qubit: UINT) -> OBSERVABLE, 1, Op::Pauli(Pauli::Y);
    Z(qubit: UINT) -> OBSERVABLE, 1, Op::Pauli(Pauli::Z);
    I() -> OBSERVABLE, 1, Op::Identity;
    qubit() -> Type::Scalar(Element::Qubit), 1, Op::Qubit;
    qubit_array(length: Type::Scalar(Element::UInt)) -> Type::Vector(Element::Qubit), 1, Op::QubitArray;
    measure(q: QUBITS) -> Type::Either(Element::Bit), 1, Op::Measure;
    reset(q: QUBITS) -> QUBITS, 1, Op::Reset;
    discard(q: QUBITS) -> NONE, 0, Op::Discard;
    expval(q: QUBITS, observable: Type::Either(Element::Observable)) -> Type::Either(Element::Float), 1, Op::Expval;
}

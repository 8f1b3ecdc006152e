//! What the code that macros generate refers to, and what hqnn-model shares with them. Not for use by hand: it may change with
//! any version.

pub use crate::observable::Observable;
use crate::types::Element;
pub use crate::types::{Bit, Float, Matrix, Qubit, UInt, Vector};

pub use crate::eager::{Outcomes, Rounds, Unused};
pub use crate::gate::GateKind;
pub use crate::graph::analyse::{Analysis, analyse};
pub use crate::graph::infer::infer;
pub use crate::graph::needs::Need;
pub use crate::graph::op::{Effects, NodeShape, effects};
pub use crate::graph::{
    BinaryOp, Constant, Element as E, Graph, Loc, Modified, Modifier, Names, Nodes, Offset, Op,
    Order, Param, Region, Signature, Size, SizeExpr, Sizes, Stated, Type, UnaryOp, ValueId, Values,
};
pub use crate::kernel::{Binding, Flag, Kernel};
pub use crate::modifiers::Modify;
pub use crate::ops::bounds::{Counted, Down, step};
pub use crate::program::{BinaryFunction, Function};
pub use crate::stated::{Call, Extended, Extent};
pub use qkernel_ir::Poly;
pub use qkernel_ir::{Record, Row, TypeRule, part, table};
pub use qkernel_ir::{Text, is_same};
pub use qkernel_macros::fail_at;

/// Checks of constants, for `static_circuit!` and `quantum_layer!`.
pub mod fixed {
    pub use crate::bind::{BindingRef, check, lengths, stack};
    pub use crate::fixed::values::{FixedValue, IntoField, NotAConstant, field, missing};
}

/// Fails the evaluation of a constant. rustc leaves callees that track their caller out of its explanation, so the
/// message points only at the user's tokens.
#[track_caller]
pub const fn fail(message: &Text) -> ! {
    panic!("{}", message.as_str())
}

/// Fails where the analysis has found a fault at a place, with an argument.
#[track_caller]
pub const fn check(analysis: &Analysis, line: u32, column: u32, argument: usize) {
    if let Some(message) = analysis.fault(Offset { line, column }, argument) {
        fail(message)
    }
}

/// Replaces what the macro has refused, so that the types around it are still checked. It is never run.
pub fn any<T>() -> T {
    unreachable!("the kernel has errors")
}

/// Reads an element of a vector or a register: a qubit is moved out, anything else is copied.
pub trait Take {
    #[doc(hidden)]
    #[track_caller]
    fn __take(&self) -> Self;
}

impl Take for Qubit {
    fn __take(&self) -> Self {
        Qubit::new(self.take_handle())
    }
}

macro_rules! copied {
    ($($ty:ty),*) => {$(
        impl Take for $ty {
            fn __take(&self) -> Self {
                *self
            }
        }
    )*};
}

copied!(Float, UInt, Bit);

impl Take for Observable {
    fn __take(&self) -> Self {
        self.clone()
    }
}

/// What may go out of use without being consumed: everything but qubits.
pub trait Discard {}

impl Discard for () {}
impl Discard for Float {}
impl Discard for UInt {}
impl Discard for Bit {}
impl Discard for Observable {}
impl Discard for Vector<Float> {}
impl Discard for Vector<UInt> {}
impl Discard for Vector<Bit> {}
impl Discard for Vector<Observable> {}
impl<T: Element<Items = &'static [T]>> Discard for Matrix<T> {}

/// The type of the field with number `K`; `()` where there is none. It tells of the rest of a value of which a field is
/// used, where only rustc knows how many fields there are.
pub trait Field<const K: u32> {
    type Type;
}

macro_rules! without_fields {
    ($($ty:ty),*) => {$(
        impl<const K: u32> Field<K> for $ty {
            type Type = ();
        }
    )*};
}

without_fields!((), Qubit, Float, UInt, Bit, Observable);

impl<const K: u32, T: Element> Field<K> for Vector<T> {
    type Type = ();
}

impl<const K: u32, T: Element<Items = &'static [T]>> Field<K> for Matrix<T> {
    type Type = ();
}

macro_rules! tuples {
    // Each tuple, and the ones that are longer.
    ($($part:ident $number:literal)*) => {
        tuples!(@longer [] $($part $number)*);
    };
    (@longer [$($part:ident $number:literal)*]) => {};
    (@longer [$($part:ident $number:literal)*] $next:ident $next_number:literal $($rest:ident $rest_number:literal)*) => {
        tuples!(@tuple [$($part $number)* $next $next_number] [$($rest $rest_number)*]);
        tuples!(@longer [$($part $number)* $next $next_number] $($rest $rest_number)*);
    };
    (@tuple [$($part:ident $number:literal)+] [$($rest:ident $rest_number:literal)*]) => {
        impl<$($part: Discard),+> Discard for ($($part,)+) {}
        tuples!(@fields ($($part,)+) [$($part)+] $($number $part)+ $($rest_number ())*);
    };
    (@fields $tuple:tt $parts:tt $($number:literal $ty:tt)+) => {
        $(tuples!(@field $tuple $parts $number $ty);)+
    };
    (@field $tuple:tt [$($part:ident)+] $number:literal $ty:tt) => {
        impl<$($part),+> Field<$number> for $tuple {
            type Type = $ty;
        }
    };
}

tuples! { A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 L 10 M 11 N 12 O 13 P 14 Q 15 }

/// The field of a kernel's struct, as a [`Binding`].
pub trait Bind {
    fn bind(self) -> Binding;
}

impl Bind for UInt {
    fn bind(self) -> Binding {
        Binding::UInt(self)
    }
}

impl Bind for Bit {
    fn bind(self) -> Binding {
        Binding::Bit(self)
    }
}

impl Bind for Observable {
    fn bind(self) -> Binding {
        Binding::Observable(self)
    }
}

impl Bind for Vector<UInt> {
    fn bind(self) -> Binding {
        Binding::UInts(self.as_slice().to_vec())
    }
}

impl Bind for Vector<Bit> {
    fn bind(self) -> Binding {
        Binding::Bits(self.as_slice().to_vec())
    }
}

impl Bind for Vector<Observable> {
    fn bind(self) -> Binding {
        Binding::Observables(self.as_slice().to_vec())
    }
}

/// Turns a constant of the surrounding crate into a graph constant, by its type. rustc shows the name of the method to who uses
/// a constant of another type.
pub struct ConstOf<T>(pub T);

#[allow(non_snake_case)]
impl ConstOf<f64> {
    pub const fn of_type_Float_UInt_or_Bit(self) -> Constant {
        Constant::Float(self.0)
    }
}

// Of numbers of other types rustc says in the function that they do not fit: once is enough.
macro_rules! whole {
    ($($ty:ty)*) => {$(
        #[allow(non_snake_case)]
        impl ConstOf<$ty> {
            pub const fn of_type_Float_UInt_or_Bit(self) -> Constant {
                Constant::UInt(self.0 as u64)
            }
        }
    )*};
}

whole! { usize u8 u16 u32 u64 u128 isize i8 i16 i32 i64 i128 }

#[allow(non_snake_case)]
impl ConstOf<f32> {
    pub const fn of_type_Float_UInt_or_Bit(self) -> Constant {
        Constant::Float(self.0 as f64)
    }
}

#[allow(non_snake_case)]
impl ConstOf<bool> {
    pub const fn of_type_Float_UInt_or_Bit(self) -> Constant {
        Constant::Bit(self.0)
    }
}

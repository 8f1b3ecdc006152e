//! What goes into a kernel and comes out of it, taken apart into qubits and the rest.

use crate::observable::Observable;
use crate::types::{Bit, Element, Float, Matrix, Qubit, UInt, Vector};

/// A qubit or a register, by handles.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    Qubit(u64),
    Register(Vec<u64>),
}

impl Held {
    pub(super) fn handles(&self) -> &[u64] {
        match self {
            Held::Qubit(handle) => std::slice::from_ref(handle),
            Held::Register(handles) => handles,
        }
    }

    /// Whether both are qubits, or registers of one length.
    pub(super) fn same_shape(&self, other: &Held) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
            && self.handles().len() == other.handles().len()
    }
}

/// What a kernel takes and gives.
pub trait Carried: Sized {
    /// What `control(k)` gives, where `k` gives this: the control qubit, and then the parts of this.
    type Controlled;

    /// The control qubit and this.
    #[doc(hidden)]
    fn with_control(self, control: Qubit) -> Self::Controlled;

    /// Moves the qubits out. What is left is dropped without effect.
    #[doc(hidden)]
    fn take(&self, held: &mut Vec<Held>);

    /// The same with these qubits.
    #[doc(hidden)]
    fn again(&self, held: &mut dyn Iterator<Item = Held>) -> Self;

    /// These qubits, if there is nothing else in it.
    #[doc(hidden)]
    fn made_of(held: &mut dyn Iterator<Item = Held>) -> Option<Self>;
}

impl Carried for Qubit {
    type Controlled = (Qubit, Qubit);

    fn with_control(self, control: Qubit) -> Self::Controlled {
        (control, self)
    }

    fn take(&self, held: &mut Vec<Held>) {
        held.push(Held::Qubit(self.take_handle()));
    }

    fn again(&self, held: &mut dyn Iterator<Item = Held>) -> Self {
        Self::made_of(held).expect("a qubit is where one was before")
    }

    fn made_of(held: &mut dyn Iterator<Item = Held>) -> Option<Self> {
        match held.next()? {
            Held::Qubit(handle) => Some(Qubit::new(handle)),
            Held::Register(_) => None,
        }
    }
}

impl Carried for Vector<Qubit> {
    type Controlled = (Qubit, Vector<Qubit>);

    fn with_control(self, control: Qubit) -> Self::Controlled {
        (control, self)
    }

    fn take(&self, held: &mut Vec<Held>) {
        self.as_slice().iter().for_each(Qubit::assert_held);
        let handles = self.as_slice().iter().map(Qubit::take_handle);
        held.push(Held::Register(handles.collect()));
    }

    fn again(&self, held: &mut dyn Iterator<Item = Held>) -> Self {
        Self::made_of(held).expect("a register is where one was before")
    }

    fn made_of(held: &mut dyn Iterator<Item = Held>) -> Option<Self> {
        match held.next()? {
            Held::Register(handles) => Some(Vector::from_qubits(
                handles.into_iter().map(Qubit::new).collect(),
            )),
            Held::Qubit(_) => None,
        }
    }
}

macro_rules! numbers {
    ($($ty:ty $(where $t:ident)?;)*) => {$(
        impl $(<$t: Element<Items = &'static [$t]> + Clone>)? Carried for $ty {
            type Controlled = (Qubit, Self);

            fn with_control(self, control: Qubit) -> Self::Controlled {
                (control, self)
            }

            fn take(&self, _: &mut Vec<Held>) {}

            fn again(&self, _: &mut dyn Iterator<Item = Held>) -> Self {
                self.clone()
            }

            fn made_of(_: &mut dyn Iterator<Item = Held>) -> Option<Self> {
                None
            }
        }
    )*};
}

numbers! {
    Float;
    UInt;
    Bit;
    Observable;
    Vector<Float>;
    Vector<UInt>;
    Vector<Bit>;
    Vector<Observable>;
    Matrix<T> where T;
}

impl Carried for () {
    type Controlled = Qubit;

    fn with_control(self, control: Qubit) -> Qubit {
        control
    }

    fn take(&self, _: &mut Vec<Held>) {}

    fn again(&self, _: &mut dyn Iterator<Item = Held>) -> Self {}

    fn made_of(_: &mut dyn Iterator<Item = Held>) -> Option<Self> {
        Some(())
    }
}

macro_rules! tuples {
    // Each tuple, and the ones that are longer.
    ([$($done:tt)*] $part:ident $i:tt $($rest:tt)*) => {
        tuples!(@impl $($done)* $part $i);
        tuples!([$($done)* $part $i] $($rest)*);
    };
    ([$($done:tt)*]) => {};
    (@impl $($part:ident $i:tt)+) => {
        impl<$($part: Carried),+> Carried for ($($part,)+) {
            type Controlled = (Qubit, $($part),+);

            fn with_control(self, control: Qubit) -> Self::Controlled {
                (control, $(self.$i),+)
            }

            fn take(&self, held: &mut Vec<Held>) {
                $(self.$i.take(held);)+
            }

            fn again(&self, held: &mut dyn Iterator<Item = Held>) -> Self {
                ($(self.$i.again(held),)+)
            }

            fn made_of(held: &mut dyn Iterator<Item = Held>) -> Option<Self> {
                Some(($($part::made_of(held)?,)+))
            }
        }
    };
}

tuples!([] A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 L 10 M 11 N 12 O 13 P 14 Q 15);

//! Constants as the values of a kernel's fields.

use super::machine::Value;
use crate::observable::Observable;
use crate::types::{Bit, UInt, Vector};

/// The value of a field, as it is written.
// Constants have no heap to put the numbers on.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// One value.
    Value(Value),
    /// An observable.
    Text(&'static str),
    /// Several observables.
    Texts {
        /// Their texts.
        items: [&'static str; Field::NUMBERS],
        /// How many of them count.
        count: usize,
    },
    /// Several numbers.
    UInts {
        /// The numbers.
        items: [usize; Field::NUMBERS],
        /// How many of them count.
        count: usize,
    },
    /// Several bits.
    Bits {
        /// The bits.
        items: [bool; Field::NUMBERS],
        /// How many of them count.
        count: usize,
    },
}

impl Field {
    /// How many numbers or observables a constant vector holds at most.
    pub const NUMBERS: usize = 256;
}

/// A constant, told by its type.
#[derive(Clone, Copy, Debug)]
pub struct FixedValue<T>(pub T);

impl FixedValue<usize> {
    /// As a value of the checker.
    pub const fn get(self) -> Field {
        Field::Value(Value::UInt(self.0))
    }
}

impl FixedValue<bool> {
    /// As a value of the checker.
    pub const fn get(self) -> Field {
        Field::Value(Value::Bit(Some(self.0)))
    }
}

impl FixedValue<&'static str> {
    /// As a value of the checker.
    pub const fn get(self) -> Field {
        Field::Text(self.0)
    }
}

impl<const N: usize> FixedValue<[&'static str; N]> {
    /// As a value of the checker.
    pub const fn get(self) -> Field {
        let (items, count) = (padded(self.0, ""), N);
        Field::Texts { items, count }
    }
}

macro_rules! vectors {
    ($($ty:ty, $kind:ident, $none:expr;)*) => {$(
        impl<const N: usize> FixedValue<[$ty; N]> {
            /// As a value of the checker.
            pub const fn get(self) -> Field {
                let (items, count) = (padded(self.0, $none), N);
                Field::$kind { items, count }
            }
        }

        impl<const N: usize> IntoField<Vector<$ty>> for [$ty; N] {
            fn into_field(self) -> Vector<$ty> {
                self.into()
            }
        }
    )*};
}

vectors! {
    UInt, UInts, 0;
    Bit, Bits, false;
}

/// The elements in an array of one length for all.
const fn padded<T: Copy, const N: usize>(elements: [T; N], none: T) -> [T; Field::NUMBERS] {
    assert!(
        N <= Field::NUMBERS,
        "a vector of constants has at most 256 elements; use `compile()` for longer ones"
    );
    let mut items = [none; Field::NUMBERS];
    let mut i = 0;
    while i < N {
        items[i] = elements[i];
        i += 1;
    }
    items
}

/// Turns a constant into the value of a field.
pub trait IntoField<T> {
    /// The value of the field.
    fn into_field(self) -> T;
}

impl IntoField<UInt> for UInt {
    fn into_field(self) -> UInt {
        self
    }
}

impl IntoField<Bit> for Bit {
    fn into_field(self) -> Bit {
        self
    }
}

impl IntoField<Observable> for &str {
    fn into_field(self) -> Observable {
        match self.parse() {
            Ok(observable) => observable,
            Err(error) => panic!("{error}"),
        }
    }
}

impl<const N: usize> IntoField<Vector<Observable>> for [&str; N] {
    fn into_field(self) -> Vector<Observable> {
        self.into_iter()
            .map(IntoField::<Observable>::into_field)
            .collect()
    }
}

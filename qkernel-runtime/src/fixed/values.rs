//! Constants as the values of a kernel's fields.

use super::machine::{Operator, Value};
use super::text::span;
use crate::observable::Observable;
use crate::types::{Bit, UInt, Vector};

/// The value of a field, as it is written.
// Constants have no heap to put the numbers on.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Copy, Debug)]
pub enum Field {
    /// One value, or observables.
    Value(Value),
    /// Several numbers.
    UInts {
        /// The numbers.
        items: [usize; Field::NUMBERS],
        /// How many of them count.
        count: usize,
    },
    /// A text that is not an observable.
    Misspelt,
}

impl Field {
    /// How many numbers a constant vector holds at most.
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
        match span(self.0) {
            Some(span) => Field::Value(Value::Observable(Operator::text(self.0, span))),
            None => Field::Misspelt,
        }
    }
}

impl<const N: usize> FixedValue<[&'static str; N]> {
    /// As a value of the checker.
    pub const fn get(self) -> Field {
        let mut all = Operator { span: 0, mark: 0.0 };
        let mut i = 0;
        while i < N {
            match span(self.0[i]) {
                Some(span) => {
                    all.mark = 2.0 * all.mark + Operator::text(self.0[i], span).mark;
                    if span > all.span {
                        all.span = span;
                    }
                }
                None => return Field::Misspelt,
            }
            i += 1;
        }
        Field::Value(Value::Observables { count: N, all })
    }
}

impl<const N: usize> FixedValue<[usize; N]> {
    /// As a value of the checker.
    pub const fn get(self) -> Field {
        assert!(
            N <= Field::NUMBERS,
            "a vector of constants has at most 256 elements; use `compile()` for longer ones"
        );
        let mut items = [0; Field::NUMBERS];
        let mut i = 0;
        while i < N {
            items[i] = self.0[i];
            i += 1;
        }
        Field::UInts { items, count: N }
    }
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

impl<const N: usize> IntoField<Vector<UInt>> for [UInt; N] {
    fn into_field(self) -> Vector<UInt> {
        self.into()
    }
}

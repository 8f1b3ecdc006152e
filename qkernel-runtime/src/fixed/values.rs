//! Constants as the values of a kernel's fields.

use super::machine::{Operator, Value};
use super::text::span;
use crate::observable::Observable;
use crate::types::{Bit, UInt, Vector};

/// A constant, told by its type.
#[derive(Clone, Copy, Debug)]
pub struct FixedValue<T>(pub T);

impl FixedValue<usize> {
    /// As a value of the checker.
    pub const fn get(self) -> Value {
        Value::UInt(self.0)
    }
}

impl FixedValue<bool> {
    /// As a value of the checker.
    pub const fn get(self) -> Value {
        Value::Bit(Some(self.0))
    }
}

impl FixedValue<&'static str> {
    /// As a value of the checker.
    pub const fn get(self) -> Value {
        match span(self.0) {
            Some(span) => Value::Observable(Operator::text(self.0, span)),
            None => Value::Misspelt,
        }
    }
}

impl<const N: usize> FixedValue<[&'static str; N]> {
    /// As a value of the checker.
    pub const fn get(self) -> Value {
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
                None => return Value::Misspelt,
            }
            i += 1;
        }
        Value::Observables { count: N, all }
    }
}

impl<const N: usize> FixedValue<[usize; N]> {
    /// As a value of the checker.
    pub const fn get(self) -> Value {
        assert!(
            N <= Value::NUMBERS,
            "a vector of constants has at most 32 elements; use `compile()` for longer ones"
        );
        let mut items = [0; Value::NUMBERS];
        let mut i = 0;
        while i < N {
            items[i] = self.0[i];
            i += 1;
        }
        Value::UInts { items, count: N }
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

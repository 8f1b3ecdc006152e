//! Constants as the values of a kernel's fields.

use super::machine::Value;
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
            Some(span) => Value::Observable(span),
            None => Value::Misspelt,
        }
    }
}

impl<const N: usize> FixedValue<[&'static str; N]> {
    /// As a value of the checker.
    pub const fn get(self) -> Value {
        let mut widest = 0;
        let mut i = 0;
        while i < N {
            match span(self.0[i]) {
                Some(width) if width > widest => widest = width,
                Some(_) => {}
                None => return Value::Misspelt,
            }
            i += 1;
        }
        Value::Observables {
            count: N,
            span: widest,
        }
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

/// How many qubits an observable needs: the highest qubit that stands behind an X, Y or Z, and one more. `None`
/// where the text is not a Pauli sum.
const fn span(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut span = 0;
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'X' | b'Y' | b'Z' => {
                let mut qubit = 0;
                let first = i + 1;
                i = first;
                while i < bytes.len() && bytes[i].is_ascii_digit() {
                    qubit = qubit * 10 + (bytes[i] - b'0') as usize;
                    if qubit >= 1 << 32 {
                        return None;
                    }
                    i += 1;
                }
                if i == first {
                    return None;
                }
                if qubit + 1 > span {
                    span = qubit + 1;
                }
            }
            b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-' | b'*' | b' ' | b'I' => i += 1,
            _ => return None,
        }
    }
    if bytes.is_empty() { None } else { Some(span) }
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

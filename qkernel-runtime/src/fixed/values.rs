//! Constants as the values of a kernel's fields.

use crate::bind::Given;
use crate::observable::Observable;
use crate::types::{Bit, UInt, Vector};

/// A constant, told by its type.
#[derive(Clone, Copy, Debug)]
pub struct FixedValue<'a, T>(pub &'a T);

macro_rules! values {
    ($([$($size:ident)?] $ty:ty, $kind:ident;)*) => {$(
        impl<'a $(, const $size: usize)?> FixedValue<'a, $ty> {
            /// For the binder.
            pub const fn get(self) -> Given<'a> {
                values!(@given $kind self $($size)?)
            }
        }
    )*};
    (@given $kind:ident $this:ident) => { Given::$kind(*$this.0) };
    (@given $kind:ident $this:ident $size:ident) => { Given::$kind($this.0) };
}

values! {
    [] UInt, UInt;
    [] Bit, Bit;
    [] &'static str, Text;
    [N] [UInt; N], UInts;
    [N] [Bit; N], Bits;
    [N] [&'static str; N], Texts;
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

impl<const N: usize> IntoField<Vector<UInt>> for [UInt; N] {
    fn into_field(self) -> Vector<UInt> {
        self.into()
    }
}

impl<const N: usize> IntoField<Vector<Bit>> for [Bit; N] {
    fn into_field(self) -> Vector<Bit> {
        self.into()
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

//! Constants as the values of a kernel's fields.

use std::marker::PhantomData;

use crate::bind::BindingRef;
use crate::observable::Observable;
use crate::types::{Bit, UInt, Vector};

/// A constant, told by its type.
#[derive(Clone, Copy, Debug)]
pub struct FixedValue<'a, T>(pub &'a T);

macro_rules! values {
    ($([$($size:ident)?] $ty:ty, $kind:ident;)*) => {$(
        impl<'a $(, const $size: usize)?> FixedValue<'a, $ty> {
            /// For the binder.
            pub const fn get(self) -> BindingRef<'a> {
                values!(@binding $kind self $($size)?)
            }
        }
    )*};
    (@binding $kind:ident $this:ident) => { BindingRef::$kind(*$this.0) };
    (@binding $kind:ident $this:ident $size:ident) => { BindingRef::$kind($this.0) };
}

values! {
    [] UInt, UInt;
    [] Bit, Bit;
    [] &'static str, Text;
    [N] [UInt; N], UInts;
    [N] [Bit; N], Bits;
    [N] [&'static str; N], Texts;
}

/// What has no value for the binder: that it does not fit is reported by [`IntoField`].
pub trait NotAConstant {
    /// Never called.
    fn get(&self) -> BindingRef<'static> {
        unreachable!("it does not fit")
    }
}

impl<T> NotAConstant for FixedValue<'_, T> {}

/// Turns a constant into the value of a field.
#[diagnostic::on_unimplemented(
    message = "[QK0027] this field of the kernel cannot be a `{Self}`",
    label = "its value is a `{Self}`",
    note = "write `3` for a `UInt`, `true` for a `Bit`, text such as `\"Z0 Z1\"` for an `Observable`, and an array of these for a vector: `[1, 2]`"
)]
pub trait IntoField<T> {
    /// The value of the field.
    fn into_field(self) -> T;
}

/// The value of a field of type `T`, from a constant.
pub struct Field<T, V>(T, PhantomData<V>);

/// The value of a field.
pub fn field<T, V: IntoField<T>>(value: V) -> Field<T, V> {
    Field(value.into_field(), PhantomData)
}

/// The fields that are not given, for code that is only checked for its types.
pub fn missing<T>() -> T {
    unreachable!("code that tells types is not run")
}

impl<T, V> Field<T, V> {
    /// The value. The constant is of the same type as this one: so is an empty list.
    pub fn like(self, _: &V) -> T {
        self.0
    }
}

/// A second type for each constant. With one alone, rustc would take a field for that type, and speak of the macro where it is
/// another one.
pub enum Nothing {}

macro_rules! into_nothing {
    ($([$($generic:tt)*] $ty:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generic)*> IntoField<Nothing> for $ty {
            fn into_field(self) -> Nothing {
                unreachable!("no field is of this type")
            }
        }
    )*};
}

into_nothing! {
    [] UInt;
    [] Bit;
    [] &str;
    [const N: usize] [UInt; N];
    [const N: usize] [Bit; N];
    [const N: usize] [&str; N];
}

#[diagnostic::do_not_recommend]
impl IntoField<UInt> for UInt {
    fn into_field(self) -> UInt {
        self
    }
}

#[diagnostic::do_not_recommend]
impl IntoField<Bit> for Bit {
    fn into_field(self) -> Bit {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> IntoField<Vector<UInt>> for [UInt; N] {
    fn into_field(self) -> Vector<UInt> {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> IntoField<Vector<Bit>> for [Bit; N] {
    fn into_field(self) -> Vector<Bit> {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl IntoField<Observable> for &str {
    fn into_field(self) -> Observable {
        match self.parse() {
            Ok(observable) => observable,
            Err(error) => panic!("{error}"),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> IntoField<Vector<Observable>> for [&str; N] {
    fn into_field(self) -> Vector<Observable> {
        self.into_iter()
            .map(IntoField::<Observable>::into_field)
            .collect()
    }
}

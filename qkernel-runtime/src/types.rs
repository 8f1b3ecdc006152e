//! The types that kernels are written with.

use std::marker::PhantomData;

/// A real number.
pub type Float = f64;

/// A measured bit.
pub type Bit = bool;

/// A vector.
pub struct Vector<T>(PhantomData<T>);

/// A matrix.
pub struct Matrix<T>(PhantomData<T>);

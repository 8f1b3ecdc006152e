//! Everything a kernel is written with: `use qkernel_runtime::prelude::*;`.

pub use std::f64::consts::PI;

pub use crate::arguments::{Arguments, Parameters, each};
pub use crate::circuit::{Circuit, Compile};

pub use crate::error::{CompileError, Error};
pub use crate::gates::*;
pub use crate::gradient::GradientMethod;
#[doc(hidden)]
pub use crate::kernel::CompileFunction as _;
pub use crate::kernel::{EntryKernel, Kernel, ScalarKernel, UnitaryKernel};
pub use crate::library::*;
pub use crate::modifiers::{control, inverse, power};
pub use crate::observable::{I, Observable, X, Y, Z};
pub use crate::ops::{I, X, Y, Z, discard, expval, measure, qubit, qubit_array, range, reset};
pub use crate::types::{Bit, Float, Matrix, Qubit, UInt, Vector};
pub use qkernel_macros::qkernel;

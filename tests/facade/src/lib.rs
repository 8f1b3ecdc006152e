//! A crate that re-exports the runtime, for users who do not name it among their dependencies.

pub use qkernel_runtime;
pub use qkernel_runtime::prelude::*;

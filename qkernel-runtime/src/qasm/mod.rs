//! OpenQASM, the text format of circuits.

mod read;
pub(crate) mod write;

pub(crate) use read::no_circuit;
pub use read::{Options, QasmError, QasmErrorKind, read};
pub use write::Export;

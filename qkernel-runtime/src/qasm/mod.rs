//! OpenQASM, the text format of circuits.

mod library;
mod read;
mod words;
pub(crate) mod write;

pub(crate) use read::no_circuit;
pub use read::{Options, QasmError, QasmErrorKind, read};
pub use write::Export;

/// The annotation of a `while` in OpenQASM 3 whose first round is always done, and is written before it.
const REPEATS: &str = "@repeats";

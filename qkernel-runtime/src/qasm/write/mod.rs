//! Programs as OpenQASM.
//!
//! Qubits that are never alive at the same time share a wire of the text, with a reset between them. Qubits that an observable
//! sees keep theirs to the end, so that the expectation value is one of the state at the end of the text.

mod again;
mod bits;
mod borrowed;
mod condition;
mod expand;
mod gates;
pub(crate) mod kernel;
mod names;
mod numbers;
mod options;
mod registers;
mod results;
mod statements;
mod three;
mod two;

use crate::error::Error;
use crate::program::Program;
pub(super) use gates::defined;
pub use options::Export;

/// A program that is well formed, as OpenQASM 3.
pub(crate) fn qasm3(program: &Program, export: &Export) -> String {
    three::write(program, export)
}

/// A program that is well formed, as OpenQASM 2.
///
/// # Errors
/// With the first thing that OpenQASM 2 cannot say.
pub(crate) fn qasm2(program: &Program) -> Result<String, Error> {
    two::write(program)
}

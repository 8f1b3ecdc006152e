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

pub(super) use gates::defined;
pub use options::Export;
pub(crate) use three::qasm3;
pub(crate) use two::qasm2;

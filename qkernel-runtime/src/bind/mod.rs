//! Graph → flat circuit: sizes and observables are bound, loops unrolled, calls inlined, angles made affine.
//!
//! The binder runs the graph like an interpreter whose qubits are numbers, whose sizes are known, and whose `Float`s are affine
//! forms over the arguments. It is one `const fn` over memory that the caller lends: `compile()` lends lists on the heap and makes
//! a [`Program`](crate::program::Program) of what they hold, `static_circuit!` and `quantum_layer!` lend arrays and ask only what
//! is wrong. So rules and messages are written once.

mod affine;
mod arithmetic;
mod binder;
mod branch;
mod compile;
mod condition;
mod constant;
mod element;
mod entry;
mod fault;
mod gate;
mod list;
mod listed;
mod modified;
mod naming;
mod number;
mod pauli;
mod program;
mod rounds;
mod run;
mod scope;
mod sizes;
mod undo;
mod value;

pub(crate) use compile::bind;
pub use constant::{check, lengths, stack};
pub use entry::BindingRef;

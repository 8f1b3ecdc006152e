//! Quantum kernels in Rust: circuits written as functions, compiled to typed graphs, simulated and differentiated.
//!
//! [`qkernel`] turns a function into a kernel. Its sizes and observables are the fields of a struct of the
//! same name; [`compile`](circuit::Compile::compile) binds them and gives a [`Circuit`], which is run, differentiated
//! and sampled with the numbers that are left.
//!
//! ```
//! use qkernel_runtime::prelude::*;
//!
//! /// Two layers of rotations around a ladder of CZ.
//! #[qkernel]
//! fn ansatz(
//!     n: UInt,
//!     angles: Vector<Float, { 2 * n }>,
//!     observable: Observable,
//! ) -> Float {
//!     let mut q = qubit_array(n);
//!     q = ry_layer(q, angles, 0);
//!     q = cz_entangling_layer(q);
//!     q = ry_layer(q, angles, n);
//!     expval(q, observable)
//! }
//!
//! let circuit = ansatz { n: 2, observable: Z(0) * Z(1) }.compile()?;
//! let angles = [0.1, 0.2, 0.3, 0.4];
//! let (value, (gradient,)) = circuit.value_and_gradient(&angles)?;
//! assert_eq!(gradient.len(), 4);
//!
//! // A kernel is a plain function, too.
//! let eager = ansatz(2, angles.into(), Z(0) * Z(1));
//! assert!((value - eager).abs() < 1e-12);
//! # Ok::<(), Error>(())
//! ```
//!
//! Gates and kernels can be controlled, undone and repeated, see [`modifiers`].
//!
//! What is wrong with a circuit is a compile error wherever it can be known then:
//!
//! ```compile_fail
//! # use qkernel_runtime::prelude::*;
//! #[qkernel]
//! fn twice(q: Qubit) -> (Qubit, Qubit) {
//!     cx(q, q) // error[E0382]: use of moved value: `q`
//! }
//! ```
//!
//! Qubit 0 is the least significant bit of a basis index, and the rightmost of a printed bit string. Rotations are
//! `exp(-i θ G / 2)`, angles are in radians. The repository's page
//! [From Qiskit and PennyLane](https://github.com/qkernel/qkernel/blob/main/docs/from-qiskit-and-pennylane.md)
//! has programs of theirs beside the same ones here.
//!
//! To write kernels:
//!
//! | module | what it is for |
//! | --- | --- |
//! | [`prelude`] | all that a kernel needs, in one `use` |
//! | [`types`] | qubits, registers, numbers, vectors and matrices |
//! | [`gates`] | the gates |
//! | [`ops`] | allocation, measurement, reset, expectation values, ranges |
//! | [`modifiers`] | `control`, `inverse` and `power` of gates and kernels |
//! | [`library`] | layers of gates, themselves kernels |
//! | [`observable`] | sums of products of Pauli operators |
//!
//! To run them:
//!
//! | module | what it is for |
//! | --- | --- |
//! | [`kernel`] | the traits of kernels, for code that is generic over them |
//! | [`circuit`] | a kernel whose sizes are bound, or a circuit built while the program runs: values, gradients, samples, states, resources |
//! | [`fixed`] | circuits whose sizes are constants, checked by `cargo check` |
//! | [`eager`] | kernels as plain functions: what a plain call means, its seed |
//! | [`arguments`] | what a run takes and gives, as Rust types |
//! | [`gradient`] | methods of differentiation, parameter-shift rules |
//! | [`draw`] | pictures of circuits, as text and as SVG |
//! | [`counts`] | how often each outcome came up |
//! | [`qasm`] | circuits as OpenQASM |
//! | [`resources`] | gates, qubits and depth of a circuit |
//! | [`formulas`] | the same of a kernel, as formulas in its sizes |
//! | [`error`] | what can go wrong in `compile()` and in a run |
//!
//! To build on them:
//!
//! | module | what it is for |
//! | --- | --- |
//! | [`graph`] | a kernel as constant data, loops kept |
//! | [`program`] | a kernel with its sizes bound, as a list of instructions |
//! | [`gate`] | the primitive gates that programs are made of |
//! | [`evaluator`] | programs run on plain numbers |
//! | [`engine`] | what runs the gates, and how another engine is added |

#![forbid(unsafe_code)]

extern crate self as qkernel_runtime;

#[doc(hidden)]
pub mod __private;
pub mod arguments;
mod bind;
mod binding;
pub mod circuit;
pub mod counts;
mod decompose;
pub mod draw;
pub mod eager;
pub mod error;
pub mod estimate;
pub mod evaluator;
mod exact;
mod few;
pub mod fixed;
pub mod formulas;
pub mod gate;
pub mod gates;
pub mod gradient;
pub mod graph;
pub mod kernel;
pub mod library;
pub mod modifiers;
pub mod observable;
pub mod ops;
mod plural;
pub mod prelude;
pub mod program;
pub mod qasm;
mod sample;
mod stated;
#[cfg(test)]
mod testing;
pub mod types;

pub use circuit::Circuit;
pub use error::{CompileError, Error};
pub use kernel::Kernel;
pub use observable::Observable;
pub use program::resources;
#[doc(inline)]
pub use qkernel_engine as engine;
/// Compiles a function into a quantum kernel.
///
/// ```
/// use qkernel_runtime::prelude::*;
///
/// #[qkernel]
/// fn rotate_all(n: UInt, angles: Vector<Float, { n }>, observable: Observable) -> Float {
///     let mut q = qubit_array(n);
///     for i in range(n) {
///         q[i] = ry(q[i], angles[i]);
///     }
///     expval(q, observable)
/// }
///
/// let circuit = rotate_all { n: 2, observable: Z(1) }.compile()?;
/// let value = circuit.run(&[0.3, 0.5])?;
/// assert!((value - 0.5_f64.cos()).abs() < 1e-12);
/// # Ok::<(), Error>(())
/// ```
pub use qkernel_macros::qkernel;
// Also here, because rustc's messages print the shortest path.
pub use types::{Matrix, Qubit, Vector};

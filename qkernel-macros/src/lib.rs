//! The `#[qkernel]` attribute. Use it through `qkernel_runtime`, which re-exports it.

#![forbid(unsafe_code)]

mod emit;
mod error;
mod expand;
#[cfg(test)]
mod expansions;
mod flow;
#[cfg(test)]
mod fuzz;
mod known;
mod lower;
mod model;
mod parse;
mod reader;
mod resolve;
mod rules;
mod spell;

use proc_macro::TokenStream;

use crate::reader::Reader;

/// The function stays as it is: rustc checks its names, types, moves and branches, and it runs when it is called.
/// Beside it is a struct of the same name. Its fields are the parameters that are bound once (`UInt`,
/// `Bit`, `Observable` and vectors of them); `SIGNATURE` and `GRAPH` are the circuit as constant data, loops kept.
///
/// Parameters and results are `Qubit`, `Vector<Qubit>`, `Bit`, `Vector<Bit>`, `UInt`, `Float`, `Vector<UInt>`,
/// `Vector<Float>`, `Matrix<Float>`, `Observable`, `Vector<Observable>` and tuples of them. A vector may state its
/// length, `Vector<Float, { 3 * n }>`, and a matrix its rows and columns, `Matrix<Float, { depth }, { n }>`.
///
/// The body is made of `let`, assignment, `for i in range(..)`, also with `.rev()` and `.step_by(k)`, `if`/`else`, `match` on
/// a number or a bit, `while` on a measured bit, arithmetic, and calls of gates and of other kernels, also under modifiers:
/// `control(k)(c, ..)`, `inverse(k)(..)`, `power(k, n)(..)`, which nest. What cannot be part of a circuit is an error at its
/// place, with a code such as `QK0057`.
///
/// The runtime is found under the name that it has in `Cargo.toml`, also if it was renamed there. Where another crate
/// re-exports it, `#[qkernel(crate = my_facade::qkernel_runtime)]` says where.
#[proc_macro_attribute]
pub fn qkernel(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(args.into(), item.into(), Reader::of_this_process()).into()
}

/// `fail_at!((tokens) message)` panics with a message, and where that is evaluated as a constant, rustc points
/// at the tokens.
#[doc(hidden)]
#[proc_macro]
pub fn fail_at(input: TokenStream) -> TokenStream {
    emit::fail_at(input.into(), Reader::of_this_process()).into()
}

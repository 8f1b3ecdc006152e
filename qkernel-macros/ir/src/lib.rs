//! What the attribute `#[qkernel]` and the runtime both know, written once.
//!
//! | part | what it holds |
//! | --- | --- |
//! | [`functions!`] | the table of functions of numbers, from which [`Function`] and [`BinaryFunction`] follow |
//! | [`Element`], [`UnaryOp`], [`BinaryOp`] | what types are made of, and operators |
//! | [`Double`] | numbers of twice the precision, for constants |

#![forbid(unsafe_code)]

mod double;
mod function;
mod known;
mod operator;

pub use double::Double;
pub use function::{BinaryFunction, Function, Named};
pub use operator::{BinaryOp, Element, UnaryOp};

//! What the attribute `#[qkernel]` and the runtime both know, written once.
//!
//! | part | what it holds |
//! | --- | --- |
//! | [`functions!`] | the table of functions of numbers, from which [`Function`] and [`BinaryFunction`] follow |
//! | [`Element`], [`UnaryOp`], [`BinaryOp`] | what types are made of, and operators |
//! | [`Lists`], [`Record`], [`TypeRule`] | a graph as tables of numbers, written and read |
//! | [`Poly`] | sizes as polynomials |
//! | [`Order`] | what a loop runs over |
//! | [`each!`], [`all!`], [`any!`] | `for` and the questions about all numbers, in constants |
//! | [`Text`] | messages that are written in constants |
//! | [`rules`] | the words of rules that both find broken |
//! | [`Double`] | numbers of twice the precision, for constants |

#![forbid(unsafe_code)]

/// `for`, in constants: `each!(k, 0..n, { .. })`.
#[macro_export]
macro_rules! each {
    ($k:ident, $range:expr, $body:block) => {{
        let ::core::ops::Range {
            start: mut next,
            end,
        } = $range;
        while next < end {
            let $k = next;
            next += 1;
            $body
        }
    }};
}

/// Whether something holds for each number, in constants: `all!(k, 0..n, ..)`.
#[macro_export]
macro_rules! all {
    ($k:ident, $range:expr, $holds:expr) => {{
        let mut all = true;
        $crate::each!($k, $range, {
            all = $holds;
            if !all {
                break;
            }
        });
        all
    }};
}

/// Whether something holds for a number at least, in constants: `any!(k, 0..n, ..)`.
#[macro_export]
macro_rules! any {
    ($k:ident, $range:expr, $holds:expr) => {{
        let mut any = false;
        $crate::each!($k, $range, {
            any = $holds;
            if any {
                break;
            }
        });
        any
    }};
}

mod double;
mod function;
mod known;
mod operator;
mod poly;
mod range;
pub mod rules;
mod tables;
mod text;

pub use double::Double;
pub use function::{BinaryFunction, Function, Named};
pub use operator::{BinaryOp, Element, UnaryOp};
pub use poly::{Poly, Same, Symbol};
pub use range::{Numbers, Order, Reach, Whole};
#[cfg(feature = "pod")]
pub use tables::table;
pub use tables::{
    Lists, Loc, Names, Offset, Record, Row, TypeRule, ValueId, bytes, few, node_rows, part,
};
pub use text::{Text, is_same, sign_of_term};

/// The smaller number, in constants.
pub const fn lesser(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}

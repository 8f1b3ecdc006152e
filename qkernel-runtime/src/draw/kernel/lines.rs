//! The lines of a picture, what is on them, and what calls give.

use super::expr::Expr;
use crate::graph::VariableKey;

/// A line of the picture: a qubit, a register, or an element of a register while it is drawn on its own.
#[derive(Clone, Debug)]
pub(super) struct Strand {
    /// Of an element, what comes after the register's name.
    pub(super) name: String,
    /// The variable that the name is of, and how many calls are around that; of a parameter, it is none.
    pub(super) variable: Option<VariableKey>,
    pub(super) named_at: usize,
    /// The length of a register.
    pub(super) length: Option<Expr>,
    /// Of an element, the register and the row below it.
    pub(super) of: Option<(usize, usize)>,
    pub(super) begins: bool,
    pub(super) ends: bool,
    pub(super) is_drawn: bool,
    /// Whether it was met where nothing is drawn.
    pub(super) is_silent: bool,
}

/// An element of a register that has a line now.
#[derive(Clone, Debug)]
pub(super) struct Lane {
    pub(super) register: usize,
    pub(super) index: Expr,
    pub(super) strand: usize,
    pub(super) slot: usize,
    /// Whether the qubit is out of the register.
    pub(super) is_out: bool,
    /// How many frames were open when it began.
    pub(super) depth: usize,
}

/// A measured bit, or the bits of a register.
#[derive(Clone, Debug)]
pub(super) struct Bit {
    /// What it is called, if there is a variable for it, and that variable where it is one bit.
    pub(super) variable: Option<(&'static str, Option<VariableKey>)>,
    /// How many calls are around that variable.
    pub(super) named_at: usize,
    pub(super) is_read: bool,
}

/// A part of what a kernel gives.
#[derive(Clone, Debug)]
pub(super) enum Given {
    /// A qubit or a register that it took, by number.
    Taken(usize),
    Qubit,
    Register(Option<Expr>),
    /// Bits that it measured.
    Bits,
    Other,
}

/// What is known of a kernel whose calls are boxes.
#[derive(Debug)]
pub(super) struct Gives {
    /// What it gives.
    pub(super) parts: Vec<Given>,
    /// Whether it has qubits of its own.
    pub(super) acts: bool,
}

//! OpenQASM.

pub(crate) mod write;

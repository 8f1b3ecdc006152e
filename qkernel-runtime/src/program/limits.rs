//! How large a program may be.

/// How many qubits a program may have: beyond, a size was most likely mistaken.
pub(crate) const MAX_QUBITS: usize = 1 << 20;

/// How many instructions a program may have, and bits: their list would fill the memory.
pub(crate) const MAX_INSTRUCTIONS: usize = 1 << 22;

/// How many numbers one argument may hold.
pub(crate) const MAX_NUMBERS: usize = 1 << 24;

/// How deep branches may be nested: whatever looks at them takes room on the stack for each.
pub(crate) const MAX_BRANCHES: usize = 200;

/// How many rounds a `while` may take in a shot, unless another limit is set: at odds of 1 in 100 to go on or not, one shot in
/// 10^43 takes more.
pub(crate) const MAX_ROUNDS: usize = 10_000;

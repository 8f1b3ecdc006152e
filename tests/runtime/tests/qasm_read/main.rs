//! OpenQASM texts: what they mean, against dense matrices and against the definitions of the specification.

mod bools;
#[path = "../dense/mod.rs"]
mod dense;
mod files;
mod leave;
mod meaning;
mod measured;
mod named;
mod numbers;
mod powers;
mod refused;

//! Circuits on [QuEST](https://quest.qtechtheory.org): states that are shared among the ranks of MPI.
//!
//! An engine of this crate is one like any other, `circuit.with_engine(engine)`. Every rank runs the same program; `mpirun -n 4` starts
//! four of them. What a rank has to hold halves each time that their number doubles. What is promised and what it costs is on the page
//! [Beyond one machine](https://github.com/qkernel/qkernel/blob/main/docs/beyond-one-machine.md).
//!
//! Feature `quest3` is QuEST 3.5, which is built with the crate. It needs cmake, a C++ compiler and MPI, on Debian
//! `apt-get install cmake g++ libopenmpi-dev openmpi-bin`:
//!
//! ```
//! # #[cfg(feature = "quest3")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use qkernel_quest::Quest3;
//! use qkernel_runtime::prelude::*;
//!
//! #[qkernel]
//! fn pair(x: Float, o: Observable) -> Float {
//!     expval(cx(ry(qubit(), x), qubit()), o)
//! }
//!
//! let quest = Quest3::start()?;
//! let circuit = pair { o: X(0) * X(1) }.compile()?.with_engine(quest.engine())?;
//! assert!((circuit.run(0.4)? - 0.4f64.sin()).abs() < 1e-12);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "quest3"))]
//! # fn main() {}
//! ```
//!
//! Feature `quest4` is QuEST 4.1, which is built apart and found when the program runs, by the variable `QKERNEL_QUEST` that names its
//! `libQuEST.so`; the same with `Quest4`.
//!
//! QuEST ends the process on every error, so what it would refuse is refused before it is called: a number of ranks that is no power of 2, a second start in one process, ranks that do not see each other, and states that do not fit in
//! the memory of a machine, on all ranks where it is so on one. Qubits that are too few to be shared are run by each rank alone, which
//! `circuit.explain` says.

#![cfg_attr(not(feature = "quest4"), forbid(unsafe_code))]

#[cfg(any(feature = "quest3", feature = "quest4"))]
mod end;
#[cfg(feature = "quest3")]
mod quest3;
#[cfg(feature = "quest4")]
mod quest4;
#[cfg(feature = "quest3")]
mod worker;

pub use qkernel_runtime::engine::Launch;
#[cfg(feature = "quest3")]
pub use quest3::{Quest3, Store3};
#[cfg(feature = "quest4")]
pub use quest4::{Quest4, State4, Store4};

//! Everything that can go wrong once a program runs, each with what was wrong and where.

use std::fmt;

use crate::graph::Loc;
use crate::observable::ParseError;
use crate::plural::counted;

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file, as rustc names it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl From<Loc> for Place {
    fn from(loc: Loc) -> Place {
        Place {
            file: loc.file.into(),
            line: loc.line,
            column: loc.column,
        }
    }
}

impl PartialEq<Loc> for Place {
    fn eq(&self, loc: &Loc) -> bool {
        (&*self.file, self.line, self.column) == (loc.file, loc.line, loc.column)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Why a kernel could not be bound or run.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The kernel does not fit the sizes and observables it was given.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// A text is not an observable.
    #[error("observable {0}")]
    Observable(#[from] ParseError),
    /// An argument has the wrong length.
    #[error("`{kernel}`: `{argument}` has {}", but_needed(*found, "number", *expected))]
    Length {
        /// The kernel.
        kernel: String,
        /// The argument.
        argument: String,
        /// How many numbers were given.
        found: usize,
        /// How many are needed.
        expected: usize,
    },
    /// Of the arguments of a batch, one has another number of rows than those before it.
    #[error("`{kernel}`: `{argument}` has {}", but_needed(*found, "row", *expected))]
    Rows {
        /// The kernel.
        kernel: String,
        /// The argument.
        argument: String,
        /// How many rows were given.
        found: usize,
        /// How many are needed: one for each sample.
        expected: usize,
    },
    /// An argument holds a number that is not finite.
    #[error("`{kernel}`: `{argument}{}` is {value}, but every number must be finite", .index.map(|i| format!("[{i}]")).unwrap_or_default())]
    NotFinite {
        /// The kernel.
        kernel: String,
        /// The argument.
        argument: String,
        /// Which number of the argument, if it has several.
        index: Option<usize>,
        /// What it is.
        value: f64,
    },
    /// The state does not fit in memory.
    #[error(
        "`{kernel}`: {qubits} qubits need {} GiB for 2^{qubits} amplitudes, and {available_gib} GiB are free{}",
        gib(*qubits, *states),
        .alive.map(|alive| format!("; {alive} are alive at a time, but an average over what was measured, reset or discarded takes more")).unwrap_or_default()
    )]
    Memory {
        /// The kernel.
        kernel: String,
        /// How many qubits there are.
        qubits: usize,
        /// How many states of 2^`qubits` amplitudes are needed at once.
        states: usize,
        /// How many GiB there are.
        available_gib: u64,
        /// How many qubits the circuit has at a time, if that is fewer.
        alive: Option<usize>,
    },
    /// The state depends on the outcome of a measurement or a reset, so there is no single one.
    #[error(
        "`{kernel}` {does} a qubit at {loc}, and the state depends on the outcome, so there is no single one: `probabilities` gives the average over outcomes"
    )]
    Mixed {
        /// The kernel.
        kernel: String,
        /// Where it measures or resets.
        loc: Place,
        /// What it does: `measures` or `resets`.
        does: &'static str,
    },
    /// A part is repeated until a measurement ends it, so there is no exact value, and no single state.
    #[error(
        "`{kernel}` has a `while` at {loc}, whose number of rounds is known in a shot only: there is no exact value, state or derivative. `sample` and `estimate` follow it"
    )]
    Repeats {
        /// The kernel.
        kernel: String,
        /// The place of the loop.
        loc: Place,
    },
    /// A loop that measurements end took too many rounds in one shot.
    #[error(
        "`{kernel}`: the `while` at {loc} took more than {limit} {} in a shot: `circuit.with_round_limit(..)` sets another limit",
        if *limit == 1 { "round" } else { "rounds" }
    )]
    Rounds {
        /// The kernel.
        kernel: String,
        /// The place of the loop.
        loc: Place,
        /// How many rounds are allowed.
        limit: usize,
    },
    /// OpenQASM 2 has no words for a part of the circuit.
    #[error("`{kernel}` at {loc}: OpenQASM 2 does not have {what}: `to_qasm3` writes it")]
    Inexpressible {
        /// The kernel.
        kernel: String,
        /// The place of the call that put the part there.
        loc: Place,
        /// What it is.
        what: String,
    },
    /// A kernel does something that a text with loops has no words for.
    #[error("`{kernel}` at {loc}: OpenQASM 3 with loops cannot say {what}: {help}")]
    Loops {
        /// The kernel.
        kernel: String,
        /// The place of the call.
        loc: Place,
        /// What it is.
        what: String,
        /// What to do about it.
        help: &'static str,
    },
    /// An engine refuses to run it.
    #[error("{0}")]
    Engine(crate::engine::Error),
    /// A number that was given makes no sense.
    #[error("`{kernel}`: {message}")]
    Invalid {
        /// The kernel.
        kernel: String,
        /// What is wrong and what to do.
        message: String,
    },
}

/// Why `compile()` refused a kernel: what is wrong, in which kernel, and where.
#[derive(Clone, PartialEq, thiserror::Error)]
#[error("{loc}: in `{kernel}`: {message}")]
pub struct CompileError {
    /// The kernel whose body has the fault.
    pub kernel: String,
    /// The place of the fault.
    pub loc: Place,
    /// What is wrong, with the values of the loops around it.
    pub message: String,
}

impl Error {
    /// What makes no sense for a kernel.
    pub(crate) fn invalid(kernel: &str, message: impl Into<String>) -> Error {
        Error::Invalid {
            kernel: kernel.into(),
            message: message.into(),
        }
    }
}

impl From<crate::engine::Error> for Error {
    fn from(error: crate::engine::Error) -> Error {
        match error {
            crate::engine::Error::Memory {
                kernel,
                qubits,
                states,
                available_gib,
            } => Error::Memory {
                kernel,
                qubits,
                states,
                available_gib,
                alive: None,
            },
            other => Error::Engine(other),
        }
    }
}

// `fn main() -> Result<(), Error>` and `unwrap` print the `Debug` form, and what they print is read by people.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// How many GiB states of 2^`qubits` amplitudes of 16 bytes need, as a power of two where that is more than anyone reads.
fn gib(qubits: usize, states: usize) -> String {
    match u32::try_from(qubits) {
        Ok(qubits) if qubits < 90 => (((states as u128) << qubits) * 16)
            .div_ceil(1 << 30)
            .to_string(),
        _ if states == 1 => format!("2^{}", qubits - 26),
        _ => format!("{states} x 2^{}", qubits - 26),
    }
}

/// "1 row, but 2 are needed".
fn but_needed(found: usize, what: &str, expected: usize) -> String {
    let are = if expected == 1 { "is" } else { "are" };
    format!("{}, but {expected} {are} needed", counted(found, what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::check_memory;

    #[test]
    fn a_state_that_does_not_fit_says_how_much_it_needs() {
        for (qubits, states, gib) in [
            (60, 1, "17179869184"),
            (89, 1, "9223372036854775808"),
            (101, 1, "2^75"),
            (101, 2, "2 x 2^75"),
            (1 << 40, 1, "2^1099511627750"),
        ] {
            let error = Error::from(check_memory("big", qubits, states).unwrap_err());
            let needs = format!("`big`: {qubits} qubits need {gib} GiB for 2^{qubits} amplitudes");
            assert!(error.to_string().starts_with(&needs), "{error}");
        }
    }
}

//! Why an engine cannot run a part.

/// What an engine cannot do.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The states do not fit in memory.
    Memory {
        /// The kernel that the part belongs to.
        kernel: String,
        /// How many qubits there are.
        qubits: usize,
        /// How many states of 2^`qubits` amplitudes are needed at once.
        states: usize,
        /// How many GiB there are.
        available_gib: u64,
    },
    /// Anything else.
    Refused {
        /// What is wrong and what to do.
        message: String,
    },
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Memory {
                kernel,
                qubits,
                states,
                available_gib,
            } => write!(
                f,
                "`{kernel}`: {states} x 2^{qubits} amplitudes do not fit in memory: {available_gib} GiB are free"
            ),
            Error::Refused { message } => f.write_str(message),
        }
    }
}

// `fn main() -> Result<(), Error>` and `unwrap` print the `Debug` form, and what they print is read by people.
impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

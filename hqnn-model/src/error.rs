//! What can go wrong, each with what was wrong and where.

use std::path::PathBuf;

use dfdx::prelude::CpuError;

#[cfg(any(feature = "data", feature = "train"))]
use crate::data::DataError;

/// Why a network could not be built, trained, saved or drawn.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The quantum circuit could not be compiled or run.
    #[error("quantum layer: {0}")]
    Quantum(qkernel_runtime::error::Error),
    /// A circuit without a layer around it could not be run.
    #[error(transparent)]
    Circuit(qkernel_runtime::error::Error),
    /// The images could not be read, fetched or chosen.
    #[cfg(any(feature = "data", feature = "train"))]
    #[error(transparent)]
    Data(#[from] DataError),
    /// dfdx could not allocate, or was given tensors whose sizes do not fit.
    #[error("tensor: {0}")]
    Tensor(CpuError),
    /// Numbers that were given do not fit each other.
    #[error("{0}")]
    Mismatch(String),
    /// One of several ranks failed, so that all of them end.
    #[error("rank {rank}: {message}")]
    Rank {
        /// The rank.
        rank: usize,
        /// What it says.
        message: String,
    },
    /// A setting makes no sense.
    #[error("{0}")]
    Config(String),
    /// A checkpoint cannot be used.
    #[error("checkpoint {}: {message}", path.display())]
    Checkpoint {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A file could not be read or written.
    #[error("cannot {action} {}: {reason}", path.display())]
    Io {
        /// What was tried: "read", "write", ..
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The report could not be drawn.
    #[error("report: {0}")]
    Report(String),
    /// The loss is no longer a finite number.
    #[error("the loss became {loss} in epoch {epoch}; a smaller learning rate may help")]
    Diverged {
        /// The epoch, from 1.
        epoch: usize,
        /// The loss.
        loss: f64,
    },
}

// `fn main() -> Result<(), Error>` and `unwrap` print the `Debug` form, and what they print is read by people.
impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

// Messages say everything, causes included, so none of these has a `source` that would be printed again.
impl From<qkernel_runtime::error::Error> for Error {
    fn from(error: qkernel_runtime::error::Error) -> Self {
        Error::Quantum(error)
    }
}

impl From<qkernel_runtime::error::CompileError> for Error {
    fn from(error: qkernel_runtime::error::CompileError) -> Self {
        Error::Quantum(error.into())
    }
}

impl Error {
    #[cfg(any(feature = "data", feature = "train"))]
    pub(crate) fn io(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.into();
        move |reason| Error::Io {
            action,
            path,
            reason,
        }
    }

    #[cfg(feature = "train")]
    pub(crate) fn checkpoint(path: impl Into<PathBuf>, message: impl Into<String>) -> Error {
        Error::Checkpoint {
            path: path.into(),
            message: message.into(),
        }
    }
}

//! What can be wrong with data.

use std::path::PathBuf;

/// Why images could not be read, fetched or chosen.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// Neither the plain nor the compressed file is there.
    #[error("{} has neither {name} nor {name}.gz", folder.display())]
    Missing {
        /// Where it was looked for.
        folder: PathBuf,
        /// The plain file's name.
        name: String,
    },
    /// A file could not be read or written.
    #[error("{}: {reason}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// A file's content is not what it should be.
    #[error("{}: {message}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// Images and labels do not fit each other.
    #[error("{pixels} pixels do not make one image of 28 by 28 for each of {labels} labels")]
    Pixels {
        /// How many pixels there are.
        pixels: usize,
        /// How many labels there are.
        labels: usize,
    },
    /// A class does not exist, is chosen twice, or there are too few.
    #[error("{0}")]
    Classes(String),
    /// More images were asked for than there are.
    #[error(
        "{asked} {part} images of class {class} ({name}) were asked for, but there are {found}"
    )]
    TooFew {
        /// "training" or "test".
        part: &'static str,
        /// The class.
        class: u8,
        /// Its name.
        name: String,
        /// How many were asked for.
        asked: usize,
        /// How many there are.
        found: usize,
    },
    /// The data could not be fetched.
    #[error("download of {file} failed:{}", list(attempts))]
    Download {
        /// The file.
        file: String,
        /// Each address that was tried, and what came of it.
        attempts: Vec<(String, String)>,
    },
    /// There is no place to keep downloaded files.
    #[error("this system names no cache folder; name one yourself")]
    NoCache,
}

fn list(attempts: &[(String, String)]) -> String {
    attempts
        .iter()
        .map(|(address, fault)| format!("\n  {address}: {fault}"))
        .collect()
}

#[cfg(feature = "data")]
impl DataError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> DataError {
        let path = path.into();
        move |reason| DataError::Io { path, reason }
    }

    pub(crate) fn content(path: impl Into<PathBuf>, message: impl Into<String>) -> DataError {
        DataError::Content {
            path: path.into(),
            message: message.into(),
        }
    }
}

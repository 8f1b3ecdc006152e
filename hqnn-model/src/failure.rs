//! Why one of our layers failed, on its way past dfdx.

use std::cell::RefCell;
use std::fmt;

use dfdx::prelude::CpuError;

use crate::Error;

thread_local! {
    /// dfdx demands one error type of all modules in a tuple and of the tape, and it has no room for a cause.
    /// The cause waits here, on the thread that runs the network, until `Error::from` fetches it.
    static FAILURE: RefCell<Option<Error>> = const { RefCell::new(None) };
}

/// Why the last layer of this crate on this thread failed, if one did since the last call and no network was run since.
///
/// Inside dfdx a failing circuit shows as a [`CpuError`]. `Error::from(cpu_error)` calls this for you. Where a
/// `CpuError` is dropped instead, call this too, so that its cause is not taken for that of a later one.
pub fn take_failure() -> Option<Error> {
    FAILURE.take()
}

/// Keeps the cause, and gives what dfdx can pass on.
pub(crate) fn fail(error: Error) -> CpuError {
    FAILURE.set(Some(error));
    CpuError::WrongNumElements
}

/// Earlier failures do not belong to the run that begins now.
pub(crate) fn forget() {
    FAILURE.set(None);
}

/// The network that `build` gives. dfdx's `build_module` returns no error, so it panics; here the cause is in the message.
pub(crate) fn built<T, E: fmt::Debug>(build: impl FnOnce() -> Result<T, E>) -> T {
    forget();
    match (build(), take_failure()) {
        (Ok(network), _) => network,
        (Err(_), Some(cause)) => panic!("{cause}"),
        (Err(error), None) => panic!("{error:?}"),
    }
}

impl From<CpuError> for Error {
    /// dfdx knows only its own errors. Where one of them is the failure of a quantum layer, this gives the cause.
    fn from(error: CpuError) -> Self {
        let cause = take_failure();
        match error {
            CpuError::WrongNumElements => cause.unwrap_or(Error::Tensor(error)),
            CpuError::OutOfMemory => Error::Tensor(error),
        }
    }
}

#[cfg(test)]
#[path = "tests/failure.rs"]
mod tests;

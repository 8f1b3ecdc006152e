//! What a call panics with.

use std::panic::{AssertUnwindSafe, catch_unwind};

use qkernel_runtime::eager;

/// The message with which a plain call panics. It leaves no qubit.
///
/// # Panics
/// If the call runs, panics with something else than a text, or leaves qubits.
#[track_caller]
pub fn panics<T>(call: impl FnOnce() -> T) -> String {
    let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(call()))) else {
        panic!("the plain call runs")
    };
    assert_eq!(eager::live_qubits(), 0);
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(_) => panic!("the message is not a text"),
    }
}

//! What a call panics with.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use qkernel_runtime::eager;

thread_local! {
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// What a call gives, or what it panics with; a panic is not told on the way, which takes long where backtraces are asked for.
///
/// # Errors
/// If the call panics.
pub fn caught<T>(call: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !EXPECTED.get() {
                tell(panic);
            }
        }));
    });
    EXPECTED.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(call));
    EXPECTED.set(false);
    result
}

/// The message with which a plain call panics. It leaves no qubit.
///
/// # Panics
/// If the call runs, panics with something else than a text, or leaves qubits.
#[track_caller]
pub fn panics<T>(call: impl FnOnce() -> T) -> String {
    let Err(payload) = caught(|| drop(call())) else {
        panic!("the plain call runs")
    };
    assert_eq!(eager::live_qubits(), 0);
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(_) => panic!("the message is not a text"),
    }
}

//! Outcomes that nothing depends on.

use super::EAGER;

/// The outcomes that are drawn from here on.
#[doc(hidden)]
#[derive(Debug)]
pub struct Outcomes {
    first: u64,
}

impl Outcomes {
    /// From here on.
    pub fn from_here() -> Outcomes {
        EAGER.with_borrow_mut(|eager| {
            eager.watched += 1;
            Outcomes {
                first: eager.outcomes,
            }
        })
    }
}

/// Where they were not forgotten, because something panicked.
impl Drop for Outcomes {
    fn drop(&mut self) {
        let _ = EAGER.try_with(|eager| {
            if let Ok(mut eager) = eager.try_borrow_mut() {
                eager.unwatch(u64::MAX);
            }
        });
    }
}

/// What a call gave that nothing depends on.
#[doc(hidden)]
#[derive(Debug)]
pub struct Unused<T> {
    /// Those that were drawn since before the call.
    pub outcomes: Outcomes,
    /// What was made of them.
    pub value: T,
}

impl<T> Unused<T> {
    /// The qubits whose outcomes were drawn are traced out.
    pub fn forget(self) -> T {
        EAGER.with_borrow_mut(|eager| eager.unwatch(self.outcomes.first));
        std::mem::forget(self.outcomes);
        self.value
    }
}

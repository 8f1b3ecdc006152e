//! The rounds of loops in plain calls.

use super::EAGER;

/// How many rounds of a `while` a plain call has done.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Rounds(usize);

impl Rounds {
    /// Before the first one.
    pub fn new() -> Rounds {
        Rounds::default()
    }

    /// One more begins.
    ///
    /// # Panics
    /// If there are too many.
    #[track_caller]
    pub fn count(&mut self) {
        let limit = EAGER.with_borrow(|eager| eager.rounds);
        assert!(
            self.0 < limit,
            "a `while` took more than {limit} rounds in a plain call: `eager::round_limit(..)` sets another limit"
        );
        self.0 += 1;
    }
}

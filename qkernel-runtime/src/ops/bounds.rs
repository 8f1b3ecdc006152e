//! The bounds of loops.

use std::ops::Range;

use qkernel_ir::rules::STEP_IS_ZERO;
use qkernel_ir::{Numbers, Order};

use crate::types::UInt;

/// The bounds of a loop.
///
/// `range(n)` counts 0, 1, .., n-1; `range(a, b)` counts a, .., b-1; `range(a, b, step)` counts in steps, and down
/// where the step is written with a minus: `range(6, 0, -1)` counts 6, 5, .., 1. `range(n).rev()` and `range(a, b).rev()` are
/// the same numbers from the last one on: n-1, .., 1, 0; `range(n).step_by(k)` is every k-th of them from the first one on,
/// and `range(n).rev().step_by(k)` from the last. In a kernel the bounds are written as separate arguments; called
/// from other code they are one tuple.
///
/// ```
/// use qkernel_runtime::prelude::*;
///
/// /// Uncomputes what the loop before it did.
/// #[qkernel]
/// fn there_and_back(n: UInt) -> Vector<Bit> {
///     let mut q = qubit_array(n);
///     for i in range(1, n) {
///         (q[i - 1], q[i]) = crx(q[i - 1], q[i], 0.3 * i as Float);
///     }
///     for i in range(1, n).rev() {
///         (q[i - 1], q[i]) = crx(q[i - 1], q[i], -0.3 * i as Float);
///     }
///     measure(q)
/// }
///
/// let counts = there_and_back { n: 4 }.compile()?.sample_seeded((), 100, 1)?;
/// assert_eq!(counts.get("0000"), 100);
/// # Ok::<(), Error>(())
/// ```
pub fn range<R: RangeBounds>(
    bounds: R,
) -> impl DoubleEndedIterator<Item = UInt> + ExactSizeIterator + Clone + Counted {
    let numbers = bounds.numbers().expect(STEP_IS_ZERO);
    Values {
        numbers,
        rounds: 0..numbers.count,
    }
}

/// What [`range()`] gives, and nothing else: by this rustc finds out whether a loop of a kernel runs over it, whatever its
/// name.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "[QK0062] a loop in a kernel runs over indices",
    label = "this is not the `range` of `qkernel_runtime`",
    note = "help: write `for i in range(n)`, or `range(q.len())` for a register"
)]
pub trait Counted {
    fn check(self) -> Values;
}

/// The numbers of a loop.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Values {
    numbers: Numbers,
    rounds: Range<usize>,
}

#[diagnostic::do_not_recommend]
impl Counted for Values {
    fn check(self) -> Values {
        self
    }
}

impl Iterator for Values {
    type Item = UInt;

    fn next(&mut self) -> Option<UInt> {
        self.rounds.next().map(|round| self.numbers.value(round))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rounds.size_hint()
    }
}

impl DoubleEndedIterator for Values {
    fn next_back(&mut self) -> Option<UInt> {
        let round = self.rounds.next_back();
        round.map(|round| self.numbers.value(round))
    }
}

impl ExactSizeIterator for Values {}

/// The step of a range, in a plain call of a kernel.
#[doc(hidden)]
#[track_caller]
pub fn step(step: UInt) -> UInt {
    assert!(step > 0, "{STEP_IS_ZERO}");
    step
}

/// What [`range()`] takes.
#[diagnostic::on_unimplemented(
    message = "a range needs whole numbers, found `{Self}`",
    label = "expected `UInt` bounds"
)]
pub trait RangeBounds {
    /// The numbers; `None` for a step of zero.
    #[doc(hidden)]
    fn numbers(self) -> Option<Numbers>;
}

/// Marks a step that was written with a minus.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Down(pub UInt);

impl RangeBounds for UInt {
    fn numbers(self) -> Option<Numbers> {
        (0, self).numbers()
    }
}

impl RangeBounds for (UInt, UInt) {
    fn numbers(self) -> Option<Numbers> {
        (self.0, self.1, 1).numbers()
    }
}

impl RangeBounds for (UInt, UInt, UInt) {
    fn numbers(self) -> Option<Numbers> {
        Order::Up.numbers(self.0, self.1, self.2)
    }
}

impl RangeBounds for (UInt, UInt, Down) {
    fn numbers(self) -> Option<Numbers> {
        let (first, past, Down(step)) = self;
        (step > 0).then(|| Numbers {
            first,
            step,
            down: true,
            count: first.saturating_sub(past).div_ceil(step),
        })
    }
}

//! What a loop runs over: which numbers, in which order. A form of range is a variant of [`Order`], and everything that
//! differs between the forms is in this file.

use crate::Poly;

/// Which numbers a loop takes, of those from a start, which is among them, to an end, which is not: every `step`-th.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Order {
    /// From the start up: `range(start, end, step)`.
    Up,
    /// The same numbers, from the last one down: `range(start, end, step).rev()`.
    UpReversed,
    /// From the number before the end down: `(start..end).rev().step_by(step)`.
    Down,
    /// The same numbers, from the last one up: `(start..end).rev().step_by(step).rev()`.
    DownReversed,
}

/// The numbers that a loop takes, where its bounds are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The number in the first round.
    pub first: usize,
    /// How much it changes from one round to the next.
    pub step: usize,
    /// Whether it goes down.
    pub down: bool,
    /// How many rounds there are.
    pub count: usize,
}

impl Numbers {
    /// The number in a round, counted from 0.
    pub const fn value(&self, round: usize) -> usize {
        match self.down {
            true => self.first - round * self.step,
            false => self.first + round * self.step,
        }
    }

    /// The numbers, in order.
    pub fn values(self) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator + Clone {
        (0..self.count).map(move |round| self.value(round))
    }
}

/// How far the variable of a loop goes, where the loop has rounds.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// No value is less.
    pub low: Poly,
    /// Whether it is a value.
    pub has_low: bool,
    /// No value is larger.
    pub high: Poly,
    /// Whether it is a value.
    pub has_high: bool,
}

impl Reach {
    /// Nothing is known of it.
    pub const UNKNOWN: Reach = Reach {
        low: Poly::UNKNOWN,
        has_low: false,
        high: Poly::UNKNOWN,
        has_high: false,
    };
}

/// Whole numbers, as [`Order::ends`] computes with them.
pub trait Whole: Sized {
    /// The number one.
    fn one() -> Self;
    /// The sum.
    fn plus(&self, other: &Self) -> Self;
    /// The difference, which may be less than zero.
    fn minus(&self, other: &Self) -> Self;
    /// The product.
    fn times(&self, other: &Self) -> Self;
    /// The quotient, rounded down.
    fn floor(&self, divisor: &Self) -> Self;
}

impl Order {
    /// The same numbers, from the last one on.
    pub const fn reversed(self) -> Order {
        match self {
            Order::Up => Order::UpReversed,
            Order::UpReversed => Order::Up,
            Order::Down => Order::DownReversed,
            Order::DownReversed => Order::Down,
        }
    }

    /// Whether each number is less than the one before.
    pub const fn is_down(self) -> bool {
        matches!(self, Order::Down | Order::UpReversed)
    }

    /// The numbers; `None` for a step of zero.
    pub const fn numbers(self, start: usize, end: usize, step: usize) -> Option<Numbers> {
        if step == 0 {
            return None;
        }
        let count = end.saturating_sub(start).div_ceil(step);
        let (last, span) = (end.saturating_sub(1), count.saturating_sub(1) * step);
        Some(Numbers {
            first: match self {
                Order::Up => start,
                Order::UpReversed => start + span,
                Order::Down => last,
                Order::DownReversed => last - span,
            },
            step,
            down: self.is_down(),
            count,
        })
    }

    /// The first number, and the one that the loop stops before.
    pub fn ends<N: Whole>(self, start: N, end: N, step: &N) -> (N, N) {
        let one = N::one();
        // From the first number to the last.
        let span = || {
            let count = end.minus(&start).plus(step).minus(&one).floor(step);
            count.minus(&one).times(step)
        };
        match self {
            Order::Up => (start, end),
            Order::UpReversed => (start.plus(&span()), start.minus(&one)),
            Order::Down => (end.minus(&one), start.minus(&one)),
            Order::DownReversed => (end.minus(&one).minus(&span()), end),
        }
    }

    /// How far the variable goes. An end that it does not have may be less far from the other one than it goes.
    pub const fn reach(self, start: &Poly, end: &Poly, step: &Poly) -> Reach {
        let one = Poly::constant(1);
        let (length, last) = (end.minus(start), end.minus(&one));
        let span = match (length.as_constant(), step.as_constant()) {
            (Some(length @ 1..), Some(step @ 1..)) => {
                Some(Poly::constant((length - 1) / step * step))
            }
            _ => None,
        };
        let all = span.is_some() || step.equals(&one) || length.is_multiple_of(step);
        match (self, span) {
            (Order::Up | Order::UpReversed, span) => Reach {
                low: *start,
                has_low: true,
                high: match span {
                    Some(span) => start.plus(&span),
                    None => end.minus(step),
                },
                has_high: all,
            },
            (Order::Down | Order::DownReversed, span) => Reach {
                low: match span {
                    Some(span) => last.minus(&span),
                    None => start.plus(step).minus(&one),
                },
                has_low: all,
                high: last,
                has_high: true,
            },
        }
    }

    /// As it is written in a kernel.
    pub fn text(self, start: &str, end: &str, step: &str) -> String {
        if let (Order::Down, Some(first), Some(past)) = (self, before(end), before(start)) {
            return format!("range({first}, {past}, -{step})");
        }
        match (self, step) {
            (Order::Up | Order::DownReversed, "1") => format!("{start}..{end}"),
            (Order::Down | Order::UpReversed, "1") => format!("({start}..{end}).rev()"),
            (Order::Up, _) => format!("({start}..{end}).step_by({step})"),
            (Order::UpReversed, _) => format!("({start}..{end}).step_by({step}).rev()"),
            (Order::Down, _) => format!("({start}..{end}).rev().step_by({step})"),
            (Order::DownReversed, _) => format!("({start}..{end}).rev().step_by({step}).rev()"),
        }
    }
}

/// The number before one, where that is easily written.
fn before(number: &str) -> Option<String> {
    match number.parse::<u64>() {
        Ok(number) => number.checked_sub(1).map(|number| number.to_string()),
        Err(_) => number.strip_suffix(" + 1").map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Whole for i64 {
        fn one() -> i64 {
            1
        }

        fn plus(&self, other: &i64) -> i64 {
            self + other
        }

        fn minus(&self, other: &i64) -> i64 {
            self - other
        }

        fn times(&self, other: &i64) -> i64 {
            self * other
        }

        fn floor(&self, divisor: &i64) -> i64 {
            self.div_euclid(*divisor)
        }
    }

    /// The numbers as Rust's own ranges give them.
    fn of_rust(order: Order, start: usize, end: usize, step: usize) -> Vec<usize> {
        match order {
            Order::Up => (start..end).step_by(step).collect(),
            Order::UpReversed => (start..end).step_by(step).rev().collect(),
            Order::Down => (start..end).rev().step_by(step).collect(),
            Order::DownReversed => (start..end).rev().step_by(step).rev().collect(),
        }
    }

    #[test]
    fn each_form_is_counted_as_rust_counts_it() {
        let all = [Order::Up, Order::Down];
        for order in all.into_iter().flat_map(|order| [order, order.reversed()]) {
            assert_eq!(order.numbers(0, 3, 0), None);
            assert_eq!(order.reversed().reversed(), order);
            for (start, end, step) in (0..4 * 9 * 4).map(|k| (k % 4, k / 4 % 9, 1 + k / 36)) {
                let found = order
                    .numbers(start, end, step)
                    .expect("the step is not zero");
                let all: Vec<usize> = found.values().collect();
                assert_eq!(all, of_rust(order, start, end, step));
                let [first, last] = match all.as_slice() {
                    [] => {
                        let ends = order.ends(start as i64, end as i64, &(step as i64));
                        let distance = if order.is_down() {
                            ends.0 - ends.1
                        } else {
                            ends.1 - ends.0
                        };
                        assert!(distance <= 0);
                        continue;
                    }
                    [one] => [*one; 2],
                    [first, .., last] => [*first, *last],
                };
                let [start, end, step] = [start, end, step].map(|number| number as i64);
                let (from, past) = order.ends(start, end, &step);
                assert_eq!(from, first as i64);
                let distance = if order.is_down() {
                    from - past
                } else {
                    past - from
                };
                assert_eq!((distance + step - 1) / step, all.len() as i64);
                // Over numbers, and over polynomials that nothing is known of.
                let [low, high] = [first.min(last), first.max(last)].map(|n| n as i64);
                let reach = order.reach(
                    &Poly::constant(start),
                    &Poly::constant(end),
                    &Poly::constant(step),
                );
                assert_eq!(reach.low.as_constant(), Some(low));
                assert_eq!(reach.high.as_constant(), Some(high));
                assert!(reach.has_low && reach.has_high);
            }
        }
    }

    #[test]
    fn a_range_is_written_as_it_may_be_read() {
        assert_eq!(Order::Up.text("0", "n", "1"), "0..n");
        assert_eq!(Order::Up.text("a", "n", "2"), "(a..n).step_by(2)");
        assert_eq!(Order::Down.text("a", "n", "1"), "(a..n).rev()");
        assert_eq!(Order::Down.text("a", "n", "2"), "(a..n).rev().step_by(2)");
        assert_eq!(Order::Down.text("1", "n + 1", "2"), "range(n, 0, -2)");
        assert_eq!(Order::UpReversed.text("0", "n", "1"), "(0..n).rev()");
        assert_eq!(
            Order::UpReversed.text("0", "n", "2"),
            "(0..n).step_by(2).rev()"
        );
        assert_eq!(Order::DownReversed.text("0", "n", "1"), "0..n");
        assert_eq!(
            Order::DownReversed.text("0", "n", "2"),
            "(0..n).rev().step_by(2).rev()"
        );
    }
}

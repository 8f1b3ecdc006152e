//! Conditions on bits, as they are written.

use std::ops::{BitAnd, BitOr, BitXor, Not};

use crate::program::condition::{all, and, equal, not, or};
use crate::program::{BitId, Condition};

impl Condition {
    /// Whether these bits, the first one the least significant, are the number in binary.
    ///
    /// ```
    /// use qkernel_runtime::program::{BitId, Condition};
    ///
    /// let bits = [BitId::new(0), BitId::new(1)];
    /// let two = Condition::equals(&bits, 2);
    /// assert!(two.holds(&[false, true]) && !two.holds(&[true, true]));
    /// // Two bits are never 4.
    /// assert_eq!(Condition::equals(&bits, 4), Condition::Constant(false));
    /// ```
    pub fn equals(bits: &[BitId], number: u64) -> Condition {
        let digit = |place: usize| number.checked_shr(place as u32).unwrap_or(0) & 1 == 1;
        let beyond = (bits.len()..u64::BITS as usize).any(digit);
        if beyond {
            return Condition::Constant(false);
        }
        let equal = |(place, &bit): (usize, &BitId)| match digit(place) {
            true => bit.into(),
            false => !bit,
        };
        all(&Vec::from_iter(bits.iter().enumerate().map(equal)))
    }
}

macro_rules! operators {
    ($($operand:ty)*) => {$(
        /// The condition does not hold.
        impl Not for $operand {
            type Output = Condition;
            fn not(self) -> Condition {
                not(self.into())
            }
        }

        /// Both hold.
        impl<C: Into<Condition>> BitAnd<C> for $operand {
            type Output = Condition;
            fn bitand(self, other: C) -> Condition {
                and(self.into(), other.into())
            }
        }

        /// At least one holds.
        impl<C: Into<Condition>> BitOr<C> for $operand {
            type Output = Condition;
            fn bitor(self, other: C) -> Condition {
                or(self.into(), other.into())
            }
        }

        /// One of the two holds.
        impl<C: Into<Condition>> BitXor<C> for $operand {
            type Output = Condition;
            fn bitxor(self, other: C) -> Condition {
                not(equal(self.into(), other.into()))
            }
        }
    )*};
}
operators!(BitId Condition);

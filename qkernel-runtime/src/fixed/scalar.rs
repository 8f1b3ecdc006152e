//! Numbers that are not sizes: what of them decides whether a circuit is refused.

use crate::graph::BinaryOp;
use crate::program::{Function, SlotId};

/// An angle, or an expectation value: `constant + terms`, as the binder's affine forms.
///
/// The terms are evaluated where every argument has a value of its own, drawn once and for all: forms that are the same have
/// the same value, others practically never do, and terms that cancel give zero.
#[derive(Clone, Copy, Debug)]
pub struct Scalar {
    /// The part that depends on nothing; `None` where it is finite but constants cannot be told what it is (`sin(1.0)`).
    pub(super) constant: Option<f64>,
    pub(super) terms: f64,
    /// Whether an expectation value is in it.
    pub(super) after_run: bool,
}

impl Scalar {
    pub(super) const fn number(value: f64) -> Scalar {
        Scalar {
            constant: Some(value),
            terms: 0.0,
            after_run: false,
        }
    }

    /// An element of an argument of a run.
    pub(super) const fn argument(number: usize, row: usize, column: usize) -> Scalar {
        Scalar::slot(SlotId::entry(number, row, column), false)
    }

    /// Something that is computed while the circuit runs, by number.
    pub(super) const fn derived(number: usize, after_run: bool) -> Scalar {
        Scalar::slot(SlotId::derived(number), after_run)
    }

    const fn slot(slot: SlotId, after_run: bool) -> Scalar {
        let number = match slot {
            SlotId::Argument {
                argument,
                row,
                column,
            } => mix(mix(argument as u64) ^ row as u64) ^ column as u64,
            SlotId::Derived(index) => mix(u64::MAX) ^ index as u64,
        };
        Scalar {
            constant: Some(0.0),
            terms: scatter(number),
            after_run,
        }
    }

    /// Whether no argument and no expectation value is in it.
    pub(super) const fn is_known(&self) -> bool {
        self.terms == 0.0
    }

    /// Whether a gate can turn by it. The terms are judged when arguments are there.
    pub(super) const fn is_finite(&self) -> bool {
        match self.constant {
            Some(constant) => constant.is_finite(),
            None => true,
        }
    }

    /// Whether it certainly is another number.
    pub(super) const fn differs(&self, other: &Scalar) -> bool {
        let constants = match (self.constant, other.constant) {
            (Some(a), Some(b)) => a != b,
            _ => false,
        };
        constants || self.terms != other.terms
    }

    /// `self + factor * other`
    pub(super) const fn add(&self, other: &Scalar, factor: f64) -> Scalar {
        let terms = self.terms + factor * other.terms;
        Scalar {
            constant: match (self.constant, other.constant) {
                (Some(a), Some(b)) => Some(a + factor * b),
                _ => None,
            },
            terms,
            after_run: terms != 0.0 && (self.after_run || other.after_run),
        }
    }

    /// Times a number; `None` where that is not known.
    pub(super) const fn scale(&self, factor: Option<f64>) -> Scalar {
        let Some(factor) = factor else {
            return Scalar {
                constant: match self.constant {
                    Some(0.0) => Some(0.0),
                    _ => None,
                },
                terms: self.terms,
                after_run: self.after_run,
            };
        };
        let terms = self.terms * factor;
        Scalar {
            constant: match self.constant {
                Some(constant) => Some(constant * factor),
                None => None,
            },
            terms,
            after_run: self.after_run && terms != 0.0,
        }
    }

    /// Divided by what is known when the circuit is compiled.
    pub(super) const fn divide(&self, divisor: &Scalar) -> Scalar {
        match (self.constant, divisor.constant) {
            (constant, Some(divisor)) => Scalar {
                constant: match constant {
                    Some(constant) => Some(constant / divisor),
                    None => None,
                },
                terms: self.terms / divisor,
                after_run: self.after_run,
            },
            (_, None) => self.scale(None),
        }
    }

    /// A comparison of known numbers; `None` where they are not known here.
    pub(super) const fn compare(&self, op: BinaryOp, other: &Scalar) -> Option<bool> {
        use std::cmp::Ordering::{Equal, Greater, Less};
        match (self.constant, other.constant) {
            (Some(a), Some(b)) => op.compares(if a < b {
                Some(Less)
            } else if a > b {
                Some(Greater)
            } else if a == b {
                Some(Equal)
            } else {
                None
            }),
            _ => None,
        }
    }
}

/// A function of a known number, as far as it can be told without a library: what is not finite, and what is exact.
pub(super) const fn apply(function: Function, x: Option<f64>) -> Option<f64> {
    let x = match x {
        Some(x) => x,
        None => return None,
    };
    if x.is_nan() {
        return Some(x);
    }
    match function {
        Function::Recip => Some(1.0 / x),
        Function::Sin | Function::Cos if x.is_infinite() => Some(f64::NAN),
        Function::Sin | Function::Tanh if x == 0.0 => Some(x),
        Function::Cos | Function::Exp if x == 0.0 => Some(1.0),
        Function::Tanh if x.is_infinite() => Some(if x > 0.0 { 1.0 } else { -1.0 }),
        Function::Exp if x > LARGEST_EXPONENT => Some(f64::INFINITY),
        Function::Exp if x == f64::NEG_INFINITY => Some(0.0),
        Function::Ln | Function::Sqrt if x < 0.0 => Some(f64::NAN),
        Function::Ln if x == 0.0 => Some(f64::NEG_INFINITY),
        Function::Ln if x == 1.0 => Some(0.0),
        Function::Ln | Function::Sqrt if x.is_infinite() => Some(x),
        Function::Sqrt if x == 0.0 || x == 1.0 => Some(x),
        _ => None,
    }
}

/// The natural logarithm of the largest number.
const LARGEST_EXPONENT: f64 = 709.782_712_893_384;

/// A number between 1 and 2 for each number, without a pattern.
pub(super) const fn scatter(number: u64) -> f64 {
    // So few digits that sums of many are exact.
    1.0 + (mix(number) >> 38) as f64 / (1_u64 << 26) as f64
}

/// Another number for each number, without a pattern (the finalizer of SplitMix64, Steele et al. 2014).
const fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_what_they_are_outside() {
        use Function::{Cos, Exp, Ln, Recip, Sin, Sqrt, Tanh};
        let xs = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.3,
            -2.5,
            709.0,
            710.0,
            1e300,
            -1e300,
            1e-300,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
        ];
        for function in [Sin, Cos, Exp, Ln, Sqrt, Tanh, Recip] {
            for x in xs {
                let value = function.value(x);
                match apply(function, Some(x)) {
                    Some(told) => assert!(
                        told == value || told.is_nan() && value.is_nan(),
                        "{function:?}({x}) is {value}, not {told}"
                    ),
                    None => assert!(value.is_finite(), "{function:?}({x}) is {value}"),
                }
            }
        }
    }

    #[test]
    fn terms_cancel() {
        let (a, b) = (Scalar::argument(0, 0, 1), Scalar::argument(1, 0, 1));
        assert!(!a.is_known() && a.differs(&b));
        assert!(a.add(&a, -1.0).is_known());
        assert!(!a.add(&b, 1.0).add(&b, -1.0).differs(&a));
    }
}

//! Numbers that depend on parameters, as they are written.

use std::iter::Sum;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::sync::Arc;

use crate::program::{BinaryFunction, Function, SlotId};

/// A number of a parameter of a [`CircuitBuilder`](super::CircuitBuilder), or an expectation value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Symbol {
    pub(super) builder: u64,
    pub(super) slot: SlotId,
}

/// A number that may depend on parameters: `theta[0] * 0.5 + PI`, `theta[0] * theta[1].sin()`.
///
/// Made from `f64` and [`Symbol`] with `+ - * /`, sums of iterators, and the functions that kernels have, such as
/// [`sin`](Angle::sin) and [`atan2`](Angle::atan2). Gradients are exact through all of these.
///
/// ```
/// use qkernel_runtime::circuit::Angle;
/// use qkernel_runtime::prelude::*;
///
/// let mut b = Circuit::builder();
/// let q = b.qubit();
/// let x = b.parameter("x", 3);
/// let norm: Angle = x.iter().map(|&x| x * x).sum();
/// b.rx(q, 2.0 * norm.sqrt() - x[0] / norm);
/// # b.expval(Z(0));
/// # let r = 1.4_f64.sqrt();
/// # assert!((b.build()?.run(&[0.2, 0.6, 1.0])?[0] - (2.0 * r - 0.2 / 1.4).cos()).abs() < 1e-12);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Angle {
    pub(super) constant: f64,
    pub(super) terms: Vec<(Atom, f64)>,
    /// How many products and functions are nested in it.
    pub(super) depth: usize,
}

/// What an angle is linear in.
#[derive(Clone, Debug)]
pub(super) enum Atom {
    Symbol(Symbol),
    Nonlinear(Arc<Nonlinear>),
}

/// A number that is not linear in others.
#[derive(Debug)]
pub(super) enum Nonlinear {
    Product(Angle, Angle),
    Apply(Function, Angle),
    Combine(BinaryFunction, Angle, Angle),
}

/// How many products and functions can be nested: each takes room on the stack.
pub(super) const MAX_DEPTH: usize = 500;

impl Angle {
    fn is_known(&self) -> bool {
        self.terms.is_empty() && self.depth == 0
    }

    fn scaled(mut self, factor: f64) -> Angle {
        self.constant *= factor;
        self.terms.iter_mut().for_each(|(_, c)| *c *= factor);
        self
    }

    fn plus(mut self, mut other: Angle) -> Angle {
        // The shorter list goes into the longer one, so that a sum of many takes no time to copy it.
        if self.terms.len() < other.terms.len() {
            std::mem::swap(&mut self, &mut other);
        }
        self.constant += other.constant;
        self.terms.append(&mut other.terms);
        self.depth = self.depth.max(other.depth);
        self
    }

    fn times(self, other: Angle) -> Angle {
        match (self.is_known(), other.is_known()) {
            (_, true) => self.scaled(other.constant),
            (true, _) => other.scaled(self.constant),
            _ => Angle::nested(self.depth.max(other.depth), || {
                Nonlinear::Product(self, other)
            }),
        }
    }

    fn apply(self, function: Function) -> Angle {
        if self.is_known() {
            return function.value(self.constant).into();
        }
        Angle::nested(self.depth, || Nonlinear::Apply(function, self))
    }

    fn combine(self, function: BinaryFunction, other: Angle) -> Angle {
        if self.is_known() && other.is_known() {
            return function.value(self.constant, other.constant).into();
        }
        let depth = self.depth.max(other.depth);
        Angle::nested(depth, || Nonlinear::Combine(function, self, other))
    }

    fn nested(depth: usize, node: impl FnOnce() -> Nonlinear) -> Angle {
        let terms = match depth < MAX_DEPTH {
            true => vec![(Atom::Nonlinear(Arc::new(node())), 1.0)],
            // Refused where it is used.
            false => Vec::new(),
        };
        Angle {
            constant: 0.0,
            terms,
            depth: depth.min(MAX_DEPTH) + 1,
        }
    }
}

impl From<f64> for Angle {
    fn from(constant: f64) -> Angle {
        Angle {
            constant,
            terms: Vec::new(),
            depth: 0,
        }
    }
}

impl From<Symbol> for Angle {
    fn from(symbol: Symbol) -> Angle {
        Angle {
            constant: 0.0,
            terms: vec![(Atom::Symbol(symbol), 1.0)],
            depth: 0,
        }
    }
}

impl From<&Angle> for Angle {
    fn from(angle: &Angle) -> Angle {
        angle.clone()
    }
}

macro_rules! methods {
    (
        one { $($(#[$doc:meta])* $function:ident $name:ident { $($row:tt)* })* }
        two { $($(#[$doc_two:meta])* $function_two:ident $name_two:ident { $($row_two:tt)* })* }
    ) => {
        impl Angle {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(&self) -> Angle {
                    self.clone().apply(Function::$function)
                }
            )*
            $(
                $(#[$doc_two])*
                #[must_use]
                pub fn $name_two(&self, second: methods!(@type $name_two)) -> Angle {
                    let second = methods!(@angle $name_two second);
                    self.clone().combine(BinaryFunction::$function_two, second)
                }
            )*
        }

        impl Symbol {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(self) -> Angle {
                    Angle::from(self).$name()
                }
            )*
            $(
                $(#[$doc_two])*
                #[must_use]
                pub fn $name_two(self, second: methods!(@type $name_two)) -> Angle {
                    Angle::from(self).$name_two(second)
                }
            )*
        }
    };
    (@type powi) => { i32 };
    (@type $name:ident) => { impl Into<Angle> };
    (@angle powi $n:ident) => { Angle::from(f64::from($n)) };
    (@angle $name:ident $angle:ident) => { $angle.into() };
}
qkernel_ir::functions!(methods);

macro_rules! operators {
    ($($left:ty, $right:ty;)*) => {$(
        impl Add<$right> for $left {
            type Output = Angle;
            fn add(self, other: $right) -> Angle {
                Angle::from(self).plus(other.into())
            }
        }

        impl Sub<$right> for $left {
            type Output = Angle;
            fn sub(self, other: $right) -> Angle {
                Angle::from(self).plus(Angle::from(other).scaled(-1.0))
            }
        }

        impl Mul<$right> for $left {
            type Output = Angle;
            fn mul(self, other: $right) -> Angle {
                Angle::from(self).times(other.into())
            }
        }

        impl Div<$right> for $left {
            type Output = Angle;
            fn div(self, other: $right) -> Angle {
                let (left, right) = (Angle::from(self), Angle::from(other));
                if !right.is_known() {
                    return left.times(right.apply(Function::Recip));
                }
                Angle {
                    constant: left.constant / right.constant,
                    terms: left.terms.into_iter().map(|(atom, c)| (atom, c / right.constant)).collect(),
                    depth: left.depth,
                }
            }
        }
    )*};
}
operators! {
    Symbol, Symbol;
    Symbol, Angle;
    Symbol, &Angle;
    Symbol, f64;
    Angle, Symbol;
    Angle, Angle;
    Angle, &Angle;
    Angle, f64;
    &Angle, Symbol;
    &Angle, Angle;
    &Angle, &Angle;
    &Angle, f64;
    f64, Symbol;
    f64, Angle;
    f64, &Angle;
}

macro_rules! negations {
    ($($operand:ty)*) => {$(
        impl Neg for $operand {
            type Output = Angle;
            fn neg(self) -> Angle {
                Angle::from(self).scaled(-1.0)
            }
        }
    )*};
}
negations!(Symbol Angle &Angle);

impl<A: Into<Angle>> Sum<A> for Angle {
    fn sum<I: Iterator<Item = A>>(angles: I) -> Angle {
        angles.fold(Angle::from(0.0), |sum, angle| sum.plus(angle.into()))
    }
}

//! The functions of numbers that kernels know: the table, and what follows from it.
//!
//! A new function is a row here and a `const fn` of its name in `known/`.

use crate::known;

/// Calls a macro with the table of all functions.
///
/// A row is the variant, the name that kernels call, the value, the derivative, what it is in OpenQASM 3, and the names that
/// are read there. In what is written, `$` is the argument, `#` the argument as a factor and `%` the second argument; a function
/// that OpenQASM cannot write has `""`.
#[macro_export]
macro_rules! functions {
    ($with:ident) => {
        $with! {
            one {
                /// Sine of an angle in radians.
                Sin sin { |x| x.sin(), |x| x.cos(), "sin($)", ["sin"] }
                /// Cosine of an angle in radians.
                Cos cos { |x| x.cos(), |x| -x.sin(), "cos($)", ["cos"] }
                /// Tangent of an angle in radians.
                Tan tan { |x| x.tan(), |x| 1.0 + x.tan().powi(2), "tan($)", ["tan"] }
                /// The angle from -π/2 to π/2 with this sine. At -1 and 1 the derivative is infinite; beyond, there is no value.
                Asin asin {
                    |x| x.asin(), |x| ((1.0 - x) * (1.0 + x)).sqrt().recip(), "arcsin($)", ["arcsin", "asin"]
                }
                /// The angle from 0 to π with this cosine. At -1 and 1 the derivative is infinite; beyond, there is no value.
                Acos acos {
                    |x| x.acos(), |x| -((1.0 - x) * (1.0 + x)).sqrt().recip(), "arccos($)", ["arccos", "acos"]
                }
                /// The angle from -π/2 to π/2 with this tangent.
                Atan atan { |x| x.atan(), |x| (1.0 + x * x).recip(), "arctan($)", ["arctan", "atan"] }
                /// The exponential.
                Exp exp { |x| x.exp(), |x| x.exp(), "exp($)", ["exp"] }
                /// The natural logarithm.
                Ln ln { |x| x.ln(), |x| x.recip(), "log($)", ["log", "ln"] }
                /// The square root.
                Sqrt sqrt { |x| x.sqrt(), |x| 0.5 / x.sqrt(), "sqrt($)", ["sqrt"] }
                /// The hyperbolic tangent.
                Tanh tanh {
                    |x| x.tanh(), |x| 1.0 - x.tanh().powi(2), "(1.0 - 2.0/(exp(2.0*#) + 1.0))", []
                }
                /// The reciprocal, 1/x.
                Recip recip { |x| x.recip(), |x| -x.recip().powi(2), "1.0/#", [] }
                /// The absolute value. At 0 the derivative is 0.
                Abs abs {
                    |x| x.abs(), |x| if x == 0.0 { 0.0 } else { x.signum() }, "sqrt(pow($, 2.0))", ["abs"]
                }
            }
            two {
                /// The angle from -π to π of the point with the coordinates x, the second number, and y, the first. At the
                /// origin the derivatives are 0.
                Atan2 atan2 {
                    |y, x| y.atan2(x),
                    |y, x| match y.hypot(x) {
                        0.0 => (0.0, 0.0),
                        r => (x / r / r, -y / r / r),
                    },
                    ""
                }
                /// The power with a whole exponent.
                Powi powi {
                    |x, n| x.powi(n as i32),
                    |x, n| match n as i32 {
                        0 => (0.0, 0.0),
                        n => (f64::from(n) * x.powi(n.saturating_sub(1)), 0.0),
                    },
                    "pow($, %)"
                }
                /// The smaller of two numbers. Where they are equal, half of the derivative is that by each.
                Min min {
                    |a, b| a.min(b),
                    |a, b| if a == b { (0.5, 0.5) } else if a < b { (1.0, 0.0) } else { (0.0, 1.0) },
                    ""
                }
                /// The larger of two numbers. Where they are equal, half of the derivative is that by each.
                Max max {
                    |a, b| a.max(b),
                    |a, b| if a == b { (0.5, 0.5) } else if a > b { (1.0, 0.0) } else { (0.0, 1.0) },
                    ""
                }
            }
        }
    };
}

macro_rules! define {
    (
        one { $($(#[$doc:meta])* $one:ident $name:ident {
            $value:expr, $derivative:expr, $qasm:literal, [$($read:literal),*]
        })* }
        two { $($(#[$doc_two:meta])* $two:ident $name_two:ident {
            $value_two:expr, $derivative_two:expr, $qasm_two:literal
        })* }
    ) => {
        /// A function of one number, with a derivative.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum Function {
            $($(#[$doc])* $one,)*
        }

        impl Function {
            /// All of them.
            pub const ALL: &[Function] = &[$(Function::$one),*];

            /// How kernels call it: `theta.sin()`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Function::$one => stringify!($name),)*
                }
            }

            /// The function at `x`.
            pub fn value(self, x: f64) -> f64 {
                fn at(function: fn(f64) -> f64, x: f64) -> f64 {
                    function(x)
                }
                match self {
                    $(Function::$one => at($value, x),)*
                }
            }

            /// The function's derivative at `x`.
            pub fn derivative(self, x: f64) -> f64 {
                fn at(function: fn(f64) -> f64, x: f64) -> f64 {
                    function(x)
                }
                match self {
                    $(Function::$one => at($derivative, x),)*
                }
            }

            /// The function at `x`, for constants: at most one step between neighbouring numbers from [`value`](Self::value).
            pub const fn known(self, x: f64) -> f64 {
                match self {
                    $(Function::$one => known::$name(x),)*
                }
            }

            /// What it is in OpenQASM 3, with `$` for its argument and `#` for its argument as a factor.
            pub const fn qasm(self) -> &'static str {
                match self {
                    $(Function::$one => $qasm,)*
                }
            }

            /// The function that OpenQASM 3 calls so.
            pub fn of_qasm(name: &str) -> Option<Function> {
                match name {
                    $($($read => Some(Function::$one),)*)*
                    _ => None,
                }
            }
        }

        /// A function of two numbers, with derivatives by both.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum BinaryFunction {
            $($(#[$doc_two])* $two,)*
        }

        impl BinaryFunction {
            /// All of them.
            pub const ALL: &[BinaryFunction] = &[$(BinaryFunction::$two),*];

            /// How kernels call it: `y.atan2(x)`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(BinaryFunction::$two => stringify!($name_two),)*
                }
            }

            /// The function at `a` and `b`.
            pub fn value(self, a: f64, b: f64) -> f64 {
                fn at(function: fn(f64, f64) -> f64, a: f64, b: f64) -> f64 {
                    function(a, b)
                }
                match self {
                    $(BinaryFunction::$two => at($value_two, a, b),)*
                }
            }

            /// The derivatives by `a` and by `b`.
            pub fn derivatives(self, a: f64, b: f64) -> (f64, f64) {
                fn at(function: fn(f64, f64) -> (f64, f64), a: f64, b: f64) -> (f64, f64) {
                    function(a, b)
                }
                match self {
                    $(BinaryFunction::$two => at($derivative_two, a, b),)*
                }
            }

            /// The function at `a` and `b`, for constants.
            pub const fn known(self, a: f64, b: f64) -> f64 {
                match self {
                    $(BinaryFunction::$two => known::$name_two(a, b),)*
                }
            }

            /// What it is in OpenQASM 3, with `$` and `%` for its arguments; empty if it cannot be written.
            pub const fn qasm(self) -> &'static str {
                match self {
                    $(BinaryFunction::$two => $qasm_two,)*
                }
            }
        }
    };
}
functions!(define);

impl Function {
    /// Whether there are numbers at which it has a value, but no finite derivative.
    pub const fn may_be_steep(self) -> bool {
        use Function::{Acos, Asin, Ln, Recip, Sqrt};
        matches!(self, Acos | Asin | Ln | Recip | Sqrt)
    }

    /// Whether it has a value at `x`, but no derivative: the square root at 0.
    pub fn is_steep(self, x: f64) -> bool {
        self.value(x).is_finite() && !self.derivative(x).is_finite()
    }

    /// How it is written before its argument in parentheses: `sin`, or `1/` for the reciprocal.
    pub const fn written(self) -> &'static str {
        match self {
            Function::Recip => "1/",
            other => other.name(),
        }
    }
}

impl BinaryFunction {
    /// Whether there are numbers at which it has a value, but no finite derivatives.
    pub const fn may_be_steep(self) -> bool {
        matches!(self, BinaryFunction::Powi)
    }

    /// Whether it has a value at `a` and `b`, but no derivatives: negative powers of numbers close to 0.
    pub fn is_steep(self, a: f64, b: f64) -> bool {
        let (by_a, by_b) = self.derivatives(a, b);
        self.value(a, b).is_finite() && !(by_a.is_finite() && by_b.is_finite())
    }
}

/// A function by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Named {
    /// Of one number.
    One(Function),
    /// Of two numbers.
    Two(BinaryFunction),
}

impl Named {
    /// All functions.
    pub fn all() -> impl Iterator<Item = Named> {
        let one = Function::ALL.iter().copied().map(Named::One);
        one.chain(BinaryFunction::ALL.iter().copied().map(Named::Two))
    }

    /// The function that kernels call so.
    pub fn of(name: &str) -> Option<Named> {
        Named::all().find(|function| function.name() == name)
    }

    /// How kernels call it.
    pub const fn name(self) -> &'static str {
        match self {
            Named::One(function) => function.name(),
            Named::Two(function) => function.name(),
        }
    }

    /// How many numbers it takes besides the one that it is a method of.
    pub const fn more(self) -> usize {
        match self {
            Named::One(_) => 0,
            Named::Two(_) => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_names() {
        for named in Named::all() {
            assert_eq!(Named::of(named.name()), Some(named));
        }
        for &function in Function::ALL {
            // What is written as one call is read as that function.
            if let Some((name, "$)")) = function.qasm().split_once('(') {
                assert_eq!(Function::of_qasm(name), Some(function));
            }
        }
        assert_eq!(Named::of("arcsin"), None);
    }

    #[test]
    fn derivatives_are_those_of_the_values() {
        let h = 1e-6;
        let close = |found: f64, expected: f64, what: &dyn std::fmt::Debug| {
            let scale = 1.0 + expected.abs();
            assert!((found - expected).abs() < 1e-8 * scale, "{what:?}");
        };
        for &function in Function::ALL {
            for x in [-0.7, -0.2, 0.3, 0.95, 1.7, 2.9] {
                let slope = (function.value(x + h) - function.value(x - h)) / (2.0 * h);
                let derivative = function.derivative(x);
                match slope.is_nan() {
                    // Where there is no value, there is none to differ.
                    true => assert!(
                        derivative.is_nan() || function == Function::Ln,
                        "{function:?} at {x}"
                    ),
                    false => close(slope, derivative, &(function, x)),
                }
            }
        }
        for &function in BinaryFunction::ALL {
            for a in [-1.3, -0.4, 0.8, 2.1] {
                for b in [-2.0, -1.0, 1.0, 3.0] {
                    let value = |a, b| function.value(a, b);
                    let (by_a, by_b) = function.derivatives(a, b);
                    close(
                        (value(a + h, b) - value(a - h, b)) / (2.0 * h),
                        by_a,
                        &(function, a, b),
                    );
                    if function != BinaryFunction::Powi {
                        close(
                            (value(a, b + h) - value(a, b - h)) / (2.0 * h),
                            by_b,
                            &(function, a, b),
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn others_are_not_steep() {
        let sizes = [0.0, 1e-300, 1e-160, 1e-9, 0.3, 1.0, 1e9, 1e160, 1e300];
        let numbers: Vec<f64> = sizes.iter().flat_map(|&x| [x, -x]).collect();
        for &a in &numbers {
            for &function in Function::ALL {
                assert!(
                    function.may_be_steep() || !function.is_steep(a),
                    "{function:?} at {a:e}"
                );
            }
            for (&function, &b) in BinaryFunction::ALL
                .iter()
                .flat_map(|f| numbers.iter().map(move |b| (f, b)))
            {
                let steep = function.is_steep(a, b);
                assert!(
                    function.may_be_steep() || !steep,
                    "{function:?} at {a:e}, {b:e}"
                );
            }
        }
    }

    /// As in PyTorch, but at the origin of `atan2`, where that gives NaN.
    #[test]
    fn derivatives_at_kinks_and_ends() {
        use BinaryFunction::{Atan2, Max, Min, Powi};
        assert_eq!(Function::Abs.derivative(0.0), 0.0);
        assert_eq!(Function::Abs.derivative(-0.0), 0.0);
        assert_eq!(Function::Asin.derivative(1.0), f64::INFINITY);
        assert_eq!(Function::Acos.derivative(-1.0), f64::NEG_INFINITY);
        assert!(Function::Asin.derivative(1.5).is_nan());
        assert_eq!(Min.derivatives(2.0, 2.0), (0.5, 0.5));
        assert_eq!(Max.derivatives(2.0, 2.0), (0.5, 0.5));
        assert_eq!(Atan2.derivatives(0.0, 0.0), (0.0, 0.0));
        assert_eq!(Powi.derivatives(0.0, 0.0), (0.0, 0.0));
        assert_eq!(Powi.derivatives(0.0, 1.0), (1.0, 0.0));
        assert_eq!(Powi.derivatives(2.0, -1.0), (-0.25, 0.0));
    }
}

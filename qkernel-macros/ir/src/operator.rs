//! Elements of types, and operators.

use std::cmp::Ordering;

/// What a scalar is, or the elements of a vector are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Element {
    /// A qubit.
    Qubit,
    /// A bit: measured, or known when the kernel is compiled.
    Bit,
    /// A whole number, known when the kernel is compiled.
    UInt,
    /// A real number: an angle or an expectation value.
    Float,
    /// A Pauli sum.
    Observable,
}

/// An enum of operators from rows of the variant, its sign, and how much it binds.
macro_rules! operators {
    ($(#[$about:meta])* $name:ident { $($variant:ident $sign:literal $binds:literal)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $sign, "`")] $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// How it is written.
            pub const fn sign(self) -> &'static str {
                match self {
                    $($name::$variant => $sign,)*
                }
            }

            /// How much it binds in Rust: what binds less is in parentheses beside it.
            pub const fn binds(self) -> u8 {
                match self {
                    $($name::$variant => $binds,)*
                }
            }

            /// The operator that is written so.
            pub fn of(sign: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|op| op.sign() == sign)
            }
        }
    };
}

operators! {
    /// An operation on one number or bit.
    UnaryOp {
        Neg "-" 8
        Not "!" 8
    }
}

operators! {
    /// An operation on two numbers or bits.
    BinaryOp {
        Add "+" 6
        Sub "-" 6
        Mul "*" 7
        Div "/" 7
        Rem "%" 7
        Eq "==" 4
        Ne "!=" 4
        Lt "<" 4
        Le "<=" 4
        Gt ">" 4
        Ge ">=" 4
        And "&&" 3
        Or "||" 2
        Xor "^" 5
    }
}

impl BinaryOp {
    /// Whether it computes a number of numbers.
    pub const fn is_arithmetic(self) -> bool {
        use BinaryOp::{Add, Div, Mul, Rem, Sub};
        matches!(self, Add | Sub | Mul | Div | Rem)
    }

    /// Whether `a op= b` changes `a`.
    pub const fn updates(self) -> bool {
        self.is_arithmetic() || matches!(self, BinaryOp::Xor)
    }

    /// Arithmetic on sizes, `None` where Rust would panic and for what is no arithmetic.
    pub const fn of_sizes(self, left: usize, right: usize) -> Option<usize> {
        match self {
            BinaryOp::Add => left.checked_add(right),
            BinaryOp::Sub => left.checked_sub(right),
            BinaryOp::Mul => left.checked_mul(right),
            BinaryOp::Div => left.checked_div(right),
            BinaryOp::Rem => left.checked_rem(right),
            _ => None,
        }
    }

    /// A comparison of sizes, `None` for what is no comparison.
    pub const fn compares_sizes(self, left: usize, right: usize) -> Option<bool> {
        self.compares(Some(if left < right {
            Ordering::Less
        } else if left > right {
            Ordering::Greater
        } else {
            Ordering::Equal
        }))
    }

    /// A comparison of two numbers in this order, which is none where one of them is NaN.
    pub const fn compares(self, order: Option<Ordering>) -> Option<bool> {
        let less = matches!(order, Some(Ordering::Less));
        let equal = matches!(order, Some(Ordering::Equal));
        let greater = matches!(order, Some(Ordering::Greater));
        Some(match self {
            BinaryOp::Eq => equal,
            BinaryOp::Ne => !equal,
            BinaryOp::Lt => less,
            BinaryOp::Le => less || equal,
            BinaryOp::Gt => greater,
            BinaryOp::Ge => greater || equal,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_sign() {
        for &op in BinaryOp::ALL {
            assert_eq!(BinaryOp::of(op.sign()), Some(op));
        }
        for &op in UnaryOp::ALL {
            assert_eq!(UnaryOp::of(op.sign()), Some(op));
        }
        assert_eq!(BinaryOp::of("&"), None);
    }

    #[test]
    fn each_computes_or_compares_or_is_of_bits() {
        for &op in BinaryOp::ALL {
            let computes = op.of_sizes(7, 3).is_some();
            let compares = op.compares_sizes(7, 3).is_some();
            let of_bits = matches!(op, BinaryOp::And | BinaryOp::Or | BinaryOp::Xor);
            let kinds = [computes, compares, of_bits];
            assert_eq!(kinds.iter().filter(|is| **is).count(), 1, "{op:?}");
            assert_eq!(computes, op.is_arithmetic());
        }
        assert_eq!(BinaryOp::Sub.of_sizes(3, 7), None);
        assert_eq!(BinaryOp::Le.compares(None), Some(false));
        assert_eq!(BinaryOp::Ne.compares(None), Some(true));
    }
}

//! The algebra of Pauli operators, with complex coefficients.

use std::collections::BTreeMap;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use num_complex::Complex64;

use super::pauli::{Pauli, PauliString};

/// A sum of products of Pauli operators: what `0.5 * X(0) * X(1) - Z(2)` is.
///
/// Sums, differences and products of these are again such sums, like terms merged. A product need not be
/// Hermitian (X0 Y0 = i Z0), so coefficients are complex; an [`Observable`](super::Observable) is made
/// of it with `.into()`.
///
/// ```
/// use qkernel_runtime::observable::{X, Y, Z, PauliSum};
///
/// assert_eq!((X(0) * Y(0)).to_string(), "i Z0");
/// assert_eq!(((X(0) + Y(1)) * (Z(0) - 2.0)).to_string(), "-2 X0 - i Y0 + Z0 Y1 - 2 Y1");
/// assert_eq!((X(0) * X(0)).to_string(), "1");
/// let ising: PauliSum = (0..3).map(|i| Z(i) * Z(i + 1)).sum();
/// assert_eq!(ising.to_string(), "Z0 Z1 + Z1 Z2 + Z2 Z3");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PauliSum {
    /// No coefficient is zero.
    terms: BTreeMap<PauliString, Complex64>,
}

/// Pauli X on a qubit.
#[allow(non_snake_case)]
pub fn X(qubit: usize) -> PauliSum {
    PauliSum::term(1.0, PauliString::single(Pauli::X, qubit))
}

/// Pauli Y on a qubit.
#[allow(non_snake_case)]
pub fn Y(qubit: usize) -> PauliSum {
    PauliSum::term(1.0, PauliString::single(Pauli::Y, qubit))
}

/// Pauli Z on a qubit.
#[allow(non_snake_case)]
pub fn Z(qubit: usize) -> PauliSum {
    PauliSum::term(1.0, PauliString::single(Pauli::Z, qubit))
}

/// The identity.
#[allow(non_snake_case)]
pub fn I() -> PauliSum {
    PauliSum::term(1.0, PauliString::default())
}

impl PauliSum {
    /// A coefficient times a product.
    pub fn term(coefficient: impl Into<Complex64>, string: PauliString) -> PauliSum {
        let mut sum = PauliSum::default();
        sum.insert(string, coefficient.into());
        sum
    }

    /// Coefficients and products in canonical order, the identity last.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (Complex64, &PauliString)> {
        self.terms.iter().map(|(string, &c)| (c, string))
    }

    /// Whether this equals its own adjoint: every coefficient is real.
    pub fn is_hermitian(&self) -> bool {
        self.terms.values().all(|c| c.im == 0.0)
    }

    fn insert(&mut self, string: PauliString, coefficient: Complex64) {
        use std::collections::btree_map::Entry;
        match self.terms.entry(string) {
            Entry::Vacant(entry) => {
                if coefficient != Complex64::ZERO {
                    entry.insert(coefficient);
                }
            }
            Entry::Occupied(mut entry) => {
                *entry.get_mut() += coefficient;
                if *entry.get() == Complex64::ZERO {
                    entry.remove();
                }
            }
        }
    }
}

/// A multiple of the identity.
impl From<Complex64> for PauliSum {
    fn from(c: Complex64) -> Self {
        PauliSum::term(c, PauliString::default())
    }
}

/// A multiple of the identity.
impl From<f64> for PauliSum {
    fn from(c: f64) -> Self {
        PauliSum::from(Complex64::from(c))
    }
}

impl From<&PauliSum> for PauliSum {
    fn from(sum: &PauliSum) -> Self {
        sum.clone()
    }
}

impl<T: Into<PauliSum>> AddAssign<T> for PauliSum {
    fn add_assign(&mut self, other: T) {
        for (string, c) in other.into().terms {
            self.insert(string, c);
        }
    }
}

impl<T: Into<PauliSum>> SubAssign<T> for PauliSum {
    fn sub_assign(&mut self, other: T) {
        *self += -other.into();
    }
}

impl<T: Into<PauliSum>> Add<T> for PauliSum {
    type Output = PauliSum;
    fn add(mut self, other: T) -> PauliSum {
        self += other;
        self
    }
}

impl<T: Into<PauliSum>> Sub<T> for PauliSum {
    type Output = PauliSum;
    fn sub(mut self, other: T) -> PauliSum {
        self -= other;
        self
    }
}

impl<T: Into<PauliSum>> Mul<T> for PauliSum {
    type Output = PauliSum;
    fn mul(self, other: T) -> PauliSum {
        const POWERS: [Complex64; 4] = [
            Complex64::new(1.0, 0.0),
            Complex64::new(0.0, 1.0),
            Complex64::new(-1.0, 0.0),
            Complex64::new(0.0, -1.0),
        ];
        let other = other.into();
        let mut product = PauliSum::default();
        for (left, a) in &self.terms {
            for (right, b) in &other.terms {
                let (power, string) = left.multiply(right);
                product.insert(string, a * b * POWERS[usize::from(power)]);
            }
        }
        product
    }
}

impl Neg for PauliSum {
    type Output = PauliSum;
    fn neg(mut self) -> PauliSum {
        for c in self.terms.values_mut() {
            *c = -*c;
        }
        self
    }
}

/// `c ∘ sum` for a number on the left; on the right it is covered by `Into<PauliSum>`.
macro_rules! number_on_the_left {
    ($($number:ty),*) => {$(
        impl Mul<PauliSum> for $number {
            type Output = PauliSum;
            fn mul(self, sum: PauliSum) -> PauliSum {
                sum * self
            }
        }
        impl Add<PauliSum> for $number {
            type Output = PauliSum;
            fn add(self, sum: PauliSum) -> PauliSum {
                sum + self
            }
        }
        impl Sub<PauliSum> for $number {
            type Output = PauliSum;
            fn sub(self, sum: PauliSum) -> PauliSum {
                -sum + self
            }
        }
    )*};
}
number_on_the_left!(f64, Complex64);

impl<T: Into<PauliSum>> Sum<T> for PauliSum {
    fn sum<It: Iterator<Item = T>>(terms: It) -> PauliSum {
        terms.fold(PauliSum::default(), |sum, term| sum + term)
    }
}

impl<T: Into<PauliSum>> FromIterator<T> for PauliSum {
    fn from_iter<It: IntoIterator<Item = T>>(terms: It) -> PauliSum {
        terms.into_iter().sum()
    }
}

/// `0.5 X0 X1 - Z2 + 1`; complex coefficients in brackets, `(1 + 2i) X0`.
impl fmt::Display for PauliSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.terms.is_empty() {
            return f.write_str("0");
        }
        for (i, (string, &c)) in self.terms.iter().enumerate() {
            // Of a complex number that is not on an axis the sign stays inside the brackets.
            let (negative, size) = match (c.re, c.im) {
                (re, 0.0) => (re.is_sign_negative(), number(re.abs())),
                (0.0, im) => (im.is_sign_negative(), imaginary(im.abs())),
                (re, im) => {
                    let sign = if im.is_sign_negative() { '-' } else { '+' };
                    (
                        false,
                        format!("({} {sign} {})", number(re), imaginary(im.abs())),
                    )
                }
            };
            f.write_str(match (i, negative) {
                (0, false) => "",
                (0, true) => "-",
                (_, false) => " + ",
                (_, true) => " - ",
            })?;
            match (size.as_str(), string.is_identity()) {
                (size, true) => f.write_str(size)?,
                ("1", false) => write!(f, "{string}")?,
                (size, false) => write!(f, "{size} {string}")?,
            }
        }
        Ok(())
    }
}

fn imaginary(x: f64) -> String {
    if x == 1.0 {
        "i".into()
    } else {
        format!("{}i", number(x))
    }
}

/// The shortest decimal that reads back as the same number; with an exponent where that is shorter by far.
fn number(x: f64) -> String {
    let size = x.abs();
    if size != 0.0 && size.is_finite() && !(1e-5..1e16).contains(&size) {
        format!("{x:e}")
    } else {
        format!("{x}")
    }
}

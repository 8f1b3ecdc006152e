//! Pauli sums: what is measured in expectation.
//!
//! ```
//! use qkernel_runtime::observable::{Observable, X, Z};
//!
//! let h: Observable = (0.5 * X(0) * X(1) - Z(2)).into();
//! assert_eq!(h, "0.5 X0 X1 - Z2".parse()?);
//! assert_eq!(h.to_string(), "0.5 X0 X1 - Z2");
//! # Ok::<(), qkernel_runtime::observable::ParseError>(())
//! ```

mod parse;
mod pauli;
mod sum;

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

pub use parse::ParseError;
pub use pauli::{Pauli, PauliString};
pub use sum::{I, PauliSum, X, Y, Z};

/// A real sum of products of Pauli operators, like `0.5 X0 X1 - Z2 + 1`.
///
/// Like terms are merged and the order is canonical, so equal observables compare equal. Made from
/// expressions over [`X`], [`Y`], [`Z`] and numbers with `.into()`, from a string with `.parse()`, or with
/// [`from_terms`](Observable::from_terms).
///
/// A product of two observables need not be one: X0 Y0 = i Z0. The expression keeps its complex
/// coefficients (see [`PauliSum`]); what comes of `.into()` then is marked, [`check`](Observable::check) says
/// why, and `compile()` refuses it with that message.
#[derive(Clone, Default, PartialEq)]
pub struct Observable {
    /// In canonical order, no coefficient zero.
    terms: Vec<(f64, PauliString)>,
    /// Why this is none, if it was made from a sum that is not Hermitian or not finite.
    fault: Option<Box<ObservableError>>,
}

/// Why a Pauli sum is no observable of a register.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ObservableError {
    /// A coefficient has an imaginary part.
    #[error(
        "the observable has the term {term}, which is not Hermitian: a coefficient must be real"
    )]
    NotHermitian {
        /// The term with its coefficient.
        term: String,
    },
    /// A coefficient is not finite.
    #[error(
        "the observable has the coefficient {coefficient} at {string}, but every coefficient must be finite"
    )]
    NotFinite {
        /// What the coefficient is.
        coefficient: f64,
        /// The product that it multiplies.
        string: PauliString,
    },
    /// The observable reaches past the register.
    #[error(
        "the observable acts on qubit {qubit} (`{string}`), but the register has {qubits} qubits"
    )]
    PastRegister {
        /// The product that reaches too far.
        string: PauliString,
        /// The qubit, from 0.
        qubit: usize,
        /// How many qubits the register has.
        qubits: usize,
    },
}

impl Observable {
    /// The sum of coefficients times products of Pauli operators on qubits; no operator means the identity.
    ///
    /// ```
    /// use qkernel_runtime::observable::{Observable, Pauli::*};
    ///
    /// let h = Observable::from_terms([(0.5, vec![(X, 0), (X, 1)]), (-1.0, vec![(Z, 2)])]);
    /// assert_eq!(h.to_string(), "0.5 X0 X1 - Z2");
    /// ```
    pub fn from_terms<P>(terms: impl IntoIterator<Item = (f64, P)>) -> Observable
    where
        P: IntoIterator<Item = (Pauli, usize)>,
    {
        let term = |(c, paulis): (f64, P)| {
            let factor = |(pauli, qubit)| PauliSum::term(1.0, PauliString::single(pauli, qubit));
            paulis
                .into_iter()
                .map(factor)
                .fold(PauliSum::from(c), |product, p| product * p)
        };
        terms.into_iter().map(term).sum::<PauliSum>().into()
    }

    /// Coefficients and products in canonical order: by qubits, then X < Y < Z, the identity last.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (f64, &PauliString)> {
        self.terms.iter().map(|(c, string)| (*c, string))
    }

    /// Whether every term is diagonal in the computational basis.
    pub fn is_diagonal(&self) -> bool {
        self.terms.iter().all(|(_, string)| string.is_diagonal())
    }

    /// How many qubits a register needs for this to fit: the highest qubit + 1, 0 for a multiple of the identity.
    pub fn span(&self) -> usize {
        self.terms
            .iter()
            .map(|(_, string)| string.span())
            .max()
            .unwrap_or(0)
    }

    /// Whether this can be measured on a register of that many qubits.
    ///
    /// # Errors
    /// Where it was made from a sum that is not Hermitian or not finite, or acts on a qubit past the register.
    pub fn check(&self, qubits: usize) -> Result<(), ObservableError> {
        if let Some(fault) = &self.fault {
            return Err((**fault).clone());
        }
        match self.terms.iter().find(|(_, string)| string.span() > qubits) {
            None => Ok(()),
            Some((_, string)) => Err(ObservableError::PastRegister {
                string: string.clone(),
                qubit: string.span() - 1,
                qubits,
            }),
        }
    }

    /// The same observable with qubit `i` called `qubits[i]`: what acts on a register, on the qubits it is made of.
    ///
    /// # Errors
    /// As [`check`](Observable::check) for a register of `qubits.len()` qubits.
    pub fn map_qubits(&self, qubits: &[usize]) -> Result<Observable, ObservableError> {
        self.check(qubits.len())?;
        Ok(Observable::from_terms(self.terms.iter().map(
            |(c, string)| {
                (
                    *c,
                    string
                        .factors()
                        .iter()
                        .map(|&(qubit, pauli)| (pauli, qubits[qubit])),
                )
            },
        )))
    }
}

/// See [`Observable`] for what comes of a sum that is not Hermitian.
impl From<PauliSum> for Observable {
    fn from(sum: PauliSum) -> Observable {
        let mut observable = Observable::default();
        for (c, string) in sum.terms() {
            let fault = if !c.is_finite() {
                Some(ObservableError::NotFinite {
                    coefficient: c.re,
                    string: string.clone(),
                })
            } else if c.im != 0.0 {
                Some(ObservableError::NotHermitian {
                    term: PauliSum::term(c, string.clone()).to_string(),
                })
            } else {
                None
            };
            observable.fault = observable.fault.or(fault.map(Box::new));
            observable.terms.push((c.re, string.clone()));
        }
        observable
    }
}

/// A multiple of the identity.
impl From<f64> for Observable {
    fn from(c: f64) -> Observable {
        PauliSum::from(c).into()
    }
}

impl From<&Observable> for Observable {
    fn from(observable: &Observable) -> Observable {
        observable.clone()
    }
}

impl From<Observable> for PauliSum {
    fn from(observable: Observable) -> PauliSum {
        PauliSum::from(&observable)
    }
}

impl From<&Observable> for PauliSum {
    fn from(observable: &Observable) -> PauliSum {
        observable
            .terms()
            .map(|(c, string)| PauliSum::term(c, string.clone()))
            .sum()
    }
}

impl<T: Into<Observable>> Add<T> for Observable {
    type Output = Observable;
    fn add(self, other: T) -> Observable {
        let other = other.into();
        let mut sum = Observable::from(PauliSum::from(&self) + PauliSum::from(&other));
        sum.fault = self.fault.or(other.fault).or(sum.fault);
        sum
    }
}

impl<T: Into<Observable>> Sub<T> for Observable {
    type Output = Observable;
    fn sub(self, other: T) -> Observable {
        self + -other.into()
    }
}

impl<T: Into<Observable>> AddAssign<T> for Observable {
    fn add_assign(&mut self, other: T) {
        *self = std::mem::take(self) + other;
    }
}

impl<T: Into<Observable>> SubAssign<T> for Observable {
    fn sub_assign(&mut self, other: T) {
        *self = std::mem::take(self) - other;
    }
}

impl Neg for Observable {
    type Output = Observable;
    fn neg(self) -> Observable {
        self * -1.0
    }
}

impl Mul<f64> for Observable {
    type Output = Observable;
    fn mul(self, factor: f64) -> Observable {
        let mut product = Observable::from(PauliSum::from(&self) * factor);
        product.fault = self.fault.or(product.fault);
        product
    }
}

impl Mul<Observable> for f64 {
    type Output = Observable;
    fn mul(self, observable: Observable) -> Observable {
        observable * self
    }
}

impl<T: Into<Observable>> Sum<T> for Observable {
    fn sum<It: Iterator<Item = T>>(terms: It) -> Observable {
        terms.fold(Observable::default(), |sum, term| sum + term)
    }
}

impl<T: Into<Observable>> FromIterator<T> for Observable {
    fn from_iter<It: IntoIterator<Item = T>>(terms: It) -> Observable {
        terms.into_iter().sum()
    }
}

/// `0.5 X0 X1 - Z2 + 1`, which parses back to the same observable.
// Kernels' structs hold observables and print this form.
impl fmt::Debug for Observable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Observable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        PauliSum::from(self).fmt(f)
    }
}

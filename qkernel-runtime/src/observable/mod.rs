//! Pauli sums: what is measured in expectation.
//!
//! ```
//! use qkernel_runtime::observable::{Observable, X, Z};
//!
//! let h = 0.5 * X(0) * X(1) - Z(2);
//! assert_eq!(h, "0.5 X0 X1 - Z2".parse()?);
//! assert_eq!(h.to_string(), "0.5 X0 X1 - Z2");
//! # Ok::<(), qkernel_runtime::observable::ParseError>(())
//! ```
//!
//! A sum of n terms takes of the order of n log n steps, in every way of writing it; `cargo bench -p qkernel-runtime
//! --bench observables` prints how long, beside sorting as many terms.

mod arithmetic;
mod coefficient;
pub(crate) mod decimal;
mod display;
mod parse;
mod pauli;
mod reader;
#[cfg(feature = "serde")]
mod stored;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use num_complex::Complex64;

use crate::engine::PauliTerm;
pub(crate) use coefficient::Coefficient;
pub use parse::ParseError;
pub use pauli::{Pauli, PauliString};
pub(crate) use reader::{Fault, Item, Reader};

/// A sum of products of Pauli operators with coefficients, like `0.5 X0 X1 - Z2 + 1`.
///
/// Made from [`X`], [`Y`], [`Z`], [`I`] and numbers with `+`, `-`, `*` and `/`, from a text with `.parse()`, or with
/// [`from_terms`](Observable::from_terms). Like terms are merged and the order is canonical, so equal observables
/// compare equal.
///
/// ```
/// use qkernel_runtime::observable::{Observable, X, Y, Z};
///
/// let ising: Observable = (0..3).map(|i| Z(i) * Z(i + 1)).sum();
/// assert_eq!((&ising - X(0) / 2.0).to_string(), "-0.5 X0 + Z0 Z1 + Z1 Z2 + Z2 Z3");
/// assert_eq!(((X(0) + Y(1)) * (Z(0) - 2.0)).to_string(), "-2 X0 - i Y0 + Z0 Y1 - 2 Y1");
/// ```
///
/// A product of observables need not be one: X0 Y0 = i Z0. So coefficients are complex on the way, and what is
/// measured must be Hermitian: [`check`](Observable::check) tells why it is not, and `compile()`, a run and a plain
/// call of a kernel refuse it with that message.
///
/// # Rounding
///
/// A coefficient that rounding alone keeps from zero is zero: `0.1 Z0 + 0.2 Z0 - 0.3 Z0` has no term, and A B A is
/// Hermitian if A and B are, also with decimals. Each coefficient carries a bound on its error, which grows with the
/// terms that were added to it; a number that is written is taken to be right to a few units in its last place.
/// A small coefficient by itself, as in `1e-18 Z5`, stays.
#[derive(Clone, Default, PartialEq)]
pub struct Observable {
    /// No coefficient is zero.
    terms: BTreeMap<PauliString, Coefficient>,
}

/// Why a Pauli sum cannot be measured on a register.
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
        /// What the coefficient is: its imaginary part, if only that is not finite.
        coefficient: f64,
        /// The product that it multiplies.
        string: PauliString,
    },
    /// The observable reaches past the register.
    #[error(
        "the observable acts on qubit {qubit} (`{string}`), but the register has {}",
        crate::plural::counted(*qubits, "qubit")
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

/// Pauli X on a qubit.
#[allow(non_snake_case)]
pub fn X(qubit: usize) -> Observable {
    PauliString::single(Pauli::X, qubit).into()
}

/// Pauli Y on a qubit.
#[allow(non_snake_case)]
pub fn Y(qubit: usize) -> Observable {
    PauliString::single(Pauli::Y, qubit).into()
}

/// Pauli Z on a qubit.
#[allow(non_snake_case)]
pub fn Z(qubit: usize) -> Observable {
    PauliString::single(Pauli::Z, qubit).into()
}

/// The identity.
#[allow(non_snake_case)]
pub fn I() -> Observable {
    Observable::identity()
}

impl Observable {
    /// The sum of no terms.
    pub fn zero() -> Observable {
        Observable::default()
    }

    /// The identity, as [`I`] is.
    pub fn identity() -> Observable {
        PauliString::default().into()
    }

    /// A coefficient times a product.
    ///
    /// ```
    /// use qkernel_runtime::observable::{Observable, Pauli, PauliString};
    ///
    /// let h = Observable::term(0.5, PauliString::single(Pauli::X, 3));
    /// assert_eq!(h.to_string(), "0.5 X3");
    /// ```
    pub fn term(coefficient: impl Into<Complex64>, string: PauliString) -> Observable {
        let mut sum = Observable::zero();
        sum.insert(string, Coefficient::given(coefficient.into()));
        sum
    }

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
        let mut sum = Observable::zero();
        for (c, paulis) in terms {
            let (mut string, mut power) = (PauliString::default(), 0);
            for (pauli, qubit) in paulis {
                power += string.multiply_by(&PauliString::single(pauli, qubit));
                power %= 4;
            }
            sum.insert(string, Coefficient::given(c.into()).times_i(power));
        }
        sum
    }

    /// Coefficients and products in canonical order: by qubits, then X < Y < Z, the identity last.
    ///
    /// Of coefficients these are the real parts, which is all there is of an observable that is
    /// [Hermitian](Observable::is_hermitian); see [`complex_terms`](Observable::complex_terms).
    pub fn terms(&self) -> impl ExactSizeIterator<Item = (f64, &PauliString)> {
        self.complex_terms().map(|(c, string)| (c.re, string))
    }

    /// As [`terms`](Observable::terms), with the whole coefficients.
    pub fn complex_terms(&self) -> impl ExactSizeIterator<Item = (Complex64, &PauliString)> {
        self.terms.iter().map(|(string, c)| (c.value(), string))
    }

    /// Products and coefficients with the bounds on their errors, in canonical order.
    pub(crate) fn coefficients(
        &self,
    ) -> impl ExactSizeIterator<Item = (&PauliString, Coefficient)> {
        self.terms.iter().map(|(string, c)| (string, *c))
    }

    /// The real terms as masks over the bits of an index, for a register with no more qubits than a word has bits.
    pub(crate) fn masks(&self) -> Vec<PauliTerm> {
        let mask = |string: &PauliString, kinds: [Pauli; 2]| {
            let on = string.factors().iter();
            let on = on.filter(|(_, pauli)| kinds.contains(pauli));
            on.fold(0, |mask, (qubit, _)| mask | 1usize << qubit)
        };
        let term = |(coefficient, string)| PauliTerm {
            coefficient,
            x: mask(string, [Pauli::X, Pauli::Y]),
            z: mask(string, [Pauli::Y, Pauli::Z]),
        };
        self.terms().map(term).collect()
    }

    /// Whether this equals its own adjoint: every coefficient is real, but for rounding.
    pub fn is_hermitian(&self) -> bool {
        self.terms.values().all(|c| c.is_real())
    }

    /// Whether every term is diagonal in the computational basis.
    pub fn is_diagonal(&self) -> bool {
        self.terms.keys().all(PauliString::is_diagonal)
    }

    /// How many qubits a register needs for this to fit: the highest qubit + 1, 0 for a multiple of the identity.
    pub fn span(&self) -> usize {
        self.terms.keys().map(PauliString::span).max().unwrap_or(0)
    }

    /// Whether this can be measured on a register of that many qubits.
    ///
    /// # Errors
    /// Where it is not Hermitian or not finite, or acts on a qubit past the register.
    pub fn check(&self, qubits: usize) -> Result<(), ObservableError> {
        for (string, c) in &self.terms {
            let value = c.value();
            if !c.is_finite() {
                return Err(ObservableError::NotFinite {
                    coefficient: if value.re.is_finite() {
                        value.im
                    } else {
                        value.re
                    },
                    string: string.clone(),
                });
            }
            if !c.is_real() {
                return Err(ObservableError::NotHermitian {
                    term: Observable::term(value, string.clone()).to_string(),
                });
            }
        }
        match self.terms.keys().find(|string| string.span() > qubits) {
            None => Ok(()),
            Some(string) => Err(ObservableError::PastRegister {
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
        let renamed = |&(qubit, pauli): &(usize, Pauli)| (pauli, qubits[qubit]);
        Ok(Observable::from_terms(self.terms().map(|(c, string)| {
            (c, string.factors().iter().map(renamed))
        })))
    }

    /// Adds a term.
    fn insert(&mut self, string: PauliString, coefficient: Coefficient) {
        match self.terms.entry(string) {
            Entry::Vacant(entry) => {
                if !coefficient.is_zero() {
                    entry.insert(coefficient);
                }
            }
            Entry::Occupied(mut entry) => {
                let sum = entry.get().plus(coefficient);
                if sum.is_zero() {
                    entry.remove();
                } else {
                    entry.insert(sum);
                }
            }
        }
    }
}

/// A product of Pauli operators, times 1.
impl From<PauliString> for Observable {
    fn from(string: PauliString) -> Self {
        let mut sum = Observable::zero();
        sum.terms.insert(string, Coefficient::ONE);
        sum
    }
}

/// A multiple of the identity.
impl From<Complex64> for Observable {
    fn from(c: Complex64) -> Self {
        Observable::term(c, PauliString::default())
    }
}

/// A multiple of the identity.
impl From<f64> for Observable {
    fn from(c: f64) -> Self {
        Observable::term(c, PauliString::default())
    }
}

impl From<&Observable> for Observable {
    fn from(observable: &Observable) -> Self {
        observable.clone()
    }
}

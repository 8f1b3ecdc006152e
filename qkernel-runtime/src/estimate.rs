//! Expectation values from shots.
//!
//! The qubits that observables act on are measured at the end, each in the basis of X, Y or Z, and an expectation value is the
//! mean of what the shots give. Terms that commute qubit by qubit are measured together. They are found, and the shots
//! are dealt out, as in Crawford and others, "Efficient quantum measurement of Pauli operators in the presence of finite sampling
//! error", Quantum 5, 385 (2021), where any terms that commute may be measured together: terms with the largest coefficients come first
//! (sorted insertion), and a basis has shots in proportion to √Σ a², a being the coefficients of its terms. On average over all states the
//! variance of a basis is in proportion to Σ a², since the terms' covariances vanish; so these shots make the error least on that average. Of several observables, a² is the sum
//! over them.
//!
//! The circuit that is sampled is the kernel's with a rotation about x and one about y on each of these qubits at its end; their
//! angles, which choose the basis, are one more argument. So it is prepared once for all settings.

use std::fmt;

/// A number that was estimated from shots.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// How far it is off, as a standard deviation, itself estimated from the shots. It is 0 where all shots of each basis gave the
    /// same.
    pub standard_error: f64,
}

/// As `0.713 ± 0.022`.
impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Estimate {
            value,
            standard_error,
        } = self;
        // Two digits of the error.
        let digits = match standard_error.log10() {
            log if log.is_finite() => (1.0 - log.floor()).clamp(0.0, 17.0) as usize,
            _ => 6,
        };
        write!(f, "{value:.digits$} ± {standard_error:.digits$}")
    }
}

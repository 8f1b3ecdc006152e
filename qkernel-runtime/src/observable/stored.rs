//! Observables as data for `serde`: a list of terms, each the real and the imaginary part of its coefficient and its
//! factors, like `[0.5, 0.0, [["X", 0], ["Z", 3]]]`.

use num_complex::Complex64;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};

use super::{Observable, Pauli, PauliString};

type Factors = Vec<(Pauli, usize)>;

impl Serialize for Observable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let term = |(c, string): (Complex64, &PauliString)| -> (f64, f64, Factors) {
            let factors = string.factors().iter();
            let factors = factors.map(|&(qubit, pauli)| (pauli, qubit)).collect();
            // An imaginary part of -0.0 is written as 0.0.
            (c.re, c.im + 0.0, factors)
        };
        if let Some((c, string)) = self.complex_terms().find(|(c, _)| !c.is_finite()) {
            return Err(S::Error::custom(format!(
                "the observable has the coefficient {c} at {string}, and only finite ones can be written"
            )));
        }
        serializer.collect_seq(self.complex_terms().map(term))
    }
}

impl<'de> Deserialize<'de> for Observable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Observable, D::Error> {
        let terms = Vec::<(f64, f64, Factors)>::deserialize(deserializer)?;
        let term = |(re, im, factors): (f64, f64, Factors)| {
            let mut string = PauliString::default();
            for (pauli, qubit) in factors {
                let before = string.factors().len();
                string.multiply_by(&PauliString::single(pauli, qubit));
                if string.factors().len() != before + 1 {
                    return Err(D::Error::custom(format!(
                        "a product with two factors on qubit {qubit}"
                    )));
                }
            }
            Ok(Observable::term(Complex64::new(re, im), string))
        };
        terms.into_iter().map(term).sum()
    }
}

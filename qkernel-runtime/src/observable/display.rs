//! Observables as text.

use std::fmt;

use super::Observable;
use qkernel_ir::sign_of_term;

/// `0.5 X0 X1 - Z2 + 1`, which parses back to the same observable. Coefficients that are not real are written
/// `0.5i Z0` and `(1 + 2i) X0`; such a sum is no observable and does not parse.
impl fmt::Display for Observable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.terms.is_empty() {
            return f.write_str("0");
        }
        for (i, (c, string)) in self.complex_terms().enumerate() {
            // Of a complex number that is not on an axis the sign stays inside the brackets.
            let (negative, size) = match (c.re, c.im) {
                (re, 0.0) => (is_negative(re), number(re.abs())),
                (0.0, im) => (is_negative(im), imaginary(im.abs())),
                (re, im) => {
                    let minus = if is_negative(re) { "-" } else { "" };
                    let sign = if is_negative(im) { '-' } else { '+' };
                    let (re, im) = (number(re.abs()), imaginary(im.abs()));
                    (false, format!("({minus}{re} {sign} {im})"))
                }
            };
            f.write_str(sign_of_term(i == 0, negative))?;
            match (size.as_str(), string.is_identity()) {
                (size, true) => f.write_str(size)?,
                ("1", false) => write!(f, "{string}")?,
                (size, false) => write!(f, "{size} {string}")?,
            }
        }
        Ok(())
    }
}

// Kernels' structs hold observables and print this form.
impl fmt::Debug for Observable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Whether a minus is written: the sign of NaN has no meaning.
fn is_negative(x: f64) -> bool {
    x.is_sign_negative() && !x.is_nan()
}

fn imaginary(x: f64) -> String {
    if x == 1.0 {
        "i".into()
    } else if x.is_finite() {
        format!("{}i", number(x))
    } else {
        format!("{x} i")
    }
}

/// The shortest decimal that reads back as the same number; with an exponent where that is shorter by far.
fn number(x: f64) -> String {
    if x != 0.0 && x.is_finite() && !(1e-5..1e16).contains(&x) {
        format!("{x:e}")
    } else {
        format!("{x}")
    }
}

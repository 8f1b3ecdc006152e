//! Observables from text: `"0.5 X0 X1 - Z2"`.

use std::fmt;
use std::str::FromStr;

use super::{Coefficient, Fault, Item, Observable, PauliString, Reader};

/// Why a text is no observable.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}`, character {position}: {message}")]
pub struct ParseError {
    /// The whole text.
    pub text: String,
    /// Where it goes wrong: a character of the text, counted from 1.
    pub position: usize,
    /// What is wrong, and what was expected.
    pub message: String,
}

// What `unwrap` and `fn main() -> Result<(), ParseError>` print is read by people.
impl fmt::Debug for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Reads what [`Observable`] is displayed as, and a little more:
///
/// ```
/// use qkernel_runtime::observable::{Observable, X, Z};
///
/// let h = 0.5 * X(0) * X(1) - Z(2) + 1.0;
/// for text in ["0.5 X0 X1 - Z2 + 1", "0.5*X(0)*X(1) - Z(2) + I", "0.5 * X0 @ X1 + -1 Z2 + I0"] {
///     assert_eq!(h, text.parse()?);
/// }
///
/// let error = "0.5 X0 Q1".parse::<Observable>().unwrap_err();
/// assert_eq!(error.to_string(), "`0.5 X0 Q1`, character 8: expected `+`, `-` or the end, found `Q`");
/// # Ok::<(), qkernel_runtime::observable::ParseError>(())
/// ```
///
/// A term must be Hermitian: `"X0 Y0"`, which is i Z0, is refused.
impl FromStr for Observable {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Observable, ParseError> {
        read(text).map_err(|fault| ParseError {
            text: text.to_owned(),
            position: fault.position(text),
            message: fault.message(text).concat(),
        })
    }
}

/// As `.parse()` does.
impl TryFrom<&str> for Observable {
    type Error = ParseError;

    fn try_from(text: &str) -> Result<Observable, ParseError> {
        text.parse()
    }
}

fn read(text: &str) -> Result<Observable, Fault> {
    let mut reader = Reader::new(text);
    let mut sum = Observable::zero();
    let (mut start, mut coefficient, mut string) = (None, Coefficient::ONE, PauliString::default());
    loop {
        match reader.next()? {
            Item::Number(number) => {
                coefficient = coefficient.times(Coefficient::real(number));
            }
            Item::Minus => coefficient = coefficient.negated(),
            Item::Pauli(pauli, qubit) => {
                let power = string.multiply_by(&PauliString::single(pauli, qubit));
                coefficient = coefficient.times_i(power);
            }
            Item::Identity => {}
            item @ (Item::Term { .. } | Item::End) => {
                if let Some(at) = start {
                    if !coefficient.is_real() {
                        return Err(Fault::not_hermitian(at));
                    }
                    sum.insert(std::mem::take(&mut string), coefficient);
                }
                let Item::Term { at, negative } = item else {
                    return Ok(sum);
                };
                start = Some(at);
                coefficient = match negative {
                    true => Coefficient::ONE.negated(),
                    false => Coefficient::ONE,
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form() {
        for (text, canonical) in [
            ("0.5 X0 X1 - Z2", "0.5 X0 X1 - Z2"),
            ("0.5*Z0 Z1 + X2", "0.5 Z0 Z1 + X2"),
            ("2", "2"),
            ("-Z0", "-Z0"),
            ("+ Z0*Z1*2", "2 Z0 Z1"),
            ("1e-3X0 + 2.5E+2 * Y12", "0.001 X0 + 250 Y12"),
            (".5Z1Z0", "0.5 Z0 Z1"),
            ("I + 0.5 I3 - Z0 Z0", "0.5"),
            ("Z0 - Z0", "0"),
            ("1e-9 Z0 + 1e300", "1e-9 Z0 + 1e300"),
            ("2 * 3 * Z0", "6 Z0"),
            ("0.5 Z0 + -0.25 Z1", "0.5 Z0 - 0.25 Z1"),
            ("--0.5 Z0 - -X1", "0.5 Z0 + X1"),
            ("2 * -3 Z0", "-6 Z0"),
            ("Z0 @ Z1 - 0.5 * X0 @ Y2", "-0.5 X0 Y2 + Z0 Z1"),
            ("0.5 * Z(0) * Z( 1 ) + I(3)", "0.5 Z0 Z1 + 1"),
            ("Z0\n\t+ Z1\r\n", "Z0 + Z1"),
            ("0 X0 Y0", "0"),
        ] {
            let parsed: Observable = text.parse().unwrap();
            assert_eq!(parsed.to_string(), canonical, "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        for (text, position, message) in [
            ("", 1, "expected a number, X, Y, Z or I, but the text ends"),
            (
                "X0 +",
                5,
                "expected a number, X, Y, Z or I, but the text ends",
            ),
            ("0.5 X0 Q1", 8, "expected `+`, `-` or the end, found `Q`"),
            ("X0 * * Z1", 6, "expected a number, X, Y, Z or I, found `*`"),
            (
                "X0 @",
                5,
                "expected a number, X, Y, Z or I, but the text ends",
            ),
            ("- - - Z0", 5, "expected a number, X, Y, Z or I, found `-`"),
            ("X Z1", 2, "`X` needs the number of a qubit, as in `X0`"),
            ("Z0 Y", 5, "`Y` needs the number of a qubit, as in `Y0`"),
            (
                "Z(0",
                4,
                "expected the number of a qubit and `)`, but the text ends",
            ),
            (
                "Z(a)",
                3,
                "expected the number of a qubit and `)`, found `a`",
            ),
            ("1..2", 3, "expected `+`, `-` or the end, found `.`"),
            ("2 3 Z0", 3, "expected `+`, `-` or the end, found `3`"),
            (". Z0", 1, "`.` is not a finite number"),
            ("1e999", 1, "`1e999` is not a finite number"),
            ("NaN Z0", 1, "expected a number, X, Y, Z or I, found `N`"),
            (
                "Z0 + inf Z1",
                6,
                "expected a number, X, Y, Z or I, found `i`",
            ),
            (
                "Z1 + X0 Y0",
                6,
                "this term is not Hermitian: it names a qubit twice, as in `X0 Y0`, which is i Z0",
            ),
            (
                "Z99999999999999999999",
                2,
                "the qubit number 99999999999999999999 is too large",
            ),
            ("Ψ0", 1, "expected a number, X, Y, Z or I, found `Ψ`"),
            ("Z0 é", 4, "expected `+`, `-` or the end, found `é`"),
            ("Z0\0", 3, "expected `+`, `-` or the end, found `\0`"),
        ] {
            let error = text.parse::<Observable>().unwrap_err();
            assert_eq!(
                (error.position, &*error.message),
                (position, message),
                "{text}"
            );
            assert_eq!(
                error.to_string(),
                format!("`{text}`, character {position}: {message}")
            );
        }
    }
}

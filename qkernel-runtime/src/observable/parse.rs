//! Observables from text: `"0.5 X0 X1 - Z2"`.
//!
//! ```text
//! sum    := [sign] term { sign term }
//! term   := factor { ["*"] factor }
//! factor := number | ("X" | "Y" | "Z") qubit | "I" [qubit]
//! ```

use std::str::FromStr;

use super::pauli::{Pauli, PauliString};
use super::{Observable, PauliSum};

/// Why a text is no observable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}`, character {position}: {message}")]
pub struct ParseError {
    /// The whole text.
    pub text: String,
    /// Where it goes wrong: a character of the text, counted from 1.
    pub position: usize,
    /// What is wrong.
    pub message: String,
}

impl FromStr for Observable {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Observable, ParseError> {
        let mut parser = Parser { text, at: 0 };
        parser.sum().map_err(|message| ParseError {
            text: text.to_owned(),
            position: text[..parser.at].chars().count() + 1,
            message,
        })
    }
}

struct Parser<'a> {
    text: &'a str,
    /// The next byte to read, on a character's border; after a failure, the place to blame.
    at: usize,
}

impl Parser<'_> {
    fn sum(&mut self) -> Result<Observable, String> {
        let mut sum = PauliSum::default();
        let mut sign = self.sign().unwrap_or(1.0);
        loop {
            let start = self.skip_space();
            let term = self.term()?;
            if !term.is_hermitian() {
                self.at = start;
                return Err(format!(
                    "this term is {term}, which is not Hermitian: the same qubit is named twice"
                ));
            }
            sum += term * sign;
            match (self.sign(), self.peek()) {
                (Some(next), _) => sign = next,
                (None, None) => return Ok(sum.into()),
                (None, Some(c)) => {
                    return Err(format!("expected `+`, `-` or the end, found `{c}`"));
                }
            }
        }
    }

    fn term(&mut self) -> Result<PauliSum, String> {
        let mut product = self.factor()?;
        loop {
            let starred = self.eat('*');
            match self.peek() {
                Some('X' | 'Y' | 'Z' | 'I') => product = product * self.factor()?,
                _ if starred => product = product * self.factor()?,
                _ => return Ok(product),
            }
        }
    }

    fn factor(&mut self) -> Result<PauliSum, String> {
        let pauli = match self.peek() {
            Some('X') => Pauli::X,
            Some('Y') => Pauli::Y,
            Some('Z') => Pauli::Z,
            Some('I') => {
                self.at += 1;
                self.digits();
                return Ok(1.0.into());
            }
            Some('0'..='9' | '.') => return self.number().map(PauliSum::from),
            Some(c) => return Err(format!("expected a number, X, Y, Z or I, found `{c}`")),
            None => return Err("expected a number, X, Y, Z or I, but the text ends".into()),
        };
        let start = self.at;
        self.at += 1;
        let digits = self.digits();
        if digits.is_empty() {
            return Err(format!(
                "`{pauli}` needs the number of a qubit, as in `{pauli}0`"
            ));
        }
        match digits.parse::<usize>() {
            Ok(qubit) if qubit < usize::MAX => {
                Ok(PauliSum::term(1.0, PauliString::single(pauli, qubit)))
            }
            _ => {
                let message = format!("the qubit number {digits} is too large");
                self.at = start;
                Err(message)
            }
        }
    }

    fn number(&mut self) -> Result<f64, String> {
        let start = self.at;
        self.digits();
        if self.text[self.at..].starts_with('.') {
            self.at += 1;
            self.digits();
        }
        // `e` belongs to the number only where an exponent follows.
        let rest = &self.text[self.at..];
        if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
            let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if unsigned.starts_with(|c: char| c.is_ascii_digit()) {
                self.at += rest.len() - unsigned.len();
                self.digits();
            }
        }
        let number = &self.text[start..self.at];
        match number.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => {
                let message = format!("`{number}` is not a finite number");
                self.at = start;
                Err(message)
            }
        }
    }

    fn digits(&mut self) -> &str {
        let start = self.at;
        let rest = &self.text[start..];
        self.at += rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        &self.text[start..self.at]
    }

    fn sign(&mut self) -> Option<f64> {
        if self.eat('+') {
            Some(1.0)
        } else if self.eat('-') {
            Some(-1.0)
        } else {
            None
        }
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn peek(&mut self) -> Option<char> {
        self.skip_space();
        self.text[self.at..].chars().next()
    }

    fn skip_space(&mut self) -> usize {
        let rest = &self.text[self.at..];
        // As the reader of constants does, which sees bytes.
        let others = rest.trim_start_matches([' ', '\t', '\n', '\x0b', '\x0c', '\r']);
        self.at += rest.len() - others.len();
        self.at
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
        ] {
            let parsed: Observable = text.parse().unwrap();
            assert_eq!(parsed.to_string(), canonical, "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        for (text, message) in [
            (
                "",
                "``, character 1: expected a number, X, Y, Z or I, but the text ends",
            ),
            (
                "X0 +",
                "`X0 +`, character 5: expected a number, X, Y, Z or I, but the text ends",
            ),
            (
                "0.5 X0 Q1",
                "`0.5 X0 Q1`, character 8: expected `+`, `-` or the end, found `Q`",
            ),
            (
                "X0 * * Z1",
                "`X0 * * Z1`, character 6: expected a number, X, Y, Z or I, found `*`",
            ),
            (
                "X Z1",
                "`X Z1`, character 2: `X` needs the number of a qubit, as in `X0`",
            ),
            (
                "1..2",
                "`1..2`, character 3: expected `+`, `-` or the end, found `.`",
            ),
            (
                "2 3 Z0",
                "`2 3 Z0`, character 3: expected `+`, `-` or the end, found `3`",
            ),
            (". Z0", "`. Z0`, character 1: `.` is not a finite number"),
            (
                "1e999",
                "`1e999`, character 1: `1e999` is not a finite number",
            ),
            (
                "Z1 + X0 Y0",
                "`Z1 + X0 Y0`, character 6: this term is i Z0, which is not Hermitian: the same qubit is named twice",
            ),
            (
                "Z99999999999999999999",
                "`Z99999999999999999999`, character 1: the qubit number 99999999999999999999 is too large",
            ),
            (
                "Ψ0",
                "`Ψ0`, character 1: expected a number, X, Y, Z or I, found `Ψ`",
            ),
        ] {
            assert_eq!(text.parse::<Observable>().unwrap_err().to_string(), message);
        }
    }
}

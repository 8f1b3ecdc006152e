//! The grammar of observables, for constants: what [`Observable`](crate::observable::Observable)'s `from_str` reads and nothing else.

/// How many qubits one term may name: what names more cannot be read here.
const FACTORS: usize = 64;

/// How many qubits an observable needs: the highest qubit on which an X, Y or Z is left, and one more. `None` where the
/// text is not a Pauli sum.
pub(super) const fn span(text: &str) -> Option<usize> {
    let mut reader = Reader {
        bytes: text.as_bytes(),
        at: 0,
    };
    let mut span = 0;
    reader.sign();
    loop {
        match reader.term() {
            Some(width) if width > span => span = width,
            Some(_) => {}
            None => return None,
        }
        if reader.sign() {
            continue;
        }
        return match reader.peek() {
            END => Some(span),
            _ => None,
        };
    }
}

/// What is read behind the last byte.
const END: u8 = 0;

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A product of Pauli operators: 1, 2, 3 for X, Y, Z, and the power of i in front.
struct Product {
    qubits: [usize; FACTORS],
    paulis: [u8; FACTORS],
    count: usize,
    phase: u8,
    is_zero: bool,
}

impl Product {
    /// Multiplies from the right; false where there are too many factors.
    const fn times(&mut self, qubit: usize, pauli: u8) -> bool {
        let mut k = 0;
        while k < self.count {
            if self.qubits[k] == qubit {
                let before = self.paulis[k];
                // XY = iZ, and so on around the circle; the other way there is a minus.
                self.phase += match (before, pauli) {
                    (1, 2) | (2, 3) | (3, 1) => 1,
                    (2, 1) | (3, 2) | (1, 3) => 3,
                    _ => 0,
                };
                self.phase %= 4;
                self.paulis[k] = before ^ pauli;
                return true;
            }
            k += 1;
        }
        if self.count == FACTORS {
            return false;
        }
        self.qubits[self.count] = qubit;
        self.paulis[self.count] = pauli;
        self.count += 1;
        true
    }

    /// The qubits that are needed; `None` where the product is not Hermitian.
    const fn span(&self) -> Option<usize> {
        if self.is_zero {
            return Some(0);
        }
        if self.phase % 2 == 1 {
            return None;
        }
        let mut span = 0;
        let mut k = 0;
        while k < self.count {
            if self.paulis[k] != 0 && self.qubits[k] >= span {
                span = self.qubits[k] + 1;
            }
            k += 1;
        }
        Some(span)
    }
}

impl Reader<'_> {
    const fn byte(&self) -> u8 {
        if self.at < self.bytes.len() {
            self.bytes[self.at]
        } else {
            END
        }
    }

    const fn peek(&mut self) -> u8 {
        while matches!(self.byte(), b' ' | b'\t'..=b'\r') {
            self.at += 1;
        }
        match self.byte() {
            // No text of ours holds it: it must not look like the end.
            END if self.at < self.bytes.len() => b'?',
            byte => byte,
        }
    }

    const fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        if found {
            self.at += 1;
        }
        found
    }

    const fn sign(&mut self) -> bool {
        self.eat(b'+') || self.eat(b'-')
    }

    const fn term(&mut self) -> Option<usize> {
        let mut product = Product {
            qubits: [0; FACTORS],
            paulis: [0; FACTORS],
            count: 0,
            phase: 0,
            is_zero: false,
        };
        loop {
            if !self.factor(&mut product) {
                return None;
            }
            let starred = self.eat(b'*');
            if !(starred || matches!(self.peek(), b'X' | b'Y' | b'Z' | b'I')) {
                return product.span();
            }
        }
    }

    const fn factor(&mut self, product: &mut Product) -> bool {
        let pauli = match self.peek() {
            b'I' => {
                self.at += 1;
                self.digits();
                return true;
            }
            letter @ b'X'..=b'Z' => letter - b'X' + 1,
            b'0'..=b'9' | b'.' => return self.number(product),
            _ => return false,
        };
        self.at += 1;
        let start = self.at;
        let mut qubit: usize = 0;
        while self.byte().is_ascii_digit() {
            let digit = (self.byte() - b'0') as usize;
            qubit = match qubit.checked_mul(10) {
                Some(tens) if tens <= usize::MAX - 1 - digit => tens + digit,
                _ => return false,
            };
            self.at += 1;
        }
        self.at > start && product.times(qubit, pauli)
    }

    /// Goes behind digits, and tells how many there were.
    const fn digits(&mut self) -> usize {
        let start = self.at;
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
        self.at - start
    }

    /// A finite number. Of its value only matters whether it is zero or too large.
    const fn number(&mut self, product: &mut Product) -> bool {
        let start = self.at;
        let whole = self.digits();
        let mut end = self.at;
        let mut fraction = 0;
        if self.byte() == b'.' {
            self.at += 1;
            fraction = self.digits();
            end = self.at;
        }
        if whole + fraction == 0 {
            return false;
        }
        let exponent = self.exponent();
        // The first digits that are not zero, and the power of ten of the first.
        let (mut digits, mut taken, mut power) = (0_u64, 0, exponent + whole as i64 - 1);
        let mut i = start;
        while i < end {
            let byte = self.bytes[i];
            if byte != b'.' {
                if taken > 0 || byte != b'0' {
                    if taken < 17 {
                        digits = 10 * digits + (byte - b'0') as u64;
                    }
                    taken += 1;
                } else {
                    power -= 1;
                }
            }
            i += 1;
        }
        while taken > 0 && taken < 17 {
            digits *= 10;
            taken += 1;
        }
        // Half of the smallest number that is not zero is rounded to zero.
        if taken == 0 || power < -324 || power == -324 && digits <= 24_703_282_292_062_327 {
            product.is_zero = true;
        }
        // From here on a number is rounded to infinity.
        taken == 0 || power < 308 || power == 308 && digits < 17_976_931_348_623_158
    }

    /// The power of ten behind a number. `e` belongs to the number only where digits follow.
    const fn exponent(&mut self) -> i64 {
        let before = self.at;
        if !matches!(self.byte(), b'e' | b'E') {
            return 0;
        }
        self.at += 1;
        let negative = self.byte() == b'-';
        if matches!(self.byte(), b'+' | b'-') {
            self.at += 1;
        }
        let start = self.at;
        let mut exponent: i64 = 0;
        while self.byte().is_ascii_digit() {
            // Beyond, it makes no difference.
            if exponent < 1 << 40 {
                exponent = 10 * exponent + (self.byte() - b'0') as i64;
            }
            self.at += 1;
        }
        if self.at == start {
            self.at = before;
            return 0;
        }
        if negative { -exponent } else { exponent }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::observable::Observable;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        /// The two readers accept the same texts. Where terms cancel, fewer qubits may be needed than are named.
        #[test]
        fn reads_what_the_parser_reads(text in "[-+]?([0-9]{0,2}\\.?[0-9]?(e[-+]?[0-9]{0,3})?[*]?([XYZI][0-4]? ?[*]?){0,4}[-+ ]?){1,3}") {
            let parsed: Option<Observable> = text.parse().ok();
            let read = span(&text);
            prop_assert_eq!(parsed.is_some(), read.is_some(), "{:?}", text);
            if let (Some(parsed), Some(read)) = (parsed, read) {
                prop_assert!(parsed.span() <= read, "{:?}", text);
                if !text.trim_start_matches(['+', '-']).contains(['+', '-']) {
                    prop_assert_eq!(parsed.span(), read, "{:?}", text);
                }
            }
        }

        #[test]
        fn refuses_other_texts(text in "\\PC{0,6}") {
            let parsed: Option<Observable> = text.parse().ok();
            prop_assert_eq!(parsed.map(|sum| sum.span()), span(&text));
        }
    }

    #[test]
    fn limits_are_the_parsers() {
        for text in [
            "",
            " ",
            "1e308 Z3",
            "1.7976931348623157e308 Z3",
            "1.7976931348623159e308 Z3",
            "1e309 Z3",
            "1e-400 Z3",
            "5e-324 Z3",
            "2e-324 Z3",
            "0.000 Z3",
            "0e999 Z3",
            ". Z3",
            "5. Z3",
            ".5 Z3",
            "1e Z3",
            "1ee3",
            "Z18446744073709551615",
            "Z18446744073709551614",
            "Z0\0",
            "X0 Y0 X1 Y1",
            "X0 Y0 Z0",
            "X3 X3 Z0",
            "NaN",
            "inf",
            "Z 0",
            "I I7 * 2",
            "* Z0",
            "Z0 *",
            "- - Z0",
            "Z0 - - Z1",
            "0000000000000000000000001e300 Z2",
            "0.00000000000000000000000000000001e339 Z2",
        ] {
            let parsed: Option<Observable> = text.parse().ok();
            assert_eq!(parsed.map(|sum| sum.span()), span(text), "{text:?}");
        }
    }
}

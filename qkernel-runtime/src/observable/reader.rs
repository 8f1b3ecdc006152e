//! The grammar of observables, read piece by piece: at run time by `parse`, in constants by `static_circuit!`.
//!
//! ```text
//! sum    := [sign] term { sign term }
//! term   := [sign] factor { ["*" | "@"] factor }
//! factor := number | pauli qubit | "I" [qubit]
//! pauli  := "X" | "Y" | "Z"
//! qubit  := digits | "(" digits ")"
//! ```
//!
//! After `*` or `@` a factor may have a sign. White space is free, but not within numbers, nor between a Pauli operator
//! and its qubit.

use super::decimal;
use super::pauli::Pauli;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Item {
    /// A term begins here, at this byte; the factors that follow multiply 1 or -1.
    Term { at: usize, negative: bool },
    /// A factor -1.
    Minus,
    /// A finite factor.
    Number(f64),
    /// An operator on a qubit.
    Pauli(Pauli, usize),
    /// The identity.
    Identity,
    /// The text ends, after a term.
    End,
}

/// Where a text goes wrong, and what was expected there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fault {
    /// The byte to blame, on a character's border.
    pub(crate) at: usize,
    what: What,
    /// The byte at which what is quoted ends.
    end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    /// There is no factor.
    Factor,
    /// There is neither a factor nor a sign after a term.
    After,
    Qubit,
    Bracket,
    QubitTooLarge,
    NotFinite,
    NotHermitian,
}

impl Fault {
    /// A term from `at` on that is an imaginary multiple of a product.
    pub(crate) const fn not_hermitian(at: usize) -> Fault {
        Fault {
            at,
            what: What::NotHermitian,
            end: at,
        }
    }

    /// What is wrong with the text, in pieces, for constants cannot join them.
    pub(crate) const fn message<'a>(&self, text: &'a str) -> [&'a str; 3] {
        let ends = self.at == text.len();
        let quoted = between(text, self.at, self.end);
        match self.what {
            What::Factor if ends => ["expected a number, X, Y, Z or I, but the text ends", "", ""],
            What::Factor => ["expected a number, X, Y, Z or I, found `", quoted, "`"],
            What::After => ["expected `+`, `-` or the end, found `", quoted, "`"],
            What::Qubit => match text.as_bytes()[self.at - 1] {
                b'X' => ["`X` needs the number of a qubit, as in `X0`", "", ""],
                b'Y' => ["`Y` needs the number of a qubit, as in `Y0`", "", ""],
                _ => ["`Z` needs the number of a qubit, as in `Z0`", "", ""],
            },
            What::Bracket if ends => [
                "expected the number of a qubit and `)`, but the text ends",
                "",
                "",
            ],
            What::Bracket => [
                "expected the number of a qubit and `)`, found `",
                quoted,
                "`",
            ],
            What::QubitTooLarge => ["the qubit number ", quoted, " is too large"],
            What::NotFinite => ["`", quoted, "` is not a finite number"],
            What::NotHermitian => [
                "this term is not Hermitian: it names a qubit twice, as in `X0 Y0`, which is i Z0",
                "",
                "",
            ],
        }
    }

    /// The character to blame, counted from 1.
    pub(crate) const fn position(&self, text: &str) -> usize {
        let (bytes, mut position, mut i) = (text.as_bytes(), 1, 0);
        while i < self.at {
            position += is_first_of_character(bytes[i]) as usize;
            i += 1;
        }
        position
    }
}

const fn is_first_of_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

/// A part of a text, between borders of characters.
const fn between(text: &str, start: usize, end: usize) -> &str {
    text.split_at(end).0.split_at(start).1
}

/// Reads a text piece by piece.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    state: ReaderState,
}

#[derive(Clone, Copy)]
enum ReaderState {
    /// Before the first term.
    Start,
    /// A factor must follow.
    Factor,
    /// After a factor.
    After,
}

/// What is read after the last byte.
const END: u8 = 0;

impl<'a> Reader<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Reader {
            bytes: text.as_bytes(),
            at: 0,
            state: ReaderState::Start,
        }
    }

    pub(crate) const fn next(&mut self) -> Result<Item, Fault> {
        match self.state {
            ReaderState::Start => {
                let negative = matches!(self.sign(), Some(true));
                Ok(self.term(negative))
            }
            ReaderState::Factor => self.factor(),
            ReaderState::After => {
                if self.eat(b'*') || self.eat(b'@') {
                    self.state = ReaderState::Factor;
                    return match self.sign() {
                        Some(true) => Ok(Item::Minus),
                        _ => self.factor(),
                    };
                }
                if matches!(self.peek(), b'X' | b'Y' | b'Z' | b'I') {
                    return self.factor();
                }
                match self.sign() {
                    Some(negative) => Ok(self.term(negative)),
                    None if self.at == self.bytes.len() => Ok(Item::End),
                    None => Err(self.fault(What::After)),
                }
            }
        }
    }

    /// A term, after the sign in front of it; it may have another of its own.
    const fn term(&mut self, negative: bool) -> Item {
        self.state = ReaderState::Factor;
        let own = matches!(self.sign(), Some(true));
        self.skip_space();
        Item::Term {
            at: self.at,
            negative: negative != own,
        }
    }

    const fn factor(&mut self) -> Result<Item, Fault> {
        self.state = ReaderState::After;
        match self.peek() {
            b'I' => {
                self.at += 1;
                if self.byte() == b'(' {
                    return match self.qubit(Pauli::Z) {
                        Ok(_) => Ok(Item::Identity),
                        Err(fault) => Err(fault),
                    };
                }
                self.digits();
                Ok(Item::Identity)
            }
            b'X' => self.operator(Pauli::X),
            b'Y' => self.operator(Pauli::Y),
            b'Z' => self.operator(Pauli::Z),
            b'0'..=b'9' | b'.' => self.number(),
            _ => Err(self.fault(What::Factor)),
        }
    }

    const fn operator(&mut self, pauli: Pauli) -> Result<Item, Fault> {
        self.at += 1;
        self.qubit(pauli)
    }

    /// The number of a qubit, also in brackets.
    const fn qubit(&mut self, pauli: Pauli) -> Result<Item, Fault> {
        let bracket = self.byte() == b'(';
        if bracket {
            self.at += 1;
            self.skip_space();
        }
        let start = self.at;
        if self.digits() == 0 {
            return Err(self.fault(if bracket { What::Bracket } else { What::Qubit }));
        }
        let (end, mut i, mut qubit) = (self.at, start, 0_usize);
        while i < end {
            let digit = (self.bytes[i] - b'0') as usize;
            qubit = match qubit.checked_mul(10) {
                Some(tens) if tens <= usize::MAX - 1 - digit => tens + digit,
                _ => {
                    return Err(Fault {
                        at: start,
                        what: What::QubitTooLarge,
                        end,
                    });
                }
            };
            i += 1;
        }
        if bracket && !self.eat(b')') {
            return Err(self.fault(What::Bracket));
        }
        Ok(Item::Pauli(pauli, qubit))
    }

    const fn number(&mut self) -> Result<Item, Fault> {
        let start = self.at;
        let mut digits = self.digits();
        if self.byte() == b'.' {
            self.at += 1;
            digits += self.digits();
        }
        let end = self.at;
        let exponent = self.exponent();
        let value = decimal::round(self.bytes.split_at(end).0.split_at(start).1, exponent);
        if digits == 0 || !value.is_finite() {
            return Err(Fault {
                at: start,
                what: What::NotFinite,
                end: self.at,
            });
        }
        Ok(Item::Number(value))
    }

    /// The power of ten after a number. `e` belongs to the number only where digits follow.
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

    /// Goes past digits, and tells how many there were.
    const fn digits(&mut self) -> usize {
        let start = self.at;
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
        self.at - start
    }

    /// Whether a sign was read that is a minus.
    const fn sign(&mut self) -> Option<bool> {
        if self.eat(b'+') {
            Some(false)
        } else if self.eat(b'-') {
            Some(true)
        } else {
            None
        }
    }

    const fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        if found {
            self.at += 1;
        }
        found
    }

    const fn peek(&mut self) -> u8 {
        self.skip_space();
        self.byte()
    }

    const fn skip_space(&mut self) {
        while matches!(self.byte(), b' ' | b'\t'..=b'\r') {
            self.at += 1;
        }
    }

    const fn byte(&self) -> u8 {
        if self.at < self.bytes.len() {
            self.bytes[self.at]
        } else {
            END
        }
    }

    /// The next character is not allowed here.
    const fn fault(&self, what: What) -> Fault {
        let mut end = self.at;
        if end < self.bytes.len() {
            end += 1;
            while end < self.bytes.len() && !is_first_of_character(self.bytes[end]) {
                end += 1;
            }
        }
        Fault {
            at: self.at,
            what,
            end,
        }
    }
}

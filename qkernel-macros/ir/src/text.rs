//! A message that is written while rustc evaluates constants.

use crate::Loc;

const CAPACITY: usize = 1000;

/// A text in a buffer; what does not fit is cut off.
#[derive(Clone, Copy)]
pub struct Text {
    bytes: [u8; CAPACITY],
    len: usize,
}

impl Text {
    /// No text.
    pub const EMPTY: Text = Text {
        bytes: [0; CAPACITY],
        len: 0,
    };

    /// A text to begin with.
    pub const fn new(text: &str) -> Text {
        Text::EMPTY.with(text)
    }

    /// A name with what is before and after it.
    pub const fn around(before: &str, name: &str, after: &str) -> Text {
        Text::new(before).with(name).with(after)
    }

    /// The text and more.
    pub const fn with(mut self, text: &str) -> Text {
        self.push(text);
        self
    }

    /// The text and the name of a kernel, if it has one.
    pub const fn with_name(self, kernel: &str) -> Text {
        if kernel.is_empty() {
            return self.with("this kernel");
        }
        self.with("`").with(kernel).with("`")
    }

    /// The text and a number.
    pub const fn with_number(mut self, number: u64) -> Text {
        self.push_number(number);
        self
    }

    /// The text and a place.
    pub const fn with_loc(self, loc: Loc) -> Text {
        let text = self.with(loc.file).with(":").with_number(loc.line as u64);
        text.with(":").with_number(loc.column as u64)
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            // A cut in the middle of a character.
            Err(_) => "the message is too long",
        }
    }

    /// Appends a text.
    pub const fn push(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut i = 0;
        while i < bytes.len() && self.len < CAPACITY {
            self.bytes[self.len] = bytes[i];
            self.len += 1;
            i += 1;
        }
    }

    /// Appends a number.
    pub const fn push_number(&mut self, number: u64) {
        if number >= 10 {
            self.push_number(number / 10);
        }
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        self.push(DIGITS[(number % 10) as usize]);
    }
}

/// Whether two texts are the same, in a constant too.
pub const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.len() == b.len() && all!(i, 0..a.len(), a[i] == b[i])
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

/// What comes before a term of a sum.
pub const fn sign_of_term(is_first: bool, is_negative: bool) -> &'static str {
    match (is_first, is_negative) {
        (true, false) => "",
        (true, true) => "-",
        (false, false) => " + ",
        (false, true) => " - ",
    }
}

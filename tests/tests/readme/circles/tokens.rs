//! Rust texts as words and signs, without comments, literals and tests.

/// A word or a sign, and the number of its line. `::` is one sign, all others are single characters.
#[derive(Clone, Copy)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    pub(super) line: usize,
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let in_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let (mut all, mut at, mut line) = (Vec::new(), 0, 1);
    while at < bytes.len() {
        let rest = &text[at..];
        let next = bytes.get(at + 1).copied().unwrap_or_default();
        let (end, is_kept) = match bytes[at] {
            b'/' if next == b'/' => (at + rest.find('\n').unwrap_or(rest.len()), false),
            b'/' if next == b'*' => (at + rest.find("*/").map_or(rest.len(), |k| k + 2), false),
            b'"' => (at + quoted(rest, b'"'), false),
            b'\'' => match is_character(rest) {
                true => (at + quoted(rest, b'\''), false),
                false => (at + 1, true),
            },
            b':' if next == b':' => (at + 2, true),
            byte if in_word(byte) => {
                let word = bytes[at..]
                    .iter()
                    .take_while(|&&byte| in_word(byte))
                    .count();
                match raw(rest, word) {
                    Some(length) => (at + length, false),
                    None => (at + word, true),
                }
            }
            byte => (at + 1, !byte.is_ascii_whitespace()),
        };
        let text = &text[at..end];
        if is_kept {
            all.push(Token { text, line });
        }
        line += text.bytes().filter(|&byte| byte == b'\n').count();
        at = end;
    }
    all
}

/// The length of a literal between quotes.
fn quoted(text: &str, quote: u8) -> usize {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            _ if byte == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Whether a quote begins a character, not a lifetime.
fn is_character(text: &str) -> bool {
    let mut characters = text.chars().skip(1);
    match characters.next() {
        Some('\\') => true,
        _ => characters.next() == Some('\''),
    }
}

/// The length of a raw text that begins with a word of this length.
fn raw(text: &str, word: usize) -> Option<usize> {
    if !["r", "br"].contains(&&text[..word]) {
        return None;
    }
    let signs = text[word..]
        .bytes()
        .take_while(|&byte| byte == b'#')
        .count();
    let body = text[word + signs..].strip_prefix('"')?;
    let end = format!("\"{}", &text[word..word + signs]);
    let length = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(word + signs + 1 + length)
}

/// The same without what is only there in tests.
pub(super) fn without_tests<'t>(all: &[Token<'t>]) -> Vec<Token<'t>> {
    let mut kept = Vec::with_capacity(all.len());
    let mut at = 0;
    while at < all.len() {
        let is_attribute = is(all, at, "#") && is(all, at + 1, "[");
        if !is_attribute || !is_test(&all[at..closed(all, at + 1)]) {
            kept.push(all[at]);
            at += 1;
            continue;
        }
        // Its attributes, and the item up to its end.
        while is(all, at, "#") {
            at = closed(all, at + 1);
        }
        while at < all.len() && !is(all, at, ";") && !is(all, at, "{") {
            at += 1;
        }
        at = closed(all, at).max(at + 1);
    }
    kept
}

fn is_test(attribute: &[Token<'_>]) -> bool {
    let has = |word| attribute.iter().any(|token| token.text == word);
    has("cfg") && has("test") && !has("not")
}

/// Whether there is this text at a place.
pub(super) fn is(all: &[Token<'_>], at: usize, text: &str) -> bool {
    all.get(at).is_some_and(|token| token.text == text)
}

/// The place after the bracket that closes the one at `at`; `at` itself where there is none.
fn closed(all: &[Token<'_>], at: usize) -> usize {
    let mut depth = 0;
    for (k, token) in all.iter().enumerate().skip(at) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return if k == at { at } else { k + 1 };
        }
    }
    all.len()
}

//! Lines and columns of places in a text, found in the same time wherever they are.

/// How many bytes are between two marks.
const SPACING: usize = 512;

/// A place in a text.
#[derive(Clone, Copy, Debug, Default)]
struct Position {
    at: usize,
    /// How many lines, and how many characters of its own line, are before it.
    line: u32,
    column: u32,
}

impl Position {
    fn moved(self, text: &[u8], at: usize) -> Position {
        let Position {
            mut line,
            mut column,
            ..
        } = self;
        for &byte in &text[self.at..at] {
            if byte == b'\n' {
                line += 1;
                column = 0;
            } else if byte & 0xc0 != 0x80 {
                // The first byte of a character.
                column += 1;
            }
        }
        Position { at, line, column }
    }
}

/// Lines and columns of a text.
#[derive(Default)]
pub(super) struct Places<'t> {
    text: &'t [u8],
    marks: Vec<Position>,
    last: Position,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str) -> Places<'t> {
        let text = text.as_bytes();
        let first = Some(Position::default());
        let next = |mark: &Position| {
            let at = mark.at + SPACING;
            (at <= text.len()).then(|| mark.moved(text, at))
        };
        Places {
            text,
            marks: std::iter::successors(first, next).collect(),
            last: Position::default(),
        }
    }

    /// Line and column, from 1.
    pub(super) fn of(&mut self, at: usize) -> (u32, u32) {
        let near = self.last.at <= at && at - self.last.at <= SPACING;
        let from = if near {
            self.last
        } else {
            self.marks[at / SPACING]
        };
        self.last = from.moved(self.text, at);
        (self.last.line + 1, self.last.column + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_in_any_order() {
        let text = "a\nλx\n\n".repeat(500) + &"é".repeat(2000) + "\nend";
        let mut places = Places::new(&text);
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for k in 0..ends.len() {
            let at = ends[k * 1237 % ends.len()];
            let before = &text[..at];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
            assert_eq!(places.of(at), (line as u32, column as u32), "{at}");
        }
        assert_eq!(places.of(text.len()), (1502, 4));
    }
}

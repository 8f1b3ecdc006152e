//! Characters, where lines that meet become one.

use std::ops::RangeInclusive;

/// How strong a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Light = 1,
    Double = 2,
}

const UP: usize = 0;
pub(super) const RIGHT: usize = 1;
const DOWN: usize = 2;
pub(super) const LEFT: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Cell {
    /// The weight of a line's arm up, right, down and left; 0 where there is none.
    Arms([u8; 4]),
    Char(char),
}

/// Characters, where lines that meet become one.
pub(super) struct Canvas {
    width: usize,
    cells: Vec<Cell>,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize) -> Canvas {
        Canvas {
            width,
            cells: vec![Cell::Arms([0; 4]); width * height],
        }
    }

    /// What is outside of the canvas is not drawn.
    fn at(&mut self, x: usize, y: usize) -> Option<&mut Cell> {
        let cell = (x < self.width).then(|| y * self.width + x);
        self.cells.get_mut(cell?)
    }

    pub(super) fn text(&mut self, x: usize, y: usize, text: &str) {
        for (k, c) in text.chars().enumerate() {
            if let Some(cell) = self.at(x + k, y) {
                *cell = Cell::Char(c);
            }
        }
    }

    /// Writes where nothing is.
    pub(super) fn behind(&mut self, x: usize, y: usize, c: char) {
        if let Some(cell) = self.at(x, y)
            && *cell == Cell::Arms([0; 4])
        {
            *cell = Cell::Char(c);
        }
    }

    /// Writes where nothing is but what the frame drew, or a line that begins here.
    pub(super) fn behind_line(&mut self, x: usize, y: usize, c: char) {
        if let Some(cell) = self.at(x, y) {
            let is_free = match cell {
                Cell::Char(c) => *c == '╌',
                Cell::Arms(arms) => arms[UP] == 0,
            };
            if is_free {
                *cell = Cell::Char(c);
            }
        }
    }

    pub(super) fn arm(&mut self, x: usize, y: usize, side: usize, weight: Weight) {
        if let Some(Cell::Arms(arms)) = self.at(x, y) {
            arms[side] = arms[side].max(weight as u8);
        }
    }

    /// From the middle of one cell to that of another.
    pub(super) fn across(&mut self, from: usize, to: usize, y: usize, weight: Weight) {
        for x in from..to {
            self.arm(x, y, RIGHT, weight);
            self.arm(x + 1, y, LEFT, weight);
        }
    }

    pub(super) fn down(&mut self, x: usize, from: usize, to: usize, weight: Weight) {
        for y in from..to {
            self.arm(x, y, DOWN, weight);
            self.arm(x, y + 1, UP, weight);
        }
    }

    /// A box: lines end at its edges.
    pub(super) fn rectangle(&mut self, across: RangeInclusive<usize>, down: RangeInclusive<usize>) {
        let ((left, right), (top, bottom)) = (across.into_inner(), down.into_inner());
        for y in top..=bottom {
            for x in left..=right {
                let Some(Cell::Arms(arms)) = self.at(x, y) else {
                    continue;
                };
                // What points inwards is cut off.
                let across = [(LEFT, x > left), (RIGHT, x < right)];
                let down = [(UP, y > top), (DOWN, y < bottom)];
                for (side, _) in across.into_iter().chain(down).filter(|(_, points)| *points) {
                    arms[side] = 0;
                }
            }
        }
        for y in [top, bottom] {
            self.across(left, right, y, Weight::Light);
        }
        for x in [left, right] {
            self.down(x, top, bottom, Weight::Light);
        }
    }

    /// The lines, without space at their ends, and without empty ones at the start and the end.
    pub(super) fn print(&self) -> String {
        let line = |cells: &[Cell]| {
            let text: String = cells.iter().copied().map(character).collect();
            text.trim_end().to_owned()
        };
        let lines: Vec<String> = self.cells.chunks(self.width.max(1)).map(line).collect();
        let first = lines.iter().position(|line| !line.is_empty());
        let last = lines.iter().rposition(|line| !line.is_empty());
        match (first, last) {
            (Some(first), Some(last)) => lines[first..=last].join("\n"),
            _ => String::new(),
        }
    }
}

/// A cell as a character; lines that meet are one.
fn character(cell: Cell) -> char {
    let arms = match cell {
        Cell::Char(c) => return c,
        Cell::Arms(arms) => arms,
    };
    let across = arms[LEFT].max(arms[RIGHT]);
    let down = arms[UP].max(arms[DOWN]);
    let has = |side: usize| arms[side] > 0;
    let set = match (across, down) {
        (2, 2) => ['═', '║', '╚', '╔', '╝', '╗', '╠', '╣', '╩', '╦', '╬'],
        (2, _) => ['═', '│', '╘', '╒', '╛', '╕', '╞', '╡', '╧', '╤', '╪'],
        (_, 2) => ['─', '║', '╙', '╓', '╜', '╖', '╟', '╢', '╨', '╥', '╫'],
        _ => ['─', '│', '└', '┌', '┘', '┐', '├', '┤', '┴', '┬', '┼'],
    };
    match (has(UP), has(RIGHT), has(DOWN), has(LEFT)) {
        (false, false, false, false) => ' ',
        (false, _, false, _) => set[0],
        (_, false, _, false) => set[1],
        (true, true, false, false) => set[2],
        (false, true, true, false) => set[3],
        (true, false, false, true) => set[4],
        (false, false, true, true) => set[5],
        (true, true, true, false) => set[6],
        (true, false, true, true) => set[7],
        (true, true, false, true) => set[8],
        (false, true, true, true) => set[9],
        (true, true, true, true) => set[10],
    }
}

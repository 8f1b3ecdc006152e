//! Lists of steps that take little room: a large circuit has millions of them.

use std::fmt;
use std::ops::Range;

use super::primitive::{Primitive, PrimitiveKind};
use super::step::{Step, Turn};

/// Steps in the order they are applied.
#[derive(Clone, Default)]
pub struct Steps {
    rows: Vec<Row>,
    /// The cosines and sines of [`Turn::Fixed`].
    turns: Vec<[f64; 2]>,
}

/// A step in 16 bytes.
#[derive(Clone, Copy, Debug)]
struct Row {
    controls: usize,
    /// The number of the angle, or the place of the cosine and sine.
    turn: u32,
    kind: PrimitiveKind,
    /// The numbers of the targets, or a number that no qubit has.
    low: u8,
    high: u8,
    is_fixed: bool,
}

const _: () = assert!(size_of::<Row>() <= 16);

/// How many of the last cosines and sines are looked through for one that is there already.
const RECENT: usize = 32;

impl Steps {
    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The step with this number, from 0.
    ///
    /// # Panics
    /// If there is none, as the methods below.
    #[inline]
    pub fn get(&self, step: usize) -> Step {
        self.whole(&self.rows[step])
    }

    /// What the step with this number applies.
    #[inline]
    pub fn primitive(&self, step: usize) -> Primitive {
        self.rows[step].primitive()
    }

    /// The number of the step's angle, if it has one.
    #[inline]
    pub fn angle(&self, step: usize) -> Option<usize> {
        let row = &self.rows[step];
        (!row.is_fixed).then_some(row.turn as usize)
    }

    /// All of them.
    #[inline]
    pub fn iter(&self) -> Iter<'_> {
        self.within(0..self.len())
    }

    /// Those with these numbers.
    #[inline]
    pub fn within(&self, range: Range<usize>) -> Iter<'_> {
        Iter {
            rows: self.rows[range].iter(),
            of: self,
        }
    }

    /// Adds one at the end.
    pub fn push(&mut self, step: Step) {
        let Primitive {
            kind,
            controls,
            low,
            high,
        } = step.primitive;
        let number = |bit: usize| bit.trailing_zeros() as u8;
        let (turn, is_fixed) = match step.turn {
            Turn::Fixed(turn) => (self.place(turn), true),
            Turn::Angle(angle) => (angle, false),
        };
        self.rows.push(Row {
            controls,
            // There is no memory for more.
            turn: u32::try_from(turn).unwrap_or(u32::MAX),
            kind,
            low: number(low),
            high: number(high),
            is_fixed,
        });
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, count: usize) {
        self.rows.reserve_exact(count);
    }

    /// Gives back the room that is not used.
    pub fn shrink_to_fit(&mut self) {
        self.rows.shrink_to_fit();
        self.turns.shrink_to_fit();
    }

    /// Takes all of them away.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.turns.clear();
    }

    fn place(&mut self, turn: [f64; 2]) -> usize {
        let same = |other: &[f64; 2]| other.map(f64::to_bits) == turn.map(f64::to_bits);
        let first = self.turns.len().saturating_sub(RECENT);
        match self.turns[first..].iter().rposition(same) {
            Some(place) => first + place,
            None => {
                self.turns.push(turn);
                self.turns.len() - 1
            }
        }
    }

    #[inline]
    fn whole(&self, row: &Row) -> Step {
        let turn = row.turn as usize;
        Step {
            primitive: row.primitive(),
            turn: match row.is_fixed {
                true => Turn::Fixed(self.turns[turn]),
                false => Turn::Angle(turn),
            },
        }
    }
}

impl Row {
    #[inline]
    fn primitive(&self) -> Primitive {
        // No target is a number that is too large for a shift.
        let bit = |number: u8| 1usize.checked_shl(number.into()).unwrap_or(0);
        Primitive {
            kind: self.kind,
            controls: self.controls,
            low: bit(self.low),
            high: bit(self.high),
        }
    }
}

/// Goes through [`Steps`].
#[derive(Clone, Debug)]
pub struct Iter<'s> {
    rows: std::slice::Iter<'s, Row>,
    of: &'s Steps,
}

impl Iterator for Iter<'_> {
    type Item = Step;

    #[inline]
    fn next(&mut self) -> Option<Step> {
        self.rows.next().map(|row| self.of.whole(row))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}

impl DoubleEndedIterator for Iter<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<Step> {
        self.rows.next_back().map(|row| self.of.whole(row))
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'s> IntoIterator for &'s Steps {
    type Item = Step;
    type IntoIter = Iter<'s>;

    fn into_iter(self) -> Iter<'s> {
        self.iter()
    }
}

impl Extend<Step> for Steps {
    fn extend<I: IntoIterator<Item = Step>>(&mut self, steps: I) {
        steps.into_iter().for_each(|step| self.push(step));
    }
}

impl FromIterator<Step> for Steps {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Steps {
        let mut all = Steps::default();
        all.extend(steps);
        all
    }
}

impl From<Vec<Step>> for Steps {
    fn from(steps: Vec<Step>) -> Steps {
        steps.into_iter().collect()
    }
}

/// Whether they are the same steps.
impl PartialEq for Steps {
    fn eq(&self, other: &Steps) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_what_was_pushed() {
        let mut all = Vec::new();
        for k in 0..400usize {
            let bit = |number: usize| 1usize << (number % 62);
            let primitive = Primitive {
                kind: [
                    PrimitiveKind::Phase,
                    PrimitiveKind::Ry,
                    PrimitiveKind::Rxx,
                    PrimitiveKind::Swap,
                ][k % 4],
                controls: bit(7 * k) | bit(11 * k),
                low: if k % 4 == 0 { 0 } else { bit(k) },
                high: if k % 4 < 2 { 0 } else { bit(k + 3) },
            };
            let turn = match k % 3 {
                0 => Turn::Angle(k / 3),
                // Some are there again, near and far.
                1 => Turn::Fixed([(k % 50) as f64, 0.5]),
                _ => Turn::Fixed([0.0, if k % 2 == 0 { 0.0 } else { -0.0 }]),
            };
            all.push(Step { primitive, turn });
        }
        let steps = Steps::from(all.clone());
        assert!(steps.turns.len() < 150, "{}", steps.turns.len());
        assert!(steps.iter().eq(all.iter().copied()));
        assert!(steps.iter().rev().eq(all.iter().rev().copied()));
        assert!(steps.within(17..90).eq(all[17..90].iter().copied()));
        for (k, step) in all.iter().enumerate() {
            assert_eq!((steps.get(k), steps.primitive(k)), (*step, step.primitive));
            let angle = match step.turn {
                Turn::Angle(angle) => Some(angle),
                Turn::Fixed([_, sin]) => {
                    // The sign of zero is kept.
                    let Turn::Fixed([_, found]) = steps.get(k).turn else {
                        panic!()
                    };
                    assert_eq!(found.to_bits(), sin.to_bits());
                    None
                }
            };
            assert_eq!(steps.angle(k), angle);
        }
    }
}

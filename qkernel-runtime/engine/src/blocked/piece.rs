//! A piece of a state while it is worked on: in the state, or in a copy.

use super::shape::{PieceShape, Rows};
use super::vector::Group;

/// Where the amplitudes of a piece are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    State,
    Copy,
}

pub(super) struct Piece<'a> {
    state: &'a mut [Group],
    rows: Rows,
    /// Whether it lies in one run in the state.
    is_run: bool,
    copy: &'a mut [Group],
    location: Location,
}

/// What is written, and where it is read from before that.
pub(super) struct Written<'a> {
    /// None for where it is written to.
    pub(super) from: Option<(&'a [Group], Rows)>,
    pub(super) to: &'a mut [Group],
    pub(super) rows: Rows,
    /// How many groups there are.
    pub(super) groups: usize,
}

impl<'a> Piece<'a> {
    /// The one that begins with the amplitude `base`, with room for a copy.
    pub(super) fn new(
        state: &'a mut [Group],
        shape: PieceShape,
        base: usize,
        copy: &'a mut [Group],
    ) -> Piece<'a> {
        Piece {
            state,
            rows: Rows::of(shape, base),
            is_run: shape.first == shape.last,
            copy,
            location: Location::State,
        }
    }

    /// One that is its own state.
    pub(super) fn whole(groups: &'a mut [Group]) -> Piece<'a> {
        Piece {
            rows: Rows::run(groups.len()),
            state: groups,
            is_run: true,
            copy: &mut [],
            location: Location::State,
        }
    }
}

impl Piece<'_> {
    fn groups(&self) -> usize {
        if self.copy.is_empty() {
            self.state.len()
        } else {
            self.copy.len()
        }
    }

    /// The amplitudes in one run, to be changed there.
    pub(super) fn run(&mut self) -> &mut [Group] {
        let groups = self.groups();
        if self.location == Location::State {
            if self.is_run {
                return &mut self.state[self.rows.at(0)..][..groups];
            }
            self.rows.read(self.state, self.copy);
            self.location = Location::Copy;
        }
        self.copy
    }

    /// For one of several changes: where the piece is to be written. All but the last leave it where it is, or in the copy if it does not
    /// lie in one run in the state.
    pub(super) fn next(&mut self, is_last: bool, end: Location) -> Written<'_> {
        if is_last {
            self.written(end)
        } else if self.is_run {
            self.written(self.location)
        } else {
            self.written(Location::Copy)
        }
    }

    /// To be written to where it is not.
    pub(super) fn moved(&mut self) -> Written<'_> {
        self.written(match self.location {
            Location::State => Location::Copy,
            Location::Copy => Location::State,
        })
    }

    fn written(&mut self, place: Location) -> Written<'_> {
        let groups = self.groups();
        let run = Rows::run(groups);
        let from = std::mem::replace(&mut self.location, place);
        let (from, to, rows) = match (from, place) {
            (Location::State, Location::State) => (None, &mut *self.state, self.rows),
            (Location::Copy, Location::Copy) => (None, &mut *self.copy, run),
            (Location::State, Location::Copy) => {
                (Some((&*self.state, self.rows)), &mut *self.copy, run)
            }
            (Location::Copy, Location::State) => {
                (Some((&*self.copy, run)), &mut *self.state, self.rows)
            }
        };
        Written {
            from,
            to,
            rows,
            groups,
        }
    }

    /// Brings it back to the state.
    pub(super) fn finish(self) {
        if self.location == Location::Copy {
            self.rows.write(self.copy, self.state);
        }
    }
}

//! How statements end.

use super::value::Value;

/// The hidden variable that says whether a subroutine has returned.
pub(super) const RETURNED: &str = "return";

/// What comes after a statement.
pub(super) enum Flow {
    Next,
    Break,
    Continue,
    Return(Option<Value>),
    End,
    /// Measured bits decide which of several.
    Either(Ways),
}

/// The ways in which statements may end, where measured bits decide which: a set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ways(u8);

impl Ways {
    /// By going on.
    pub(super) const NEXT: Ways = Ways(1);
    pub(super) const BREAK: Ways = Ways(2);
    pub(super) const CONTINUE: Ways = Ways(4);
    pub(super) const RETURN: Ways = Ways(8);

    /// The ways out, with the hidden variables that say whether they were taken.
    pub(super) const OUT: [(Ways, &'static str); 3] = [
        (Ways::BREAK, "break"),
        (Ways::CONTINUE, "continue"),
        (Ways::RETURN, RETURNED),
    ];

    pub(super) fn has(self, other: Ways) -> bool {
        self.0 & other.0 == other.0
    }

    pub(super) fn or(self, other: Ways) -> Ways {
        Ways(self.0 | other.0)
    }

    pub(super) fn without(self, other: Ways) -> Ways {
        Ways(self.0 & !other.0)
    }

    /// With what is outside of a loop or a round that these ways may leave.
    pub(super) fn outside_of(self, way: Ways) -> Ways {
        match self.has(way) {
            true => self.without(way).or(Ways::NEXT),
            false => self,
        }
    }

    pub(super) fn flags(self) -> impl Iterator<Item = &'static str> {
        let taken = Ways::OUT.into_iter().filter(move |&(way, _)| self.has(way));
        taken.map(|(_, name)| name)
    }
}

//! Where instructions come from.

use super::{NameId, ScopeId};

/// Where an instruction comes from; [`Program::place`](super::Program::place) has the file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Origin {
    /// The kernel that has the call in its body.
    pub kernel: NameId,
    /// The file of the call.
    pub file: NameId,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The calls and loops that it is part of.
    pub scope: ScopeId,
}

/// A place in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) file: NameId,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Origin {
    /// The place of the call.
    pub(crate) fn spot(self) -> Spot {
        Spot {
            file: self.file,
            line: self.line,
            column: self.column,
        }
    }
}

/// The places of calls in sources, each mostly kept once.
#[derive(Clone, Default)]
pub(super) struct Sites {
    list: Vec<Site>,
    /// For some of them, by line and column, their number and 1, or 0: instructions of one call are near each other.
    recent: Vec<u32>,
}

#[derive(Clone, Copy, PartialEq)]
struct Site {
    kernel: NameId,
    spot: Spot,
}

impl Sites {
    /// How many are looked up.
    const RECENT: usize = 64;

    /// The number of a place, which is added if it is new.
    pub(super) fn number(&mut self, origin: Origin) -> u32 {
        let site = Site {
            kernel: origin.kernel,
            spot: origin.spot(),
        };
        self.recent.resize(Sites::RECENT, 0);
        let mixed = origin.line.wrapping_mul(31).wrapping_add(origin.column);
        let recent = &mut self.recent[mixed as usize % Sites::RECENT];
        let known = recent.checked_sub(1);
        if let Some(number) = known.filter(|&number| self.list[number as usize] == site) {
            return number;
        }
        self.list.push(site);
        *recent = narrow(self.list.len());
        *recent - 1
    }

    /// The place with this number, in a scope.
    pub(super) fn origin(&self, site: u32, scope: ScopeId) -> Origin {
        let Site { kernel, spot } = self.list[site as usize];
        Origin {
            kernel,
            file: spot.file,
            line: spot.line,
            column: spot.column,
            scope,
        }
    }
}

/// Numbers above `u32::MAX` are in no program: it would not fit in memory.
pub(super) fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

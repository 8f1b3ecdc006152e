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

/// A [`Spot`] in 7 bytes, of which there is one for each angle. Past the 16,777,215th line, the 65,535th column or the 65,535th file it names
/// these.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShortSpot {
    line: [u8; 3],
    column: [u8; 2],
    file: [u8; 2],
}

impl From<Spot> for ShortSpot {
    fn from(spot: Spot) -> ShortSpot {
        let short = |number: usize| u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes();
        let [a, b, c, _] = spot.line.min(0xff_ffff).to_le_bytes();
        ShortSpot {
            line: [a, b, c],
            column: short(spot.column as usize),
            file: short(spot.file.index()),
        }
    }
}

impl From<ShortSpot> for Spot {
    fn from(short: ShortSpot) -> Spot {
        let [a, b, c] = short.line;
        Spot {
            file: NameId::new(usize::from(u16::from_le_bytes(short.file))),
            line: u32::from_le_bytes([a, b, c, 0]),
            column: u32::from(u16::from_le_bytes(short.column)),
        }
    }
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

    /// Gives back the room that is not used, and what is for more of them only.
    pub(super) fn shrink_to_fit(&mut self) {
        self.list.shrink_to_fit();
        self.recent = Vec::new();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_places_are_places() {
        let spot = |file, line, column| Spot {
            file: NameId::new(file),
            line,
            column,
        };
        let again = |spot| Spot::from(ShortSpot::from(spot));
        for there in [
            spot(0, 1, 1),
            spot(65_535, 16_777_215, 65_535),
            spot(300, 70_000, 258),
        ] {
            assert_eq!(again(there), there);
        }
        assert_eq!(
            again(spot(70_000, u32::MAX, 1 << 20)),
            spot(65_535, 16_777_215, 65_535)
        );
    }
}

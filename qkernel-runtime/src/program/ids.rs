//! The numbers of qubits, bits, observables, names and slots: one type each, so that they cannot be mixed up.

use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $name(u32);

        impl $name {
            /// The id with this number, from 0. Numbers above `u32::MAX` are in no program, so they stay there.
            pub const fn new(index: usize) -> Self {
                $name(narrow(index))
            }

            /// The number.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<usize> for $name {
            fn from(index: usize) -> Self {
                $name::new(index)
            }
        }

        /// The number.
        impl From<$name> for usize {
            fn from(id: $name) -> usize {
                id.index()
            }
        }

        /// The number alone.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    )*};
}

ids! {
    /// A qubit of a program. Each allocation has its own: no number is used twice.
    QubitId;
    /// A bit that a measurement writes.
    BitId;
    /// An entry of [`Program::observables`](super::Program::observables).
    ObservableId;
    /// An entry of a program's table of [`Names`](super::Names).
    NameId;
    /// An entry of a program's table of [`Scopes`](super::Scopes), or [`ScopeId::ENTRY`].
    ScopeId;
}

impl ScopeId {
    /// The body of the entry kernel.
    pub const ENTRY: ScopeId = ScopeId::new(0);
}

/// A number that a program computes with: one number of an argument, or one that is derived from others. [`slot`](SlotId::slot) says which.
///
/// Ids are ordered: arguments in signature order, matrices row by row, then derived numbers. Those that are too large for any program may be the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "Slot", into = "Slot"))]
pub struct SlotId {
    kind: Kind,
    /// The first byte is the highest one, for the order.
    argument: [u8; 3],
    /// The number of a derived one; or, from the highest bits on, how many bits the row has, the row, and the column.
    place: u32,
}

// A large circuit has one or more for each angle.
const _: () = assert!(size_of::<SlotId>() <= 8);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Argument,
    Derived,
}

/// What a [`SlotId`] stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Slot {
    /// A number of an argument.
    Argument {
        /// Which argument, an index into [`Program::arguments`](super::Program::arguments).
        argument: u32,
        /// The row; 0 but for matrices.
        row: u32,
        /// The column of a matrix, or the index into a vector; 0 for a scalar.
        column: u32,
    },
    /// An entry of [`Program::derived`](super::Program::derived).
    Derived(u32),
}

impl SlotId {
    /// How many bits of a place are for row and column. An argument has at most 2^24 numbers, so its rows and columns need no more than 25.
    const BITS: u32 = 27;

    /// Element `index` of an argument that is a vector; of a scalar, element 0.
    pub const fn element(argument: usize, index: usize) -> SlotId {
        SlotId::entry(argument, 0, index)
    }

    /// An entry of an argument that is a matrix.
    pub const fn entry(argument: usize, row: usize, column: usize) -> SlotId {
        let height = usize::BITS - row.leading_zeros();
        let width = SlotId::BITS.saturating_sub(height);
        let fits = column >> width == 0 && row >> SlotId::BITS == 0 && argument >> 24 == 0;
        let (argument, place) = if fits {
            let place = (row << width | column) as u32;
            (argument as u32, height << SlotId::BITS | place)
        } else {
            (u32::MAX, u32::MAX)
        };
        let [_, a, b, c] = argument.to_be_bytes();
        SlotId {
            kind: Kind::Argument,
            argument: [a, b, c],
            place,
        }
    }

    /// The derived number with this index.
    pub const fn derived(index: usize) -> SlotId {
        SlotId {
            kind: Kind::Derived,
            argument: [0; 3],
            place: narrow(index),
        }
    }

    /// What it stands for.
    #[inline]
    pub const fn slot(self) -> Slot {
        let [a, b, c] = self.argument;
        let place = self.place & ((1 << SlotId::BITS) - 1);
        let width = SlotId::BITS.checked_sub(self.place >> SlotId::BITS);
        match (self.kind, width) {
            (Kind::Derived, _) => Slot::Derived(self.place),
            (Kind::Argument, None) => Slot::Argument {
                argument: u32::MAX,
                row: u32::MAX,
                column: u32::MAX,
            },
            (Kind::Argument, Some(width)) => Slot::Argument {
                argument: u32::from_be_bytes([0, a, b, c]),
                row: place >> width,
                column: place & ((1 << width) - 1),
            },
        }
    }

    /// The number of a derived one.
    #[inline]
    pub(super) fn place(self) -> usize {
        self.place as usize
    }
}

impl From<Slot> for SlotId {
    fn from(slot: Slot) -> SlotId {
        match slot {
            Slot::Argument {
                argument,
                row,
                column,
            } => SlotId::entry(argument as usize, row as usize, column as usize),
            Slot::Derived(index) => SlotId::derived(index as usize),
        }
    }
}

impl From<SlotId> for Slot {
    fn from(id: SlotId) -> Slot {
        id.slot()
    }
}

impl fmt::Debug for SlotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.slot().fmt(f)
    }
}

const fn narrow(number: usize) -> u32 {
    if number < u32::MAX as usize {
        number as u32
    } else {
        u32::MAX
    }
}

/// "2 of argument 1", "(0, 2) of argument 1" or "0 of the derived numbers".
impl fmt::Display for SlotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.slot() {
            Slot::Argument {
                argument,
                row: 0,
                column,
            } => write!(f, "{column} of argument {argument}"),
            Slot::Argument {
                argument,
                row,
                column,
            } => write!(f, "({row}, {column}) of argument {argument}"),
            Slot::Derived(index) => write!(f, "{index} of the derived numbers"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_what_they_are_made_of() {
        let sides = [0, 1, 2, 3, 5, 4095, 4096, 6000, 1 << 23, (1 << 24) - 1];
        let mut last = None;
        for argument in [0, 1, 70_000, (1 << 24) - 1] {
            let entries = |row| sides.map(|column| (row, column));
            for (row, column) in sides.into_iter().flat_map(entries) {
                if (u64::from(row) + 1) * (u64::from(column) + 1) <= 1 << 24 {
                    let slot = Slot::Argument {
                        argument,
                        row,
                        column,
                    };
                    let id = SlotId::from(slot);
                    assert_eq!(id.slot(), slot);
                    assert!(last.replace(id) < Some(id));
                }
            }
        }
        let nowhere = SlotId::element(usize::MAX, 0);
        assert_eq!(nowhere, SlotId::entry(0, 1 << 14, 1 << 14));
        assert!(last < Some(nowhere) && nowhere < SlotId::derived(0));
    }
}

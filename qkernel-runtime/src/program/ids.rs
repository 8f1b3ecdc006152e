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

/// A number that a program computes with: one number of an argument, or one that is derived from others.
///
/// Ids are ordered: arguments in signature order, matrices row by row, then derived numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum SlotId {
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
    /// Element `index` of an argument that is a vector; of a scalar, element 0. Numbers above `u32::MAX` are in no
    /// program, so they stay there.
    pub const fn element(argument: usize, index: usize) -> SlotId {
        SlotId::entry(argument, 0, index)
    }

    /// An entry of an argument that is a matrix.
    pub const fn entry(argument: usize, row: usize, column: usize) -> SlotId {
        SlotId::Argument {
            argument: narrow(argument),
            row: narrow(row),
            column: narrow(column),
        }
    }

    /// The derived number with this index.
    pub const fn derived(index: usize) -> SlotId {
        SlotId::Derived(narrow(index))
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
        match self {
            SlotId::Argument {
                argument,
                row: 0,
                column,
            } => write!(f, "{column} of argument {argument}"),
            SlotId::Argument {
                argument,
                row,
                column,
            } => write!(f, "({row}, {column}) of argument {argument}"),
            SlotId::Derived(index) => write!(f, "{index} of the derived numbers"),
        }
    }
}

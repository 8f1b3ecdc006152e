//! The values of a graph: tables of names and of types.

use super::{Loc, Names, Type, ValueId};

/// A value's name (empty for one the user did not name) and type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// The user's name for it.
    pub name: &'static str,
    /// Its type.
    pub ty: Type,
}

/// A variable of a kernel, by what stays the same wherever the kernel's graph is: its name and place, and the number of the value.
pub(crate) type VariableKey = (&'static str, Loc, ValueId);

/// Every value of a graph, by [`ValueId`].
///
/// Each name is stored once, and so is the type of all values that come about in the same way: rustc would take long to
/// compute an entry for each value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Values {
    #[doc(hidden)]
    pub names: Names,
    /// The number of each value's type.
    #[doc(hidden)]
    pub classes: &'static [u32],
    #[doc(hidden)]
    pub types: &'static [Type],
}

impl Values {
    /// No values.
    pub const NONE: Values = Values {
        names: Names {
            numbers: &[],
            table: &[],
        },
        classes: &[],
        types: &[],
    };

    /// The few values of a gate or an operation, in order.
    pub(crate) const fn of_few(names: &'static [&'static str], types: &'static [Type]) -> Values {
        const NUMBERS: &[u32] = &[0, 1, 2, 3, 4, 5, 6, 7];
        let numbers = NUMBERS.split_at(types.len()).0;
        Values {
            names: Names {
                numbers,
                table: names,
            },
            classes: numbers,
            types,
        }
    }

    /// How many values there are.
    pub const fn len(&self) -> usize {
        self.classes.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// The user's name for a value, empty for one without.
    ///
    /// # Panics
    ///
    /// If the graph has no such value.
    pub const fn name(&self, id: ValueId) -> &'static str {
        self.names.get(id)
    }

    /// The type of a value.
    ///
    /// # Panics
    ///
    /// If the graph has no such value.
    pub const fn ty(&self, id: ValueId) -> Type {
        self.types[self.classes[id.0 as usize] as usize]
    }

    /// The values, in the order of their ids.
    pub fn iter(self) -> impl ExactSizeIterator<Item = Value> {
        (0..self.len()).map(move |number| {
            let id = ValueId(number as u32);
            Value {
                name: self.name(id),
                ty: self.ty(id),
            }
        })
    }
}

//! Names, each kept once.

use std::collections::HashMap;
use std::fmt;
use std::ops::Index;
use std::sync::Arc;

use super::NameId;

/// A table of names: of kernels and source files, for [`Origin`](super::Origin).
///
/// ```
/// use qkernel_runtime::program::Names;
///
/// let mut names = Names::default();
/// let id = names.intern("bell");
/// assert_eq!(names.intern("bell"), id);
/// assert_eq!(&names[id], "bell");
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Names {
    list: Vec<Arc<str>>,
    /// Those of more than a [`FEW`] names: for these, a table would take more room than they do.
    ids: HashMap<Arc<str>, NameId>,
}

const FEW: usize = 16;

impl Names {
    /// The id of a name, which is added if it is new.
    pub fn intern(&mut self, name: &str) -> NameId {
        let known = match self.list.len() {
            ..=FEW => self.iter().position(|known| known == name),
            _ => self.ids.get(name).map(|id| id.index()),
        };
        let id = known.unwrap_or_else(|| {
            self.list.push(name.into());
            if self.list.len() > FEW {
                let new = self.list.iter().enumerate().skip(self.ids.len());
                let entries = new.map(|(id, name)| (Arc::clone(name), NameId::new(id)));
                self.ids.extend(entries);
            }
            self.list.len() - 1
        });
        NameId::new(id)
    }

    /// The name with this id, if there is one.
    pub fn get(&self, id: NameId) -> Option<&str> {
        self.list.get(id.index()).map(|name| &**name)
    }

    /// All names, by id.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.list.iter().map(|name| &**name)
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// The name with this id.
///
/// # Panics
/// If the id is not one of this table.
impl Index<NameId> for Names {
    type Output = str;

    fn index(&self, id: NameId) -> &str {
        &self.list[id.index()]
    }
}

impl<S: AsRef<str>> FromIterator<S> for Names {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Names {
        let mut table = Names::default();
        for name in names {
            table.intern(name.as_ref());
        }
        table
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.list).finish()
    }
}

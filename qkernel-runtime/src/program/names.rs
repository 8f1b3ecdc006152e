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
    ids: HashMap<Arc<str>, NameId>,
}

impl Names {
    /// The id of a name, which is added if it is new.
    pub fn intern(&mut self, name: &str) -> NameId {
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        let (id, name) = (NameId::new(self.list.len()), Arc::from(name));
        self.list.push(Arc::clone(&name));
        self.ids.insert(name, id);
        id
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

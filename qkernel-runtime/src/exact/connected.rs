//! Which of some numbered things are connected.

/// A union-find structure; the root of a group is its smallest member.
#[derive(Clone, Debug)]
pub(crate) struct Connected(Vec<usize>);

impl Connected {
    /// So many things, none of them connected.
    pub(crate) fn new(count: usize) -> Connected {
        Connected((0..count).collect())
    }

    /// The smallest that this one is connected to.
    pub(crate) fn root(&mut self, mut thing: usize) -> usize {
        while self.0[thing] != thing {
            self.0[thing] = self.0[self.0[thing]];
            thing = self.0[thing];
        }
        thing
    }

    /// Connects all of these.
    pub(crate) fn join(&mut self, things: impl IntoIterator<Item = usize>) {
        let mut first = None;
        for thing in things {
            let root = self.root(thing);
            let a = *first.get_or_insert(root);
            let a = self.root(a);
            self.0[a.max(root)] = a.min(root);
        }
    }
}

//! Lists in memory that the caller lends: constants have no heap.

use qkernel_ir::each;

/// Why the binder stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The kernel is wrong; the binder's fault says how.
    Fault,
    /// A list is full: the caller tries again with more memory.
    Full,
}

/// What a step of the binder gives.
pub(crate) type Done<T = ()> = Result<T, Stop>;

/// `?`, for constants.
macro_rules! get {
    ($step:expr) => {
        match $step {
            Ok(value) => value,
            Err(stop) => return Err(stop),
        }
    };
}
pub(super) use get;

/// A part of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    /// The number of the first item.
    pub(super) first: u32,
    /// How many there are.
    pub(super) count: u32,
}

impl Span {
    pub(super) const EMPTY: Span = Span { first: 0, count: 0 };

    pub(super) const fn new(first: usize, count: usize) -> Span {
        Span {
            first: first as u32,
            count: count as u32,
        }
    }

    pub(super) const fn start(self) -> usize {
        self.first as usize
    }

    pub(super) const fn end(self) -> usize {
        self.first as usize + self.count as usize
    }

    pub(super) const fn len(self) -> usize {
        self.count as usize
    }

    /// The items in a list.
    pub(super) const fn of<T>(self, list: &[T]) -> &[T] {
        list.split_at(self.end()).0.split_at(self.start()).1
    }
}

/// A list that grows until its memory is full. Constants are computed faster where items are indexed without a call.
#[derive(Debug)]
pub(crate) struct List<'s, T> {
    pub(super) items: &'s mut [T],
    pub(super) len: usize,
}

impl<'s, T: Copy> List<'s, T> {
    pub(super) const fn over(items: &'s mut [T]) -> Self {
        List { items, len: 0 }
    }

    pub(super) const fn push(&mut self, item: T) -> Done {
        if self.len == self.items.len() {
            return Err(Stop::Full);
        }
        self.items[self.len] = item;
        self.len += 1;
        Ok(())
    }

    pub(super) const fn extend(&mut self, items: &[T]) -> Done {
        each!(k, 0..items.len(), {
            get!(self.push(items[k]));
        });
        Ok(())
    }

    /// Adds items that are set later, and gives the number of the first one. A list that has no room for them counts as full.
    pub(super) const fn reserve(&mut self, count: usize) -> Done<usize> {
        if count > self.items.len() - self.len {
            self.len = self.items.len();
            return Err(Stop::Full);
        }
        self.len += count;
        Ok(self.len - count)
    }

    /// Keeps the first items.
    pub(super) const fn cut(&mut self, len: usize) {
        self.len = len;
    }

    /// What was added from number `first` on.
    pub(super) const fn since(&self, first: usize) -> Span {
        Span::new(first, self.len - first)
    }

    /// Takes the items from `from` on to `to`, where the list ends after them.
    pub(super) const fn move_down(&mut self, to: usize, from: usize) -> Span {
        let count = self.len - from;
        each!(k, 0..count, {
            self.items[to + k] = self.items[from + k];
        });
        self.len = to + count;
        Span::new(to, count)
    }
}

/// The lists of the binder, in the memory of a constant and on the heap.
macro_rules! storage {
    ($($(#[$doc:meta])* $list:ident: $item:ty = $none:expr, [$size:ident], $count:tt;)*) => {
        /// The state of the binder; what it has listed is the circuit.
        #[derive(Debug)]
        pub(crate) struct Binder<'s> {
            $($(#[$doc])* pub(super) $list: List<'s, $item>,)*
            pub(super) state: BinderState,
        }

        /// Memory of a constant: `N` values of kernels, `M` of all else.
        #[derive(Debug)]
        pub(super) struct Arrays<const N: usize, const M: usize> {
            $(pub(super) $list: [$item; $size],)*
        }

        impl<const N: usize, const M: usize> Arrays<N, M> {
            pub(super) const fn new() -> Self {
                Arrays { $($list: [$none; $size],)* }
            }

            pub(super) const fn binder(&mut self) -> Binder<'_> {
                Binder { $($list: List::over(&mut self.$list),)* state: BinderState::new(false) }
            }
        }

        /// Memory at run time, and the lists that were written there.
        #[derive(Debug)]
        pub(super) struct Lists {
            $(pub(super) $list: Vec<$item>,)*
        }

        /// How long each list is.
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct Lengths {
            $($list: usize,)*
        }

        impl Lengths {
            pub(super) const NONE: Lengths = Lengths { $($list: 0,)* };

            /// What to begin with, for a kernel with that many values.
            pub(super) fn first(stack: usize) -> Lengths {
                Lengths { $($list: storage!(@first stack $count),)* }
            }

            /// That many of each.
            #[cfg(test)]
            pub(super) fn equal(length: usize) -> Lengths {
                Lengths { $($list: length,)* }
            }
        }

        impl Lists {
            pub(super) fn new(lengths: &Lengths) -> Lists {
                Lists { $($list: vec![$none; lengths.$list],)* }
            }

            pub(super) fn binder(&mut self) -> Binder<'_> {
                Binder { $($list: List::over(&mut self.$list),)* state: BinderState::new(true) }
            }
        }

        impl Binder<'_> {
            pub(super) const fn lengths(&self) -> Lengths {
                Lengths { $($list: self.$list.len,)* }
            }

            /// The lengths for another try: what the rest of the outermost loop takes, if it is like what was done of it.
            pub(super) fn more(&self) -> Lengths {
                let done = self.done();
                Lengths {
                    $($list: grown(self.state.before.$list, self.$list.len, self.$list.items.len(), done),)*
                }
            }
        }
    };
    (@first $stack:ident stack) => { $stack };
    (@first $stack:ident $count:tt) => { $count };
}
pub(super) use storage;

/// The size for another try of a list that had so many items before a loop, and so many when that part of the loop was done.
pub(super) fn grown(before: usize, len: usize, size: usize, done: Option<f64>) -> usize {
    let (before, factor) = match done {
        // Rounds differ, so there is a little more. A small part says little: then the next try is on the way.
        Some(done) if done > 0.125 => (before, 1.0625 / done),
        Some(done) => (before, done.recip().sqrt().min(64.0)),
        None if size < 65_536 => (0, 4.0),
        None => (0, 2.0),
    };
    let expected = before + (factor * len.saturating_sub(before) as f64) as usize;
    match len == size {
        true => expected.max(size + size / 2 + 4),
        false => expected.max(size),
    }
}

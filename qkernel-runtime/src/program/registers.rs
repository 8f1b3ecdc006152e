//! Names for qubits and bits.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use super::NameId;

/// A table of registers: qubits, or bits, that have a name together, or a single one that has a name. [`Labels`](super::Labels) says what
/// each is called in pictures and messages.
///
/// ```
/// use qkernel_runtime::program::{Names, QubitId, Registers};
///
/// let mut names = Names::default();
/// let mut qubits = Registers::default();
/// qubits.push(names.intern("data"), false, [2, 3, 7].map(QubitId::new));
/// let data = qubits.iter().next().unwrap();
/// assert_eq!((&names[data.name], data.len()), ("data", 3));
/// assert_eq!(data.elements().last(), Some(QubitId::new(7)));
/// ```
#[derive(Clone, PartialEq)]
pub struct Registers<I> {
    list: Vec<Entry>,
    /// The elements of all registers, those that follow each other together.
    runs: Vec<Range<usize>>,
    of: PhantomData<I>,
}

#[derive(Clone, Copy, PartialEq)]
struct Entry {
    name: NameId,
    is_single: bool,
    /// Where its runs end.
    end: usize,
}

/// One of [`Registers`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Register<'p, I> {
    /// What it is called. Several registers may have the same name.
    pub name: NameId,
    /// Whether it is one qubit or bit, `flag`, and not a register of one, `flag[0]`.
    pub is_single: bool,
    pub(super) runs: &'p [Range<usize>],
    of: PhantomData<I>,
}

impl<'p, I: From<usize>> Register<'p, I> {
    /// Its qubits or bits, in order.
    pub fn elements(&self) -> impl Iterator<Item = I> + use<'p, I> {
        self.runs.iter().cloned().flatten().map(I::from)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.runs.iter().map(Range::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }
}

impl<I> Registers<I> {
    /// Adds a register; one that is single has one element.
    pub fn push(&mut self, name: NameId, is_single: bool, elements: impl IntoIterator<Item = I>)
    where
        I: Into<usize>,
    {
        let start = self.runs.len();
        for number in elements.into_iter().map(I::into) {
            match self.runs[start..].last_mut() {
                Some(run) if run.end == number => run.end += 1,
                _ => self.runs.push(number..number + 1),
            }
        }
        self.end(name, is_single);
    }

    /// As [`push`](Registers::push), the elements as they are kept: a run may be as long as it says.
    #[cfg(feature = "serde")]
    pub(super) fn push_runs(&mut self, name: NameId, is_single: bool, runs: Vec<Range<usize>>) {
        self.runs.extend(runs);
        self.end(name, is_single);
    }

    fn end(&mut self, name: NameId, is_single: bool) {
        let end = self.runs.len();
        self.list.push(Entry {
            name,
            is_single,
            end,
        });
    }

    /// All registers, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Register<'_, I>> {
        let mut start = 0;
        self.list.iter().map(move |entry| {
            let runs = &self.runs[start..entry.end];
            start = entry.end;
            Register {
                name: entry.name,
                is_single: entry.is_single,
                runs,
                of: PhantomData,
            }
        })
    }

    /// How many registers there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl<I> Default for Registers<I> {
    fn default() -> Self {
        Registers {
            list: Vec::new(),
            runs: Vec::new(),
            of: PhantomData,
        }
    }
}

impl<I: fmt::Debug> fmt::Debug for Registers<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

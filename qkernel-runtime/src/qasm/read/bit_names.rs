//! Which bits of the text have a name, and which bits of the program hold them.

use std::rc::Rc;

use crate::program::{NameId, Names};

/// Bits of the text that have a name together.
pub(super) struct Named {
    pub(super) name: NameId,
    pub(super) cells: Rc<[usize]>,
    pub(super) is_single: bool,
    pub(super) is_global: bool,
}

/// The names of the bits of the text.
#[derive(Default)]
pub(super) struct BitNames {
    /// Those that the whole text sees.
    pub(super) global: Vec<Named>,
    /// Those of definitions and blocks.
    pub(super) local: Vec<Named>,
    /// Bits of the program that were made later than the bit of the text that they hold.
    pub(super) later: Vec<(usize, usize)>,
}

impl BitNames {
    /// A bit of the program holds this bit of the text from now on.
    pub(super) fn holds(&mut self, bit: usize, cell: usize) {
        self.later.push((bit, cell));
    }
}

impl Named {
    /// What an element is called.
    pub(super) fn label(&self, place: usize, names: &Names) -> String {
        let name = &names[self.name];
        match self.is_single {
            true => name.to_owned(),
            false => format!("{name}[{place}]"),
        }
    }
}

//! Names that no other thing in the text has.

use std::collections::{HashMap, HashSet};

use crate::gate::GateKind;
use crate::program::Program;
use crate::qasm::library::in_library;
use crate::qasm::words::{is_keyword, is_predefined};

#[derive(Clone, Default)]
pub(super) struct Namer {
    taken: HashSet<String>,
    /// Those that were taken once: a loop's variable is free after its loop, where it would hide what gets its name later.
    hidden: HashSet<String>,
    /// The names of the program's registers, which nothing else gets.
    reserved: HashSet<String>,
    /// How many registers there are of each name.
    registers: HashMap<String, usize>,
    is_old: bool,
}

impl Namer {
    /// For OpenQASM 2, where a name is of ASCII letters and begins with a small one.
    pub(super) fn two() -> Namer {
        Namer {
            is_old: true,
            ..Namer::default()
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.taken.contains(name) || self.is_given(name)
    }

    /// Whether the language or a library has this name, or a gate that is defined where it is used.
    fn is_given(&self, name: &str) -> bool {
        let in_version_2 = || self.is_old && in_library("qelib1.inc", name).is_some();
        let is_borrowing = || {
            let count = name.strip_prefix("mcx");
            count.is_some_and(|count| count.chars().all(|c| c.is_ascii_digit()))
        };
        // `gphase` is a word of the language.
        let kinds = GateKind::ALL.into_iter();
        let mut kinds = kinds.filter(|kind| *kind != GateKind::GlobalPhase);
        is_keyword(name, 3)
            || is_predefined(name)
            || kinds.any(|kind| kind.name() == name)
            || in_library("stdgates.inc", name).is_some()
            || in_version_2()
            || is_borrowing()
    }

    /// This name may be given again, to what is declared after the scope that had it.
    pub(super) fn free(&mut self, name: &str) {
        self.taken.remove(name);
        self.hidden.insert(name.into());
    }

    /// This name is in no text.
    pub(super) fn forget(&mut self, name: &str) {
        self.taken.remove(name);
    }

    /// Keeps the names of a program's registers for these: what has no name there gets none of them.
    pub(super) fn reserve(&mut self, program: &Program) {
        let qubits = program.qubit_registers.iter().map(|own| own.name);
        let bits = program.bit_registers.iter().map(|own| own.name);
        for name in qubits.chain(bits) {
            let name = self.plain(program.names.get(name).unwrap_or_default());
            self.reserved.insert(name);
        }
    }

    /// `c2` for this number, or for the first one from `next` on whose name nothing has and nothing had: a name for what has none.
    pub(super) fn numbered(&self, letter: &str, number: usize, next: &mut usize) -> String {
        let mut name = format!("{letter}{number}");
        while !self.is_free(&name) {
            name = format!("{letter}{next}");
            *next += 1;
        }
        name
    }

    /// `c`, or the first of `c0`, `c1`, .. that nothing has, for what has no name.
    pub(super) fn unnamed(&self, letter: &str) -> String {
        match self.is_free(letter) {
            true => letter.to_owned(),
            false => self.numbered(letter, 0, &mut 1),
        }
    }

    /// Whether nothing has this name, or had it, or will have it.
    fn is_free(&self, name: &str) -> bool {
        let all = [&self.taken, &self.reserved, &self.hidden];
        !self.is_given(name) && !all.iter().any(|names| names.contains(name))
    }

    /// This name is taken.
    pub(super) fn take(&mut self, name: &str) {
        self.taken.insert(name.into());
    }

    /// As [`fresh`](Names::fresh), for what is used already: no scope in the text before may hide it.
    pub(super) fn fresh_everywhere(&mut self, wanted: &str) -> String {
        let mut name = self.fresh(wanted);
        while self.hidden.contains(&name) {
            name = self.fresh(&name);
        }
        name
    }

    /// A name for a register that has this one in the program, where others may have it, too: `m`, `m_2`, `m_3`.
    pub(super) fn register(&mut self, wanted: &str) -> String {
        let count = self.registers.entry(wanted.to_owned()).or_default();
        *count += 1;
        match *count {
            1 => {
                let name = self.plain(wanted);
                self.free_like(name, |_, _| false)
            }
            count => self.fresh(&format!("{wanted}_{count}")),
        }
    }

    /// This name, or one like it if it is taken or none.
    pub(super) fn fresh(&mut self, wanted: &str) -> String {
        let name = self.plain(wanted);
        self.free_like(name, |names, name| names.reserved.contains(name))
    }

    /// A name of the language, as much like this one as may be.
    fn plain(&self, wanted: &str) -> String {
        let is_plain = |c: char| c.is_alphanumeric() && (c.is_ascii() || !self.is_old);
        let plain = |c: char| if is_plain(c) { c } else { '_' };
        let mut name: String = wanted.chars().map(plain).collect();
        if name.chars().next().is_none_or(char::is_numeric) {
            name.insert(0, '_');
        }
        if self.is_old && !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            name.insert(0, 'r');
        }
        name
    }

    /// Takes the name, or one like it if that is taken or kept for others.
    fn free_like(&mut self, mut name: String, is_kept: fn(&Namer, &str) -> bool) -> String {
        while self.is_given(&name) || is_kept(self, &name) || !self.taken.insert(name.clone()) {
            name.push('_');
        }
        name
    }
}

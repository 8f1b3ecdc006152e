//! Names that no other thing in the text has.

use std::collections::{HashMap, HashSet};

use super::options::{Version, library};
use crate::gate::GateKind;
use crate::program::Program;

/// Words of OpenQASM 3, names of its constants and functions, and gates of `stdgates.inc` that no [`GateKind`] has.
const WORDS: &str = "OPENQASM include defcalgrammar def cal defcal gate extern box let break continue if else end return \
    for while in switch case default nop pragma input output const readonly mutable qreg qubit creg bool bit int uint float \
    angle complex array void duration stretch gphase inv pow ctrl negctrl dim durationof delay reset measure barrier true \
    false im pi tau euler π τ ℇ U sin cos tan arcsin arccos arctan exp log sqrt mod ceiling floor popcount rotl rotr sizeof \
    real imag CX cu phase cphase u1 u2 u3";

/// Words of OpenQASM 2, and gates of `qelib1.inc`, that OpenQASM 3 does not have.
const OLD: &str = "opaque u0 cu1 cu3 rccx rc3x c3x c3sqrtx c4x csx";

#[derive(Clone)]
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
    pub(super) fn new() -> Namer {
        // `gphase` is a word of the language.
        let kinds = GateKind::ALL.into_iter();
        let kinds = kinds.filter(|kind| *kind != GateKind::GlobalPhase);
        let gates = kinds.flat_map(|kind| {
            let controlled = library(kind, Version::Three);
            controlled.iter().copied().chain([kind.name()])
        });
        Namer {
            taken: WORDS.split(' ').chain(gates).map(String::from).collect(),
            hidden: HashSet::new(),
            reserved: HashSet::new(),
            registers: HashMap::new(),
            is_old: false,
        }
    }

    /// For OpenQASM 2, where a name is of ASCII letters and begins with a small one.
    pub(super) fn two() -> Namer {
        let mut names = Namer::new();
        names.taken.extend(OLD.split(' ').map(String::from));
        names.is_old = true;
        names
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
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
        !all.iter().any(|names| names.contains(name))
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
        // `mcx3` and the like are defined where they are used.
        let defined = |name: &str| {
            let count = name.strip_prefix("mcx");
            count.is_some_and(|count| count.chars().all(|c| c.is_ascii_digit()))
        };
        while defined(&name) || is_kept(self, &name) || !self.taken.insert(name.clone()) {
            name.push('_');
        }
        name
    }
}

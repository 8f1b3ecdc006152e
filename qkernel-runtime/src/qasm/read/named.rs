//! Names for the bits of the program: those that the text has for them.
//!
//! A bit of the program has the name of what holds it when the text ends; one that was replaced there keeps that name with a number,
//! `c[0]'1`. What is declared in a definition is `parity.r`, unless what it was given to has a name outside.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::bit_names::Named;
use super::reader::Reader;
use crate::program::{Action, BitId, Event, Instructions, NameId, walk};

impl<'t> Reader<'t> {
    /// Bits that were declared.
    pub(super) fn name_bits(&mut self, name: &str, cells: &Rc<[usize]>, is_single: bool) {
        let is_global = self.is_global();
        let name = match self.is_main() {
            true => self.program.names.intern(name),
            false => {
                let own = &self.program.names[self.kernel];
                let name = format!("{own}.{name}");
                self.program.names.intern(&name)
            }
        };
        self.name_cells(name, cells, is_single, is_global);
    }

    /// Bits that a measurement in an expression is into: those of a definition have its name.
    pub(super) fn name_outcomes(&mut self, cells: &Rc<[usize]>) {
        if !self.is_main() {
            self.name_cells(self.kernel, cells, cells.len() == 1, false);
        }
    }

    pub(super) fn name_cells(
        &mut self,
        name: NameId,
        cells: &Rc<[usize]>,
        is_single: bool,
        is_global: bool,
    ) {
        let named = Named {
            name,
            cells: Rc::clone(cells),
            is_single,
            is_global,
        };
        match is_global {
            true => self.bit_names.global.push(named),
            false => self.bit_names.local.push(named),
        }
    }

    /// Gives the program's bits their names, once the text has ended.
    pub(super) fn name_program_bits(&mut self) {
        let names = std::mem::take(&mut self.bit_names);
        let (count, program) = (self.cells.len(), &mut self.program);
        let is_measured = measured(&program.instructions, count);
        let mut is_named = vec![false; count];
        let holds = |cell: usize| match self.cells[cell].known {
            None => self.cells[cell].bit,
            Some(_) => cell,
        };
        let held = |named: &Named| -> Vec<usize> {
            let bits = named.cells.iter().map(|&cell| holds(cell));
            bits.collect()
        };
        // A register that was measured into has its bits before one that was given what is in others.
        let is_own = |named: &Named| named.cells.iter().all(|&cell| holds(cell) == cell);
        let mut is_whole = vec![false; names.global.len()];
        for own in [true, false] {
            for (is_whole, named) in is_whole.iter_mut().zip(&names.global) {
                if is_own(named) == own {
                    *is_whole = take(&held(named), &mut is_named);
                }
            }
        }
        let global = names.global.iter().zip(is_whole);
        let local = names.local.iter().map(|named| (named, false));
        for (named, is_whole) in global.chain(local) {
            let bits = held(named);
            let is_seen = !named.is_global && bits.iter().any(|&bit| is_measured[bit]);
            if is_whole || is_seen && take(&bits, &mut is_named) {
                let bits = bits.into_iter().map(BitId::new);
                program
                    .bit_registers
                    .push(named.name, named.is_single, bits);
                continue;
            }
            if named.is_single {
                continue;
            }
            // Some are bits of another register.
            for (place, bit) in bits.into_iter().enumerate() {
                if is_measured[bit] && take(&[bit], &mut is_named) {
                    let own = program.names.intern(&named.label(place, &program.names));
                    program.bit_registers.push(own, true, [BitId::new(bit)]);
                }
            }
        }
        // What was replaced.
        let mut before: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &(bit, cell) in &names.later {
            before.entry(cell).or_insert_with(|| vec![cell]).push(bit);
        }
        for named in names.global.iter().chain(&names.local) {
            for (place, cell) in named.cells.iter().enumerate() {
                let mut number = 0;
                for bit in before.remove(cell).unwrap_or_default() {
                    if is_measured[bit] && take(&[bit], &mut is_named) {
                        number += 1;
                        let own = named.label(place, &program.names);
                        let own = program.names.intern(&format!("{own}'{number}"));
                        program.bit_registers.push(own, true, [BitId::new(bit)]);
                    }
                }
            }
        }
    }
}

/// Whether all of these bits were without a name, which they are no longer.
fn take(bits: &[usize], is_named: &mut [bool]) -> bool {
    for (k, &bit) in bits.iter().enumerate() {
        if std::mem::replace(&mut is_named[bit], true) {
            bits[..k].iter().for_each(|&bit| is_named[bit] = false);
            return false;
        }
    }
    true
}

/// The bits that a measurement is into.
fn measured(instructions: &Instructions, count: usize) -> Vec<bool> {
    let mut is_measured = vec![false; count];
    for event in walk(instructions) {
        if let Event::Do(Action::Measure { bit, .. }) = event {
            is_measured[bit.index()] = true;
        }
    }
    is_measured
}

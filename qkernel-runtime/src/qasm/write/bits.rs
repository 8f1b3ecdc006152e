//! Registers for measured bits, and conditions on them.

use std::collections::HashSet;

use super::again::measured_again;
use super::names::Namer;
use super::registers::Declared;
use crate::program::number;
use crate::program::parts::Parts;
use crate::program::{BitId, Condition, Event, Output, Program, walk};

/// The registers of bits, and the place of each bit in one.
pub(super) struct Bits {
    /// In the order of declaration: those of results come first, as many as there are, in the order of the results.
    pub(super) registers: Vec<Declared>,
    /// How many of them are results.
    pub(super) results: usize,
    /// What is written to elements of results at the end, because no measurement is into them.
    pub(super) assigned: Vec<((usize, usize), Condition)>,
    place: Vec<(usize, usize)>,
}

/// What a text can say of bits.
#[derive(Clone, Copy)]
pub(super) struct Says {
    /// Bits that are no register.
    pub(super) singles: bool,
    /// Assignments.
    pub(super) assigns: bool,
}

/// A register that is to be declared.
#[derive(Clone)]
struct List {
    name: String,
    is_given: bool,
    bits: Vec<BitId>,
    size: usize,
    is_single: bool,
}

impl List {
    fn other(name: String, bits: Vec<BitId>) -> List {
        List {
            name,
            is_given: false,
            size: bits.len(),
            bits,
            is_single: false,
        }
    }
}

/// The conditions of a result that is bits, and whether it is one bit.
fn conditions(output: &Output) -> Option<(&[Condition], bool)> {
    match output {
        Output::Bit(condition) => Some((std::slice::from_ref(condition), true)),
        Output::BitVector(conditions) => Some((conditions, false)),
        Output::Float(_) | Output::FloatVector(_) => None,
    }
}

impl Bits {
    /// The program's registers by their names; a register for each result that is none of these, `c`, or `c0`, `c1`, .. if there are several
    /// results, but for what others are called; one for each of `groups`, whose bits are compared together; and one for all other bits.
    pub(super) fn new(
        program: &Program,
        groups: &[Vec<BitId>],
        names: &mut Namer,
        says: Says,
    ) -> Bits {
        let mut grouped = vec![false; program.bits];
        for bit in groups.iter().flatten() {
            grouped[bit.index()] = true;
        }
        let fits = |bits: &[BitId]| {
            !bits.iter().any(|bit| grouped[bit.index()]) || groups.iter().any(|group| group == bits)
        };
        // The program's registers, and the one that each bit is in.
        let mut named: Vec<Option<List>> = Vec::new();
        let mut owner = vec![None; program.bits];
        for register in program.bit_registers.iter() {
            let bits: Vec<BitId> = register.elements().collect();
            if bits.is_empty() || !fits(&bits) {
                continue;
            }
            bits.iter()
                .for_each(|bit| owner[bit.index()] = Some(named.len()));
            named.push(Some(List {
                name: program.names.get(register.name).unwrap_or("c").to_owned(),
                is_given: true,
                size: bits.len(),
                bits,
                is_single: register.is_single,
            }));
        }
        // What a loop measures again into the same variable has no place of its own.
        let pairs = measured_again(program);
        for &(first, later) in &pairs {
            let single =
                |bit: BitId| owner[bit.index()].filter(|&own| named_single(&named, own).is_some());
            if let (Some(one), Some(other)) = (single(first), single(later))
                && named_single(&named, one) == named_single(&named, other)
            {
                named[other] = None;
                owner[later.index()] = None;
            }
        }
        if !says.assigns {
            // A result that is only a part of a register, which is no result itself, is measured into one of its own.
            let results = || program.outputs.iter().filter_map(conditions);
            let mut is_result = vec![false; named.len()];
            let mut is_part = vec![false; named.len()];
            for (conditions, is_single) in results() {
                let owners = conditions.iter().filter_map(bit);
                for own in owners.filter_map(|bit| owner[bit.index()]) {
                    let whole = named[own].as_ref();
                    let is_whole = whole.is_some_and(|own| holds(own, conditions, is_single, says));
                    is_result[own] |= is_whole;
                    is_part[own] |= !is_whole;
                }
            }
            for (own, list) in named.iter_mut().enumerate() {
                if is_part[own] && !is_result[own] {
                    *list = None;
                }
            }
            for of in &mut owner {
                *of = of.filter(|&own| named[own].is_some());
            }
        }
        let mut taken: Vec<bool> = owner.iter().map(Option::is_some).collect();
        let (mut lists, mut assigned) = (Vec::new(), Vec::new());
        for (conditions, is_single) in program.outputs.iter().filter_map(conditions) {
            let number = lists.len();
            let mut assign = |conditions: &mut dyn Iterator<Item = (usize, &Condition)>| {
                let all = conditions.map(|(index, condition)| ((number, index), condition.clone()));
                assigned.extend(all);
            };
            let first = conditions.iter().find_map(bit);
            let own = first.and_then(|bit| owner[bit.index()]);
            let own = own.and_then(|own| named.get_mut(own));
            if let Some(own) = own
                && own
                    .as_ref()
                    .is_some_and(|own| holds(own, conditions, is_single, says))
            {
                lists.extend(own.take());
                let known = |(_, condition): &(usize, &Condition)| bit(condition).is_none();
                assign(&mut conditions.iter().enumerate().filter(known));
                continue;
            }
            let bits: Option<Vec<BitId>> = conditions.iter().map(bit).collect();
            let distinct = |bits: &[BitId]| bits.iter().collect::<HashSet<_>>().len() == bits.len();
            let mut list = List::other(String::new(), Vec::new());
            (list.size, list.is_single) = (conditions.len(), is_single);
            match bits {
                _ if conditions.is_empty() => continue,
                Some(bits)
                    if bits.iter().all(|bit| !taken[bit.index()])
                        && distinct(&bits)
                        && fits(&bits) =>
                {
                    bits.iter().for_each(|bit| taken[bit.index()] = true);
                    list.bits = bits;
                }
                _ if says.assigns => assign(&mut conditions.iter().enumerate()),
                _ => continue,
            }
            lists.push(list);
        }
        let results = lists.len();
        let mut next = results;
        for (number, list) in lists
            .iter_mut()
            .enumerate()
            .filter(|(_, list)| !list.is_given)
        {
            list.name = match results {
                1 => names.unnamed("c"),
                _ => names.numbered("c", number, &mut next),
            };
        }
        lists.extend(named.into_iter().flatten());
        for (number, group) in groups.iter().enumerate() {
            if !group.iter().any(|bit| taken[bit.index()]) {
                group.iter().for_each(|bit| taken[bit.index()] = true);
                lists.push(List::other(format!("m{number}"), group.clone()));
            }
        }
        // A bit that a loop measures again goes where the one that was measured before it is.
        let mut again = Vec::new();
        for (first, later) in pairs {
            let is_grouped = grouped[first.index()] || grouped[later.index()];
            let is_named = owner[first.index()].is_some();
            if !is_grouped && !taken[later.index()] && (is_named || !taken[first.index()]) {
                taken[later.index()] = true;
                again.push((first, later));
            }
        }
        let used = used(program);
        let others = (0..program.bits).filter(|&bit| used[bit] && !taken[bit]);
        let others: Vec<BitId> = others.map(BitId::new).collect();
        if !others.is_empty() {
            lists.push(List::other(names.unnamed("m"), others));
        }
        let mut place = vec![(0, 0); program.bits];
        let mut registers = Vec::with_capacity(lists.len());
        for list in lists {
            for (index, bit) in list.bits.iter().enumerate() {
                place[bit.index()] = (registers.len(), index);
            }
            let is_single = list.is_single && says.singles;
            let wanted = (list.name.as_str(), list.is_given);
            registers.push(Declared::new(names, wanted, list.size, is_single));
        }
        for (first, later) in again {
            place[later.index()] = place[first.index()];
        }
        Bits {
            registers,
            results,
            assigned,
            place,
        }
    }

    /// The register that a bit is in, and its number there.
    pub(super) fn place(&self, bit: BitId) -> (&Declared, usize) {
        let (register, index) = self.place[bit.index()];
        (&self.registers[register], index)
    }

    /// `c[0]`.
    pub(super) fn text(&self, bit: BitId) -> String {
        let (register, index) = self.place(bit);
        register.element(index)
    }

    /// The register and the number where bits have these values where it is that number: they are all of the register.
    pub(super) fn number(&self, bits: &[(BitId, bool)]) -> Option<(&Declared, u128)> {
        let (register, _) = self.place[bits.first()?.0.index()];
        let mut digits = vec![None; self.registers[register].size];
        for &(bit, value) in bits {
            let (other, index) = self.place[bit.index()];
            if other != register || digits[index].replace(value).is_some() {
                return None;
            }
        }
        let digits: Option<Vec<bool>> = digits.into_iter().collect();
        let number = number(digits?.into_iter())?;
        Some((&self.registers[register], number))
    }

    /// Where a condition is that a register is a number, or that it is not, that comparison; and which of both it is.
    pub(super) fn compared(&self, condition: &Condition) -> Option<(String, bool)> {
        let (bits, holds) = condition.compared_up_to(u128::BITS as usize)?;
        let (register, number) = self.number(&bits)?;
        let sign = if holds { "==" } else { "!=" };
        let is_register = register.size > 1;
        is_register.then(|| (format!("{} {sign} {number}", register.name), holds))
    }
}

/// The name of a register that is one bit.
fn named_single(named: &[Option<List>], number: usize) -> Option<&str> {
    let list = named.get(number)?.as_ref()?;
    list.is_single.then_some(&list.name)
}

/// The bit that a condition is.
fn bit(condition: &Condition) -> Option<BitId> {
    match condition {
        Condition::Bit(bit) => Some(*bit),
        _ => None,
    }
}

/// Whether a result is a register as it is, but for elements that are known.
fn holds(register: &List, conditions: &[Condition], is_single: bool, says: Says) -> bool {
    let same = |(own, condition): (&BitId, &Condition)| match condition {
        Condition::Bit(bit) => bit == own,
        Condition::Constant(_) => says.assigns,
        _ => false,
    };
    (register.size, register.is_single || !says.singles)
        == (conditions.len(), is_single || !says.singles)
        && register.bits.iter().zip(conditions).all(same)
}

/// Which bits something is measured into, or depends on.
fn used(program: &Program) -> Vec<bool> {
    let mut used = vec![false; program.bits];
    let mut read = Parts::default();
    for event in walk(&program.instructions) {
        match event {
            Event::Do(action) if let Some(bit) = action.written() => used[bit.index()] = true,
            _ => event.condition().into_iter().for_each(|c| _ = read.add(c)),
        }
    }
    let results = program.outputs.iter().filter_map(conditions);
    results
        .flat_map(|(all, _)| all)
        .for_each(|condition| _ = read.add(condition));
    read.bits().for_each(|bit| used[bit.index()] = true);
    used
}

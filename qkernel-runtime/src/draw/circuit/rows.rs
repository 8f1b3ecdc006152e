//! The rows of a circuit's picture: wires, then bits.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::places::Hidden;
use crate::draw::picture::{Kind, Lifeline, Picture, Row};
use crate::program::{Action, BitId, Event, Labels, Output, Program, QubitId, lives, share, walk};

/// How many bits that a condition reads have rows to the end of the picture because they are results, too. Where there are more, no
/// reader follows their lines: these end with the last condition that reads them, and others take the row.
const MOST_KEPT: usize = 16;

/// How many registers of bits that no condition reads have rows of their own. Where there are more, these bits are all on one row.
const MOST_REGISTERS: usize = 8;

/// The rows of a picture with the lifelines on them, and when each qubit ends, by the number of the event from 1.
pub(super) fn rows(
    program: &Program,
    labels: &Labels,
    hidden: &Hidden,
) -> (Picture, Vec<Option<usize>>) {
    let times = lives(program);
    let drawn: Vec<usize> = (0..program.qubits)
        .filter(|&qubit| !hidden.qubit(qubit))
        .collect();
    let drawn_lives: Vec<_> = drawn.iter().map(|&qubit| times[qubit]).collect();
    let (wires, count) = share(&drawn_lives);
    let mut on_wire = vec![Vec::new(); count];
    for (&qubit, &wire) in drawn.iter().zip(&wires) {
        on_wire[wire].push(QubitId::new(qubit));
    }
    let mut rows: Vec<Row> = (on_wire.iter().enumerate())
        .map(|(wire, qubits)| {
            let name = labels.together(qubits);
            Row::new(name.unwrap_or_else(|| format!("w{wire}")), Kind::Wire)
        })
        .collect();
    let mut lifelines = vec![None; program.qubits];
    for (&qubit, &wire) in drawn.iter().zip(&wires) {
        lifelines[qubit] = Some(Lifeline {
            row: wire,
            begins: on_wire[wire].len() > 1,
            ends: times[qubit].1.is_some(),
            ..Lifeline::default()
        });
    }
    let bits = bits(program, labels, hidden, &mut rows);
    tell_apart(&mut rows);
    let picture = Picture {
        rows,
        lifelines,
        bits,
        ..Picture::default()
    };
    (picture, times.into_iter().map(|(_, end)| end).collect())
}

impl Picture {
    /// What a bit is called where it is written or read, unless the name of its row says it: `[2]` on the row of its register.
    pub(super) fn bit_name(&self, labels: &Labels, bit: BitId) -> Option<String> {
        let row = &self.rows[self.bits.get(&bit).map_or(0, |lifeline| lifeline.row)].name;
        let name = labels.bit(bit);
        match labels.place(bit) {
            _ if *row == name => None,
            Some((_, register, place)) if row == register => Some(format!("[{place}]")),
            _ => Some(name),
        }
    }
}

/// The rows of the bits, which are added to those of the wires: bits that a condition reads have rows of their own, shared
/// by bits that are never needed at the same time; the others, which are results, are all on one.
fn bits(
    program: &Program,
    labels: &Labels,
    hidden: &Hidden,
    rows: &mut Vec<Row>,
) -> BTreeMap<BitId, Lifeline> {
    struct Use {
        life: (usize, Option<usize>),
        is_read: bool,
        is_written_first: bool,
    }
    let mut uses: BTreeMap<BitId, Use> = BTreeMap::new();
    let results: BTreeSet<BitId> = program.outputs.iter().flat_map(Output::bits).collect();
    let mut touch = |bit: BitId, time: usize, writes: bool| {
        if hidden.bit(bit.index()) && !results.contains(&bit) {
            return;
        }
        let entry = uses.entry(bit).or_insert(Use {
            life: (if writes { time } else { 0 }, None),
            is_read: false,
            is_written_first: writes,
        });
        entry.life.1 = Some(time);
        entry.is_read |= !writes;
    };
    for (time, event) in walk(&program.instructions).enumerate() {
        match event {
            Event::Do(Action::Measure { bit, .. }) => touch(bit, time + 1, true),
            Event::If(condition) => condition.bits().for_each(|bit| touch(bit, time + 1, false)),
            _ => {}
        }
    }
    // A result has its row to the end.
    let is_read = |bit: &&BitId| uses.get(bit).is_some_and(|used| used.is_read);
    if results.iter().filter(is_read).count() <= MOST_KEPT {
        for bit in &results {
            if let Some(used) = uses.get_mut(bit) {
                used.life.1 = None;
            }
        }
    }
    let read: Vec<_> = uses.iter().filter(|(_, used)| used.is_read).collect();
    let lives: Vec<_> = read.iter().map(|(_, used)| used.life).collect();
    let (places, count) = share(&lives);
    let first = rows.len();
    let mut names = vec![Vec::new(); count];
    let mut found = BTreeMap::new();
    for ((bit, used), place) in read.iter().zip(places) {
        names[place].push(**bit);
        let lifeline = Lifeline {
            row: first + place,
            begins: used.is_written_first,
            ends: used.life.1.is_some(),
            ..Lifeline::default()
        };
        found.insert(**bit, lifeline);
    }
    let unread = uses.iter().filter(|(_, used)| !used.is_read);
    let unread: Vec<BitId> = unread.map(|(bit, _)| *bit).collect();
    // On how many rows the bits of each register are.
    let mut spread: BTreeMap<usize, usize> = BTreeMap::new();
    for all in names.iter().chain([&unread]) {
        let registers: BTreeSet<usize> =
            all.iter().filter_map(|&bit| labels.register(bit)).collect();
        for register in registers {
            *spread.entry(register).or_default() += 1;
        }
    }
    let is_whole = |register: usize| spread.get(&register) == Some(&1);
    let names = names.iter().map(|all| shared(labels, all, is_whole));
    rows.extend(names.map(|name| Row::new(name, Kind::Bits)));
    for (name, bits) in together(labels, &unread) {
        let whole = Lifeline {
            row: rows.len(),
            ..Lifeline::default()
        };
        rows.push(Row::new(name, Kind::Bits));
        found.extend(bits.into_iter().map(|bit| (bit, whole.clone())));
    }
    found
}

/// The name of a row that bits use one after the other: that of their register if no other row has bits of it. No other row has the first
/// of them.
fn shared(labels: &Labels, bits: &[BitId], is_whole: impl Fn(usize) -> bool) -> String {
    let name = |bit: &BitId| labels.bit(*bit);
    let is_run = |pair: &[BitId]| labels.register(pair[0]) == labels.register(pair[1]);
    match bits {
        [] => String::new(),
        [bit] => name(bit),
        [first, .., last] if bits.windows(2).all(is_run) => match labels.place(*first) {
            Some((register, own, _)) if is_whole(register) => own.to_owned(),
            _ => format!("{}…{}", name(first), name(last)),
        },
        [first, second] => format!("{}, {}", name(first), name(second)),
        [first, ..] => format!("{}, …", name(first)),
    }
}

/// Bits that no condition reads, those on one row together, with the name of that: those of a register, unless there are too many
/// registers, and those without a name.
fn together(labels: &Labels, bits: &[BitId]) -> Vec<(String, Vec<BitId>)> {
    let mut rows: BTreeMap<usize, (String, Vec<BitId>)> = BTreeMap::new();
    for &bit in bits {
        let name = labels.place(bit).map_or("c", |(_, name, _)| name);
        let row = labels.register(bit).unwrap_or(usize::MAX);
        let (_, on_row) = rows.entry(row).or_insert((name.to_owned(), Vec::new()));
        on_row.push(bit);
    }
    if rows.len() > MOST_REGISTERS {
        rows = BTreeMap::from([(0, ("c".to_owned(), bits.to_vec()))]);
    }
    let alone = |(name, bits): (String, Vec<BitId>)| match bits.as_slice() {
        [bit] => (labels.bit(*bit), bits),
        _ => (name, bits),
    };
    rows.into_values().map(alone).collect()
}

/// Gives rows with the name of another one a name of their own.
fn tell_apart(rows: &mut [Row]) {
    let mut taken = HashSet::new();
    for row in rows {
        while !taken.insert(row.name.clone()) {
            row.name.push('\'');
        }
    }
}

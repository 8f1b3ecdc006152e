//! The registers of a text: those of the program by their names, and others for what has none.

use std::collections::HashSet;

use super::names::Namer;
use crate::program::{Program, QubitId, Wires};

/// A register of qubits or bits that a text declares.
pub(super) struct Declared {
    pub(super) name: String,
    /// What the program calls it, if that is something else.
    pub(super) renamed: Option<String>,
    /// What else is on its wires, once that is gone.
    later: Vec<String>,
    pub(super) size: usize,
    /// Whether it is one qubit or bit, and no register of one.
    pub(super) is_single: bool,
}

impl Declared {
    /// `wanted` is the name in the program, or what is usual for what has none there.
    pub(super) fn new(
        names: &mut Namer,
        (wanted, is_given): (&str, bool),
        size: usize,
        is_single: bool,
    ) -> Declared {
        let name = match is_given {
            true => names.register(wanted),
            false => names.fresh(wanted),
        };
        Declared {
            renamed: (is_given && name != wanted).then(|| comment(wanted)),
            name,
            later: Vec::new(),
            size,
            is_single,
        }
    }

    pub(super) fn element(&self, index: usize) -> String {
        match self.is_single {
            true => self.name.clone(),
            false => format!("{}[{index}]", self.name),
        }
    }

    /// `qubit[3] q;` with these words before the size and the name, in version 3.
    pub(super) fn three(&self, kind: &str) -> String {
        let size = match self.is_single {
            true => String::new(),
            false => format!("[{}]", self.size),
        };
        format!("{kind}{size} {};{}\n", self.name, self.note())
    }

    /// `qreg q[3];`
    pub(super) fn two(&self, kind: &str) -> String {
        format!("{kind} {}[{}];{}\n", self.name, self.size, self.note())
    }

    fn note(&self) -> String {
        let mut all = Vec::from_iter(self.renamed.clone());
        match self.later.as_slice() {
            [] => {}
            [first, second, third, _, ..] => {
                all.push(format!("later {first}, {second}, {third}, .."))
            }
            few => all.push(format!("later {}", few.join(", "))),
        }
        match all.is_empty() {
            true => String::new(),
            false => format!(" // {}", all.join(", ")),
        }
    }
}

/// The registers of qubits, and the place of each wire in one.
pub(super) struct Qubits {
    /// In the order of declaration.
    pub(super) registers: Vec<Declared>,
    place: Vec<(usize, usize)>,
    /// How many wires are declared before each.
    number: Vec<usize>,
}

impl Qubits {
    /// A register for each of the program, of the wires that its qubits use, where those are free, and `q` for all other wires. `singles`:
    /// whether the language has qubits that are no register.
    pub(super) fn new(
        program: &Program,
        wires: &Wires,
        names: &mut Namer,
        singles: bool,
    ) -> Qubits {
        let unnamed = names.unnamed("q");
        let mut rest: Vec<bool> = vec![true; wires.count()];
        let mut lists: Vec<(&str, bool, bool, Vec<usize>)> = Vec::new();
        let mut later: Vec<(usize, String)> = Vec::new();
        for register in program.qubit_registers.iter() {
            let of = |qubit: QubitId| wires.wire(qubit);
            let mut found = HashSet::new();
            let wires: Vec<usize> = (register.elements().map(of))
                .filter(|&wire| found.insert(wire))
                .collect();
            let name = program.names.get(register.name).unwrap_or("q");
            if wires.is_empty() || !wires.iter().all(|&wire| rest[wire]) {
                later.extend(wires.iter().map(|&wire| (wire, comment(name))));
                continue;
            }
            wires.iter().for_each(|&wire| rest[wire] = false);
            // Those that use one wire, one after the other, are one qubit.
            let is_single = register.is_single || wires.len() == 1 && register.len() > 1;
            lists.push((name, true, singles && is_single, wires));
        }
        let others: Vec<usize> = (0..rest.len()).filter(|&wire| rest[wire]).collect();
        if !others.is_empty() {
            lists.push((&unnamed, false, false, others));
        }
        lists.sort_by_key(|(.., wires)| wires[0]);
        let mut qubits = Qubits {
            registers: Vec::new(),
            place: vec![(0, 0); rest.len()],
            number: vec![0; rest.len()],
        };
        let mut count = 0;
        for (name, is_given, is_single, wires) in lists {
            let number = qubits.registers.len();
            for (index, &wire) in wires.iter().enumerate() {
                qubits.place[wire] = (number, index);
                qubits.number[wire] = count;
                count += 1;
            }
            let declared = Declared::new(names, (name, is_given), wires.len(), is_single);
            qubits.registers.push(declared);
        }
        for (wire, name) in later {
            let names = &mut qubits.registers[qubits.place[wire].0].later;
            if !names.contains(&name) && names.len() < 4 {
                names.push(name);
            }
        }
        qubits
    }

    /// `q[0]`.
    pub(super) fn text(&self, wire: usize) -> String {
        let (register, index) = self.place[wire];
        self.registers[register].element(index)
    }

    /// The number of a wire in the order of declaration.
    pub(super) fn number(&self, wire: usize) -> usize {
        self.number[wire]
    }

    /// The wire that is declared first.
    pub(super) fn first(&self) -> String {
        let first = self.registers.first();
        first.map_or(String::new(), |register| register.element(0))
    }
}

pub(super) fn wires(program: &Program) -> Wires {
    let observed: HashSet<usize> = program.observed().map(|(qubit, _)| qubit).collect();
    Wires::keeping(program, |qubit| observed.contains(&qubit.index()))
}

/// One line for a comment.
pub(super) fn comment(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

//! What qubits and bits are called.

use std::collections::HashMap;
use std::ops::Range;

use super::{BitId, Condition, Names, Program, QubitId, Registers};

/// What the qubits and bits of a program are called, in pictures and messages: by the [registers](Registers) that they are in, `flag`,
/// `data[2]`, and by their numbers elsewhere, `q0`, `c0`. No two have the same label: the second register of a name is `data'2`, and bit 3 is
/// `c3'2` where a register is `c3`.
///
/// A kernel's qubits are called as the first variable that holds them, in the outermost kernel that has one for them, and so are bits. What one variable
/// holds in the rounds of a loop, or in several calls of its kernel, is a register, unless it is a result.
///
/// A name is of a qubit or of the outcome of a measurement, and a result is made of outcomes, without a name of its own: of `let b = a`, or `b = a` in an
/// OpenQASM text, where `a` is an outcome, both are `a`.
///
/// ```
/// use qkernel_runtime::prelude::*;
/// use qkernel_runtime::program::{BitId, Labels, QubitId};
///
/// #[qkernel]
/// fn checked(rounds: UInt) -> Bit {
///     let mut data = h(qubit());
///     for _ in range(rounds) {
///         let (kept, ancilla) = cx(data, qubit());
///         let flipped = measure(ancilla);
///         data = if flipped { x(kept) } else { kept };
///     }
///     let last = measure(data);
///     last
/// }
///
/// let circuit = checked { rounds: 2 }.compile()?;
/// let labels = Labels::new(circuit.program());
/// let qubits = [0, 1, 2].map(|number| labels.qubit(QubitId::new(number)));
/// assert_eq!(qubits, ["data", "ancilla[0]", "ancilla[1]"]);
/// let bits = [0, 1, 2].map(|number| labels.bit(BitId::new(number)));
/// assert_eq!(bits, ["flipped[0]", "flipped[1]", "last"]);
/// # Ok::<(), Error>(())
/// ```
///
/// ```
/// use qkernel_runtime::Circuit;
/// use qkernel_runtime::program::{BitId, Labels, QubitId};
///
/// let circuit = Circuit::from_qasm("qubit[2] data; qubit flag; bit[2] out;")?;
/// let labels = Labels::new(circuit.program());
/// assert_eq!(labels.qubit(QubitId::new(1)), "data[1]");
/// assert_eq!(labels.qubit(QubitId::new(2)), "flag");
/// assert_eq!(labels.bit(BitId::new(0)), "out[0]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Labels {
    qubits: Table,
    bits: Table,
}

/// The labels of qubits, or of bits.
#[derive(Clone, Debug)]
struct Table {
    /// Of each register, its name, whether it is single, and its length.
    names: Vec<(String, bool, usize)>,
    /// Numbers of elements, ascending, with their register and the place of the first of them there.
    runs: Vec<(Range<usize>, usize, usize)>,
    /// What those without a name are called, before their number.
    letter: char,
    /// By their numbers, those that are called otherwise, because a register has that name.
    others: HashMap<usize, String>,
}

impl Labels {
    /// The labels of a program that is well formed.
    pub fn new(program: &Program) -> Labels {
        let mut taken = Taken::default();
        let names = &program.names;
        let qubits = &program.qubit_registers;
        let bits = &program.bit_registers;
        let mut qubits = Table::new(names, qubits, 'q', &mut taken);
        let mut bits = Table::new(names, bits, 'c', &mut taken);
        // What has no name is no `q3` where that is a name.
        let numbers: Vec<(char, usize)> =
            taken.0.keys().filter_map(|name| numbered(name)).collect();
        for (letter, number) in numbers {
            for table in [&mut qubits, &mut bits] {
                if table.letter == letter && table.place(number).is_none() {
                    let name = taken.free(&format!("{letter}{number}"));
                    table.others.insert(number, name);
                }
            }
        }
        Labels { qubits, bits }
    }

    /// What a qubit is called.
    pub fn qubit(&self, qubit: QubitId) -> String {
        self.qubits.label(qubit.index())
    }

    /// What a bit is called.
    pub fn bit(&self, bit: BitId) -> String {
        self.bits.label(bit.index())
    }

    /// What qubits are called together, one or those of one register.
    pub(crate) fn together(&self, qubits: &[QubitId]) -> Option<String> {
        if let [qubit] = qubits {
            return Some(self.qubit(*qubit));
        }
        let mut registers = qubits.iter().map(|qubit| self.qubits.place(qubit.index()));
        let (first, _) = registers.next()??;
        let is_same = |other| matches!(other, Some((register, _)) if register == first);
        registers
            .all(is_same)
            .then(|| self.qubits.names[first].0.clone())
    }

    /// Whether what a bit is called comes right after what another one is called: the next one of a register, or the next number.
    pub(crate) fn follows(&self, bit: BitId, next: BitId) -> bool {
        let (bit, next) = (bit.index(), next.index());
        match (self.bits.place(bit), self.bits.place(next)) {
            (None, None) => {
                let mut others = [bit, next].into_iter();
                bit + 1 == next && !others.any(|bit| self.bits.others.contains_key(&bit))
            }
            (Some((register, place)), Some(other)) => other == (register, place + 1),
            _ => false,
        }
    }

    /// Where a condition is that bits one after the other hold a number, that: `c == 5` if they are all of a register, else
    /// `c[1]…c[3] == 5`; `!=` if they do not.
    ///
    /// A condition keeps no register. What a text says as `c == 2` or as `!c[0] && c[1]` is the same, and is written as the shorter one: on all
    /// bits of a register as a comparison, on others where there are three at least.
    pub(crate) fn compared(&self, condition: &Condition) -> Option<String> {
        let (mut bits, holds) = condition.compared()?;
        let sign = if holds { "==" } else { "!=" };
        let key = |&(bit, _): &(BitId, bool)| match self.bits.place(bit.index()) {
            Some((register, place)) => (register, place),
            None => (usize::MAX, bit.index()),
        };
        bits.sort_unstable_by_key(key);
        let follow = |pair: &[(BitId, bool)]| self.follows(pair[0].0, pair[1].0);
        let ([(first, _), .., (last, _)], true) = (&bits[..], bits.windows(2).all(follow)) else {
            return None;
        };
        let number = number(bits.iter().map(|&(_, value)| value))?;
        let whole = self.place(*first).filter(|&(register, _, place)| {
            place == 0 && self.bits.names[register].2 == bits.len()
        });
        match whole {
            Some((_, name, _)) => Some(format!("{name} {sign} {number}")),
            None if bits.len() < 3 => None,
            None => Some(format!(
                "{}…{} {sign} {number}",
                self.bit(*first),
                self.bit(*last)
            )),
        }
    }

    /// The number of the register that a bit is in.
    pub(crate) fn register(&self, bit: BitId) -> Option<usize> {
        Some(self.bits.place(bit.index())?.0)
    }

    /// The register of bits that a bit is in and the name of that, if it is no single bit, and its place there.
    pub(crate) fn place(&self, bit: BitId) -> Option<(usize, &str, usize)> {
        let (register, place) = self.bits.place(bit.index())?;
        let (name, is_single, _) = &self.bits.names[register];
        (!is_single).then_some((register, name, place))
    }
}

impl Program {
    /// A qubit in a message: `qubit 3`, with its name if it has one.
    pub(crate) fn called(&self, qubit: QubitId) -> String {
        let labels = Labels::new(self);
        match labels.qubits.place(qubit.index()) {
            Some(_) => format!("qubit {qubit} (`{}`)", labels.qubit(qubit)),
            None => format!("qubit {qubit}"),
        }
    }
}

impl Table {
    fn new<I: From<usize>>(
        names: &Names,
        registers: &Registers<I>,
        letter: char,
        taken: &mut Taken,
    ) -> Table {
        let mut table = Table {
            names: Vec::with_capacity(registers.len()),
            runs: Vec::new(),
            letter,
            others: HashMap::new(),
        };
        for (number, register) in registers.iter().enumerate() {
            let name = names.get(register.name).unwrap_or("?");
            table
                .names
                .push((taken.free(name), register.is_single, register.len()));
            let mut place = 0;
            for run in register.runs {
                table.runs.push((run.clone(), number, place));
                place += run.len();
            }
        }
        table.runs.sort_unstable_by_key(|(run, ..)| run.start);
        table
    }

    fn place(&self, number: usize) -> Option<(usize, usize)> {
        let after = self.runs.partition_point(|(run, ..)| run.start <= number);
        let (run, register, first) = self.runs.get(after.checked_sub(1)?)?;
        run.contains(&number)
            .then(|| (*register, first + number - run.start))
    }

    fn label(&self, number: usize) -> String {
        let Some((register, place)) = self.place(number) else {
            let other = self.others.get(&number).cloned();
            return other.unwrap_or_else(|| format!("{}{number}", self.letter));
        };
        match &self.names[register] {
            (name, true, _) => name.clone(),
            (name, false, _) => format!("{name}[{place}]"),
        }
    }
}

/// The number with these digits, the least significant first, unless it is very large.
pub(crate) fn number(digits: impl DoubleEndedIterator<Item = bool>) -> Option<u128> {
    digits.rev().try_fold(0u128, |number, digit| {
        let twice = number.checked_mul(2)?;
        Some(twice + u128::from(digit))
    })
}

/// The letter and the number of what without a name may be called so.
fn numbered(name: &str) -> Option<(char, usize)> {
    let letter = name.chars().next()?;
    let number = name.get(letter.len_utf8()..)?.parse().ok()?;
    (format!("{letter}{number}") == name).then_some((letter, number))
}

/// The names that are taken, with the number that the next one like it has.
#[derive(Default)]
pub(crate) struct Taken(HashMap<String, usize>);

impl Taken {
    /// The name, or one like it that is not taken, which it is from now on.
    pub(crate) fn free(&mut self, name: &str) -> String {
        let Some(next) = self.0.get_mut(name) else {
            self.0.insert(name.to_owned(), 2);
            return name.to_owned();
        };
        let number = *next;
        *next += 1;
        self.free(&format!("{name}'{number}"))
    }
}

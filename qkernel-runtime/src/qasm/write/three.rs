//! OpenQASM 3.

use std::fmt::Write;

use super::bits::{Bits, Says};
use super::condition::Conditions;
use super::expand::{Placed, Said, expand};
use super::gates::{Definitions, statement};
use super::names::Namer;
use super::numbers::{Texts, needed};
use super::options::{Export, Version};
use super::registers::{Qubits, comment, wires};
use super::results::{observables, results};
use super::statements::{ActionTree, repeated, statements};
use crate::program::{Action, BitId, Condition, Event, Program, Shape, Wires, walk};
use crate::qasm::REPEATS;

/// A program that is well formed, as OpenQASM 3.
pub(crate) fn qasm3(program: &Program, export: &Export) -> String {
    let wires = wires(program);
    let mut names = Namer::default();
    let says = Says {
        singles: export.singles,
        assigns: export.assigns,
    };
    // Arguments are what callers name: nothing else takes their names.
    let mut arguments = Vec::new();
    let mut inputs = String::new();
    for argument in &program.arguments {
        let (rows, columns) = argument.shape.extent();
        for row in 0..rows {
            for column in 0..columns {
                let own = match argument.shape {
                    Shape::Scalar => argument.name.clone(),
                    Shape::Vector(_) => format!("{}_{column}", argument.name),
                    Shape::Matrix(..) => format!("{}_{row}_{column}", argument.name),
                };
                let name = names.fresh(&own);
                let renamed = match name == own {
                    true => String::new(),
                    false => format!(" // the argument {}", comment(&own)),
                };
                inputs += &format!("input float[64] {name};{renamed}\n");
                arguments.push(name);
            }
        }
    }
    names.reserve(program);
    let qubits = Qubits::new(program, &wires, &mut names, export.singles);
    let bits = Bits::new(program, &[], &mut names, says);
    let mut text = format!(
        "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n// kernel {}\n",
        comment(&program.kernel)
    );
    text += &inputs;
    let angles = walk(&program.instructions).filter_map(|event| match event {
        Event::Do(Action::Gate(gate)) => Some(gate.angles),
        _ => None,
    });
    let (texts, declared) = Texts::new(
        program,
        arguments,
        &observables(program, &wires, &qubits),
        &needed(program, angles.flatten()),
        || names.fresh("t"),
    );
    let mut writer = Writer {
        wires: &wires,
        qubits: &qubits,
        bits: &bits,
        texts: &texts,
        conditions: Conditions::default(),
        definitions: Definitions::default(),
        modifiers: export.modifiers,
        names,
        text: String::new(),
        depth: 0,
        loops: 0,
        named: 0,
        is_named: false,
    };
    writer.list(&statements(program, &wires), Vec::new());
    text += &writer.definitions.text();
    for register in &qubits.registers {
        text += &register.three("qubit");
    }
    // Of several registers, the results have to be told from the others.
    let is_marked = bits.registers.len() > bits.results || writer.is_named;
    for (number, register) in bits.registers.iter().enumerate() {
        if is_marked && number < bits.results {
            text += "@output\n";
        }
        text += &register.three("bit");
    }
    for ((register, index), condition) in &bits.assigned {
        let element = bits.registers[*register].element(*index);
        let value = writer.condition(condition);
        writer.line(&format!("{element} = {value};"));
    }
    text += &declared;
    text += &writer.text;
    let written = (&mut writer.conditions, &mut writer.names);
    text + &results(program, &texts, &qubits, &bits, written)
}

struct Writer<'a> {
    wires: &'a Wires,
    qubits: &'a Qubits,
    bits: &'a Bits,
    texts: &'a Texts,
    conditions: Conditions<'a>,
    definitions: Definitions,
    /// Whether gates under controls that have no name are written with `ctrl @`.
    modifiers: bool,
    names: Namer,
    /// The statements so far of the block that is written.
    text: String,
    /// How many blocks are around.
    depth: usize,
    /// How many loops are around.
    loops: usize,
    /// How many bits were named.
    named: usize,
    /// Whether one of them is declared outside of blocks.
    is_named: bool,
}

/// How often a list may be written, so that each condition is on one bit.
const COPIES: usize = 8;

/// How many conditions one condition may become, each in the last one.
const DEEPEST: usize = 8;

/// How many statements all copies may have together.
const COPIED: usize = 256;

impl<'a> Writer<'a> {
    /// `held` are the bits that are known here, because a condition around these statements is on them.
    fn list(&mut self, statements: &[ActionTree<'a>], mut held: Vec<(BitId, bool)>) {
        for statement in statements {
            match statement {
                ActionTree::Do(action) => self.action(*action),
                ActionTree::Branch {
                    condition,
                    then,
                    otherwise,
                } => match repeated(then) {
                    Some((body, again)) => {
                        held.retain(|(bit, _)| !statement.writes(*bit));
                        self.repeated([condition, again], body, &held);
                    }
                    None => self.branch(condition, [otherwise, then], &held),
                },
            }
            held.retain(|(bit, _)| !statement.writes(*bit));
        }
    }

    /// A loop. Where the conditions before the first round and after each are not on the same bits, there is a bit for both;
    /// where the first round is always done, it is written before the loop, which Qiskit reads.
    fn repeated(
        &mut self,
        [first, again]: [&'a Condition; 2],
        body: &[ActionTree<'a>],
        held: &[(BitId, bool)],
    ) {
        // What is named before a loop may change in it.
        self.conditions.forget();
        let texts = [first, again].map(|condition| self.conditions.spelled(self.bits, condition));
        // Within each other, each doubles what is in it.
        let copies = 1_usize.checked_shl(self.loops as u32 + 1);
        let copies = copies.unwrap_or(usize::MAX);
        let is_short = || copies <= COPIES && copies * length(body) <= COPIED;
        let always = *first == Condition::Constant(true) && (self.loops == 0 || is_short());
        self.loops += 1;
        let same = texts[0].is_some() && texts[0] == texts[1];
        if always && !same {
            self.list(body, held.to_vec());
        }
        let (head, last) = match texts {
            [_, Some(text)] if same || always => {
                if !same {
                    self.line(REPEATS);
                }
                (text, None)
            }
            _ => {
                self.named += 1;
                self.is_named |= self.depth == 0;
                let name = self.names.fresh(&format!("again{}", self.named));
                let first = self.condition(if always { again } else { first });
                self.line(&format!("bit {name} = {first};"));
                (name.clone(), Some(name))
            }
        };
        let body = self.inner(|writer| {
            writer.list(body, held.to_vec());
            if let Some(name) = last {
                let again = writer.condition(again);
                writer.line(&format!("{name} = {again};"));
            }
        });
        self.line(&format!("while ({head}) {{"));
        self.text.push_str(&body);
        self.line("}");
        self.loops -= 1;
        self.conditions.forget();
    }

    /// A condition, with the names of its parts written before, if it is long.
    fn condition(&mut self, condition: &'a Condition) -> String {
        let is_kept = self.depth == 0 && self.loops == 0;
        let (conditions, names) = (&mut self.conditions, &mut self.names);
        conditions.named(self.bits, condition, is_kept, |value| {
            let part = names.fresh("part");
            line(
                &mut self.text,
                self.depth,
                &format!("bool {part} = {value};"),
            );
            part
        })
    }

    /// Qiskit reads conditions on one bit only, so others are written as one in another where that takes few copies of the
    /// arms.
    fn branch(
        &mut self,
        condition: &'a Condition,
        lists: [&[ActionTree<'a>]; 2],
        held: &[(BitId, bool)],
    ) {
        let compared = self.bits.compared(condition);
        if compared.as_ref().is_none_or(|(_, holds)| !holds) && copied(condition, lists).0 {
            return self.decide(condition, lists, &mut held.to_vec());
        }
        let condition = self.condition(condition);
        let lists = lists.map(|list| self.inner(|writer| writer.list(list, held.to_vec())));
        let [second, first] = lists;
        self.arms(&condition, &first, &second);
    }

    /// One of two lists, chosen bit by bit.
    fn decide(
        &mut self,
        condition: &'a Condition,
        lists: [&[ActionTree<'a>]; 2],
        bits: &mut Vec<(BitId, bool)>,
    ) {
        match condition.known(bits) {
            Ok(value) => self.list(lists[usize::from(value)], bits.clone()),
            Err(bit) => {
                let mut written = [true, false].map(|value| {
                    bits.push((bit, value));
                    let arm = self.inner(|writer| writer.decide(condition, lists, bits));
                    bits.pop();
                    arm
                });
                let mut condition = self.bits.text(bit);
                if written[0].is_empty() {
                    condition.insert(0, '!');
                    written.swap(0, 1);
                }
                self.arms(&condition, &written[0], &written[1]);
            }
        }
    }

    fn line(&mut self, statement: &str) {
        line(&mut self.text, self.depth, statement);
    }

    /// The statements of a block.
    fn inner(&mut self, write: impl FnOnce(&mut Self)) -> String {
        let outer = std::mem::take(&mut self.text);
        self.depth += 1;
        write(self);
        self.depth -= 1;
        std::mem::replace(&mut self.text, outer)
    }

    fn arms(&mut self, condition: &str, then: &str, otherwise: &str) {
        self.line(&format!("if ({condition}) {{"));
        self.text.push_str(then);
        if !otherwise.is_empty() {
            self.line("} else {");
            self.text.push_str(otherwise);
        }
        self.line("}");
    }

    fn action(&mut self, action: Action<'_>) {
        match action {
            Action::Gate(gate) => {
                let placed = Placed::new(gate, self.wires);
                let mut said = Vec::new();
                match self.modifiers {
                    true => said.push(placed.into()),
                    false => expand(placed, Version::Three, &mut said),
                }
                for said in &said {
                    let statement = self.said(said);
                    self.line(&statement);
                }
            }
            Action::Measure {
                qubit, bit: into, ..
            } => {
                let (bit, qubit) = (self.bits.text(into), self.qubit(self.wires.wire(qubit)));
                self.line(&format!("{bit} = measure {qubit};"));
                self.conditions.written(into.index());
            }
            // A repetition is written with its loop.
            _ => {
                if let Some((statement, qubit)) = action.statement() {
                    let qubit = self.qubit(self.wires.wire(qubit));
                    self.line(&format!("{statement} {qubit};"));
                }
            }
        }
    }

    fn said(&mut self, said: &Said) -> String {
        let name = self.definitions.applied(&said.name, Version::Three);
        let angles = said.angles.iter().map(|angle| self.texts.affine(angle));
        let qubits = said.qubits.iter().map(|&wire| self.qubit(wire));
        statement(&name, angles, qubits)
    }

    fn qubit(&self, wire: usize) -> String {
        self.qubits.text(wire)
    }
}

/// Whether a branch is written with conditions on one bit each, or would that be too much; and how many statements it takes.
fn copied(condition: &Condition, lists: [&[ActionTree]; 2]) -> (bool, usize) {
    let mut ways = [0; 2];
    let counted = lists.map(|list| !list.is_empty());
    count(condition, counted, &mut Vec::new(), &mut ways);
    let sizes = lists.map(length);
    let fits =
        |(&ways, &size): (&usize, &usize)| ways <= 1 || ways <= COPIES && ways * size <= COPIED;
    let fits = ways.iter().zip(&sizes).all(fits);
    let size = |(&ways, &size): (&usize, &usize)| if fits { ways * size } else { size };
    (fits, 1 + ways.iter().zip(&sizes).map(size).sum::<usize>())
}

/// How many statements are written for these statements.
fn length(statements: &[ActionTree]) -> usize {
    let one = |statement: &ActionTree| match statement {
        ActionTree::Branch {
            condition,
            then,
            otherwise,
        } => copied(condition, [otherwise, then]).1,
        _ => 1,
    };
    statements.iter().map(one).sum()
}

/// Counts the ways to either value of a condition, if it is to be `counted`, up to what is too much.
fn count(
    condition: &Condition,
    counted: [bool; 2],
    bits: &mut Vec<(BitId, bool)>,
    ways: &mut [usize; 2],
) {
    if ways.iter().any(|&ways| ways > COPIES) {
        return;
    }
    match condition.known(bits) {
        Ok(value) => ways[usize::from(value)] += usize::from(counted[usize::from(value)]),
        Err(_) if bits.len() == DEEPEST => *ways = [COPIES + 1; 2],
        Err(bit) => {
            for value in [true, false] {
                bits.push((bit, value));
                count(condition, counted, bits, ways);
                bits.pop();
            }
        }
    }
}

fn line(text: &mut String, depth: usize, statement: &str) {
    let _ = writeln!(text, "{:1$}{statement}", "", 2 * depth);
}

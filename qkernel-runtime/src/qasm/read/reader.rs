//! What is known while a text is read, and how much was done so far.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::bit_names::BitNames;
use super::error::Lines;
use super::error::Read;
use super::gates::Cost;
use super::options::UNNAMED;
use super::parse::MAX_DEPTH;
use super::places::Places;
use super::syntax::{Definition, Scalar};
use super::value::Value;
use crate::plural::counted;
use crate::program::within::Within;
use crate::program::{
    Instruction, MAX_INSTRUCTIONS, MAX_QUBITS, NameId, Origin, Program, QubitId, Tally,
};
use crate::qasm::library::Form;

/// How many steps reading may take for each instruction that there may be, beyond what is written: turns of loops, gates of
/// definitions, elements of registers.
const STEPS: usize = 4;

/// How often something may be done without an instruction that comes of it.
const FREE: usize = MAX_INSTRUCTIONS / 4;

/// Qubits or bits, and whether it is one alone, not a register.
pub(super) type Several<T> = (Rc<[T]>, bool);

/// Whether something can be assigned to.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Access {
    Constant,
    Variable,
}

/// What a name is.
#[derive(Clone)]
pub(super) enum Entry<'t> {
    Qubits(Several<QubitId>),
    /// Bits, numbers into [`Reader::cells`].
    Bits(Several<usize>, Access),
    /// Its value; `None` before the first assignment.
    Number(Scalar, Option<Value>, Access),
    /// The elements; `None` before the first assignment.
    Array(Scalar, Rc<[Option<Value>]>, Access),
    /// A length of time, which is not kept.
    Duration,
    /// What a call takes at least is counted where it is defined.
    Gate(Rc<Definition<'t>>, Cost),
    /// A gate whose definition gives one that there is here.
    Known(Form),
    Def(Rc<Definition<'t>>),
}

/// A bit of the program while the text is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cell {
    /// Its value, where that is known; the program's bit holds it elsewhere.
    pub(super) known: Option<bool>,
    /// Whether something was written to the program's bit.
    pub(super) written: bool,
    /// The program's bit.
    pub(super) bit: usize,
}

impl Cell {
    /// What is known only when the circuit runs: it was written to this bit of the program.
    pub(super) fn written(bit: usize) -> Cell {
        Cell {
            known: None,
            written: true,
            bit,
        }
    }
}

/// What changed in an arm of a branch.
#[derive(Default)]
pub(super) struct Journal<'t> {
    /// Bits, with what they were.
    pub(super) cells: Vec<(usize, Cell)>,
    /// Bits of the program that were written.
    pub(super) written: Vec<usize>,
    /// Numbers and arrays by scope and name, with what they were, and the place of the first change.
    pub(super) numbers: BTreeMap<(usize, &'t str), (Entry<'t>, usize)>,
}

/// A classical register that the circuit gives as a result.
pub(super) struct Register {
    pub(super) cells: Rc<[usize]>,
    pub(super) single: bool,
    pub(super) output: bool,
}

/// A list of instructions, with the calls that led to them.
#[derive(Default)]
pub(super) struct List {
    pub(super) instructions: Vec<Instruction>,
    pub(super) tally: Tally,
}

#[derive(Default)]
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) version: u8,
    pub(super) program: Program,
    /// Qubits that are named by number, `$0` first.
    pub(super) physical: Rc<[QubitId]>,
    /// The current list.
    pub(super) out: List,
    pub(super) scopes: Vec<HashMap<&'t str, Entry<'t>>>,
    /// The first scope of the definition that is carried out.
    pub(super) frame: usize,
    /// The first scope of the innermost block.
    pub(super) block: usize,
    pub(super) in_gate: bool,
    /// Whether a modifier is around that makes the phases of gates seen.
    pub(super) phases: bool,
    pub(super) cells: Vec<Cell>,
    /// Whether a value that is kept has a bit of the program: that bit is not written again.
    pub(super) held: Vec<bool>,
    /// For each branch on measured bits around, what changed in it.
    pub(super) journal: Vec<Journal<'t>>,
    pub(super) registers: Vec<Register>,
    pub(super) bit_names: BitNames,
    pub(super) libraries: Vec<&'t str>,
    pub(super) kernel: NameId,
    /// For each part of the text that is a file's: its first line, the file, and that line in it.
    files: Vec<(u32, NameId, u32)>,
    /// The definitions and branches around, as the circuit has them.
    pub(super) within: Within,
    /// How many loops that measurements end are around.
    pub(super) rounds: usize,
    depth: usize,
    steps: usize,
    /// How often steps were counted.
    times: usize,
    instructions: usize,
    /// How many instructions there were, with those that are no part of the circuit.
    emitted: usize,
    /// How many instructions there may be.
    pub(super) most: usize,
    /// Numbers for inputs, by name, and whether there was such an input.
    pub(super) sizes: HashMap<&'t str, (usize, bool)>,
    places: Places<'t>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, name: Option<&str>, lines: &[Lines]) -> Reader<'t> {
        let own = name.unwrap_or("OpenQASM text");
        let mut program = Program {
            kernel: own.into(),
            ..Program::default()
        };
        let kernel = program.names.intern(own);
        let file = name.unwrap_or(UNNAMED);
        let mut files = vec![(1, program.names.intern(file), 1)];
        for Lines { from, file, line } in lines {
            files.push((*from, program.names.intern(file), *line));
        }
        Reader {
            text,
            version: 3,
            program,
            scopes: vec![HashMap::new()],
            kernel,
            files,
            most: MAX_INSTRUCTIONS,
            places: Places::new(text),
            ..Reader::default()
        }
    }

    /// Whether there are so many steps left: what would take more is refused before it is done.
    pub(super) fn has_steps(&mut self, count: usize, at: usize) -> Read<()> {
        let most = STEPS * self.most;
        match self.steps.saturating_add(count) > most {
            true => fault!(
                at,
                "this takes more than {most} steps to read, which is the limit"
            ),
            false => Ok(()),
        }
    }

    /// Counts what is done.
    pub(super) fn steps(&mut self, count: usize, at: usize) -> Read<()> {
        self.has_steps(count, at)?;
        self.steps += count;
        self.times += 1;
        let instructions = self.emitted;
        let most = FREE + self.text.len() + STEPS * instructions;
        if self.times > most {
            let instructions = counted(instructions, "instruction");
            return fault!(
                at,
                "this takes more than {most} steps to read for {instructions}, which is the limit"
            );
        }
        Ok(())
    }

    /// Whether there may be so many instructions so many times.
    pub(super) fn has_room(&self, times: usize, count: usize, at: usize) -> Read<()> {
        match times.saturating_mul(count) > self.most - self.instructions {
            true => fault!(
                at,
                "the circuit has more than {} instructions, which is the limit",
                self.most
            ),
            false => Ok(()),
        }
    }

    pub(super) fn emit(&mut self, instruction: Instruction, at: usize) -> Read<()> {
        self.has_room(1, 1, at)?;
        self.instructions += 1;
        self.emitted += 1;
        // What takes memory takes steps.
        let more = match &instruction {
            Instruction::Gate(gate) => {
                self.out.tally.gate(gate.kind, gate.controls.len());
                let terms = gate.angles.iter().map(|angle| angle.terms.len());
                gate.controls.len() + terms.sum::<usize>()
            }
            Instruction::Branch { condition, .. } => condition.bits().count(),
            _ => 0,
        };
        self.out.instructions.push(instruction);
        self.steps(1 + more, at)
    }

    /// Instructions that were emitted are no part of the circuit.
    pub(super) fn withdraw(&mut self, count: usize) {
        self.instructions -= count;
    }

    /// Blocks, calls and expressions within each other: all together are few enough for the stack of a thread.
    pub(super) fn nested<T>(
        &mut self,
        at: usize,
        inner: impl FnOnce(&mut Self) -> Read<T>,
    ) -> Read<T> {
        if self.depth == MAX_DEPTH {
            return fault!(
                at,
                "blocks, calls and expressions nest deeper than {MAX_DEPTH} levels here, which is the limit"
            );
        }
        self.depth += 1;
        let found = inner(self);
        self.depth -= 1;
        found
    }

    /// The instructions of `inner` alone.
    pub(super) fn apart<T>(&mut self, inner: impl FnOnce(&mut Self) -> Read<T>) -> Read<(T, List)> {
        let outer = std::mem::take(&mut self.out);
        let found = inner(self)?;
        Ok((found, std::mem::replace(&mut self.out, outer)))
    }

    pub(super) fn origin(&mut self, at: usize) -> Origin {
        let (line, column) = self.places.of(at);
        let part = self.files.partition_point(|&(from, ..)| from <= line);
        let (from, file, first) = self.files[part - 1];
        Origin {
            kernel: self.kernel,
            file,
            line: line - from + first,
            column,
            scope: self.within.here(),
        }
    }

    /// New qubits in |0>.
    pub(super) fn allocate(&mut self, count: usize, at: usize) -> Read<Rc<[QubitId]>> {
        let first = self.program.qubits;
        if count > MAX_QUBITS - first {
            return fault!(
                at,
                "the circuit has more than {MAX_QUBITS} qubits, which is the limit"
            );
        }
        self.program.qubits += count;
        let ids: Rc<[QubitId]> = (first..first + count).map(QubitId::new).collect();
        let origin = self.origin(at);
        for &qubit in &*ids {
            self.emit(Instruction::Allocate { qubit, origin }, at)?;
        }
        Ok(ids)
    }

    /// New bits, all 0.
    pub(super) fn new_cells(&mut self, count: usize, at: usize) -> Read<Rc<[usize]>> {
        let first = self.cells.len();
        if count > MAX_INSTRUCTIONS - first {
            return fault!(
                at,
                "the circuit has more than {MAX_INSTRUCTIONS} bits, which is the limit"
            );
        }
        // In a later round it is what the one before left.
        let written = self.rounds > 0;
        let zero = |bit| Cell {
            known: Some(false),
            written,
            bit,
        };
        self.cells.extend((first..first + count).map(zero));
        Ok((first..first + count).collect())
    }
}

use std::rc::Rc;

use super::leak::Life;
use super::refused;
use super::scope::Within;
use super::value::{Floats, Value};
use crate::error::CompileError;
use crate::graph::{Graph, Loc, Node, Param, ValueId};
use crate::observable::Observable;
use crate::program::{
    Derived, Instruction, MAX_INSTRUCTIONS, MAX_QUBITS, NameId, Names, Origin, QubitId, SlotId,
    Tally,
};

/// Everything that is known while a kernel is bound.
pub(super) struct Binder {
    pub(super) entry: &'static Graph,
    pub(super) qubits: usize,
    /// What becomes of each qubit.
    pub(super) lives: Vec<Life>,
    pub(super) bits: usize,
    pub(super) instructions: Vec<Instruction>,
    pub(super) derived: Vec<Derived>,
    /// Which derived slots depend on an expectation value.
    pub(super) after_run: Vec<bool>,
    pub(super) observables: Vec<Observable>,
    /// The qubits of each register; `None` for one that is out.
    pub(super) registers: Vec<Vec<Option<QubitId>>>,
    /// The arguments of a run, in order.
    pub(super) arguments: Vec<Extent>,
    /// The names of kernels and files.
    pub(super) names: Names,
    /// The last names that were looked up.
    recent: Vec<(&'static str, NameId)>,
    /// The calls and loops around.
    pub(super) within: Within,
    /// The calls so far.
    pub(super) tally: Tally,
    /// The variables of the loops around, with their values.
    pub(super) loops: Loops,
    /// The calls that led to the kernel that is being run, the outermost first.
    pub(super) callers: Vec<Caller>,
    pub(super) steps: usize,
    /// How many instructions there are, those in branches included.
    emitted: usize,
}

/// An argument, with its rows and columns: stated, or as far as it is used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) param: &'static Param,
    /// Whether the sizes were stated: the columns, which are the length of a vector, and the rows of a matrix.
    pub(super) stated: bool,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// The variables of loops, with their values.
pub(super) type Loops = Vec<(&'static str, usize)>;

/// A call of a kernel.
pub(super) struct Caller {
    pub(super) kernel: &'static str,
    pub(super) loc: Loc,
    /// The loops around the call.
    pub(super) loops: Loops,
}

/// The kernel that is being run, and its values.
pub(super) struct Frame {
    pub(super) graph: &'static Graph,
    pub(super) values: Vec<Option<Value>>,
}

impl Frame {
    pub(super) fn name(&self, id: ValueId) -> &'static str {
        self.graph.values.name(id)
    }

    /// The user's name for a node's input, or what it is.
    pub(super) fn describe(&self, node: &Node, input: usize) -> String {
        match node.ins.get(input).map(|&id| self.name(id)) {
            Some(name) if !name.is_empty() => format!("`{name}`"),
            _ => "this value".into(),
        }
    }

    /// An element of a node's first input, as the user might write it.
    pub(super) fn describe_element(&self, node: &Node, index: usize) -> String {
        match node.ins.first().map(|&id| self.name(id)) {
            Some(name) if !name.is_empty() => format!("`{name}[{index}]`"),
            _ => format!("element {index} of this register"),
        }
    }
}

impl Binder {
    pub(super) fn new(entry: &'static Graph) -> Self {
        Binder {
            entry,
            qubits: 0,
            lives: Vec::new(),
            bits: 0,
            instructions: Vec::new(),
            derived: Vec::new(),
            after_run: Vec::new(),
            observables: Vec::new(),
            registers: Vec::new(),
            arguments: Vec::new(),
            names: Names::default(),
            recent: Vec::new(),
            within: Within::default(),
            tally: Tally::default(),
            loops: Vec::new(),
            callers: Vec::new(),
            steps: 0,
            emitted: 0,
        }
    }

    /// An argument that is one number.
    pub(super) fn argument(&mut self, param: &'static Param) -> Value {
        let argument = self.add_argument(param, true, [1, 1]);
        Value::Float(SlotId::element(argument, 0).into())
    }

    pub(super) fn vector_argument(&mut self, param: &'static Param) -> Value {
        Value::Floats(Floats::Argument(self.add_argument(param, false, [1, 0])))
    }

    pub(super) fn matrix_argument(&mut self, param: &'static Param) -> Value {
        Value::Matrix(self.add_argument(param, false, [0, 0]))
    }

    fn add_argument(
        &mut self,
        param: &'static Param,
        stated: bool,
        [rows, columns]: [usize; 2],
    ) -> usize {
        self.arguments.push(Extent {
            param,
            stated,
            rows,
            columns,
        });
        self.arguments.len() - 1
    }

    /// Where a call in a kernel is.
    pub(super) fn origin(&mut self, frame: &Frame, loc: Loc) -> Origin {
        Origin {
            kernel: self.name(frame.graph.signature.name),
            file: self.name(loc.file),
            line: loc.line,
            column: loc.column,
            scope: self.within.here(),
        }
    }

    /// The id of a name.
    pub(super) fn name(&mut self, name: &'static str) -> NameId {
        // Most are among the last few: that costs less than a table of texts.
        let recent = self
            .recent
            .iter()
            .find(|(known, _)| std::ptr::eq(*known, name));
        if let Some(&(_, id)) = recent {
            return id;
        }
        let id = self.names.intern(name);
        if self.recent.len() == 8 {
            self.recent.remove(0);
        }
        self.recent.push((name, id));
        id
    }

    /// An error at a node, with the values of the loops around it.
    pub(super) fn error(
        &self,
        frame: &Frame,
        loc: Loc,
        message: impl Into<String>,
    ) -> CompileError {
        let message = message.into() + &self.loop_values();
        refused(frame.graph.signature.name, loc, message)
    }

    /// The values of the loops around, as errors tell them.
    fn loop_values(&self) -> String {
        loop_values(&self.loops)
    }

    /// How the present place was reached: the values of the loops around it, and the calls that led there.
    pub(super) fn way_here(&self) -> String {
        let calls = self.callers.iter().rev();
        calls.fold(self.loop_values(), |way, caller| {
            way + &called_by(caller.kernel, caller.loc, &caller.loops)
        })
    }

    /// Adds an instruction to the circuit.
    pub(super) fn emit(
        &mut self,
        instruction: Instruction,
        frame: &Frame,
        loc: Loc,
    ) -> Result<(), CompileError> {
        if self.emitted >= MAX_INSTRUCTIONS {
            return Err(self.error(
                frame,
                loc,
                format!("[QK0082] more than {MAX_INSTRUCTIONS} gates: is a size too large?"),
            ));
        }
        self.emitted += 1;
        if let Instruction::Gate(gate) = &instruction {
            let controls = gate.controls.len() + self.within.controls;
            let undone = self.within.inverses > 0;
            self.tally.gate(gate.kind, controls, undone);
        }
        self.instructions.push(instruction);
        Ok(())
    }

    /// Runs a kernel on its arguments and gives its result, a tuple as several values.
    pub(super) fn kernel(
        &mut self,
        graph: &'static Graph,
        arguments: Vec<Value>,
    ) -> Result<Vec<Value>, CompileError> {
        let mut frame = Frame {
            graph,
            values: vec![None; graph.values.len()],
        };
        for (&id, value) in graph.body.args.iter().zip(arguments) {
            frame.values[id.0 as usize] = Some(value);
        }
        self.check_sizes(&frame)?;
        let outer_loops = std::mem::take(&mut self.loops);
        let results = self.body(&mut frame);
        self.loops = outer_loops;
        results
    }

    fn body(&mut self, frame: &mut Frame) -> Result<Vec<Value>, CompileError> {
        let graph = frame.graph;
        let results = self.region(&graph.body, frame)?;
        for (result, id) in results.iter().zip(graph.body.yields) {
            if let Value::Register(register) = result {
                self.check_whole(frame, *register, frame.name(*id), graph.signature.loc)?;
            }
        }
        self.check_result_sizes(frame, &results)?;
        Ok(results)
    }

    pub(super) fn get(&self, frame: &Frame, id: ValueId, loc: Loc) -> Result<Value, CompileError> {
        match &frame.values[id.0 as usize] {
            Some(value) => Ok(value.clone()),
            None => Err(self.error(
                frame,
                loc,
                format!("`{}` has no value here", frame.name(id)),
            )),
        }
    }

    pub(super) fn input(
        &self,
        frame: &Frame,
        node: &Node,
        k: usize,
    ) -> Result<Value, CompileError> {
        match node.ins.get(k) {
            Some(&id) => self.get(frame, id, node.loc),
            None => Err(self.error(frame, node.loc, "an operand is missing")),
        }
    }

    pub(super) fn uint(&self, frame: &Frame, node: &Node, k: usize) -> Result<usize, CompileError> {
        match self.input(frame, node, k)? {
            Value::UInt(value) => Ok(value),
            Value::Bit(_) => Err(self.error(
                frame,
                node.loc,
                "[QK0050] a size cannot depend on a measurement",
            )),
            value => Err(self.error(
                frame,
                node.loc,
                format!("expected `UInt`, found `{}`", value.kind()),
            )),
        }
    }

    /// A new qubit; element `index` of what the node defines, if that is a register. `way` is how the node was reached.
    pub(super) fn new_qubit(
        &mut self,
        frame: &Frame,
        node: &Node,
        index: Option<usize>,
        way: &Rc<str>,
        origin: Origin,
    ) -> Result<QubitId, CompileError> {
        if self.qubits >= MAX_QUBITS {
            return Err(self.error(
                frame,
                node.loc,
                format!("[QK0082] more than {MAX_QUBITS} qubits: is a size too large?"),
            ));
        }
        self.born(frame, node, index, way);
        let qubit = QubitId::new(self.qubits);
        self.qubits += 1;
        self.instructions
            .push(Instruction::Allocate { qubit, origin });
        Ok(qubit)
    }
}

fn loop_values(loops: &Loops) -> String {
    let named = loops.iter().filter(|(name, _)| *name != "_");
    let values: Vec<String> = named
        .map(|(name, value)| format!("{name} = {value}"))
        .collect();
    if values.is_empty() {
        String::new()
    } else {
        format!(" ({})", values.join(", "))
    }
}

/// How errors tell of a call.
pub(super) fn called_by(kernel: &str, loc: Loc, loops: &Loops) -> String {
    format!("\n  called by `{kernel}` at {loc}{}", loop_values(loops))
}

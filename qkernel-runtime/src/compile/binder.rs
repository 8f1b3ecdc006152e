use std::rc::Rc;

use super::refused;
use super::value::{Floats, Value, slot};
use crate::error::CompileError;
use crate::graph::{Constant, Graph, Loc, Node, Op, Region, Size, SizeOp, ValueId};
use crate::observable::Observable;
use crate::program::{Affine, Condition, Derived, Instruction, Origin};

/// How many qubits, instructions and loop iterations a circuit may have: beyond, a size was most likely mistaken.
const MAX_QUBITS: usize = 1 << 20;
const MAX_STEPS: usize = 1 << 28;

/// Everything that is known while a kernel is bound.
pub(super) struct Binder {
    pub(super) entry: &'static Graph,
    pub(super) qubits: usize,
    pub(super) bits: usize,
    pub(super) instructions: Vec<Instruction>,
    pub(super) derived: Vec<Derived>,
    /// Which derived slots depend on an expectation value.
    pub(super) after_run: Vec<bool>,
    pub(super) observables: Vec<Observable>,
    /// The qubits of each register; `None` for one that is out.
    pub(super) registers: Vec<Vec<Option<usize>>>,
    /// Rows and columns of each argument of the entry kernel, by parameter number: stated, or as far as it is used.
    pub(super) arguments: Vec<Extent>,
    /// The variables of the loops around, with their values.
    loops: Vec<(&'static str, usize)>,
    steps: usize,
}

/// The size of an argument.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent {
    /// Whether the length was stated; then `columns` is it.
    pub(super) stated: bool,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// The kernel that is being run, and its values.
pub(super) struct Frame {
    pub(super) graph: &'static Graph,
    pub(super) values: Vec<Option<Value>>,
}

impl Frame {
    pub(super) fn name(&self, id: ValueId) -> &'static str {
        self.graph.values[id.0 as usize].name
    }

    /// The user's name for a node's input, or what it is.
    pub(super) fn describe(&self, node: &Node, input: usize) -> String {
        match node.ins.get(input).map(|&id| self.name(id)) {
            Some(name) if !name.is_empty() => format!("`{name}`"),
            _ => "this value".into(),
        }
    }
}

impl Binder {
    pub(super) fn new(entry: &'static Graph) -> Self {
        Binder {
            entry,
            qubits: 0,
            bits: 0,
            instructions: Vec::new(),
            derived: Vec::new(),
            after_run: Vec::new(),
            observables: Vec::new(),
            registers: Vec::new(),
            arguments: vec![Extent::default(); entry.signature.params.len()],
            loops: Vec::new(),
            steps: 0,
        }
    }

    pub(super) fn argument(&mut self, param: usize) -> Value {
        self.arguments[param] = Extent {
            stated: true,
            rows: 1,
            columns: 1,
        };
        Value::Float(affine_slot(slot::argument(param, 0, 0)))
    }

    pub(super) fn vector_argument(&mut self, param: usize) -> Value {
        self.arguments[param] = Extent {
            stated: false,
            rows: 1,
            columns: 0,
        };
        Value::Floats(Floats::Argument(param))
    }

    pub(super) fn matrix_argument(&mut self, param: usize) -> Value {
        Value::Matrix(param)
    }

    /// An error at a node, with the values of the loops around it.
    pub(super) fn error(
        &self,
        frame: &Frame,
        loc: Loc,
        message: impl Into<String>,
    ) -> CompileError {
        let mut message = message.into();
        if !self.loops.is_empty() {
            let values: Vec<String> = self
                .loops
                .iter()
                .map(|(name, value)| format!("{name} = {value}"))
                .collect();
            message = format!("{message} ({})", values.join(", "));
        }
        refused(frame.graph.signature.name, loc, message)
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
        let results = self.region(&graph.body, &mut frame)?;
        for (result, id) in results.iter().zip(graph.body.yields) {
            if let Value::Register(register) = result {
                self.check_whole(&frame, *register, frame.name(*id), graph.signature.loc)?;
            }
        }
        self.loops = outer_loops;
        Ok(results)
    }

    /// Every vector has the length that the signature states.
    fn check_sizes(&mut self, frame: &Frame) -> Result<(), CompileError> {
        let signature = &frame.graph.signature;
        for (param, &id) in signature.params.iter().zip(frame.graph.body.args) {
            let Some(size) = &param.size else { continue };
            let expected = self.size(frame, size, param.loc)?;
            let found = match &frame.values[id.0 as usize] {
                Some(Value::Floats(Floats::Argument(number))) => {
                    let extent = &mut self.arguments[*number];
                    if !extent.stated {
                        *extent = Extent {
                            stated: true,
                            rows: 1,
                            columns: expected,
                        };
                    }
                    extent.columns
                }
                Some(value) => match self.length(value) {
                    Some(length) => length,
                    None => continue,
                },
                None => continue,
            };
            if found != expected {
                let message = format!(
                    "`{}` has length {found}, but `{}` needs {expected} (`{}`)",
                    param.name, signature.name, size.text
                );
                return Err(self.error(frame, param.loc, message));
            }
        }
        Ok(())
    }

    fn size(&self, frame: &Frame, size: &Size, loc: Loc) -> Result<usize, CompileError> {
        let mut stack: Vec<usize> = Vec::new();
        for step in size.code {
            let value = match *step {
                SizeOp::Constant(value) => usize::try_from(value).ok(),
                SizeOp::Param(number) => {
                    match &frame.values[frame.graph.body.args[number as usize].0 as usize] {
                        Some(Value::UInt(value)) => Some(*value),
                        _ => None,
                    }
                }
                SizeOp::Binary(op) => {
                    let (right, left) = (stack.pop(), stack.pop());
                    left.zip(right)
                        .and_then(|(left, right)| super::arithmetic::uint(op, left, right))
                }
            };
            let Some(value) = value else {
                let message = format!(
                    "the length `{}` cannot be computed: it is negative, too large or divides by zero",
                    size.text
                );
                return Err(self.error(frame, loc, message));
            };
            stack.push(value);
        }
        Ok(stack.pop().unwrap_or(0))
    }

    pub(super) fn length(&self, value: &Value) -> Option<usize> {
        match value {
            Value::Register(register) => Some(self.registers[*register].len()),
            Value::Floats(Floats::Known(values)) => Some(values.len()),
            Value::Floats(Floats::Argument(param)) => self.arguments[*param]
                .stated
                .then(|| self.arguments[*param].columns),
            Value::UInts(values) => Some(values.len()),
            Value::Bits(values) => Some(values.len()),
            Value::Observables(values) => Some(values.len()),
            _ => None,
        }
    }

    pub(super) fn region(
        &mut self,
        region: &'static Region,
        frame: &mut Frame,
    ) -> Result<Vec<Value>, CompileError> {
        for node in region.nodes {
            self.step(frame, node.loc)?;
            let results = self.node(node, frame)?;
            self.define(node, frame, results)?;
        }
        region
            .yields
            .iter()
            .map(|&id| self.get(frame, id, frame.graph.signature.loc))
            .collect()
    }

    fn step(&mut self, frame: &Frame, loc: Loc) -> Result<(), CompileError> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(self.error(
                frame,
                loc,
                format!("the circuit needs more than {MAX_STEPS} steps: is a size too large?"),
            ));
        }
        Ok(())
    }

    fn define(
        &mut self,
        node: &Node,
        frame: &mut Frame,
        mut results: Vec<Value>,
    ) -> Result<(), CompileError> {
        match node.outs.len() {
            0 => return Ok(()),
            1 if results.len() != 1 => results = vec![Value::Tuple(results.into())],
            1 => {}
            count => {
                if results.len() == 1 {
                    results = results.remove(0).into_parts();
                }
                if results.len() != count {
                    return Err(self.error(
                        frame,
                        node.loc,
                        format!("{count} values are bound to {} results", results.len()),
                    ));
                }
            }
        }
        for (&id, value) in node.outs.iter().zip(results) {
            frame.values[id.0 as usize] = Some(value);
        }
        Ok(())
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
            Value::Bit(_) => {
                Err(self.error(frame, node.loc, "a size cannot depend on a measurement"))
            }
            value => Err(self.error(
                frame,
                node.loc,
                format!("expected `UInt`, found `{}`", value.kind()),
            )),
        }
    }

    fn node(&mut self, node: &'static Node, frame: &mut Frame) -> Result<Vec<Value>, CompileError> {
        let value = match node.op {
            Op::Call(graph) => return self.call(graph, node, frame),
            Op::For { body, down } => return self.repeat(node, body, down, frame),
            Op::If { then, otherwise } => return self.branch(node, then, otherwise, frame),
            Op::Take => self.take(node, frame)?,
            Op::Put => return self.put(node, frame),
            Op::Constant(Constant::UInt(value)) => match usize::try_from(value) {
                Ok(value) => Value::UInt(value),
                Err(_) => {
                    return Err(self.error(
                        frame,
                        node.loc,
                        format!("{value} is too large for this machine"),
                    ));
                }
            },
            Op::Constant(Constant::Float(value)) => Value::Float(Affine {
                constant: value,
                terms: Vec::new(),
            }),
            Op::Constant(Constant::Bit(value)) => Value::Bit(Condition::Constant(value)),
            Op::Len => {
                let vector = self.input(frame, node, 0)?;
                match self.length(&vector) {
                    Some(length) => Value::UInt(length),
                    None => {
                        let name = frame.describe(node, 0);
                        let message = format!(
                            "the length of {name} is not stated: write `Vector<Float, {{ n }}>`"
                        );
                        return Err(self.error(frame, node.loc, message));
                    }
                }
            }
            Op::Pack => {
                let parts: Result<Vec<_>, _> = node
                    .ins
                    .iter()
                    .map(|&id| self.get(frame, id, node.loc))
                    .collect();
                Value::Tuple(parts?.into())
            }
            Op::Field(k) => match self
                .input(frame, node, 0)?
                .into_parts()
                .into_iter()
                .nth(k as usize)
            {
                Some(part) => part,
                None => {
                    return Err(self.error(
                        frame,
                        node.loc,
                        format!("the tuple has no element {k}"),
                    ));
                }
            },
            Op::Unary(op) => self.unary(op, node, frame)?,
            Op::Binary(op) => self.binary(op, node, frame)?,
            Op::ToFloat => self.to_float(node, frame)?,
            Op::Function(function) => self.function(function, node, frame)?,
            Op::Gate { .. }
            | Op::Qubit
            | Op::QubitArray
            | Op::Measure
            | Op::Reset
            | Op::Discard
            | Op::Expval => {
                let origin = Origin {
                    kernel: frame.graph.signature.name,
                    loc: node.loc,
                };
                return self.primitive(node, node, frame, origin);
            }
        };
        Ok(vec![value])
    }

    fn call(
        &mut self,
        graph: &'static Graph,
        node: &'static Node,
        frame: &mut Frame,
    ) -> Result<Vec<Value>, CompileError> {
        // A gate or an operation stands for itself: errors and origins are those of its call.
        if let [primitive] = graph.body.nodes {
            if primitive.op.is_primitive() {
                let origin = Origin {
                    kernel: frame.graph.signature.name,
                    loc: node.loc,
                };
                return self.primitive(primitive, node, frame, origin);
            }
        }
        let mut arguments = Vec::with_capacity(node.ins.len());
        for &id in node.ins {
            let value = self.get(frame, id, node.loc)?;
            if let Value::Register(register) = value {
                self.check_whole(frame, register, frame.name(id), node.loc)?;
            }
            arguments.push(value);
        }
        self.kernel(graph, arguments).map_err(|mut error| {
            // The length of an argument is the caller's fault.
            if graph
                .signature
                .params
                .iter()
                .any(|param| param.loc == error.loc)
            {
                error.kernel = frame.graph.signature.name;
                error.loc = node.loc;
                error.message = self.error(frame, node.loc, error.message).message;
            }
            error
        })
    }

    fn repeat(
        &mut self,
        node: &'static Node,
        body: &'static Region,
        down: bool,
        frame: &mut Frame,
    ) -> Result<Vec<Value>, CompileError> {
        let (start, end, step) = (
            self.uint(frame, node, 0)?,
            self.uint(frame, node, 1)?,
            self.uint(frame, node, 2)?,
        );
        if step == 0 {
            return Err(self.error(frame, node.loc, "the step of this range is zero"));
        }
        let mut carried: Vec<Value> = Vec::new();
        for &id in &node.ins[3..] {
            // What was moved before the loop and is assigned in it may have no value yet.
            carried.push(
                frame.values[id.0 as usize]
                    .clone()
                    .unwrap_or(Value::Tuple(Rc::new([]))),
            );
        }
        let name = match frame.name(body.args[0]) {
            "" => "_",
            name => name,
        };
        let count = if down {
            start.saturating_sub(end)
        } else {
            end.saturating_sub(start)
        }
        .div_ceil(step);
        for k in 0..count {
            self.step(frame, node.loc)?;
            let value = if down {
                start - k * step
            } else {
                start + k * step
            };
            frame.values[body.args[0].0 as usize] = Some(Value::UInt(value));
            for (&id, value) in body.args[1..].iter().zip(carried) {
                frame.values[id.0 as usize] = Some(value);
            }
            self.loops.push((name, value));
            carried = self.region(body, frame)?;
            self.loops.pop();
        }
        Ok(carried)
    }

    fn take(&mut self, node: &Node, frame: &Frame) -> Result<Value, CompileError> {
        let vector = self.input(frame, node, 0)?;
        let index = self.uint(frame, node, 1)?;
        let column = if node.ins.len() > 2 {
            Some(self.uint(frame, node, 2)?)
        } else {
            None
        };
        if let (Value::Matrix(param), Some(column)) = (&vector, column) {
            self.extend(frame, node, *param, index, column)?;
            return Ok(Value::Float(affine_slot(slot::argument(
                *param, index, column,
            ))));
        }
        if let Value::Floats(Floats::Argument(param)) = vector {
            if !self.arguments[param].stated {
                self.extend(frame, node, param, 0, index)?;
            }
        }
        let name = frame.describe(node, 0);
        if let Some(length) = self.length(&vector) {
            if index >= length {
                let message =
                    format!("index {index} is out of range for {name} of length {length}");
                return Err(self.error(frame, node.loc, message));
            }
        }
        Ok(match vector {
            Value::Floats(Floats::Argument(param)) => {
                Value::Float(affine_slot(slot::argument(param, 0, index)))
            }
            Value::Floats(Floats::Known(values)) => Value::Float(values[index].clone()),
            Value::UInts(values) => Value::UInt(values[index]),
            Value::Bits(values) => Value::Bit(values[index].clone()),
            Value::Observables(values) => Value::Observable(Rc::new(values[index].clone())),
            Value::Register(register) => match self.registers[register][index].take() {
                Some(qubit) => Value::Qubit(qubit),
                None => {
                    let message =
                        format!("element {index} of {name} was taken before and not put back");
                    return Err(self.error(frame, node.loc, message));
                }
            },
            value => {
                return Err(self.error(
                    frame,
                    node.loc,
                    format!("a `{}` has no elements", value.kind()),
                ));
            }
        })
    }

    /// An argument whose size is not stated is as large as it is used.
    fn extend(
        &mut self,
        frame: &Frame,
        node: &Node,
        param: usize,
        row: usize,
        column: usize,
    ) -> Result<(), CompileError> {
        if row >= slot::LIMIT || column >= slot::LIMIT {
            return Err(self.error(
                frame,
                node.loc,
                format!("index {} is too large", row.max(column)),
            ));
        }
        let extent = &mut self.arguments[param];
        extent.rows = extent.rows.max(row + 1);
        extent.columns = extent.columns.max(column + 1);
        Ok(())
    }

    fn put(&mut self, node: &Node, frame: &Frame) -> Result<Vec<Value>, CompileError> {
        let (register, index) = (self.input(frame, node, 0)?, self.uint(frame, node, 1)?);
        let (Value::Register(register), Value::Qubit(qubit)) =
            (register, self.input(frame, node, 2)?)
        else {
            return Err(self.error(
                frame,
                node.loc,
                "only elements of a register can be assigned",
            ));
        };
        let name = frame.describe(node, 0);
        let length = self.registers[register].len();
        match self.registers[register].get_mut(index) {
            Some(place @ None) => *place = Some(qubit),
            Some(Some(_)) => {
                let message =
                    format!("element {index} of {name} still holds a qubit that would be lost");
                return Err(self.error(frame, node.loc, message));
            }
            None => {
                let message =
                    format!("index {index} is out of range for {name} of length {length}");
                return Err(self.error(frame, node.loc, message));
            }
        }
        Ok(Vec::new())
    }

    /// A register that is used whole has all of its qubits; they are given.
    pub(super) fn check_whole(
        &self,
        frame: &Frame,
        register: usize,
        name: &str,
        loc: Loc,
    ) -> Result<Vec<usize>, CompileError> {
        let qubits = &self.registers[register];
        let whole: Option<Vec<usize>> = qubits.iter().copied().collect();
        whole.ok_or_else(|| {
            let out = qubits.iter().position(Option::is_none).unwrap_or(0);
            let name = if name.is_empty() {
                "the register"
            } else {
                name
            };
            self.error(
                frame,
                loc,
                format!("`{name}` is used whole while `{name}[{out}]` is out"),
            )
        })
    }

    pub(super) fn new_qubit(&mut self, frame: &Frame, loc: Loc) -> Result<usize, CompileError> {
        if self.qubits >= MAX_QUBITS {
            return Err(self.error(
                frame,
                loc,
                format!("more than {MAX_QUBITS} qubits: is a size too large?"),
            ));
        }
        self.qubits += 1;
        Ok(self.qubits - 1)
    }
}

/// The scalar that is one slot.
pub(super) fn affine_slot(slot: usize) -> Affine {
    Affine {
        constant: 0.0,
        terms: vec![(slot, 1.0)],
    }
}

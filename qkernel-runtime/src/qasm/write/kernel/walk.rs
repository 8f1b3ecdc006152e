//! Runs a graph on names, and writes down what it does.
//!
//! It is the interpreter of [`bind`](crate::bind) with expressions in the place of numbers: a loop becomes a `for`, whose
//! body is run once. What cannot be said so, because a number decides which qubit is where, is unrolled where the sizes
//! are given, and an error elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::statement::{Gate, Name, Place, Statement};
use super::text::Text;
use super::value::{Bit, Register, Value, Vector};
use crate::error::Error;
use crate::formulas::{Atom, Formula, Symbol};
use crate::graph::{BinaryOp, Constant, Element, Graph, Loc, Node, Op, Region, UnaryOp, ValueId};
use crate::qasm::write::Export;
use crate::qasm::write::gates::Definitions;
use crate::qasm::write::names::Names;

/// How many statements may be written.
const MAX_STATEMENTS: usize = 1 << 20;

/// Why something cannot be written, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) kernel: &'static str,
    pub(super) loc: Loc,
    pub(super) what: String,
    /// Whether it helps to know the sizes.
    pub(super) sizes: bool,
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Error {
        Error::Loops {
            kernel: fault.kernel.into(),
            loc: fault.loc.into(),
            what: fault.what,
            help: match fault.sizes {
                true => "give the sizes with `Export::sizes`, or write what `compile()` gives",
                false => "write what `compile()` gives",
            },
        }
    }
}

pub(super) type Written<T> = Result<T, Fault>;

/// A kernel that was written as a `gate` or a `def`.
#[derive(Clone)]
pub(super) struct Routine {
    pub(super) name: String,
    pub(super) text: String,
    /// The type of what a `def` gives.
    pub(super) returns: Option<String>,
    /// For each leaf of the results the number of the leaf of the arguments that it is; `None` for the value returned.
    pub(super) results: Vec<Option<usize>>,
}

/// What a definition depends on: the kernel and the lengths of its arguments.
pub(super) type Key = (*const Graph, Vec<String>);

/// Whether statements are in the program or in a definition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Inside {
    Program,
    Gate,
    Def,
}

#[derive(Clone)]
pub(super) struct Walker<'e> {
    pub(super) export: &'e Export,
    /// The sizes that are constants of the text, and what was given for them.
    pub(super) sizes: BTreeSet<String>,
    pub(super) numbers: BTreeMap<String, i128>,
    /// The given elements of vectors.
    pub(super) elements: BTreeMap<(String, i128), i128>,
    pub(super) names: Names,
    /// The names that are seen in definitions.
    pub(super) outside: Names,
    /// The names in the program, in a definition.
    pub(super) program: Names,
    pub(super) registers: Vec<Register>,
    /// Declarations of qubits.
    pub(super) declared: String,
    pub(super) routines: BTreeMap<Key, Option<Routine>>,
    /// The order of definitions.
    pub(super) order: Vec<Key>,
    pub(super) definitions: Definitions,
    pub(super) out: Vec<Statement>,
    pub(super) statements: usize,
    /// How many loops are around.
    pub(super) loops: usize,
    pub(super) inside: Inside,
    /// Whether calls are written where they are, because what they do is changed by modifiers.
    pub(super) inlined: bool,
    pub(super) unrolled: bool,
}

/// The kernel that is being run, and its values.
#[derive(Clone)]
pub(super) struct Frame {
    pub(super) graph: &'static Graph,
    pub(super) values: Vec<Value>,
}

impl Frame {
    pub(super) fn get(&self, id: ValueId) -> Value {
        self.values[id.0 as usize].clone()
    }

    pub(super) fn input(&self, node: &Node, k: usize) -> Value {
        node.ins.get(k).map_or(Value::Missing, |&id| self.get(id))
    }

    pub(super) fn fault<T>(&self, node: &Node, what: impl Into<String>) -> Written<T> {
        Err(Fault {
            kernel: self.graph.signature.name,
            loc: node.loc,
            what: what.into(),
            sizes: true,
        })
    }

    fn uint(&self, node: &Node, k: usize) -> Written<Formula> {
        match self.input(node, k) {
            Value::UInt(value) => Ok(value),
            _ => self.fault(node, "a number that is none"),
        }
    }

    fn place(&self, node: &Node, k: usize) -> Written<Place> {
        match self.input(node, k) {
            Value::Qubit(place) => Ok(place),
            _ => self.fault(node, "a qubit that is not always the same"),
        }
    }

    /// The user's name for the first result of a node.
    fn named(&self, node: &Node, otherwise: &str) -> String {
        match node
            .outs
            .first()
            .map_or("", |&id| self.graph.values.name(id))
        {
            "" => otherwise.into(),
            name => name.into(),
        }
    }
}

impl Walker<'_> {
    /// The value of a number, as far as the sizes are given.
    pub(super) fn number(&self, formula: &Formula) -> Option<i128> {
        let mut sum: i128 = 0;
        for (monomial, c) in &formula.terms {
            let mut product = c.as_whole()?;
            for (atom, exponent) in monomial {
                let value = match atom {
                    Atom::Symbol(symbol) => *self.numbers.get(symbol.name())?,
                    Atom::Element(vector, index) => {
                        let key = (vector.name().to_owned(), self.number(index)?);
                        *self.elements.get(&key)?
                    }
                    Atom::Floor(a, b) => self.number(a)?.checked_div_euclid(self.number(b)?)?,
                    Atom::Rem(a, b) => self.number(a)?.checked_rem_euclid(self.number(b)?)?,
                    _ => return None,
                };
                for _ in 0..*exponent {
                    product = product.checked_mul(value)?;
                }
            }
            sum = sum.checked_add(product)?;
        }
        Some(sum)
    }

    /// Whether a number is a constant of the text.
    pub(super) fn is_constant(&self, formula: &Formula) -> bool {
        let mut atoms = formula.terms.keys().flatten();
        atoms.all(|(atom, _)| match atom {
            Atom::Symbol(symbol) => self.sizes.contains(symbol.name()),
            Atom::Floor(a, b) | Atom::Rem(a, b) => self.is_constant(a) && self.is_constant(b),
            _ => false,
        })
    }

    pub(super) fn same(&self, a: &Place, b: &Place) -> bool {
        let same = |a: &Formula, b: &Formula| {
            a == b || self.number(a).is_some() && self.number(a) == self.number(b)
        };
        a.register == b.register
            && match (&a.index, &b.index) {
                (None, None) => true,
                (Some(a), Some(b)) => same(a, b),
                _ => false,
            }
    }

    pub(super) fn push(&mut self, statement: Statement, node: &Node, frame: &Frame) -> Written<()> {
        self.statements += 1;
        if self.statements > MAX_STATEMENTS {
            let what = format!("more than {MAX_STATEMENTS} statements");
            return frame.fault(node, what);
        }
        if self.inside == Inside::Gate && !matches!(statement, Statement::Gate(_)) {
            return frame.fault(node, "what is no gate");
        }
        self.out.push(statement);
        Ok(())
    }

    /// What a kernel does with these arguments.
    pub(super) fn kernel(
        &mut self,
        graph: &'static Graph,
        arguments: Vec<Value>,
    ) -> Written<Vec<Value>> {
        let mut frame = Frame {
            graph,
            values: vec![Value::Missing; graph.values.len()],
        };
        for (&id, value) in graph.body.args.iter().zip(arguments) {
            frame.values[id.0 as usize] = value;
        }
        self.region(&graph.body, &mut frame)
    }

    pub(super) fn region(
        &mut self,
        region: &'static Region,
        frame: &mut Frame,
    ) -> Written<Vec<Value>> {
        for node in region.nodes.iter() {
            let results = self.node(&node, frame)?;
            define(&node, frame, results);
        }
        Ok(region.yields.iter().map(|&id| frame.get(id)).collect())
    }

    fn node(&mut self, node: &Node, frame: &mut Frame) -> Written<Vec<Value>> {
        Ok(vec![match node.op {
            Op::Call(graph) => {
                let arguments = node.ins.iter().map(|&id| frame.get(id)).collect();
                return match graph.primitive_op() {
                    Some(op) => self.primitive(op, arguments, node, frame),
                    None => self.call(graph, arguments, node, frame),
                };
            }
            Op::Modified(modified) => return self.modified(modified, node, frame),
            Op::For { body, down } => return self.repeat(node, body, down, frame),
            Op::If { then, otherwise } => return self.branch(node, then, otherwise, frame),
            Op::Take => self.take(node, frame)?,
            Op::Put => {
                self.put(node, frame)?;
                return Ok(Vec::new());
            }
            Op::Constant(Constant::UInt(value)) => Value::UInt(i128::from(value).into()),
            Op::Constant(Constant::Float(value)) => Value::Float(Text::number(value)),
            Op::Constant(Constant::Bit(value)) => Value::Bit(Bit::literal(value)),
            Op::Len => match self.length(&frame.input(node, 0)) {
                Some(length) => Value::UInt(length),
                None => return frame.fault(node, "this length"),
            },
            Op::Pack => Value::Tuple(node.ins.iter().map(|&id| frame.get(id)).collect()),
            Op::Field(k) => {
                let parts = frame.input(node, 0).into_parts();
                parts.into_iter().nth(k as usize).unwrap_or(Value::Missing)
            }
            Op::Unary(UnaryOp::Not) => match frame.input(node, 0) {
                Value::Bit(bit) => Value::Bit(bit.not()),
                _ => return frame.fault(node, "this bit"),
            },
            Op::Unary(UnaryOp::Neg) => match frame.input(node, 0) {
                Value::Float(text) => Value::Float(text.negated()),
                Value::Observable(text) => Value::Observable(text.negated()),
                _ => return frame.fault(node, "this number"),
            },
            Op::Binary(op) => self.binary(op, node, frame)?,
            Op::ToFloat => match frame.input(node, 0) {
                Value::UInt(value) => Value::Float(float_of(&value)),
                value => value,
            },
            Op::Function(function) => match frame.input(node, 0) {
                Value::Float(text) => Value::Float(text.function(function)),
                _ => return frame.fault(node, "this angle"),
            },
            op => {
                let arguments = node.ins.iter().map(|&id| frame.get(id)).collect();
                return self.primitive(&op, arguments, node, frame);
            }
        }])
    }

    fn binary(&self, op: BinaryOp, node: &Node, frame: &Frame) -> Written<Value> {
        use BinaryOp::*;
        let sign = match op {
            Add => "+",
            Sub => "-",
            Mul => "*",
            Div => "/",
            Rem => "%",
            Eq => "==",
            Ne | Xor => "!=",
            Lt => "<",
            Le => "<=",
            Gt => ">",
            Ge => ">=",
            And => "&&",
            Or => "||",
        };
        Ok(match (frame.input(node, 0), frame.input(node, 1)) {
            (Value::UInt(a), Value::UInt(b)) => match op {
                Add => Value::UInt(a.plus(&b)),
                Sub => Value::UInt(a.minus(&b)),
                Mul => Value::UInt(a.times(&b)),
                Div => Value::UInt(a.floor(&b)),
                Rem => Value::UInt(a.rem(&b)),
                _ => {
                    let order = (self.number(&a), self.number(&b));
                    let known = match order {
                        (Some(a), Some(b)) => op.compares(Some(a.cmp(&b))),
                        _ => None,
                    };
                    let literal = a.as_constant().is_some() && b.as_constant().is_some();
                    Value::Bit(Bit {
                        text: Text::binary(&Text::int(&a), sign, &Text::int(&b)),
                        known,
                        literal: literal && known.is_some(),
                    })
                }
            },
            (Value::Float(a), Value::Float(b)) => match op {
                Rem => Value::Float(Text::atom(format!("mod({a}, {b})"))),
                Add if a.is_zero() => Value::Float(b),
                Add | Sub if b.is_zero() => Value::Float(a),
                Add | Sub | Mul | Div => Value::Float(Text::binary(&a, sign, &b)),
                _ => Value::Bit(Bit {
                    text: Text::binary(&a, sign, &b),
                    known: None,
                    literal: false,
                }),
            },
            (Value::Bit(a), Value::Bit(b)) => Value::Bit(Bit::binary(op, sign, a, b)),
            (Value::Observable(a), b) | (b, Value::Observable(a)) => {
                let b = match b {
                    Value::Observable(text) | Value::Float(text) => text,
                    _ => return frame.fault(node, "this observable"),
                };
                Value::Observable(Text::binary(&a, sign, &b))
            }
            _ => return frame.fault(node, "this operation"),
        })
    }

    fn take(&mut self, node: &Node, frame: &Frame) -> Written<Value> {
        let index = frame.uint(node, 1)?;
        match frame.input(node, 0) {
            Value::Register(number) => {
                let register = &self.registers[number];
                let Some(slots) = &register.slots else {
                    return Ok(Value::Qubit(Place {
                        register: register.name.clone(),
                        index: Some(index),
                    }));
                };
                let slot = self.number(&index).and_then(|k| usize::try_from(k).ok());
                match slot.and_then(|k| slots.get(k)) {
                    Some(place) => Ok(Value::Qubit(place.clone())),
                    None => {
                        frame.fault(node, "an element of a register whose qubits changed places")
                    }
                }
            }
            Value::Vector(vector) => Ok(self.element(&vector, &index)),
            Value::Matrix { name, columns, .. } => {
                let place = index.times(&columns).plus(&frame.uint(node, 2)?);
                Ok(Value::Float(Text::atom(format!(
                    "{name}[{}]",
                    Text::int(&place)
                ))))
            }
            _ => frame.fault(node, "an element of this"),
        }
    }

    fn element(&self, vector: &Vector, index: &Formula) -> Value {
        let text = || Text::atom(format!("{}[{}]", vector.name, Text::int(index)));
        match vector.element {
            Element::UInt => {
                let symbol = Symbol::Size(0, vector.name.as_str().into());
                Value::UInt(Atom::Element(symbol, index.clone()).into())
            }
            Element::Bit => {
                let key = |k| (vector.name.clone(), k);
                let known = self.number(index).and_then(|k| self.elements.get(&key(k)));
                Value::Bit(Bit {
                    text: text(),
                    known: known.map(|&bit| bit != 0),
                    literal: false,
                })
            }
            Element::Observable => Value::Observable(text()),
            _ => Value::Float(text()),
        }
    }

    /// A qubit that comes back to its place needs nothing to be written.
    fn put(&mut self, node: &Node, frame: &Frame) -> Written<()> {
        let Value::Register(number) = frame.input(node, 0) else {
            return frame.fault(node, "this register");
        };
        let (index, place) = (frame.uint(node, 1)?, frame.place(node, 2)?);
        let register = &self.registers[number];
        let home = Place {
            register: register.name.clone(),
            index: Some(index.clone()),
        };
        if register.slots.is_none() && self.same(&home, &place) {
            return Ok(());
        }
        let (length, slot) = (self.number(&register.length), self.number(&index));
        let (Some(length), Some(slot)) = (length, slot) else {
            return frame.fault(node, "a qubit that is put in the place of another");
        };
        let at = |k: i128| Place {
            register: register.name.clone(),
            index: Some(k.into()),
        };
        let homes: Vec<Place> = (0..length).map(at).collect();
        let mut slots = register.slots.clone().unwrap_or_else(|| homes.clone());
        let place = Place {
            index: place.index.map(|index| match self.number(&index) {
                Some(number) => number.into(),
                None => index,
            }),
            ..place
        };
        match usize::try_from(slot).ok().and_then(|k| slots.get_mut(k)) {
            Some(slot) => *slot = place,
            None => return frame.fault(node, "an element outside of the register"),
        }
        let register = &mut self.registers[number];
        register.slots = (slots != homes).then_some(slots);
        Ok(())
    }

    pub(super) fn length(&self, value: &Value) -> Option<Formula> {
        match value {
            Value::Register(number) => Some(self.registers[*number].length.clone()),
            Value::Vector(vector) => Some(vector.length.clone()),
            _ => None,
        }
    }

    /// The qubits of a value as a statement names them.
    pub(super) fn operands(
        &self,
        value: &Value,
        node: &Node,
        frame: &Frame,
    ) -> Written<Vec<String>> {
        match value {
            Value::Qubit(place) => Ok(vec![place.text()]),
            Value::Register(number) => {
                let register = &self.registers[*number];
                Ok(match &register.slots {
                    None => vec![register.name.clone()],
                    Some(slots) => slots.iter().map(Place::text).collect(),
                })
            }
            _ => frame.fault(node, "qubits that are not always the same"),
        }
    }

    pub(super) fn primitive(
        &mut self,
        op: &Op,
        arguments: Vec<Value>,
        node: &Node,
        frame: &Frame,
    ) -> Written<Vec<Value>> {
        match op {
            Op::Gate { kind, controls } => {
                let gate = self.gate(*kind, *controls as usize, arguments, node, frame)?;
                let results = gate.qubits.iter().cloned().map(Value::Qubit).collect();
                self.push(Statement::Gate(gate), node, frame)?;
                Ok(results)
            }
            Op::Qubit | Op::QubitArray => {
                if self.inside != Inside::Program {
                    return frame.fault(node, "a qubit that is allocated in a definition");
                }
                let mut length = match arguments.first() {
                    Some(Value::UInt(length)) => Some(length.clone()),
                    _ => None,
                };
                if let Some(length) = &mut length
                    && !self.is_constant(length)
                {
                    match self.number(length) {
                        Some(number) if self.loops == 0 => *length = number.into(),
                        _ => return frame.fault(node, "a register whose length changes"),
                    }
                }
                let name = self.names.fresh(&frame.named(node, "q"));
                // There are no registers of no qubits. A length below 0 is in an arm that is not taken.
                if let Some(length) = &length
                    && self.number(length).is_some_and(|length| length <= 0)
                {
                    self.registers.push(Register {
                        name,
                        length: Formula::default(),
                        slots: Some(Vec::new()),
                    });
                    return Ok(vec![Value::Register(self.registers.len() - 1)]);
                }
                self.declared += &match &length {
                    None => format!("qubit {name};\n"),
                    Some(length) => format!("qubit[{}] {name};\n", Text::int(length)),
                };
                // In a loop the qubit of the last iteration is taken again.
                if self.loops > 0 {
                    self.push(Statement::Plain(format!("reset {name};")), node, frame)?;
                }
                Ok(vec![match length {
                    None => Value::Qubit(Place {
                        register: name,
                        index: None,
                    }),
                    Some(length) => self.register(name, length),
                }])
            }
            Op::Measure => {
                let value = arguments.into_iter().next().unwrap_or(Value::Missing);
                let from = self.operands(&value, node, frame)?;
                let name = self.names.fresh(&frame.named(node, "m"));
                let length = self.length(&value);
                if from.is_empty() {
                    return Ok(vec![Value::Vector(Vector {
                        element: Element::Bit,
                        name,
                        length: Formula::default(),
                    })]);
                }
                self.push(
                    Statement::Measure {
                        name: name.clone(),
                        length: length.clone(),
                        from,
                        declared: true,
                    },
                    node,
                    frame,
                )?;
                Ok(vec![match length {
                    None => Value::Bit(Bit::measured(name)),
                    Some(length) => Value::Vector(Vector {
                        element: Element::Bit,
                        name,
                        length,
                    }),
                }])
            }
            Op::Reset => {
                let value = arguments.into_iter().next().unwrap_or(Value::Missing);
                for operand in self.operands(&value, node, frame)? {
                    self.push(Statement::Plain(format!("reset {operand};")), node, frame)?;
                }
                Ok(vec![value])
            }
            Op::Discard => Ok(Vec::new()),
            Op::Expval => {
                if self.loops > 0 || self.inside != Inside::Program {
                    return frame.fault(node, "an expectation value in a loop");
                }
                // In a tuple, qubits are counted one after the other.
                let of = match arguments.first() {
                    Some(parts @ Value::Tuple(_)) => {
                        let leaves = parts.clone().into_leaves().into_iter();
                        let names = leaves.map(|leaf| self.operands(&leaf, node, frame));
                        let names = names.collect::<Written<Vec<_>>>()?.concat();
                        format!(" of {}", names.join(", "))
                    }
                    _ => String::new(),
                };
                Ok(vec![match arguments.get(1) {
                    Some(Value::Vector(vector)) => Value::Vector(Vector {
                        element: Element::Float,
                        name: format!("<{}>{of}", vector.name),
                        length: vector.length.clone(),
                    }),
                    Some(Value::Observable(text)) => {
                        Value::Float(Text::atom(format!("<{text}>{of}")))
                    }
                    _ => return frame.fault(node, "this expectation value"),
                }])
            }
            Op::Pauli(pauli) => {
                let index = match arguments.first() {
                    Some(Value::UInt(index)) => Text::int(index),
                    _ => return frame.fault(node, "this observable"),
                };
                Ok(vec![Value::Observable(Text::atom(format!(
                    "{pauli:?}({index})"
                )))])
            }
            Op::Identity => Ok(vec![Value::Observable(Text::atom("1"))]),
            _ => frame.fault(node, "this operation"),
        }
    }

    pub(super) fn gate(
        &mut self,
        kind: crate::gate::GateKind,
        controls: usize,
        arguments: Vec<Value>,
        node: &Node,
        frame: &Frame,
    ) -> Written<Gate> {
        let (mut angles, mut qubits) = (Vec::new(), Vec::new());
        for argument in arguments {
            match argument {
                Value::Qubit(place) => qubits.push(place),
                Value::Float(text) => angles.push(text),
                _ => return frame.fault(node, "a qubit that is not always the same"),
            }
        }
        Ok(Gate {
            modifiers: Vec::new(),
            name: Name::Kind(kind, controls),
            angles,
            qubits,
        })
    }

    /// A new register whose qubits are at their places.
    pub(super) fn register(&mut self, name: String, length: Formula) -> Value {
        self.registers.push(Register {
            name,
            length,
            slots: None,
        });
        Value::Register(self.registers.len() - 1)
    }
}

fn float_of(value: &Formula) -> Text {
    match value.as_constant().and_then(|value| value.as_whole()) {
        Some(number) => Text::number(number as f64),
        None => Text::atom(format!("float[64]({})", Text::int(value))),
    }
}

/// Binds the results of a node.
pub(super) fn define(node: &Node, frame: &mut Frame, results: Vec<Value>) {
    let results = node.results(results, Value::Tuple, Value::into_parts);
    for (&id, value) in node.outs.iter().zip(results) {
        frame.values[id.0 as usize] = value;
    }
}

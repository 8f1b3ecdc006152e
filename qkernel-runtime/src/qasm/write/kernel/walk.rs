//! Runs a graph on names, and writes down what it does.
//!
//! It is the interpreter of [`bind`](crate::bind) with expressions in the place of numbers: a loop becomes a `for`, whose
//! body is run once. What cannot be said so, because a number decides which qubit is where, is unrolled where the sizes
//! are given, and an error elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::frame::{CallFrame, Done, fault, never};
use super::marks::Nameless;
use super::statement::Statement;
use super::text::Text;
use super::value::{Bit, Register, Value};
use crate::formulas::{Atom, Formula, number};
use crate::graph::{BinaryOp, Constant, Follow, Graph, Node, Op, Region, UnaryOp};
use crate::qasm::write::gates::Definitions;
use crate::qasm::write::names::Namer;

/// How many statements may be written.
const MAX_STATEMENTS: usize = 1 << 20;

/// A kernel that was written as a `gate` or a `def`.
#[derive(Clone)]
pub(super) struct Routine {
    pub(super) name: String,
    pub(super) text: String,
    /// Whether a `def` gives a bit.
    pub(super) returns: bool,
    /// For each leaf of the results the number of the leaf of the arguments that it is; `None` for the value returned.
    pub(super) results: Vec<Option<usize>>,
}

/// What a definition depends on: the kernel and the lengths of its arguments.
pub(super) type Key = (*const Graph, Vec<String>);

/// Whether statements are in the program or in a definition.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Inside {
    #[default]
    Program,
    Gate,
    Def,
}

#[derive(Clone, Default)]
pub(super) struct Walker {
    /// Whether gates may have modifiers.
    pub(super) modifiers: bool,
    /// Whether kernels may be definitions.
    pub(super) calls: bool,
    /// The sizes that are constants of the text.
    pub(super) sizes: BTreeSet<String>,
    /// What is given for them, and for elements of vectors.
    pub(super) numbers: BTreeMap<String, usize>,
    pub(super) names: Namer,
    /// The names that are seen in definitions.
    pub(super) outside: Namer,
    /// The names in the program, in a definition.
    pub(super) program: Namer,
    /// Names that are not known where they are written.
    pub(super) nameless: Vec<Nameless>,
    /// How many calls are followed.
    pub(super) depth: usize,
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
    /// Whether there is a loop that measurements end.
    pub(super) repeats: bool,
}

impl Walker {
    /// The value of a number, as far as the sizes are given.
    pub(super) fn number(&self, formula: &Formula) -> Option<i128> {
        number(formula, &|name| self.numbers.get(name).copied())
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

    pub(super) fn push(&mut self, statement: Statement) -> Done<()> {
        self.statements += 1;
        if self.statements > MAX_STATEMENTS {
            return fault(format!("more than {MAX_STATEMENTS} statements"));
        }
        if self.inside == Inside::Gate && !matches!(statement, Statement::Gate(_)) {
            return fault("what is not a gate");
        }
        self.out.push(statement);
        Ok(())
    }

    /// What a kernel does with these arguments.
    pub(super) fn kernel(
        &mut self,
        graph: &'static Graph,
        arguments: Vec<Value>,
    ) -> Done<Vec<Value>> {
        self.region(&graph.body, &mut CallFrame::new(graph, arguments))
    }

    pub(super) fn region(
        &mut self,
        region: &'static Region,
        frame: &mut CallFrame,
    ) -> Done<Vec<Value>> {
        for (k, node) in region.nodes.iter().enumerate() {
            frame.more.open.push((region, k + 1));
            let results = self.node(&node, frame);
            let results = results.map_err(|fault| fault.at(frame.graph, &node))?;
            frame.more.open.pop();
            self.define(&node, frame, results);
        }
        Ok(frame.all(region.yields))
    }

    /// Binds the results of a node, under the user's names.
    fn define(&mut self, node: &Node, frame: &mut CallFrame, results: Vec<Value>) {
        let results = node.results(results);
        for (&id, value) in node.outs.iter().zip(&results) {
            let name = frame.name(id);
            if !name.is_empty() {
                self.name(value, name);
            }
        }
        frame.set(node.outs, results);
    }

    fn node(&mut self, node: &Node, frame: &mut CallFrame) -> Done<Vec<Value>> {
        Ok(vec![match node.op {
            Op::Call(graph) => {
                let arguments = frame.all(node.ins);
                return match graph.builtin() {
                    Some(op) => self.builtin(op, arguments),
                    None => self.call(graph, arguments),
                };
            }
            Op::Modified(modified) => return self.modified(modified, node, frame),
            Op::For { body, order } => return self.repeat(node, body, order, frame),
            Op::If { then, otherwise } => return self.branch(node, then, otherwise, frame),
            Op::Take => self.take(node, frame)?,
            Op::Put => {
                self.put(node, frame)?;
                return Ok(Vec::new());
            }
            Op::Head => frame.head(node),
            Op::Constant(Constant::UInt(value)) => Value::UInt(i128::from(value).into()),
            Op::Constant(Constant::Float(value)) => Value::Float(Text::number(value)),
            Op::Constant(Constant::Bit(value)) => Value::Bit(Bit::literal(value)),
            Op::Len => match self.length(&frame.input(node, 0)) {
                Some(length) => Value::UInt(length),
                None => return fault("this length"),
            },
            Op::Pack => Value::Tuple(frame.all(node.ins)),
            Op::Field(k) => {
                let parts = frame.input(node, 0).into_parts();
                parts.into_iter().nth(k as usize).unwrap_or(Value::Missing)
            }
            Op::Unary(UnaryOp::Not) => match frame.input(node, 0) {
                Value::Bit(bit) => Value::Bit(bit.not()),
                _ => return fault("this bit"),
            },
            Op::Unary(UnaryOp::Neg) => match frame.input(node, 0) {
                Value::Float(text) => Value::Float(text.negated()),
                Value::Observable(text) => Value::Observable(text.negated()),
                _ => return fault("this number"),
            },
            Op::Binary(op) => self.binary(op, node, frame)?,
            Op::ToFloat => match frame.input(node, 0) {
                Value::UInt(value) => Value::Float(float_of(&value)),
                value => value,
            },
            Op::Function(function) => match frame.input(node, 0) {
                Value::Float(text) => Value::Float(Text::filled(function.qasm(), &text, None)),
                _ => return fault("this angle"),
            },
            Op::BinaryFunction(function) => match (frame.input(node, 0), frame.input(node, 1)) {
                (Value::Float(_), Value::Float(_)) if function.qasm().is_empty() => {
                    let name = function.name();
                    return never(format!("`{name}`, which OpenQASM does not have"));
                }
                (Value::Float(a), Value::Float(b)) => {
                    Value::Float(Text::filled(function.qasm(), &a, Some(&b)))
                }
                _ => return fault("this angle"),
            },
            // The end of a round is written with its loop.
            _ if node.outs.is_empty() => return Ok(Vec::new()),
            op => return self.builtin(&op, frame.all(node.ins)),
        }])
    }

    fn binary(&self, op: BinaryOp, node: &Node, frame: &CallFrame) -> Done<Value> {
        use BinaryOp::*;
        // Of bits, which are one or the other.
        let sign = if op == Xor { Ne } else { op }.sign();
        Ok(match (frame.input(node, 0), frame.input(node, 1)) {
            (Value::UInt(a), Value::UInt(b)) => match a.apply(op, &b) {
                Some(value) => Value::UInt(value),
                None => {
                    let known = self.number(&a).zip(self.number(&b));
                    let known = known.and_then(|(a, b)| op.compares(Some(a.cmp(&b))));
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
                    _ => return fault("this observable"),
                };
                Value::Observable(Text::binary(&a, sign, &b))
            }
            _ => return fault("this operation"),
        })
    }
}

fn float_of(value: &Formula) -> Text {
    match value.as_constant().and_then(|value| value.as_whole()) {
        Some(number) => Text::number(number as f64),
        None => Text::atom(format!("float[64]({})", Text::int(value))),
    }
}

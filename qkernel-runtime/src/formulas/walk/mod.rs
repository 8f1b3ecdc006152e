//! Runs a graph on sizes that are formulas, and counts.
//!
//! It is the interpreter of [`compile`](crate::compile) with formulas in the place of numbers: of a loop the body is run once
//! for any value of its variable, of a branch on sizes both arms are run.

mod modified;
mod node;
mod repeat;
mod value;

use super::cost::{Cost, What};
use super::formula::{Atom, Condition, Formula, Symbol};
use super::known::Known;
use super::range::Range;
use crate::graph::{Element, Graph, Node, Region, Size, SizeOp, Type, ValueId};
use value::{Bit, Elements, Value};

/// What is known while a kernel is counted.
pub(super) struct Walker {
    pub(super) known: Known,
    pub(super) cost: Cost,
    /// The names of the entry kernel's parameters.
    names: Vec<&'static str>,
    /// The variables of the loops around.
    loops: Vec<Symbol>,
    /// How many branches on measured bits are around.
    branches: usize,
    /// How many controls each gate gets.
    controls: usize,
    /// Whether gates are undone.
    inverted: bool,
}

/// The kernel that is being run, and its values.
struct Frame {
    graph: &'static Graph,
    values: Vec<Value>,
}

impl Frame {
    fn get(&self, id: ValueId) -> Value {
        self.values[id.0 as usize].clone()
    }

    fn input(&self, node: &Node, k: usize) -> Value {
        node.ins.get(k).map_or(Value::Missing, |&id| self.get(id))
    }

    fn uint(&self, node: &Node, k: usize) -> Formula {
        match self.input(node, k) {
            Value::UInt(value) => value,
            _ => Atom::Unknown.into(),
        }
    }
}

impl Walker {
    /// Counts a kernel whose parameters are unknown.
    pub(super) fn count(graph: &'static Graph) -> Walker {
        let mut walker = Walker {
            known: Known::default(),
            cost: Cost::default(),
            names: graph.signature.params.iter().map(|p| p.name).collect(),
            loops: Vec::new(),
            branches: 0,
            controls: 0,
            inverted: false,
        };
        let arguments = walker.parameters(graph);
        for argument in arguments.iter().cloned().flat_map(Value::into_leaves) {
            let qubits = qubits(&argument);
            walker.cost.net.add(&qubits);
            walker.cost.peak.add(&qubits);
        }
        walker.kernel(graph, arguments);
        walker
    }

    /// The parameters of the entry kernel.
    fn parameters(&mut self, graph: &'static Graph) -> Vec<Value> {
        let params = graph.signature.params;
        let mut values: Vec<Value> = (0..)
            .zip(params)
            .map(|(k, param)| parameter(k, param.name, param.ty))
            .collect();
        for (k, param) in params.iter().enumerate() {
            let Some(size) = &param.size else { continue };
            if let Some(stated) = self.size(size, &values) {
                match &mut values[k] {
                    Value::Register(length, _) | Value::Vector(length, _) => *length = stated,
                    _ => {}
                }
            }
        }
        values
    }

    /// A stated size. What it subtracts is not larger.
    fn size(&mut self, size: &Size, values: &[Value]) -> Option<Formula> {
        let mut stack: Vec<Formula> = Vec::new();
        for op in size.code {
            let next = match *op {
                SizeOp::Constant(value) => Formula::from(i128::from(value)),
                SizeOp::Param(k) => match values.get(k as usize)? {
                    Value::UInt(value) => value.clone(),
                    _ => return None,
                },
                SizeOp::Length(k) => values.get(k as usize)?.length()?.clone(),
                SizeOp::Binary(op) => {
                    let (right, left) = (stack.pop()?, stack.pop()?);
                    self.arithmetic(op, &left, &right)?
                }
            };
            stack.push(next);
        }
        stack.pop()
    }

    fn spend(&mut self, cost: Cost) {
        self.cost.then(cost, &self.known);
    }

    /// Runs a kernel on its arguments.
    fn kernel(&mut self, graph: &'static Graph, arguments: Vec<Value>) -> Vec<Value> {
        let mut frame = Frame {
            graph,
            values: vec![Value::Missing; graph.values.len()],
        };
        for (&id, value) in graph.body.args.iter().zip(arguments) {
            frame.values[id.0 as usize] = value;
        }
        self.region(&graph.body, &mut frame)
    }

    fn region(&mut self, region: &'static Region, frame: &mut Frame) -> Vec<Value> {
        for node in region.nodes.iter() {
            let results = self.node(&node, frame);
            define(&node, frame, results);
        }
        region.yields.iter().map(|&id| frame.get(id)).collect()
    }

    fn call(&mut self, graph: &'static Graph, arguments: Vec<Value>) -> Vec<Value> {
        let name = graph.signature.name;
        if graph.primitive().is_none() {
            self.spend(Cost::of(What::Calls(name), Formula::from(1)));
        }
        self.kernel(graph, arguments)
    }

    fn repeat(
        &mut self,
        node: &Node,
        body: &'static Region,
        down: bool,
        frame: &mut Frame,
    ) -> Vec<Value> {
        let range = Range {
            var: self.variable(frame.graph.values.name(body.args[0])),
            start: frame.uint(node, 0),
            end: frame.uint(node, 1),
            step: frame.uint(node, 2),
            down,
        };
        let carried: Vec<Value> = node.ins[3..].iter().map(|&id| frame.get(id)).collect();
        let args = &body.args[1..];
        let names: Vec<_> = args.iter().map(|&id| frame.graph.values.name(id)).collect();
        let var = Value::UInt((&range.var).into());
        self.over(&range, &names, carried, &mut |walker, values| {
            frame.values[body.args[0].0 as usize] = var.clone();
            for (&id, value) in args.iter().zip(values) {
                frame.values[id.0 as usize] = value;
            }
            walker.region(body, frame)
        })
    }

    /// The variable of a loop, under a name that nothing else has.
    fn variable(&self, name: &str) -> Symbol {
        let name = match name {
            "" | "_" => "i",
            name => name,
        };
        let taken = |name: &str| {
            self.names.contains(&name) || self.loops.iter().any(|symbol| symbol.name() == name)
        };
        let mut own = name.to_owned();
        let mut number = 1;
        while taken(&own) {
            number += 1;
            own = format!("{name}{number}");
        }
        Symbol::Loop(self.loops.len() as u32, own.into())
    }

    fn branch(
        &mut self,
        bit: Bit,
        then: &'static Region,
        otherwise: &'static Region,
        frame: &mut Frame,
    ) -> Vec<Value> {
        let value = self.known.decide(bit.value);
        match self.known.decide(bit.known) {
            Condition::Constant(true) => self.by_size(&value, then, otherwise, frame),
            Condition::Constant(false) => self.measured(then, otherwise, frame),
            known => {
                let outer = std::mem::take(&mut self.cost);
                let results = self.by_size(&value, then, otherwise, frame);
                let cost = std::mem::take(&mut self.cost);
                let measured = self.measured(then, otherwise, frame);
                let other = std::mem::replace(&mut self.cost, outer);
                self.spend(cost.or(other, &known, &self.known));
                either(results, measured, &known, &self.known)
            }
        }
    }

    /// A branch on sizes.
    fn by_size(
        &mut self,
        condition: &Condition,
        then: &'static Region,
        otherwise: &'static Region,
        frame: &mut Frame,
    ) -> Vec<Value> {
        match condition {
            Condition::Constant(true) => return self.region(then, frame),
            Condition::Constant(false) => return self.region(otherwise, frame),
            _ => {}
        }
        let (first, cost) = self.arm(then, Some(condition), frame);
        let (second, other) = self.arm(otherwise, Some(&condition.clone().not()), frame);
        self.spend(cost.or(other, condition, &self.known));
        either(first, second, condition, &self.known)
    }

    /// A branch on measured bits.
    fn measured(
        &mut self,
        then: &'static Region,
        otherwise: &'static Region,
        frame: &mut Frame,
    ) -> Vec<Value> {
        let depth = self.branches;
        self.branches += 1;
        let (first, cost) = self.arm(then, None, frame);
        let (second, other) = self.arm(otherwise, None, frame);
        self.branches -= 1;
        self.spend(cost.branch(other, depth, &self.known));
        (first.into_iter().zip(second))
            .map(|(a, b)| a.merged(b))
            .collect()
    }

    /// What an arm gives and costs; in it the condition holds.
    fn arm(
        &mut self,
        region: &'static Region,
        condition: Option<&Condition>,
        frame: &mut Frame,
    ) -> (Vec<Value>, Cost) {
        let before = self.known.mark();
        if let Some(condition) = condition {
            self.known.assume(condition);
        }
        let outer = std::mem::take(&mut self.cost);
        let values = self.region(region, frame);
        let cost = std::mem::replace(&mut self.cost, outer);
        self.known.forget(before);
        (values, cost)
    }
}

fn either(
    first: Vec<Value>,
    second: Vec<Value>,
    condition: &Condition,
    known: &Known,
) -> Vec<Value> {
    (first.into_iter().zip(second))
        .map(|(a, b)| a.or(b, condition, known))
        .collect()
}

/// Binds the results of a node.
fn define(node: &Node, frame: &mut Frame, mut results: Vec<Value>) {
    match node.outs.len() {
        0 => return,
        1 if results.len() != 1 => results = vec![Value::Tuple(results)],
        1 => {}
        _ if results.len() == 1 => results = results.remove(0).into_parts(),
        _ => {}
    }
    for (&id, value) in node.outs.iter().zip(results) {
        frame.values[id.0 as usize] = value;
    }
}

fn parameter(number: u32, name: &str, ty: Type) -> Value {
    let size = |name: String| Symbol::Size(number, name.into());
    let length = || Formula::from(&size(format!("{name}.len()")));
    let own = size(name.to_owned());
    match ty {
        Type::Scalar(Element::UInt) => Value::UInt((&own).into()),
        Type::Scalar(Element::Bit) => {
            Value::Bit(Bit::known(Condition::of_bit(&Formula::from(&own))))
        }
        Type::Scalar(Element::Qubit) | Type::Either(Element::Qubit) => Value::Qubit(0),
        Type::Vector(Element::Qubit) => Value::Register(length(), 0),
        Type::Vector(Element::UInt) => Value::Vector(length(), Elements::UInts(own)),
        Type::Vector(Element::Bit) => Value::Vector(length(), Elements::Bits(own)),
        Type::Vector(_) => Value::Vector(length(), Elements::Other),
        Type::Tuple(parts) => {
            let parts = parts.iter().enumerate();
            Value::Tuple(
                parts
                    .map(|(k, &part)| parameter(number, &format!("{name}.{k}"), part))
                    .collect(),
            )
        }
        _ => Value::Other,
    }
}

/// How many qubits it holds.
fn qubits(value: &Value) -> Formula {
    match value {
        Value::Qubit(_) => Formula::from(1),
        Value::Register(length, _) => length.clone(),
        _ => Formula::default(),
    }
}

//! Runs a graph on sizes that are formulas, and counts.
//!
//! It is the interpreter of [`bind`](crate::bind) with formulas in the place of numbers: of a loop the body is run once
//! for any value of its variable, of a branch on sizes both arms are run.

mod branch;
mod calls;
mod modified;
mod node;
mod repeat;
mod value;

use super::assumptions::Assumptions;
use super::atom::{Atom, Symbol};
use super::condition::Condition;
use super::cost::{Cost, What};
use super::formula::Formula;
use super::range::Range;
use crate::graph::{Element, Follow, Graph, Node, Order, Region, Size, SizeExpr, Type};
use calls::{Calls, Past, Site};
use value::{Bit, Elements, Value};

/// What is known while a kernel is counted.
#[derive(Default)]
pub(super) struct Walker {
    pub(super) assumptions: Assumptions,
    pub(super) cost: Cost,
    /// The names of the entry kernel's parameters.
    names: Vec<&'static str>,
    /// The variables of the loops around.
    loops: Vec<Symbol>,
    /// How many branches on measured bits are around.
    branches: usize,
    /// How many controls each gate gets.
    controls: usize,
    /// How often gates are undone: not, once or twice, which may be other gates than not at all.
    inverses: usize,
    /// The calls that were counted.
    pub(super) past: Calls,
}

/// The regions of a branch: where its condition holds, and where it does not.
type Arms = [&'static Region; 2];

/// The kernel that is being run, and its values.
type CallFrame = crate::graph::CallFrame<Value>;

impl CallFrame {
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
            names: graph.signature.params.iter().map(|p| p.name).collect(),
            ..Walker::default()
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
        let mut read = |leaf| match leaf {
            SizeExpr::Constant(value) => Some(i128::from(value).into()),
            SizeExpr::Param(k) => match values.get(k as usize)? {
                Value::UInt(value) => Some(value.clone()),
                _ => None,
            },
            SizeExpr::Length(k) => values.get(k as usize)?.length().cloned(),
            SizeExpr::Binary(..) => None,
        };
        let mut apply = |op, left, right| self.arithmetic(op, &left, &right);
        size.value.run(&mut read, &mut apply)
    }

    /// Does something whose cost is given, and not spent.
    fn apart<T>(&mut self, work: impl FnOnce(&mut Walker) -> T) -> (T, Cost) {
        let outer = std::mem::take(&mut self.cost);
        let result = work(self);
        (result, std::mem::replace(&mut self.cost, outer))
    }

    fn spend(&mut self, cost: Cost) {
        self.cost.then(cost, &self.assumptions);
    }

    /// Runs a kernel on its arguments.
    fn kernel(&mut self, graph: &'static Graph, arguments: Vec<Value>) -> Vec<Value> {
        self.region(&graph.body, &mut CallFrame::new(graph, arguments))
    }

    fn region(&mut self, region: &'static Region, frame: &mut CallFrame) -> Vec<Value> {
        for node in region.nodes.iter() {
            self.past.nodes += 1;
            let results = self.node(&node, frame);
            frame.set(node.outs, node.results(results));
        }
        frame.all(region.yields)
    }

    /// A call of a kernel. What it costs and gives depends on its arguments, on what is known and on what is around it, and is
    /// found only once for the same of these: kernels that call each other twice would be run 2^depth times.
    fn call(&mut self, graph: &'static Graph, arguments: Vec<Value>) -> Vec<Value> {
        let site = Site {
            arguments,
            known: self.assumptions.clone(),
            loops: self.loops.clone(),
            branches: self.branches,
            controls: self.controls,
            inverses: self.inverses,
        };
        if let Some(past) = self.past.find(graph, &site) {
            self.assumptions = past.known;
            self.spend(past.cost);
            return past.results;
        }
        if self.past.is_full() {
            return vec![Value::Missing; graph.body.yields.len()];
        }
        self.past.depth += 1;
        let arguments = site.arguments.clone();
        let (results, mut cost) = self.apart(|walker| walker.kernel(graph, arguments));
        self.past.depth -= 1;
        let calls = cost.counts.entry(What::Calls(graph.signature.name));
        calls.or_default().add(&Formula::from(1));
        let past = Past {
            results: results.clone(),
            cost: cost.clone(),
            known: self.assumptions.clone(),
        };
        self.past.remember(graph, site, past);
        self.spend(cost);
        results
    }

    fn repeat(
        &mut self,
        node: &Node,
        body: &'static Region,
        order: Order,
        frame: &mut CallFrame,
    ) -> Vec<Value> {
        let var = self.variable(frame.name(body.args[0]));
        let range = Range::of(var, order, [0, 1, 2].map(|k| frame.uint(node, k)));
        let carried = frame.all(&node.ins[3..]);
        let args = &body.args[1..];
        let names: Vec<_> = args.iter().map(|&id| frame.name(id)).collect();
        let var = Value::UInt((&range.var).into());
        self.over(&range, &names, carried, &mut |walker, values| {
            frame.set(body.args, std::iter::once(var.clone()).chain(values));
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
            let part = |(k, &part): (usize, &Type)| parameter(number, &format!("{name}.{k}"), part);
            Value::Tuple(parts.iter().enumerate().map(part).collect())
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

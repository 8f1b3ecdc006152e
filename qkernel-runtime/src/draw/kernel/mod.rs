//! The picture of a kernel whose sizes are unknown, in the order of its graph: of a loop the body is drawn once, in a frame.

mod call;
mod expr;
mod finish;
mod node;
mod wires;

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::circuit::Calls;
use super::labels::Label;
use super::picture::{Around, Element, Family, Frame, Picture, Read, Shape, Step};
use crate::graph::{Element as Scalar, Graph, Node, Region, Type, ValueId};
use crate::program::{BitId, QubitId, ScopeId};
use expr::Expr;
use wires::{Lane, Strand};

/// Loops with more rounds stay folded.
const MOST_ROUNDS: u64 = 64;

/// The picture of a kernel.
pub(super) fn picture(graph: &'static Graph, calls: Calls, unrolled: bool) -> Picture {
    let depth = match calls {
        Calls::Inlined => usize::MAX,
        Calls::Framed(depth) => depth,
    };
    let mut maker = Maker {
        opened: depth,
        unrolled,
        ..Maker::default()
    };
    let params = graph.signature.params.iter();
    let arguments: Vec<Value> = params
        .map(|param| {
            let size = param.size.map(|size| Expr::name(size.text));
            maker.parameter(param.name, param.ty, size)
        })
        .collect();
    let results = maker.kernel(graph, arguments);
    maker.finish(graph, results)
}

/// A value of a graph while it is drawn.
#[derive(Clone, Debug)]
enum Value {
    Missing,
    Qubit(usize),
    Register(usize),
    /// A number, a condition or a list of them; and the measured bits that it depends on.
    Expr(Expr, BTreeSet<usize>),
    Tuple(Vec<Value>),
}

impl Value {
    fn expr(expr: Expr) -> Value {
        Value::Expr(expr, BTreeSet::new())
    }

    fn parts(self) -> Vec<Value> {
        match self {
            Value::Tuple(parts) => parts,
            value => vec![value],
        }
    }

    fn leaves(self) -> Vec<Value> {
        match self {
            Value::Tuple(parts) => parts.into_iter().flat_map(Value::leaves).collect(),
            value => vec![value],
        }
    }

    /// The line of a qubit or a register.
    fn strand(&self) -> Option<usize> {
        match self {
            Value::Qubit(strand) | Value::Register(strand) => Some(*strand),
            _ => None,
        }
    }
}

/// A measured bit, or the bits of a register.
#[derive(Clone, Debug)]
struct Bit {
    name: String,
    is_read: bool,
}

/// The kernel that is being followed, and its values.
struct Scope {
    graph: &'static Graph,
    values: Vec<Value>,
}

impl Scope {
    fn name(&self, id: ValueId) -> &'static str {
        self.graph.values.name(id)
    }

    fn get(&self, id: ValueId) -> Value {
        self.values[id.0 as usize].clone()
    }

    fn input(&self, node: &Node, k: usize) -> Value {
        node.ins.get(k).map_or(Value::Missing, |&id| self.get(id))
    }

    /// An input as a number or a list, and the bits that it depends on.
    fn expr(&self, node: &Node, k: usize) -> (Expr, BTreeSet<usize>) {
        match self.input(node, k) {
            Value::Expr(expr, bits) => (expr, bits),
            _ => {
                let name = node.ins.get(k).map_or("", |&id| self.name(id));
                (Expr::name(name), BTreeSet::new())
            }
        }
    }
}

#[derive(Default)]
struct Maker {
    /// How many calls inside of each other are opened.
    opened: usize,
    unrolled: bool,
    strands: Vec<Strand>,
    lanes: Vec<Lane>,
    bits: Vec<Bit>,
    steps: Vec<Step>,
    frames: Vec<Frame>,
    notes: Vec<Label>,
    /// How many frames are open.
    depth: usize,
    /// How many calls are open.
    calls: usize,
    /// How many calls are followed of which nothing is drawn.
    silent: usize,
    /// What the kernels give that are boxes.
    given: HashMap<*const Graph, Rc<[call::Given]>>,
    /// The names of the loops' variables around.
    loops: Vec<String>,
}

impl Maker {
    fn parameter(&mut self, name: &str, ty: Type, size: Option<Expr>) -> Value {
        match ty {
            Type::Scalar(Scalar::Qubit) | Type::Either(Scalar::Qubit) => {
                let strand = self.strand(name, None);
                self.strands[strand].is_drawn = true;
                Value::Qubit(strand)
            }
            Type::Vector(Scalar::Qubit) => {
                let length = size.unwrap_or_else(|| Expr::length(&Expr::name(name)));
                let strand = self.strand(name, Some(length));
                self.strands[strand].is_drawn = true;
                Value::Register(strand)
            }
            Type::Tuple(parts) => Value::Tuple(
                (parts.iter().enumerate())
                    .map(|(k, &part)| self.parameter(&format!("{name}.{k}"), part, None))
                    .collect(),
            ),
            _ => Value::expr(Expr::name(name)),
        }
    }

    /// Follows a kernel.
    fn kernel(&mut self, graph: &'static Graph, arguments: Vec<Value>) -> Vec<Value> {
        let mut scope = Scope {
            graph,
            values: vec![Value::Missing; graph.values.len()],
        };
        for (&id, value) in graph.body.args.iter().zip(arguments) {
            scope.values[id.0 as usize] = value;
        }
        self.region(&graph.body, &mut scope)
    }

    fn region(&mut self, region: &'static Region, scope: &mut Scope) -> Vec<Value> {
        for node in region.nodes.iter() {
            let results = self.node(&node, scope);
            self.define(&node, scope, results);
        }
        region.yields.iter().map(|&id| scope.get(id)).collect()
    }

    /// Binds the results of a node, under the user's names.
    fn define(&mut self, node: &Node, scope: &mut Scope, mut results: Vec<Value>) {
        match node.outs.len() {
            0 => return,
            1 if results.len() != 1 => results = vec![Value::Tuple(results)],
            1 => {}
            _ if results.len() == 1 => results = results.remove(0).parts(),
            _ => {}
        }
        for (&id, value) in node.outs.iter().zip(results) {
            let name = scope.name(id);
            let value = match value {
                Value::Expr(expr, bits) if !name.is_empty() => {
                    if let ([bit], true) = (Vec::from_iter(&bits).as_slice(), expr.known.is_none())
                        && self.bits[**bit].name == expr.short()
                        && expr.short() == format!("c{bit}")
                    {
                        // What was measured has the name of the variable.
                        self.bits[**bit].name = name.to_owned();
                        Value::Expr(Expr::name(name), bits)
                    } else {
                        Value::Expr(expr.named(name), bits)
                    }
                }
                value => {
                    if let Some(strand) = value.strand()
                        && self.strands[strand].name.is_empty()
                    {
                        self.strands[strand].name = name.to_owned();
                    }
                    value
                }
            };
            scope.values[id.0 as usize] = value;
        }
    }

    fn read(&mut self, bit: usize, value: Option<bool>) -> Read {
        self.bits[bit].is_read = true;
        Read {
            bit: BitId::new(bit),
            row: 0,
            name: None,
            writes: false,
            value,
        }
    }

    fn repeat(
        &mut self,
        node: &Node,
        body: &'static Region,
        down: bool,
        scope: &mut Scope,
    ) -> Vec<Value> {
        let bound = |k: usize| scope.expr(node, k).0;
        let (start, end, step) = (bound(0), bound(1), bound(2));
        let carried: Vec<Value> = node.ins[3..].iter().map(|&id| scope.get(id)).collect();
        let args = &body.args[1..];
        if self.unrolled
            && let (Some(start), Some(end), Some(step @ 1..)) = (start.known, end.known, step.known)
            && let span = if down {
                start.saturating_sub(end)
            } else {
                end.saturating_sub(start)
            }
            && span.div_ceil(step) <= MOST_ROUNDS
        {
            let mut values = carried;
            for k in 0..span.div_ceil(step) {
                let value = if down {
                    start - k * step
                } else {
                    start + k * step
                };
                scope.values[body.args[0].0 as usize] = Value::expr(Expr::number(value));
                for (&id, value) in args.iter().zip(values) {
                    scope.values[id.0 as usize] = value;
                }
                values = self.region(body, scope);
            }
            return values;
        }
        let variable = self.variable(scope.name(body.args[0]));
        scope.values[body.args[0].0 as usize] = Value::expr(Expr::name(&variable));
        for ((k, &id), value) in args.iter().enumerate().zip(&carried) {
            // A number that changes from round to round is told by its name.
            let value = match value {
                Value::Expr(expr, bits) if body.yields.get(k) != Some(&id) => {
                    let name = scope.name(id);
                    match name {
                        "" => Value::Expr(expr.clone(), bits.clone()),
                        _ => Value::Expr(Expr::name(name), bits.clone()),
                    }
                }
                value => value.clone(),
            };
            scope.values[id.0 as usize] = value;
        }
        let text = |side: fn(&Expr) -> &str| {
            let (start, end, step) = (side(&start), side(&end), side(&step));
            match (down, step) {
                (true, _) => format!("{variable} in range({start}, {end}, -{step})"),
                (false, "1") => format!("{variable} in {start}..{end}"),
                (false, _) => format!("{variable} in ({start}..{end}).step_by({step})"),
            }
        };
        let header = Label {
            name: text(Expr::short),
            detail: String::new(),
            whole: text(Expr::whole),
        };
        self.put_all_back();
        self.loops.push(variable);
        let start = self.enter();
        let results = self.region(body, scope);
        self.leave(Around::Loop, header, start, None, Vec::new());
        self.loops.pop();
        // What has other values after the loop than in its last round has none that could be written.
        (results.into_iter().zip(&carried).zip(node.outs))
            .map(|((result, before), &id)| match (result, before) {
                (Value::Expr(expr, bits), Value::Expr(before, _)) if expr != *before => {
                    Value::Expr(Expr::name(scope.name(id)), bits)
                }
                (result, _) => result,
            })
            .collect()
    }

    /// A name for a loop's variable that those around do not have.
    fn variable(&self, name: &str) -> String {
        let name = if name.is_empty() { "_" } else { name };
        let mut own = name.to_owned();
        while name != "_" && self.loops.contains(&own) {
            own.push('\'');
        }
        own
    }

    fn branch(
        &mut self,
        node: &Node,
        then: &'static Region,
        otherwise: &'static Region,
        scope: &mut Scope,
    ) -> Vec<Value> {
        let (condition, bits) = scope.expr(node, 0);
        self.put_all_back();
        let start = self.enter();
        let lanes = self.lanes.clone();
        let first = self.region(then, scope);
        self.put_all_back();
        let middle = self.steps.len();
        self.lanes = lanes;
        let second = self.region(otherwise, scope);
        self.put_all_back();
        let (has_then, has_else) = (middle > start, self.steps.len() > middle);
        let not = Expr::unary(crate::graph::UnaryOp::Not, &condition);
        let shown = if has_then { &condition } else { &not };
        let header = Label {
            name: format!("if {}", shown.short()),
            detail: String::new(),
            whole: format!("if {}", shown.whole()),
        };
        let value = match Vec::from_iter(&bits).as_slice() {
            [bit] => {
                let name = &self.bits[**bit].name;
                let is = |text: &str| condition.short() == text;
                let holds = is(name) || is(&format!("!{name}"));
                holds.then(|| has_then == is(name))
            }
            _ => None,
        };
        let reads = bits.iter().map(|&bit| self.read(bit, value)).collect();
        if let (true, Some(value), [_], [bit]) = (
            self.silent == 0,
            value,
            &self.steps[start..],
            Vec::from_iter(&bits).as_slice(),
        ) && let Some(
            [
                Element {
                    shape: Shape::Box | Shape::Plus | Shape::Swap,
                    family,
                    bits: own,
                    ..
                },
            ],
        ) = self.steps.get(start).map(|step| step.together.as_slice())
            && !matches!(family, Family::Measurement | Family::Expectation)
            && own.is_empty()
        {
            let read = self.read(**bit, Some(value));
            self.steps[start].together[0].bits.push(read);
            self.depth -= 1;
        } else {
            let divide = (has_then && has_else).then_some(middle);
            self.leave(Around::Branch, header, start, divide, reads);
        }
        (first.into_iter().zip(second).zip(node.outs))
            .map(|((a, b), &id)| match (a, b) {
                (Value::Expr(a, mut read), Value::Expr(b, more)) => {
                    read.extend(more);
                    read.extend(bits.iter().copied().filter(|_| a != b));
                    let merged = if a == b {
                        a
                    } else {
                        Expr::name(scope.name(id))
                    };
                    Value::Expr(merged, read)
                }
                (Value::Missing, b) => b,
                (a, _) => a,
            })
            .collect()
    }

    /// Opens a frame; gives its first step.
    fn enter(&mut self) -> usize {
        self.depth += 1;
        self.steps.len()
    }

    /// Closes a frame around the steps since its first, if there are any.
    fn leave(
        &mut self,
        around: Around,
        header: Label,
        start: usize,
        divide: Option<usize>,
        reads: Vec<Read>,
    ) {
        self.put_all_back();
        self.depth -= 1;
        if self.steps.len() == start || self.silent > 0 {
            return;
        }
        let mut met: Vec<QubitId> = (self.steps[start..].iter())
            .flat_map(|step| step.qubits.iter().copied())
            .filter(|qubit| !self.strands[qubit.index()].ends)
            .collect();
        met.sort_unstable();
        met.dedup();
        let number = self.frames.len();
        self.frames.push(Frame::new(around, header));
        let edge = |shape| Element::on(shape, Family::Measurement, "", []);
        let alone = |element| Step {
            together: vec![element],
            qubits: Vec::new(),
            scope: ScopeId::ENTRY,
        };
        let mut open = edge(Shape::Open(number));
        open.bits = reads;
        if let Some(divide) = divide {
            self.steps.insert(divide, alone(edge(Shape::Else(number))));
        }
        self.steps.insert(start, alone(open));
        self.steps.push(Step {
            together: vec![edge(Shape::Close(number))],
            qubits: met,
            scope: ScopeId::ENTRY,
        });
    }
}

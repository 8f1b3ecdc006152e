//! Qubits on the ways through a kernel: lost, taken out of a register and not put back, used twice. The graph has what is done
//! in its order, and tells which indices are the same. What is known of qubits is kept by variable, since rustc decides by the
//! type of a variable whether it holds any.

mod call;
mod elements;
mod fate;
mod lost;
mod register;
mod values;

use std::collections::HashSet;

use proc_macro2::Ident;

use crate::error::{self, Errors, Message};
use crate::flow::Flow;
use crate::known::Operation;
use crate::lower::{Event, Graph, Id, Lowered, Node, Op, Region, Source};
use crate::model::*;
use crate::rules::obligation::Obligation;

use fate::Fate;
use register::Condition;
use values::{Form, Values};

/// Reports what is certainly wrong, and gives what is wrong if a variable holds qubits.
pub(super) fn check(kernel: &Kernel, graph: &Graph<'_>, errors: &Errors) -> Vec<Obligation> {
    let forms = kernel.params.iter().map(|param| Form::of_type(&param.ty));
    let mut qubits = Qubits {
        kernel,
        errors,
        values: Values::new(graph, forms),
        holders: kernel.variables.each(None),
        registers: HashSet::new(),
        loops: 0,
        obligations: Vec::new(),
    };
    if let KernelType::Vector(Element::Qubit, _) = kernel.result {
        let result = kernel.body.tail.as_deref().and_then(Expr::variable);
        qubits.registers.extend(result);
    }
    qubits.find_registers(&graph.body);
    let params = kernel
        .variables
        .ids()
        .zip(&kernel.params)
        .zip(&graph.body.args);
    let with_qubits = params.filter(|((_, param), _)| param.ty.has_qubits());
    for ((id, param), &value) in with_qubits.clone() {
        qubits.define(
            id,
            &param.name,
            Kind::Parameter,
            Some(&Lowered::Value(value)),
        );
    }
    qubits.region(&graph.body);
    qubits.end(with_qubits.map(|((id, _), _)| id));
    qubits.obligations
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Parameter,
    Variable,
    /// Known not to hold qubits.
    Number,
}

/// A variable that may hold qubits.
#[derive(Clone)]
struct Holder<'k> {
    /// The token that gave it its value.
    defined: &'k Ident,
    /// Whether it had a value there.
    has_value: bool,
    kind: Kind,
    form: Form,
    /// How many loops were around the definition.
    loops: usize,
    fate: Fate<'k>,
}

struct Qubits<'k> {
    kernel: &'k Kernel,
    errors: &'k Errors,
    values: Values<'k>,
    holders: ByVariable<Option<Holder<'k>>>,
    /// The variables that are used as only registers can be: an element is assigned, one is measured, or the kernel gives it
    /// as a register.
    registers: HashSet<VarId>,
    loops: usize,
    obligations: Vec<Obligation>,
}

impl<'k> Flow for Qubits<'k> {
    type Fact = Option<Holder<'k>>;

    fn facts(&mut self) -> &mut ByVariable<Option<Holder<'k>>> {
        &mut self.holders
    }
}

impl<'k> Qubits<'k> {
    fn find_registers(&mut self, region: &Region<'k>) {
        for node in &region.nodes {
            if let Source::Place(Place::Element { base, .. }) = node.source {
                self.registers.extend(base.variable);
            }
            if let (Some(_), Some((.., args))) = (call::ends(node), call::call(node)) {
                let elements = args.iter().filter_map(element);
                self.registers.extend(elements.filter_map(Expr::variable));
            }
            for inner in node.op.regions() {
                self.find_registers(inner);
            }
        }
    }

    fn region(&mut self, region: &'k Region<'k>) {
        let mut own = Vec::new();
        let mut events = region.events.iter().peekable();
        for (at, node) in region.nodes.iter().enumerate() {
            while let Some((_, event)) = events.next_if(|(before, _)| *before <= at) {
                self.event(event, &mut own);
            }
            self.node(node);
        }
        events.for_each(|(_, event)| self.event(event, &mut own));
        self.end(own.into_iter());
    }

    fn event(&mut self, event: &'k Event<'k>, own: &mut Vec<VarId>) {
        match event {
            Event::Used(expr) => self.used(expr),
            Event::Given {
                name,
                value,
                defined,
            } => {
                let Some(id) = name.variable else { return };
                let is_number = |value| self.values.is_number(value);
                let kind = match value.as_ref().is_some_and(is_number) {
                    true => Kind::Number,
                    false => Kind::Variable,
                };
                match defined {
                    true => {
                        own.push(id);
                        self.define(id, &name.ident, kind, value.as_ref());
                    }
                    false => self.assign(id, &name.ident, kind, value.as_ref()),
                }
            }
        }
    }

    fn node(&mut self, node: &'k Node<'k>) {
        match (&node.op, node.source) {
            (Op::Take, Source::Expr(expr)) => self.take(expr, node),
            (Op::Put, Source::Place(place)) => self.put(place, node),
            (Op::For { body, .. }, Source::For(each)) => self.for_loop(each, body, node),
            (Op::If { then, otherwise }, _) => {
                let (_, _, after_then) = self.ways(
                    |qubits| qubits.region(then),
                    |qubits| qubits.region(otherwise),
                );
                let repeats = then.repeats();
                let condition = values::condition(node).map(|(condition, cases)| Condition {
                    ways: error::ways(condition, cases),
                    measured: condition.inferred.measured || repeats,
                    repeats,
                });
                for (otherwise, then) in self.holders.zip(after_then) {
                    if let (Some(otherwise), Some(then), Some(condition)) =
                        (otherwise, then, &condition)
                    {
                        otherwise.fate.merge(&then.fate, condition);
                    }
                }
            }
            (Op::Call(_) | Op::Modified(_), _) => self.call(node),
            _ => {}
        }
    }

    /// The first iteration is checked. Effects over several iterations are left to `compile()`.
    fn for_loop(&mut self, each: &'k For, body: &'k Region<'k>, node: &Node<'k>) {
        let range = &each.range;
        let bounds = [range.start.as_ref(), Some(&range.end), range.step.as_ref()];
        for (bound, &id) in bounds.iter().zip(&node.ins) {
            if let Some(bound) = bound {
                self.fixed(bound, id, error::measured_bound);
            }
        }
        if let &[start, end, step, ..] = node.ins.as_slice() {
            self.range(range, start, end, step);
        }
        let before = self.holders.clone();
        self.loops += 1;
        self.region(body);
        self.loops -= 1;
        for (after, before) in self.holders.zip(before) {
            if let (Some(after), Some(before)) = (after, before) {
                after.fate.repeat(&before.fate);
            }
        }
    }

    /// A range counts something, and in steps: not `range(5, 2)`, not `range(0, n, 0)`.
    fn range(&mut self, range: &Range, start: Id, end: Id, step: Id) {
        if let Some(tokens) = &range.step
            && self.values.poly(step).is_zero()
        {
            self.errors.push_at(&tokens.tokens, error::step_is_zero());
            return;
        }
        let count = self.values.poly(end).minus(&self.values.poly(start));
        if count.as_constant().is_some_and(|count| count <= 0) {
            let at = range.start.as_ref().unwrap_or(&range.end);
            self.errors.warn(at.span(), error::empty_range());
        }
    }

    /// A number of the circuit's shape does not depend on a measurement: not `for _ in range(ones)`, not
    /// `qubit_array(ones)`, not `q[ones]` after `if measure(q[i]) { ones += 1; }`.
    fn fixed(&mut self, number: &Expr, id: Id, message: fn() -> Message) {
        if self.values.is_measured(id) {
            self.errors.push_at(&number.tokens, message());
        }
    }

    fn call(&mut self, node: &'k Node<'k>) {
        let Some((modifiers, _, args)) = call::call(node) else {
            return;
        };
        let counts = modifiers.iter().flat_map(|modifier| &modifier.counts);
        for (count, &id) in counts.zip(&node.ins) {
            self.fixed(count, id, error::measured_power);
        }
        if let (Some(Operation::QubitArray), [length], &[id]) =
            (call::operation(node), args, node.ins.as_slice())
        {
            self.fixed(length, id, error::measured_length);
        }
        // The result of `h(q[0]);` is lost, which is reported elsewhere: not again where `q` is used.
        if node.outs.is_empty() && call::ends(node).is_none() {
            for base in args.iter().filter_map(element) {
                if let Some((variable, fields)) = base.place()
                    && let Some(register) = self.register(variable, &fields)
                {
                    register.certain = false;
                }
            }
        }
    }
}

/// The register of which an argument is an element.
fn element(arg: &Expr) -> Option<&Expr> {
    match &arg.kind {
        ExprKind::Element { base, .. } => Some(base),
        _ => None,
    }
}

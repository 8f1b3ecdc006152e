//! What the graph tells of values: index expressions as polynomials over other values, and the lengths of registers.

use std::collections::{HashMap, HashSet};

use qkernel_ir::{Poly, Same, Symbol, ValueId};

use crate::known::Operation;
use crate::lower::{Graph, Id, Lowered, Node, Op, OpKey, Region, Source};
use crate::model::{BinaryOp, Cases, Expr, ExprKind, KernelType};
use crate::rules::qubits::call;

/// How many values that depend on each other are looked at.
const DEPTH: usize = 100;

/// An operation on a value, with the indices that are numbers.
type Key<'g> = (OpKey<'g>, Vec<Option<i64>>);

pub(super) struct Values<'g> {
    /// By value: the node that gives it.
    from: Vec<Option<&'g Node<'g>>>,
    /// By value: the first node that takes it.
    to: Vec<Option<&'g Node<'g>>>,
    names: &'g [String],
    polys: HashMap<Id, Poly>,
    /// The first value of those that are the same, with what it is made of.
    same: HashMap<Key<'g>, Vec<(Vec<Poly>, Id)>>,
    /// Numbers that differ with the outcome of a measurement.
    measured: HashSet<Symbol>,
    /// Of a parameter, what is stated.
    forms: HashMap<Id, Form>,
}

/// The form of a value, as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    Unknown,
    Tuple(Vec<Form>),
    /// A register with its length.
    Register(u64),
}

impl Form {
    pub(super) fn field(&self, k: u32) -> &Form {
        match self {
            Form::Tuple(parts) => parts.get(k as usize).unwrap_or(&Form::Unknown),
            _ => &Form::Unknown,
        }
    }

    pub(super) fn of_type(ty: &KernelType) -> Form {
        match ty {
            KernelType::Tuple(parts) => Form::Tuple(parts.iter().map(Form::of_type).collect()),
            KernelType::Vector(_, Some(length)) => {
                constant(length).map_or(Form::Unknown, Form::Register)
            }
            _ => Form::Unknown,
        }
    }
}

/// The number that a stated size of literals is.
fn constant(size: &Expr) -> Option<u64> {
    match &size.kind {
        ExprKind::UInt(value) => Some(*value),
        ExprKind::Binary(op, left, right) => {
            let size = |expr| constant(expr).and_then(|size| usize::try_from(size).ok());
            op.of_sizes(size(left)?, size(right)?)
                .map(|size| size as u64)
        }
        ExprKind::ToUInt(inner) => constant(inner),
        _ => None,
    }
}

impl<'g> Values<'g> {
    pub(super) fn new(graph: &'g Graph<'g>, forms: impl Iterator<Item = Form>) -> Self {
        let count = graph.names.len();
        let mut values = Values {
            from: vec![None; count],
            to: vec![None; count],
            names: &graph.names,
            polys: HashMap::new(),
            same: HashMap::new(),
            measured: HashSet::new(),
            forms: graph.body.args.iter().copied().zip(forms).collect(),
        };
        values.region(&graph.body);
        values
    }

    fn region(&mut self, region: &'g Region<'g>) {
        for node in &region.nodes {
            for &id in &node.ins {
                self.to[id as usize].get_or_insert(node);
            }
            for &id in &node.outs {
                self.from[id as usize] = Some(node);
            }
            node.op.regions().for_each(|inner| self.region(inner));
        }
    }

    /// The node that takes a value, if one does.
    pub(super) fn user(&self, id: Id) -> Option<&'g Node<'g>> {
        self.to[id as usize]
    }

    /// The variable that gets the value of an expression, or what a call makes of it there, and whether a call does; or what
    /// became of it there: it was measured, or discarded.
    pub(super) fn whereabouts(&self, id: Id, expr: &Expr) -> Result<(&'g str, bool), &'static str> {
        let name = &self.names[id as usize];
        if !name.is_empty() {
            return Ok((name, false));
        }
        let user = self.user(id).filter(|user| call::takes(user, expr));
        match user.map(|user| (call::ends(user), user.source, user.outs.as_slice())) {
            Some((Some(gone), ..)) => Err(gone),
            Some((None, Source::Expr(call), &[out])) => {
                (self.whereabouts(out, call)).map(|(name, _)| (name, true))
            }
            _ => Ok(("..", false)),
        }
    }

    /// Whether it is certainly a number.
    pub(super) fn is_number(&self, value: &Lowered) -> bool {
        match value {
            Lowered::Tuple(parts) => parts.iter().all(|part| self.is_number(part)),
            Lowered::Value(id) => self.from[*id as usize].is_some_and(|node| match node.op {
                Op::UInt(_) | Op::Float(_) | Op::Bit(_) | Op::Constant(_) => true,
                Op::Len | Op::Unary(_) | Op::Binary(_) | Op::ToFloat | Op::Function(_) => true,
                Op::Call(_) => call::is_number(node),
                _ => false,
            }),
        }
    }

    pub(super) fn form(&mut self, value: &Lowered) -> Form {
        match value {
            Lowered::Tuple(parts) => {
                Form::Tuple(parts.iter().map(|part| self.form(part)).collect())
            }
            Lowered::Value(id) => self.form_of(*id),
        }
    }

    fn form_of(&mut self, id: Id) -> Form {
        if let Some(form) = self.forms.get(&id) {
            return form.clone();
        }
        let Some(node) = self.from[id as usize] else {
            return Form::Unknown;
        };
        let form = match (&node.op, call::operation(node), node.ins.as_slice()) {
            (Op::Field(k), _, &[base]) => self.form_of(base).field(*k).clone(),
            (_, Some(operation), &[q]) if operation.keeps() => self.form_of(q),
            (_, Some(Operation::QubitArray), &[length]) => {
                match self.poly(length).as_constant().map(u64::try_from) {
                    Some(Ok(length)) => Form::Register(length),
                    _ => Form::Unknown,
                }
            }
            _ => Form::Unknown,
        };
        self.forms.insert(id, form.clone());
        form
    }

    /// The number that a value is, as a polynomial over others.
    pub(super) fn poly(&mut self, id: Id) -> Poly {
        self.within(id, DEPTH)
    }

    fn within(&mut self, id: Id, depth: usize) -> Poly {
        if let Some(poly) = self.polys.get(&id) {
            return *poly;
        }
        let node = self.from[id as usize].filter(|_| depth > 0);
        let known = node.and_then(|node| self.computed(node, id, depth - 1));
        let poly = known.unwrap_or(Poly::symbol(Symbol::of(ValueId(id))));
        self.polys.insert(id, poly);
        poly
    }

    /// `None` where nothing is known but that it is this value.
    fn computed(&mut self, node: &'g Node<'g>, id: Id, depth: usize) -> Option<Poly> {
        match (&node.op, node.ins.as_slice()) {
            (Op::UInt(value), _) => i64::try_from(*value).ok().map(Poly::constant),
            (Op::Binary(op), &[left, right]) => {
                let (left, right) = (self.within(left, depth), self.within(right, depth));
                let result = left.apply(*op, &right);
                match result.is_known() {
                    true => Some(result),
                    false => Some(self.first(node, id, depth)),
                }
            }
            (Op::If { then, otherwise }, _) => {
                let k = node.outs.iter().position(|&out| out == id)?;
                let then = self.within(*then.yields.get(k)?, depth);
                let otherwise = self.within(*otherwise.yields.get(k)?, depth);
                let same = then.same(&otherwise);
                if same == Same::No && condition(node)?.0.inferred.measured {
                    self.measured.insert(Symbol::of(ValueId(id)));
                }
                (same == Same::Yes).then_some(then)
            }
            (Op::For { body, .. }, _) => {
                let k = node.outs.iter().position(|&out| out == id)?;
                let last = self.within(*body.yields.get(k)?, depth);
                if self.depends(&last) {
                    self.measured.insert(Symbol::of(ValueId(id)));
                }
                None
            }
            (Op::Constant(_) | Op::Take | Op::Len | Op::Field(_) | Op::Call(_), _) => {
                Some(self.first(node, id, depth))
            }
            _ => None,
        }
    }

    /// The same operation on the same values gives the same number.
    fn first(&mut self, node: &'g Node<'g>, id: Id, depth: usize) -> Poly {
        let ins: Vec<Poly> = (node.ins.iter().map(|&id| self.within(id, depth))).collect();
        let symbol = |id| Poly::symbol(Symbol::of(ValueId(id)));
        let Some(key) = node.op.key() else {
            return symbol(id);
        };
        let numbers = ins.iter().map(Poly::as_constant).collect();
        let values = self.same.entry((key, numbers)).or_default();
        let is_same = |others: &[Poly]| {
            others.len() == ins.len() && others.iter().zip(&ins).all(|(a, b)| a.equals(b))
        };
        match values.iter().find(|(others, _)| is_same(others)) {
            Some((_, first)) => symbol(*first),
            None => {
                values.push((ins, id));
                symbol(id)
            }
        }
    }

    fn depends(&self, poly: &Poly) -> bool {
        poly.symbols().any(|symbol| self.measured.contains(&symbol))
    }

    /// Whether a number differs with the outcome of a measurement.
    pub(super) fn is_measured(&mut self, id: Id) -> bool {
        let poly = self.poly(id);
        self.depends(&poly)
    }
}

/// The condition of a branch, with the cases that it tells apart, or the left side of what is decided by it.
pub(super) fn condition<'k>(node: &Node<'k>) -> Option<(&'k Expr, Option<&'k Cases>)> {
    match node.source {
        Source::Expr(Expr {
            kind: ExprKind::If {
                condition, cases, ..
            },
            ..
        }) => Some((condition, cases.as_ref())),
        Source::Expr(Expr {
            kind: ExprKind::Binary(BinaryOp::And | BinaryOp::Or, left, _),
            ..
        }) => Some((left, None)),
        _ => None,
    }
}

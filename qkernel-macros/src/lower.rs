//! Model → graph. Every assignment makes a new value; what a loop or a branch assigns is carried through it.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use syn::Path;

use crate::model::*;

pub(crate) type Id = u32;

/// The graph of a kernel, before it is turned into tokens.
pub(crate) struct Graph {
    /// The user's name for each value, empty for one without.
    pub(crate) names: Vec<String>,
    pub(crate) body: Region,
}

pub(crate) struct Region {
    pub(crate) args: Vec<Id>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) yields: Vec<Id>,
}

pub(crate) struct Node {
    pub(crate) op: Op,
    pub(crate) ins: Vec<Id>,
    pub(crate) outs: Vec<Id>,
    pub(crate) span: Span,
    /// What can be wrong here once sizes are known: the number of an argument, and its tokens.
    pub(crate) sites: Vec<(usize, TokenStream)>,
}

pub(crate) enum Op {
    Call(Path),
    UInt(u64),
    Float(f64),
    Bit(bool),
    /// A constant of the surrounding crate.
    Constant(Path),
    Take,
    Put,
    Len,
    Unary(UnaryOp),
    Binary(BinaryOp),
    ToFloat,
    Function(Ident),
    Pack,
    Field(u32),
    For {
        body: Region,
        down: bool,
    },
    If {
        then: Region,
        otherwise: Region,
    },
}

/// The graph of a kernel that passed the checks of the language.
pub(crate) fn lower(kernel: &Kernel) -> Graph {
    let mut lowering = Lowering {
        names: Vec::new(),
        scopes: vec![HashMap::new()],
        variables: Vec::new(),
        nodes: Vec::new(),
        taken: Vec::new(),
    };
    let args: Vec<Id> = kernel
        .params
        .iter()
        .map(|param| lowering.parameter(&param.name))
        .collect();
    let wanted = match &kernel.result {
        KernelType::Tuple(parts) => Some(parts.len()),
        _ => None,
    };
    let result = lowering.block(&kernel.body, wanted);
    let span = kernel
        .body
        .tail
        .as_ref()
        .map_or(kernel.name.span(), |tail| tail.span());
    let yields = match (result, wanted) {
        (Lowered::Tuple(parts), Some(_)) => parts
            .into_iter()
            .map(|part| lowering.value(part, span))
            .collect(),
        (_, Some(0)) => Vec::new(),
        (result, _) => vec![lowering.value(result, span)],
    };
    Graph {
        names: lowering.names,
        body: Region {
            args,
            nodes: lowering.nodes,
            yields,
        },
    }
}

/// What an expression gives: a value, or several that stand for a tuple.
#[derive(Clone)]
enum Lowered {
    Value(Id),
    Tuple(Vec<Lowered>),
}

impl Lowered {
    const NOTHING: Lowered = Lowered::Tuple(Vec::new());
}

type Variable = usize;

struct Lowering {
    names: Vec<String>,
    /// What each name means, innermost scope last.
    scopes: Vec<HashMap<String, Variable>>,
    /// The value of each variable; `None` before it has one.
    variables: Vec<Option<Lowered>>,
    /// The nodes of the region that is being built.
    nodes: Vec<Node>,
    /// The elements that the present statement has taken, as spelt.
    taken: Vec<String>,
}

impl Lowering {
    fn fresh(&mut self, name: &str) -> Id {
        self.names.push(name.to_owned());
        self.names.len() as Id - 1
    }

    fn node(&mut self, op: Op, ins: Vec<Id>, outs: usize, span: Span) -> Vec<Id> {
        let outs: Vec<Id> = (0..outs).map(|_| self.fresh("")).collect();
        self.nodes.push(Node {
            op,
            ins,
            outs: outs.clone(),
            span,
            sites: Vec::new(),
        });
        outs
    }

    /// Marks what the last node can be wrong about.
    fn site(&mut self, argument: usize, tokens: &TokenStream) {
        if let Some(node) = self.nodes.last_mut() {
            node.sites.push((argument, tokens.clone()));
        }
    }

    fn one(&mut self, op: Op, ins: Vec<Id>, span: Span) -> Id {
        self.node(op, ins, 1, span)[0]
    }

    fn parameter(&mut self, name: &Ident) -> Id {
        let id = self.fresh("");
        self.declare(name, Some(Lowered::Value(id)));
        id
    }

    fn declare(&mut self, name: &Ident, value: Option<Lowered>) -> Variable {
        if let Some(value) = &value {
            self.name(value, name);
        }
        let variable = self.variables.len();
        self.variables.push(value);
        self.scopes
            .last_mut()
            .expect("a scope is always open")
            .insert(name.to_string(), variable);
        variable
    }

    fn assign(&mut self, name: &Ident, value: Lowered) {
        self.name(&value, name);
        if let Some(variable) = self.find(&name.to_string()) {
            self.variables[variable] = Some(value);
        }
    }

    fn name(&mut self, value: &Lowered, name: &Ident) {
        if let Lowered::Value(id) = value
            && self.names[*id as usize].is_empty()
        {
            self.names[*id as usize] = name.to_string();
        }
    }

    fn find(&self, name: &str) -> Option<Variable> {
        self.scopes
            .iter()
            .rev()
            .find_map(|scope| scope.get(name).copied())
    }

    /// One value for what may be a tuple.
    fn value(&mut self, lowered: Lowered, span: Span) -> Id {
        match lowered {
            Lowered::Value(id) => id,
            Lowered::Tuple(parts) => {
                let ins = parts
                    .into_iter()
                    .map(|part| self.value(part, span))
                    .collect();
                self.one(Op::Pack, ins, span)
            }
        }
    }

    fn value_of(&mut self, expr: &Expr) -> Id {
        let lowered = self.expr(expr, None);
        self.value(lowered, expr.span())
    }

    fn block(&mut self, block: &Block, wanted: Option<usize>) -> Lowered {
        self.scopes.push(HashMap::new());
        for statement in &block.statements {
            self.statement(statement);
        }
        let result = match &block.tail {
            Some(tail) => self.expr(tail, wanted),
            None => Lowered::NOTHING,
        };
        self.scopes.pop();
        result
    }

    fn statement(&mut self, statement: &Statement) {
        self.taken.clear();
        match &statement.kind {
            StatementKind::Let { pattern, value, .. } => {
                let value = value
                    .as_ref()
                    .map(|value| self.expr(value, pattern.arity()));
                self.bind(pattern, value, statement.span);
            }
            StatementKind::Assign { place, value } => {
                let value = self.expr(value, place.arity());
                self.store(place, value, statement.span);
            }
            StatementKind::Update { place, op, value } => {
                let value = self.value_of(value);
                let old = match place {
                    Place::Variable(name) => {
                        let old = self.read(name);
                        self.value(old, name.span())
                    }
                    Place::Element { base, index, .. } => {
                        let ins = self.element(base, index);
                        self.one(Op::Take, ins, statement.span)
                    }
                    Place::Tuple(_) | Place::Ignore => return,
                };
                let new = self.one(Op::Binary(*op), vec![old, value], statement.span);
                self.store(place, Lowered::Value(new), statement.span);
            }
            StatementKind::For(each) => self.for_loop(each, statement.span),
            StatementKind::Expr(expr) => {
                self.expr(expr, Some(0));
            }
        }
    }

    fn bind(&mut self, pattern: &Pattern, value: Option<Lowered>, span: Span) {
        match (pattern, value) {
            (Pattern::Bind(name), value) => {
                self.declare(name, value);
            }
            (Pattern::Tuple(patterns), Some(value)) => {
                let parts = self.parts(value, patterns.len(), span);
                for (pattern, part) in patterns.iter().zip(parts) {
                    self.bind(pattern, Some(part), span);
                }
            }
            (Pattern::Tuple(patterns), None) => {
                for pattern in patterns {
                    self.bind(pattern, None, span);
                }
            }
            (Pattern::Ignore, _) => {}
        }
    }

    /// The elements of what is a tuple of `count`.
    fn parts(&mut self, value: Lowered, count: usize, span: Span) -> Vec<Lowered> {
        match value {
            Lowered::Tuple(parts) => parts,
            Lowered::Value(id) => (0..count as u32)
                .map(|k| Lowered::Value(self.one(Op::Field(k), vec![id], span)))
                .collect(),
        }
    }

    fn store(&mut self, place: &Place, value: Lowered, span: Span) {
        match place {
            Place::Variable(name) => self.assign(name, value),
            Place::Element {
                base,
                index,
                tokens,
            } => {
                let value = self.value(value, span);
                let mut ins = self.element(base, index);
                ins.push(value);
                self.node(Op::Put, ins, 0, base.span());
                // Where the element was just taken out, the error is already there.
                if index.may_leave_range() && !self.taken.contains(&crate::spell::expr(tokens)) {
                    self.site(0, tokens);
                }
            }
            Place::Tuple(places) => {
                let parts = self.parts(value, places.len(), span);
                for (place, part) in places.iter().zip(parts) {
                    self.store(place, part, span);
                }
            }
            Place::Ignore => {}
        }
    }

    fn element(&mut self, base: &Ident, index: &Expr) -> Vec<Id> {
        let base_value = self.read(base);
        let base_value = self.value(base_value, base.span());
        let mut ins = vec![base_value];
        match &index.kind {
            ExprKind::Tuple(indices) => ins.extend(
                indices
                    .iter()
                    .map(|index| self.value_of(index))
                    .collect::<Vec<_>>(),
            ),
            _ => ins.push(self.value_of(index)),
        }
        ins
    }

    /// The value of a variable, or a constant of that name.
    fn read(&mut self, name: &Ident) -> Lowered {
        match self.find(&name.to_string()) {
            Some(variable) => self.variables[variable].clone().unwrap_or(Lowered::NOTHING),
            None => {
                Lowered::Value(self.one(Op::Constant(name.clone().into()), Vec::new(), name.span()))
            }
        }
    }

    /// Lowers an expression; `wanted` is the number of elements if a tuple is expected.
    fn expr(&mut self, expr: &Expr, wanted: Option<usize>) -> Lowered {
        let span = expr.span();
        let op = match &expr.kind {
            ExprKind::Name(name) => return self.read(name),
            ExprKind::Tuple(parts) => {
                return Lowered::Tuple(parts.iter().map(|part| self.expr(part, None)).collect());
            }
            ExprKind::Block(block) => return self.block(block, wanted),
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                return self.branch(condition, then, otherwise.as_ref(), wanted, span);
            }
            ExprKind::Call { path, args } => {
                let ins = args.iter().map(|arg| self.value_of(arg)).collect();
                let name_span = path
                    .segments
                    .last()
                    .map_or(span, |segment| segment.ident.span());
                let outs = self.node(Op::Call(path.clone()), ins, wanted.unwrap_or(1), name_span);
                for (argument, arg) in args.iter().enumerate() {
                    if matches!(
                        arg.kind,
                        ExprKind::Name(_) | ExprKind::Call { .. } | ExprKind::Field(..)
                    ) {
                        self.site(argument, &arg.tokens);
                    }
                }
                return match wanted {
                    Some(_) => Lowered::Tuple(outs.into_iter().map(Lowered::Value).collect()),
                    None => Lowered::Value(outs[0]),
                };
            }
            ExprKind::Field(base, k) => match self.expr(base, None) {
                Lowered::Tuple(parts) => {
                    return parts.get(*k as usize).cloned().unwrap_or(Lowered::NOTHING);
                }
                Lowered::Value(id) => {
                    return Lowered::Value(self.one(Op::Field(*k), vec![id], span));
                }
            },
            ExprKind::Constant(path) => Op::Constant(path.clone()),
            ExprKind::UInt(value) => Op::UInt(*value),
            ExprKind::Float(value) => Op::Float(*value),
            ExprKind::Bit(value) => Op::Bit(*value),
            ExprKind::Method { receiver, name } => {
                let ins = vec![self.value_of(receiver)];
                let op = if name == "len" {
                    Op::Len
                } else {
                    Op::Function(name.clone())
                };
                return Lowered::Value(self.one(op, ins, name.span()));
            }
            ExprKind::Element { base, indices } => {
                let mut ins = vec![self.value_of(base)];
                ins.extend(
                    indices
                        .iter()
                        .map(|index| self.value_of(index))
                        .collect::<Vec<_>>(),
                );
                let taken = self.one(Op::Take, ins, span);
                if matches!(indices.as_slice(), [index] if index.may_leave_range()) {
                    self.site(0, &expr.tokens);
                    self.taken.push(expr.text());
                }
                return Lowered::Value(taken);
            }
            ExprKind::Unary(op, operand) => {
                let ins = vec![self.value_of(operand)];
                return Lowered::Value(self.one(Op::Unary(*op), ins, span));
            }
            // As in Rust, the right side is not looked at where the left side decides.
            ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right)
                if right.may_fail() =>
            {
                return self.short_circuit(*op, left, right, span);
            }
            ExprKind::Binary(op, left, right) => {
                let ins = vec![self.value_of(left), self.value_of(right)];
                return Lowered::Value(self.one(Op::Binary(*op), ins, span));
            }
            ExprKind::ToUInt(operand) => return self.expr(operand, wanted),
            ExprKind::ToFloat(operand) => {
                let ins = vec![self.value_of(operand)];
                return Lowered::Value(self.one(Op::ToFloat, ins, span));
            }
        };
        Lowered::Value(self.one(op, Vec::new(), span))
    }

    fn for_loop(&mut self, each: &For, span: Span) {
        let Range {
            start,
            end,
            step,
            down,
        } = &each.range;
        let start = match start {
            Some(start) => self.value_of(start),
            None => self.one(Op::UInt(0), Vec::new(), span),
        };
        let end = self.value_of(end);
        let step = match step {
            Some(step) => self.value_of(step),
            None => self.one(Op::UInt(1), Vec::new(), span),
        };
        let carried = self.assigned([&each.body]);
        let mut ins = vec![start, end, step];
        for &variable in &carried {
            let value = self.variables[variable].clone().unwrap_or(Lowered::NOTHING);
            ins.push(self.value(value, span));
        }
        let names: Vec<String> = ins[3..]
            .iter()
            .map(|&id| self.names[id as usize].clone())
            .collect();

        let outer = std::mem::take(&mut self.nodes);
        self.scopes.push(HashMap::new());
        let loop_value = self.fresh("");
        if let Some(name) = &each.variable {
            self.declare(name, Some(Lowered::Value(loop_value)));
        }
        let mut args = vec![loop_value];
        for (&variable, name) in carried.iter().zip(&names) {
            let id = self.fresh(name);
            args.push(id);
            self.variables[variable] = Some(Lowered::Value(id));
        }
        self.block(&each.body, Some(0));
        let yields = carried
            .iter()
            .map(|&variable| self.current(variable, span))
            .collect();
        self.scopes.pop();
        let nodes = std::mem::replace(&mut self.nodes, outer);

        let op = Op::For {
            body: Region {
                args,
                nodes,
                yields,
            },
            down: *down,
        };
        let outs = self.node(op, ins, carried.len(), span);
        for ((variable, id), name) in carried.into_iter().zip(outs).zip(names) {
            self.names[id as usize] = name;
            self.variables[variable] = Some(Lowered::Value(id));
        }
    }

    fn current(&mut self, variable: Variable, span: Span) -> Id {
        let value = self.variables[variable].clone().unwrap_or(Lowered::NOTHING);
        self.value(value, span)
    }

    fn branch(
        &mut self,
        condition: &Expr,
        then: &Block,
        otherwise: Option<&Block>,
        wanted: Option<usize>,
        span: Span,
    ) -> Lowered {
        let condition = self.value_of(condition);
        let before = self.variables.clone();
        let (then_nodes, then_result) = self.arm(Some(then), wanted);
        let after_then = std::mem::replace(&mut self.variables, before.clone());
        let (else_nodes, else_result) = self.arm(otherwise, wanted);
        let after_else = std::mem::replace(&mut self.variables, before);

        // A variable that has a value on both sides has one after the branch.
        let merged: Vec<Variable> = self
            .assigned([then].into_iter().chain(otherwise))
            .into_iter()
            .chain(self.uninitialised())
            .filter(|&variable| after_then[variable].is_some() && after_else[variable].is_some())
            .collect();
        let then = self.close_arm(then_nodes, then_result, &merged, &after_then, span);
        let otherwise = self.close_arm(else_nodes, else_result, &merged, &after_else, span);
        let results = then.yields.len() - merged.len();
        let names: Vec<String> = then.yields[results..]
            .iter()
            .map(|&id| self.names[id as usize].clone())
            .collect();
        let total = then.yields.len();
        let outs = self.node(Op::If { then, otherwise }, vec![condition], total, span);
        for ((variable, &id), name) in merged.into_iter().zip(&outs[results..]).zip(names) {
            self.names[id as usize] = name;
            self.variables[variable] = Some(Lowered::Value(id));
        }
        match (wanted, results) {
            (Some(_), _) => Lowered::Tuple(
                outs[..results]
                    .iter()
                    .map(|&id| Lowered::Value(id))
                    .collect(),
            ),
            (None, 1) => Lowered::Value(outs[0]),
            (None, _) => Lowered::Tuple(
                outs[..results]
                    .iter()
                    .map(|&id| Lowered::Value(id))
                    .collect(),
            ),
        }
    }

    fn short_circuit(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) -> Lowered {
        let condition = self.value_of(left);
        let outer = std::mem::take(&mut self.nodes);
        let value = self.value_of(right);
        let decide = Region {
            args: Vec::new(),
            nodes: std::mem::take(&mut self.nodes),
            yields: vec![value],
        };
        let known = self.one(Op::Bit(op == BinaryOp::Or), Vec::new(), span);
        let decided = Region {
            args: Vec::new(),
            nodes: std::mem::replace(&mut self.nodes, outer),
            yields: vec![known],
        };
        let op = match op {
            BinaryOp::And => Op::If {
                then: decide,
                otherwise: decided,
            },
            _ => Op::If {
                then: decided,
                otherwise: decide,
            },
        };
        Lowered::Value(self.one(op, vec![condition], span))
    }

    fn arm(&mut self, block: Option<&Block>, wanted: Option<usize>) -> (Vec<Node>, Lowered) {
        let outer = std::mem::take(&mut self.nodes);
        let result = match block {
            Some(block) => self.block(block, wanted),
            None => Lowered::NOTHING,
        };
        let result = match (wanted, result) {
            (Some(count), Lowered::Value(id)) if count > 0 => {
                Lowered::Tuple(self.parts(Lowered::Value(id), count, Span::call_site()))
            }
            (Some(0), _) => Lowered::NOTHING,
            (_, result) => result,
        };
        (std::mem::replace(&mut self.nodes, outer), result)
    }

    fn close_arm(
        &mut self,
        nodes: Vec<Node>,
        result: Lowered,
        merged: &[Variable],
        after: &[Option<Lowered>],
        span: Span,
    ) -> Region {
        let outer = std::mem::replace(&mut self.nodes, nodes);
        let mut yields: Vec<Id> = match result {
            Lowered::Value(id) => vec![id],
            Lowered::Tuple(parts) => parts
                .into_iter()
                .map(|part| self.value(part, span))
                .collect(),
        };
        for &variable in merged {
            if let Some(value) = after[variable].clone() {
                yields.push(self.value(value, span));
            }
        }
        let nodes = std::mem::replace(&mut self.nodes, outer);
        Region {
            args: Vec::new(),
            nodes,
            yields,
        }
    }

    /// The variables outside of the blocks that are assigned in them and have a value before them.
    fn assigned<'a>(&self, blocks: impl IntoIterator<Item = &'a Block>) -> Vec<Variable> {
        let mut names = Vec::new();
        for block in blocks {
            assigned_names(block, &mut names);
        }
        let mut variables: Vec<Variable> =
            names.iter().filter_map(|name| self.find(name)).collect();
        variables.sort_unstable();
        variables.dedup();
        variables.retain(|&variable| self.variables[variable].is_some());
        variables
    }

    fn uninitialised(&self) -> Vec<Variable> {
        (0..self.variables.len())
            .filter(|&variable| self.variables[variable].is_none())
            .collect()
    }
}

impl Pattern {
    fn arity(&self) -> Option<usize> {
        match self {
            Pattern::Tuple(parts) => Some(parts.len()),
            _ => None,
        }
    }
}

impl Place {
    fn arity(&self) -> Option<usize> {
        match self {
            Place::Tuple(parts) => Some(parts.len()),
            _ => None,
        }
    }
}

/// The names that are assigned anywhere in a block. A name that a `let` hides is listed too: to carry a variable
/// that does not change is harmless.
pub(crate) fn assigned_names(block: &Block, names: &mut Vec<String>) {
    for statement in &block.statements {
        match &statement.kind {
            StatementKind::Assign { place, value } => {
                assigned_place(place, names);
                assigned_in_expr(value, names);
            }
            StatementKind::Update { place, value, .. } => {
                assigned_place(place, names);
                assigned_in_expr(value, names);
            }
            StatementKind::For(each) => assigned_names(&each.body, names),
            StatementKind::Let {
                value: Some(value), ..
            } => assigned_in_expr(value, names),
            StatementKind::Let { value: None, .. } => {}
            StatementKind::Expr(expr) => assigned_in_expr(expr, names),
        }
    }
    if let Some(tail) = &block.tail {
        assigned_in_expr(tail, names);
    }
}

fn assigned_place(place: &Place, names: &mut Vec<String>) {
    match place {
        Place::Variable(name) => names.push(name.to_string()),
        Place::Tuple(parts) => parts.iter().for_each(|part| assigned_place(part, names)),
        // The register stays the same value.
        Place::Element { .. } | Place::Ignore => {}
    }
}

fn assigned_in_expr(expr: &Expr, names: &mut Vec<String>) {
    match &expr.kind {
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => {
            assigned_in_expr(condition, names);
            assigned_names(then, names);
            if let Some(otherwise) = otherwise {
                assigned_names(otherwise, names);
            }
        }
        ExprKind::Block(block) => assigned_names(block, names),
        _ => expr
            .children()
            .for_each(|child| assigned_in_expr(child, names)),
    }
}

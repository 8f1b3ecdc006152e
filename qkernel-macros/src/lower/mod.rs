//! Model → graph. Every assignment makes a new value; what a loop or a branch assigns is carried through it.

mod control;
mod expr;
mod graph;
mod needed;
mod statement;
mod unused;

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};

use crate::flow::Flow;
use crate::model::{Block, ByVariable, Expr, ExprKind, Kernel, KernelType, Name, VarId};

pub(crate) use graph::{Event, Graph, Id, Lowered, Node, Op, OpKey, Region, Source};
pub(crate) use unused::unused;

use graph::Code;

/// The graph of a kernel.
pub(crate) fn lower(kernel: &Kernel) -> Graph<'_> {
    let mut lowering = Lowering {
        kernel,
        names: Vec::new(),
        variables: kernel.variables.each(None),
        code: Code::default(),
        literals: HashMap::new(),
        first: Vec::new(),
        taken: Vec::new(),
        rounds: Vec::new(),
    };
    let params = kernel.variables.ids().zip(&kernel.params);
    let args: Vec<Id> = params
        .map(|(variable, param)| {
            let id = lowering.fresh("");
            lowering.give(variable, &param.name, Lowered::Value(id));
            id
        })
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
    let mut code = lowering.code;
    for (before, _) in &mut code.events {
        *before += lowering.first.len();
    }
    code.nodes.splice(0..0, lowering.first);
    let mut body = Region::new(args, code, yields);
    needed::mark(&mut body, kernel);
    Graph {
        names: lowering.names,
        body,
    }
}

struct Lowering<'k> {
    kernel: &'k Kernel,
    names: Vec<String>,
    /// The value of each variable; `None` before it has one.
    variables: ByVariable<Option<Lowered>>,
    /// The region that is being built.
    code: Code<'k>,
    /// The literals used as indices, each once for the whole kernel: a long kernel has few.
    literals: HashMap<u64, Id>,
    /// The nodes of these literals, which come first.
    first: Vec<Node<'k>>,
    /// The elements that the present statement has taken, as spelt.
    taken: Vec<String>,
    /// For each `while` around, the variables that a round may change, with what they are when it begins.
    rounds: Vec<Vec<(VarId, Id)>>,
}

impl Flow for Lowering<'_> {
    type Fact = Option<Lowered>;

    fn facts(&mut self) -> &mut ByVariable<Option<Lowered>> {
        &mut self.variables
    }
}

impl<'k> Lowering<'k> {
    fn fresh(&mut self, name: &str) -> Id {
        self.names.push(name.to_owned());
        self.names.len() as Id - 1
    }

    /// The value of an index.
    fn index(&mut self, index: &'k Expr) -> Id {
        let ExprKind::UInt(literal) = index.kind else {
            return self.value_of(index);
        };
        if let Some(&id) = self.literals.get(&literal) {
            return id;
        }
        let id = self.fresh("");
        self.literals.insert(literal, id);
        let node = Node::new(Op::UInt(literal), Vec::new(), vec![id], index.span());
        self.first.push(node);
        id
    }

    fn node(&mut self, op: Op<'k>, ins: Vec<Id>, outs: usize, span: Span) -> Vec<Id> {
        let outs: Vec<Id> = (0..outs).map(|_| self.fresh("")).collect();
        self.code.nodes.push(Node::new(op, ins, outs.clone(), span));
        outs
    }

    /// Marks what the last node can be wrong about.
    fn site(&mut self, argument: usize, tokens: &TokenStream) {
        if let Some(node) = self.code.nodes.last_mut() {
            node.sites.push((argument, tokens.clone()));
        }
    }

    /// Tells what the last node is made of.
    fn made_of(&mut self, source: Source<'k>) {
        if let Some(node) = self.code.nodes.last_mut() {
            node.source = source;
        }
    }

    fn event(&mut self, event: Event<'k>) {
        self.code.events.push((self.code.nodes.len(), event));
    }

    fn one(&mut self, op: Op<'k>, ins: Vec<Id>, span: Span) -> Id {
        self.node(op, ins, 1, span)[0]
    }

    /// Gives a variable its value, and the value that name.
    fn give(&mut self, variable: VarId, name: &Ident, value: Lowered) {
        self.name(&value, name);
        self.variables[variable] = Some(value);
    }

    fn assign(&mut self, name: &Name, value: Lowered) {
        match name.variable {
            Some(variable) => self.give(variable, &name.ident, value),
            None => self.name(&value, &name.ident),
        }
    }

    fn name(&mut self, value: &Lowered, name: &Ident) {
        let name = name.to_string();
        // Names of the macro's own are not shown.
        if let Lowered::Value(id) = value
            && self.names[*id as usize].is_empty()
            && !name.starts_with("__")
        {
            self.names[*id as usize] = name;
        }
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

    fn value_of(&mut self, expr: &'k Expr) -> Id {
        let lowered = self.expr(expr, None);
        self.value(lowered, expr.span())
    }

    fn block(&mut self, block: &'k Block, wanted: Option<usize>) -> Lowered {
        for statement in &block.statements {
            self.statement(statement);
        }
        let result = match &block.tail {
            Some(tail) => self.expr(tail, wanted),
            None => Lowered::NOTHING,
        };
        self.leave(block);
        result
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

    /// The value of a variable, or a constant of that name.
    fn read(&mut self, name: &Name) -> Lowered {
        match name.variable {
            Some(variable) if self.kernel.variables[variable].doubtful => {
                Lowered::Value(self.fresh(""))
            }
            Some(variable) => self.variables[variable].clone().unwrap_or(Lowered::NOTHING),
            None => {
                let (path, span) = (name.ident.clone().into(), name.ident.span());
                Lowered::Value(self.one(Op::Constant(path), Vec::new(), span))
            }
        }
    }
}

//! Model → graph. Every assignment makes a new value; what a loop or a branch assigns is carried through it.

mod control;
mod expr;
mod graph;
mod sized;
mod statement;
mod unused;

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span, TokenStream};

use crate::model::{Block, Expr, ExprKind, Kernel, KernelType, Param};

pub(crate) use graph::{Graph, Id, Node, Op, OpKey, Region};
pub(crate) use unused::unused;

/// The graph of a kernel that passed the checks of the language.
pub(crate) fn lower(kernel: &Kernel) -> Graph {
    let mut lowering = Lowering {
        names: Vec::new(),
        scopes: vec![HashMap::new()],
        variables: Vec::new(),
        scalars: HashSet::new(),
        nodes: Vec::new(),
        literals: HashMap::new(),
        first: Vec::new(),
        taken: Vec::new(),
        rounds: Vec::new(),
    };
    let args: Vec<Id> = kernel
        .params
        .iter()
        .map(|param| lowering.parameter(param))
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
    let mut nodes = lowering.first;
    nodes.extend(lowering.nodes);
    let mut body = Region::new(args, nodes, yields);
    sized::mark(&mut body, kernel);
    Graph {
        names: lowering.names,
        body,
    }
}

/// What an expression gives: a value, or several that are a tuple.
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
    /// The variables that have no length, whatever is assigned to them: parameters of such types.
    scalars: HashSet<Variable>,
    /// The nodes of the region that is being built.
    nodes: Vec<Node>,
    /// The literals used as indices, each once for the whole kernel: a long kernel has few.
    literals: HashMap<u64, Id>,
    /// The nodes of these literals, which come first.
    first: Vec<Node>,
    /// The elements that the present statement has taken, as spelt.
    taken: Vec<String>,
    /// For each `while` around, the variables that a round may change, with what they are when it begins.
    rounds: Vec<Vec<(Variable, Id)>>,
}

impl Lowering {
    fn fresh(&mut self, name: &str) -> Id {
        self.names.push(name.to_owned());
        self.names.len() as Id - 1
    }

    /// The value of an index.
    fn index(&mut self, index: &Expr) -> Id {
        let ExprKind::UInt(literal) = index.kind else {
            return self.value_of(index);
        };
        if let Some(&id) = self.literals.get(&literal) {
            return id;
        }
        let id = self.fresh("");
        self.literals.insert(literal, id);
        self.first.push(Node {
            op: Op::UInt(literal),
            ins: Vec::new(),
            outs: vec![id],
            span: index.span(),
            sites: Vec::new(),
            found_at: None,
            apart: false,
        });
        id
    }

    fn node(&mut self, op: Op, ins: Vec<Id>, outs: usize, span: Span) -> Vec<Id> {
        let outs: Vec<Id> = (0..outs).map(|_| self.fresh("")).collect();
        self.nodes.push(Node {
            op,
            ins,
            outs: outs.clone(),
            span,
            sites: Vec::new(),
            found_at: None,
            apart: false,
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

    fn parameter(&mut self, param: &Param) -> Id {
        let id = self.fresh("");
        let variable = self.declare(&param.name, Some(Lowered::Value(id)));
        if let KernelType::Scalar(_) = param.ty {
            self.scalars.insert(variable);
        }
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
        let name = name.to_string();
        // Names of the macro's own are not shown.
        if let Lowered::Value(id) = value
            && self.names[*id as usize].is_empty()
            && !name.starts_with("__")
        {
            self.names[*id as usize] = name;
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
    fn read(&mut self, name: &Ident) -> Lowered {
        match self.find(&name.to_string()) {
            Some(variable) => self.variables[variable].clone().unwrap_or(Lowered::NOTHING),
            None => {
                Lowered::Value(self.one(Op::Constant(name.clone().into()), Vec::new(), name.span()))
            }
        }
    }
}

//! Which variable each name means, by the scopes of Rust.

use std::collections::HashMap;

use proc_macro2::Ident;

use crate::model::*;

/// Fills in [`Kernel::variables`], and the variables of all names.
pub(super) fn resolve(kernel: &mut Kernel) {
    let mut scopes = Scopes {
        open: vec![HashMap::new()],
        variables: ByVariable::default(),
    };
    for param in &kernel.params {
        scopes.declare(&param.name, VariableKind::Parameter);
    }
    let types = kernel.params.iter_mut().map(|param| &mut param.ty);
    types
        .chain([&mut kernel.result])
        .for_each(|ty| scopes.sizes(ty));
    scopes.block(&mut kernel.body);
    kernel.variables = scopes.variables;
}

struct Scopes {
    /// Innermost last.
    open: Vec<HashMap<String, VarId>>,
    variables: ByVariable<Variable>,
}

impl Scopes {
    fn declare(&mut self, name: &Ident, kind: VariableKind) -> VarId {
        let id = self.variables.add(Variable {
            name: name.clone(),
            kind,
            inferred: Inferred::default(),
            doubtful: false,
        });
        if let Some(scope) = self.open.last_mut() {
            scope.insert(name.to_string(), id);
        }
        id
    }

    fn define(&mut self, name: &mut Name, kind: VariableKind) {
        name.variable = Some(self.declare(&name.ident, kind));
    }

    fn find(&self, name: &Ident) -> Option<VarId> {
        let name = name.to_string();
        (self.open.iter().rev()).find_map(|scope| scope.get(&name).copied())
    }

    fn within(&mut self, go: impl FnOnce(&mut Self)) {
        self.open.push(HashMap::new());
        go(self);
        self.open.pop();
    }

    fn sizes(&mut self, ty: &mut KernelType) {
        match ty {
            KernelType::Vector(_, length) => length.iter_mut().for_each(|size| self.expr(size)),
            KernelType::Matrix(_, sizes) => (sizes.iter_mut())
                .flat_map(|sizes| sizes.iter_mut())
                .for_each(|size| self.expr(size)),
            KernelType::Tuple(parts) => parts.iter_mut().for_each(|part| self.sizes(part)),
            KernelType::Scalar(_) => {}
        }
    }

    fn block(&mut self, block: &mut Block) {
        let outside = self.variables.count();
        self.within(|scopes| {
            for statement in &mut block.statements {
                scopes.statement(&mut statement.kind);
            }
            block.tail.iter_mut().for_each(|tail| scopes.expr(tail));
        });
        block.own = self.variables.own_after(outside);
    }

    fn statement(&mut self, statement: &mut StatementKind) {
        match statement {
            StatementKind::Let { pattern, value, .. } => {
                value.iter_mut().for_each(|value| self.expr(value));
                self.pattern(pattern);
            }
            StatementKind::Assign { place, value } | StatementKind::Update { place, value, .. } => {
                self.expr(value);
                self.place(place);
            }
            StatementKind::For(each) => {
                let Range {
                    start, end, step, ..
                } = &mut each.range;
                let bounds = start.iter_mut().chain([end]).chain(step);
                bounds.for_each(|bound| self.expr(bound));
                self.within(|scopes| {
                    if let Some(variable) = &mut each.variable {
                        let mutable = each.mutable;
                        scopes.define(variable, VariableKind::Loop { mutable });
                    }
                    scopes.block(&mut each.body);
                });
            }
            StatementKind::Expr(expr) => self.expr(expr),
            StatementKind::Refused { binds, mentions } => {
                for name in mentions.iter_mut() {
                    name.variable = self.find(&name.ident);
                }
                for name in binds.iter_mut() {
                    self.define(name, VariableKind::Local);
                }
                for id in mentions
                    .iter()
                    .chain(binds.iter())
                    .filter_map(|name| name.variable)
                {
                    self.variables[id].doubtful = true;
                }
            }
        }
    }

    fn pattern(&mut self, pattern: &mut Pattern) {
        match pattern {
            Pattern::Bind(name) => self.define(name, VariableKind::Local),
            Pattern::Tuple(parts) => parts.iter_mut().for_each(|part| self.pattern(part)),
            Pattern::Ignore => {}
        }
    }

    fn place(&mut self, place: &mut Place) {
        match place {
            Place::Variable(name) => name.variable = self.find(&name.ident),
            Place::Element { base, index, .. } => {
                base.variable = self.find(&base.ident);
                self.expr(index);
            }
            Place::Tuple(parts) => parts.iter_mut().for_each(|part| self.place(part)),
            Place::Ignore => {}
        }
    }

    fn expr(&mut self, expr: &mut Expr) {
        match &mut expr.kind {
            ExprKind::Name(name) => name.variable = self.find(&name.ident),
            ExprKind::Call { callee, .. } | ExprKind::Modified { callee, .. } => {
                callee.variable = callee.path.get_ident().and_then(|name| self.find(name));
            }
            _ => {}
        }
        expr.children_mut().for_each(|child| self.expr(child));
        expr.blocks_mut().for_each(|block| self.block(block));
    }
}

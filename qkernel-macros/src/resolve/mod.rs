//! Types, as far as they follow from the kernel's own text, and which bits are certainly measured. What a call of
//! another kernel gives is not known here.

mod expr;

use std::collections::HashMap;

use proc_macro2::Ident;

use crate::model::*;

/// Fills in [`Expr::known`] everywhere.
pub(crate) fn resolve(kernel: &mut Kernel) {
    let mut resolver = Resolver {
        scopes: vec![HashMap::new()],
        branches: 0,
    };
    let circuit = kernel.is_circuit();
    for param in &kernel.params {
        let late = circuit && param.ty.is_free();
        resolver.declare(
            &param.name,
            Known {
                late,
                ..known(&param.ty)
            },
        );
    }
    resolver.block(&mut kernel.body);
}

fn known(ty: &KernelType) -> Known {
    let shape = match ty {
        KernelType::Scalar(element) => Shape::Scalar(*element),
        KernelType::Vector(element, _) => Shape::Vector(*element),
        KernelType::Matrix(..) => Shape::Matrix,
        KernelType::Tuple(parts) => Shape::Tuple(parts.iter().map(known).collect()),
    };
    of(shape)
}

fn of(shape: Shape) -> Known {
    Known {
        shape: Some(shape),
        measured: false,
        late: false,
    }
}

fn scalar(element: Element, measured: bool) -> Known {
    Known {
        shape: Some(Shape::Scalar(element)),
        measured,
        late: false,
    }
}

struct Resolver {
    scopes: Vec<HashMap<String, Known>>,
    /// How many branches are around: what is there may not be reached.
    branches: usize,
}

impl Resolver {
    fn declare(&mut self, name: &Ident, known: Known) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_string(), known);
        }
    }

    fn find(&mut self, name: &Ident) -> Option<&mut Known> {
        let name = name.to_string();
        self.scopes
            .iter_mut()
            .rev()
            .find_map(|scope| scope.get_mut(&name))
    }

    fn block(&mut self, block: &mut Block) -> Known {
        self.scopes.push(HashMap::new());
        for statement in &mut block.statements {
            self.statement(&mut statement.kind);
        }
        let known = match &mut block.tail {
            Some(tail) => self.expr(tail),
            None => of(Shape::Tuple(Vec::new())),
        };
        self.scopes.pop();
        known
    }

    fn statement(&mut self, statement: &mut StatementKind) {
        match statement {
            StatementKind::Let { pattern, ty, value } => {
                let mut value = value
                    .as_mut()
                    .map_or_else(Known::default, |value| self.expr(value));
                if let Some(ty) = ty {
                    value.shape = known(ty).shape;
                }
                self.bind(pattern, value);
            }
            StatementKind::Assign { place, value } => {
                let value = self.expr(value);
                self.assign(place, value);
            }
            StatementKind::Update { place, value, .. } => {
                self.expr(value);
                // What is counted is no bit, and a qubit cannot be.
                self.assign(place, Known::default());
            }
            StatementKind::For(each) => self.for_loop(each),
            StatementKind::Expr(expr) => {
                self.expr(expr);
            }
        }
    }

    fn bind(&mut self, pattern: &Pattern, value: Known) {
        match pattern {
            Pattern::Bind(name) => self.declare(name, value),
            Pattern::Tuple(patterns) => {
                for (index, pattern) in patterns.iter().enumerate() {
                    self.bind(pattern, part(&value, index));
                }
            }
            Pattern::Ignore => {}
        }
    }

    fn assign(&mut self, place: &mut Place, value: Known) {
        match place {
            Place::Variable(name) => {
                if let Some(variable) = self.find(name) {
                    variable.measured = value.measured;
                    variable.late = value.late;
                    // A variable keeps its type.
                    variable.shape = variable.shape.take().or(value.shape);
                }
            }
            Place::Element {
                base, index, holds, ..
            } => {
                self.expr(index);
                *holds = match self.find(base).map(|base| &base.shape) {
                    Some(Some(Shape::Vector(element))) => Some(*element),
                    Some(Some(Shape::Matrix)) => Some(Element::Float),
                    _ => None,
                };
            }
            Place::Tuple(places) => {
                for (index, place) in places.iter_mut().enumerate() {
                    self.assign(place, part(&value, index));
                }
            }
            Place::Ignore => {}
        }
    }

    /// What the last iteration leaves, the next one starts with.
    fn for_loop(&mut self, each: &mut For) {
        let Range {
            start, end, step, ..
        } = &mut each.range;
        for bound in [start.as_mut(), Some(end), step.as_mut()]
            .into_iter()
            .flatten()
        {
            self.expr(bound);
        }
        loop {
            let before = self.scopes.clone();
            self.scopes.push(HashMap::new());
            if let Some(variable) = &each.variable {
                self.declare(variable, scalar(Element::UInt, false));
            }
            self.block(&mut each.body);
            self.scopes.pop();
            self.join(&before);
            if self.scopes == before {
                break;
            }
        }
    }

    /// Of two ways to get here, what both agree on is certain.
    fn join(&mut self, other: &[HashMap<String, Known>]) {
        for (scope, other) in self.scopes.iter_mut().zip(other) {
            for (name, known) in scope {
                if let Some(other) = other.get(name) {
                    known.measured &= other.measured;
                    known.late &= other.late;
                    known.shape = known.shape.take().or_else(|| other.shape.clone());
                }
            }
        }
    }

    fn branch(
        &mut self,
        condition: &mut Expr,
        then: &mut Block,
        otherwise: Option<&mut Block>,
    ) -> Known {
        self.expr(condition);
        let before = self.scopes.clone();
        self.branches += 1;
        let mut known = self.block(then);
        let after_then = std::mem::replace(&mut self.scopes, before);
        if let Some(otherwise) = otherwise {
            let otherwise = self.block(otherwise);
            known.measured &= otherwise.measured;
            known.late &= otherwise.late;
            known.shape = known.shape.or(otherwise.shape);
        }
        self.branches -= 1;
        self.join(&after_then);
        known
    }
}

/// An element of a tuple.
fn part(known: &Known, index: usize) -> Known {
    match &known.shape {
        Some(Shape::Tuple(parts)) => {
            let mut part = parts.get(index).cloned().unwrap_or_default();
            part.measured |= known.measured;
            part
        }
        _ => Known {
            measured: known.measured,
            ..Known::default()
        },
    }
}

//! The variables that names mean; and types, as far as they follow from the kernel's own text, and which bits are certainly
//! measured. What a call of another kernel gives is not known here.

mod expr;
mod names;

use crate::flow::Flow;
use crate::model::*;

/// Fills in [`Name::variable`] and [`Expr::known`] everywhere, and the list of variables.
pub(crate) fn resolve(kernel: &mut Kernel) {
    names::resolve(kernel);
    let circuit = kernel.is_circuit();
    let mut resolver = Resolver {
        known: kernel.variables.each(Known::default()),
        variables: &mut kernel.variables,
        branches: 0,
    };
    for (id, param) in resolver.variables.ids().zip(&kernel.params) {
        let late = circuit && param.ty.is_free();
        let known = known(&param.ty);
        resolver.define(id, Known { late, ..known });
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

struct Resolver<'a> {
    variables: &'a mut ByVariable<Variable>,
    known: ByVariable<Known>,
    /// How many branches are around: what is there may not be reached.
    branches: usize,
}

impl Flow for Resolver<'_> {
    type Fact = Known;

    fn facts(&mut self) -> &mut ByVariable<Known> {
        &mut self.known
    }
}

impl Resolver<'_> {
    fn define(&mut self, id: VarId, known: Known) {
        self.variables[id].known = known.clone();
        self.known[id] = known;
    }

    fn block(&mut self, block: &mut Block) -> Known {
        for statement in &mut block.statements {
            self.statement(&mut statement.kind);
        }
        let known = match &mut block.tail {
            Some(tail) => self.expr(tail),
            None => of(Shape::Tuple(Vec::new())),
        };
        self.leave(block);
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
            StatementKind::Refused { .. } => {}
        }
    }

    fn bind(&mut self, pattern: &Pattern, value: Known) {
        match pattern {
            Pattern::Bind(name) => {
                if let Some(id) = name.variable {
                    self.define(id, value);
                }
            }
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
                if let Some(id) = name.variable {
                    let variable = &mut self.known[id];
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
                let shape = base.variable.and_then(|id| self.known[id].shape.as_ref());
                *holds = match shape {
                    Some(Shape::Vector(element)) => Some(*element),
                    Some(Shape::Matrix) => Some(Element::Float),
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
        if let Some(id) = each.variable.as_ref().and_then(|name| name.variable) {
            self.define(id, scalar(Element::UInt, false));
        }
        self.repeat(
            |resolver| drop(resolver.block(&mut each.body)),
            |resolver, before| resolver.join(before),
        );
    }

    /// Of two ways to get here, what both agree on is certain.
    fn join(&mut self, other: ByVariable<Known>) {
        self.known
            .zip(other)
            .for_each(|(known, other)| known.join(other));
    }

    fn branch(
        &mut self,
        condition: &mut Expr,
        then: &mut Block,
        otherwise: Option<&mut Block>,
    ) -> Known {
        self.expr(condition);
        self.branches += 1;
        let (mut known, otherwise, after_then) = self.ways(
            |resolver| resolver.block(then),
            |resolver| otherwise.map(|block| resolver.block(block)),
        );
        otherwise
            .into_iter()
            .for_each(|otherwise| known.join(otherwise));
        self.branches -= 1;
        self.join(after_then);
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

//! The variables that names mean; and types, as far as they follow from the kernel's own text, and which bits are certainly
//! measured. What a call of another kernel gives is not known here.

mod expr;
mod names;

use crate::flow::Flow;
use crate::model::*;

/// Fills in [`Name::variable`] and [`Expr::inferred`] everywhere, and the list of variables.
pub(crate) fn resolve(kernel: &mut Kernel) {
    names::resolve(kernel);
    let circuit = kernel.is_circuit();
    let mut resolver = Resolver {
        inferred: kernel.variables.each(Inferred::default()),
        variables: &mut kernel.variables,
        branches: 0,
    };
    for (id, param) in resolver.variables.ids().zip(&kernel.params) {
        let late = circuit && param.ty.is_free();
        let inferred = of_type(&param.ty);
        resolver.define(id, Inferred { late, ..inferred });
    }
    resolver.block(&mut kernel.body);
}

fn of_type(ty: &KernelType) -> Inferred {
    let erased = match ty {
        KernelType::Scalar(element) => ErasedType::Scalar(*element),
        KernelType::Vector(element, _) => ErasedType::Vector(*element),
        KernelType::Matrix(..) => ErasedType::Matrix,
        KernelType::Tuple(parts) => ErasedType::Tuple(parts.iter().map(of_type).collect()),
    };
    of(erased)
}

fn of(ty: ErasedType) -> Inferred {
    Inferred {
        ty: Some(ty),
        measured: false,
        late: false,
    }
}

fn scalar(element: Element, measured: bool) -> Inferred {
    Inferred {
        ty: Some(ErasedType::Scalar(element)),
        measured,
        late: false,
    }
}

struct Resolver<'a> {
    variables: &'a mut ByVariable<Variable>,
    inferred: ByVariable<Inferred>,
    /// How many branches are around: what is there may not be reached.
    branches: usize,
}

impl Flow for Resolver<'_> {
    type Fact = Inferred;

    fn facts(&mut self) -> &mut ByVariable<Inferred> {
        &mut self.inferred
    }
}

impl Resolver<'_> {
    fn define(&mut self, id: VarId, inferred: Inferred) {
        self.variables[id].inferred = inferred.clone();
        self.inferred[id] = inferred;
    }

    fn block(&mut self, block: &mut Block) -> Inferred {
        for statement in &mut block.statements {
            self.statement(&mut statement.kind);
        }
        let inferred = match &mut block.tail {
            Some(tail) => self.expr(tail),
            None => of(ErasedType::Tuple(Vec::new())),
        };
        self.leave(block);
        inferred
    }

    fn statement(&mut self, statement: &mut StatementKind) {
        match statement {
            StatementKind::Let { pattern, ty, value } => {
                let mut value = value
                    .as_mut()
                    .map_or_else(Inferred::default, |value| self.expr(value));
                if let Some(ty) = ty {
                    value.ty = of_type(ty).ty;
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
                self.assign(place, Inferred::default());
            }
            StatementKind::For(each) => self.for_loop(each),
            StatementKind::Expr(expr) => {
                self.expr(expr);
            }
            StatementKind::Refused { .. } => {}
        }
    }

    fn bind(&mut self, pattern: &Pattern, value: Inferred) {
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

    fn assign(&mut self, place: &mut Place, value: Inferred) {
        match place {
            Place::Variable(name) => {
                if let Some(id) = name.variable {
                    let variable = &mut self.inferred[id];
                    variable.measured = value.measured;
                    variable.late = value.late;
                    // A variable keeps its type.
                    variable.ty = variable.ty.take().or(value.ty);
                }
            }
            Place::Element {
                base, index, holds, ..
            } => {
                self.expr(index);
                let ty = base.variable.and_then(|id| self.inferred[id].ty.as_ref());
                *holds = match ty {
                    Some(ErasedType::Vector(element)) => Some(*element),
                    Some(ErasedType::Matrix) => Some(Element::Float),
                    Some(_) => None,
                    // It is of what it gets, where that is known: `measure` may have another name.
                    None => match value.ty {
                        Some(ErasedType::Scalar(element)) if element != Element::Qubit => {
                            Some(element)
                        }
                        _ => None,
                    },
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
    fn join(&mut self, other: ByVariable<Inferred>) {
        self.inferred
            .zip(other)
            .for_each(|(inferred, other)| inferred.join(other));
    }

    fn branch(
        &mut self,
        condition: &mut Expr,
        then: &mut Block,
        otherwise: Option<&mut Block>,
    ) -> Inferred {
        // Both ways of what a measurement decides are in the circuit.
        let decides = usize::from(!self.expr(condition).measured);
        self.branches += decides;
        let (mut inferred, otherwise, after_then) = self.ways(
            |resolver| resolver.block(then),
            |resolver| otherwise.map(|block| resolver.block(block)),
        );
        otherwise
            .into_iter()
            .for_each(|otherwise| inferred.join(otherwise));
        self.branches -= decides;
        self.join(after_then);
        inferred
    }
}

/// An element of a tuple.
fn part(inferred: &Inferred, index: usize) -> Inferred {
    match &inferred.ty {
        Some(ErasedType::Tuple(parts)) => {
            let mut part = parts.get(index).cloned().unwrap_or_default();
            part.measured |= inferred.measured;
            part
        }
        _ => Inferred {
            measured: inferred.measured,
            ..Inferred::default()
        },
    }
}

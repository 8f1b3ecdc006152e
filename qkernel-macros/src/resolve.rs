//! Types, as far as they follow from the kernel's own text, and which values depend on a measurement. What a call
//! of another kernel gives is not known here.

use std::collections::HashMap;

use proc_macro2::Ident;

use crate::model::*;

/// Fills in [`Expr::known`] everywhere.
pub(crate) fn resolve(kernel: &mut Kernel) {
    let mut resolver = Resolver {
        scopes: vec![HashMap::new()],
        guards: 0,
    };
    for param in &kernel.params {
        resolver.declare(&param.name, known(&param.ty));
    }
    resolver.block(&mut kernel.body);
}

fn known(ty: &KernelType) -> Known {
    let shape = match ty {
        KernelType::Scalar(element) => Shape::Scalar(*element),
        KernelType::Vector(element, _) => Shape::Vector(*element),
        KernelType::Matrix(_) => Shape::Matrix,
        KernelType::Tuple(parts) => Shape::Tuple(parts.iter().map(known).collect()),
    };
    of(shape)
}

fn of(shape: Shape) -> Known {
    Known {
        shape: Some(shape),
        measured: false,
    }
}

fn scalar(element: Element, measured: bool) -> Known {
    Known {
        shape: Some(Shape::Scalar(element)),
        measured,
    }
}

#[derive(Clone, PartialEq)]
struct Variable {
    known: Known,
    /// How many conditions that were measured were around the declaration.
    guards: usize,
}

struct Resolver {
    scopes: Vec<HashMap<String, Variable>>,
    /// How many conditions that were measured are around.
    guards: usize,
}

impl Resolver {
    fn declare(&mut self, name: &Ident, known: Known) {
        let variable = Variable {
            known,
            guards: self.guards,
        };
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_string(), variable);
        }
    }

    fn find(&mut self, name: &Ident) -> Option<&mut Variable> {
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
                self.assign(place, value, false);
            }
            StatementKind::Update { place, value, .. } => {
                let value = self.expr(value);
                self.assign(place, value, true);
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

    /// A value that is assigned under a measured condition depends on the measurement.
    fn assign(&mut self, place: &mut Place, value: Known, keeps_old: bool) {
        match place {
            Place::Variable(name) => {
                let guards = self.guards;
                let Some(variable) = self.find(name) else {
                    return;
                };
                let measured = value.measured
                    || guards > variable.guards
                    || keeps_old && variable.known.measured;
                variable.known.measured = measured;
                if variable.known.shape.is_none() {
                    variable.known.shape = value.shape;
                }
            }
            Place::Element { index, .. } => {
                self.expr(index);
            }
            Place::Tuple(places) => {
                for (index, place) in places.iter_mut().enumerate() {
                    self.assign(place, part(&value, index), keeps_old);
                }
            }
            Place::Ignore => {}
        }
    }

    /// What one iteration makes depend on a measurement, the next one starts with.
    fn for_loop(&mut self, each: &mut For) {
        for bound in [
            each.range.start.as_mut(),
            Some(&mut each.range.end),
            each.range.step.as_mut(),
        ] {
            bound.map(|bound| self.expr(bound));
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

    /// Of two ways to get here, either may have made a value depend on a measurement.
    fn join(&mut self, other: &[HashMap<String, Variable>]) {
        for (scope, other) in self.scopes.iter_mut().zip(other) {
            for (name, variable) in scope {
                if let Some(other) = other.get(name) {
                    variable.known.measured |= other.known.measured;
                    if variable.known.shape.is_none() {
                        variable.known.shape = other.known.shape.clone();
                    }
                }
            }
        }
    }

    fn expr(&mut self, expr: &mut Expr) -> Known {
        let known = self.kind(&mut expr.kind);
        expr.known = known.clone();
        known
    }

    fn kind(&mut self, kind: &mut ExprKind) -> Known {
        match kind {
            ExprKind::Name(name) => match self.find(name) {
                Some(variable) => variable.known.clone(),
                None if *name == "PI" => scalar(Element::Float, false),
                None => Known::default(),
            },
            ExprKind::Constant(_) => Known::default(),
            ExprKind::UInt(_) => scalar(Element::UInt, false),
            ExprKind::Float(_) => scalar(Element::Float, false),
            ExprKind::Bit(_) => scalar(Element::Bit, false),
            ExprKind::Call { path, args } => {
                let args: Vec<Known> = args.iter_mut().map(|arg| self.expr(arg)).collect();
                let callee = path
                    .segments
                    .last()
                    .map(|segment| segment.ident.to_string());
                called(&callee.unwrap_or_default(), &args)
            }
            ExprKind::Method { receiver, name } => {
                let receiver = self.expr(receiver);
                if name == "len" {
                    scalar(Element::UInt, false)
                } else {
                    scalar(Element::Float, receiver.measured)
                }
            }
            ExprKind::Element { base, indices } => {
                let base = self.expr(base);
                let index_measured = indices
                    .iter_mut()
                    .fold(false, |any, index| self.expr(index).measured || any);
                Known {
                    shape: match base.shape {
                        Some(Shape::Vector(element)) => Some(Shape::Scalar(element)),
                        Some(Shape::Matrix) => Some(Shape::Scalar(Element::Float)),
                        _ => None,
                    },
                    measured: base.measured || index_measured,
                }
            }
            ExprKind::Unary(UnaryOp::Neg, operand) => self.expr(operand),
            ExprKind::Unary(UnaryOp::Not, operand) => {
                scalar(Element::Bit, self.expr(operand).measured)
            }
            ExprKind::Binary(op, left, right) => {
                let (left, right) = (self.expr(left), self.expr(right));
                let measured = left.measured || right.measured;
                match op {
                    BinaryOp::Add
                    | BinaryOp::Sub
                    | BinaryOp::Mul
                    | BinaryOp::Div
                    | BinaryOp::Rem => Known {
                        shape: left.shape.or(right.shape),
                        measured,
                    },
                    _ => scalar(Element::Bit, measured),
                }
            }
            ExprKind::ToFloat(operand) => scalar(Element::Float, self.expr(operand).measured),
            ExprKind::ToUInt(operand) => {
                let operand = self.expr(operand);
                // That a bit is cast is an error of its own.
                scalar(Element::UInt, operand.measured && !operand.is(Element::Bit))
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => self.branch(condition, then, otherwise.as_mut()),
            ExprKind::Block(block) => self.block(block),
            ExprKind::Tuple(parts) => of(Shape::Tuple(
                parts.iter_mut().map(|part| self.expr(part)).collect(),
            )),
            ExprKind::Field(base, index) => part(&self.expr(base), *index as usize),
        }
    }

    fn branch(
        &mut self,
        condition: &mut Expr,
        then: &mut Block,
        otherwise: Option<&mut Block>,
    ) -> Known {
        let condition = self.expr(condition);
        self.guards += usize::from(condition.measured);
        let before = self.scopes.clone();
        let mut known = self.block(then);
        let after_then = std::mem::replace(&mut self.scopes, before);
        if let Some(otherwise) = otherwise {
            let otherwise = self.block(otherwise);
            known.measured |= otherwise.measured;
            known.shape = known.shape.or(otherwise.shape);
        }
        self.join(&after_then);
        self.guards -= usize::from(condition.measured);
        known.measured |= condition.measured;
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
            shape: None,
            measured: known.measured,
        },
    }
}

/// What the operations that are not gates give.
fn called(callee: &str, args: &[Known]) -> Known {
    use Element::*;
    let like = |argument: &Known, from: Element, to: Element| match &argument.shape {
        Some(Shape::Scalar(element)) if *element == from => Some(Shape::Scalar(to)),
        Some(Shape::Vector(element)) if *element == from => Some(Shape::Vector(to)),
        _ => None,
    };
    let shape = match (callee, args) {
        ("qubit", []) => Some(Shape::Scalar(Qubit)),
        ("qubit_array", [_]) => Some(Shape::Vector(Qubit)),
        ("reset", [q]) => like(q, Qubit, Qubit),
        ("measure", [q]) => like(q, Qubit, Bit),
        ("expval", [_, observable]) => like(observable, Observable, Float),
        _ => None,
    };
    Known {
        shape,
        measured: callee == "measure" && args.len() == 1,
    }
}

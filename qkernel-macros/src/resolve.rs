//! Types, as far as they follow from the kernel's own text, and which bits are certainly measured. What a call of
//! another kernel gives is not known here.

use std::collections::HashMap;

use proc_macro2::Ident;

use crate::model::*;

/// Fills in [`Expr::known`] everywhere.
pub(crate) fn resolve(kernel: &mut Kernel) {
    let mut resolver = Resolver {
        scopes: vec![HashMap::new()],
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

struct Resolver {
    scopes: Vec<HashMap<String, Known>>,
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
                let shape = None;
                self.assign(
                    place,
                    Known {
                        shape,
                        measured: false,
                    },
                );
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
                    // A variable keeps its type.
                    variable.shape = variable.shape.take().or(value.shape);
                }
            }
            Place::Element { index, .. } => {
                self.expr(index);
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
                    known.shape = known.shape.take().or_else(|| other.shape.clone());
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
                Some(known) => known.clone(),
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
                self.expr(receiver);
                let is_length = name == "len";
                scalar(
                    if is_length {
                        Element::UInt
                    } else {
                        Element::Float
                    },
                    false,
                )
            }
            ExprKind::Element { base, indices } => {
                let base = self.expr(base);
                indices.iter_mut().for_each(|index| drop(self.expr(index)));
                Known {
                    shape: match base.shape {
                        Some(Shape::Vector(element)) => Some(Shape::Scalar(element)),
                        Some(Shape::Matrix) => Some(Shape::Scalar(Element::Float)),
                        _ => None,
                    },
                    measured: base.measured,
                }
            }
            ExprKind::Unary(UnaryOp::Neg, operand) => self.expr(operand),
            ExprKind::Unary(UnaryOp::Not, operand) => {
                scalar(Element::Bit, self.expr(operand).measured)
            }
            ExprKind::Binary(op, left, right) => {
                let (left, right) = (self.expr(left), self.expr(right));
                match op {
                    BinaryOp::Add
                    | BinaryOp::Sub
                    | BinaryOp::Mul
                    | BinaryOp::Div
                    | BinaryOp::Rem => Known {
                        shape: left.shape.or(right.shape),
                        measured: false,
                    },
                    // A known bit may decide on its own.
                    BinaryOp::And | BinaryOp::Or => {
                        scalar(Element::Bit, left.measured && right.measured)
                    }
                    _ => scalar(Element::Bit, left.measured || right.measured),
                }
            }
            ExprKind::ToFloat(operand) => {
                self.expr(operand);
                scalar(Element::Float, false)
            }
            ExprKind::ToUInt(operand) => {
                self.expr(operand);
                scalar(Element::UInt, false)
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
        self.expr(condition);
        let before = self.scopes.clone();
        let mut known = self.block(then);
        let after_then = std::mem::replace(&mut self.scopes, before);
        if let Some(otherwise) = otherwise {
            let otherwise = self.block(otherwise);
            known.measured &= otherwise.measured;
            known.shape = known.shape.or(otherwise.shape);
        }
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

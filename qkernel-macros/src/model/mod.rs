//! The circuit subset of Rust as types. Every node keeps the user's span.

mod queries;
mod types;
mod variables;
mod walk;

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, ItemFn, Path, Type, Visibility};

pub(crate) use qkernel_ir::{BinaryFunction, BinaryOp, Element, Order, UnaryOp};
pub(crate) use types::{ErasedType, Inferred, KernelType, MAX_PARTS, Sized};
pub(crate) use variables::{ByVariable, Own, VarId, Variable, VariableKind};
pub(crate) use walk::Visited;

pub(crate) struct Kernel {
    /// The function as the user wrote it.
    pub(crate) function: ItemFn,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    pub(crate) params: Vec<Param>,
    pub(crate) result: KernelType,
    /// The result type's tokens, sizes left out.
    pub(crate) result_tokens: Type,
    pub(crate) body: Block,
    /// Filled in by [`crate::resolve`].
    pub(crate) variables: ByVariable<Variable>,
}

pub(crate) struct Param {
    pub(crate) name: Ident,
    pub(crate) ty: KernelType,
    /// The type's tokens, sizes left out.
    pub(crate) tokens: Type,
}

impl Kernel {
    /// The parameter that a name means, with its index.
    pub(crate) fn parameter(&self, name: &Name) -> Option<(usize, &Param)> {
        let number = name.variable?.number();
        Some((number, self.params.get(number)?))
    }

    /// The parameter whose length an expression is: `q.len()`.
    pub(crate) fn vector_of_length(&self, expr: &Expr) -> Option<(usize, &Param)> {
        match &expr.kind {
            ExprKind::Method { receiver, name, .. } if name == "len" => {
                self.parameter(receiver.name()?)
            }
            _ => None,
        }
    }

    /// Whether a variable occurs in an expression that also occurs in what was refused.
    pub(crate) fn is_doubtful(&self, expr: &Expr) -> bool {
        expr.mentions(&|id| self.variables[id].doubtful)
    }

    /// Whether a parameter occurs in a stated length.
    pub(crate) fn states_size(&self, number: usize) -> bool {
        self.params
            .iter()
            .map(|param| &param.ty)
            .chain([&self.result])
            .any(|ty| {
                ty.sizes()
                    .any(|size| size.mentions(&|id| id.number() == number))
            })
    }

    /// The stated sizes of everything but vectors that are parameters: of matrices, parts of tuples and the result, with
    /// the index of the parameter.
    pub(crate) fn stated(&self) -> Vec<(Option<usize>, Sized<'_>)> {
        let params = self.params.iter().enumerate();
        let params = params.filter(|(_, param)| !matches!(param.ty, KernelType::Vector(..)));
        params
            .map(|(k, param)| (Some(k), &param.ty))
            .chain([(None, &self.result)])
            .flat_map(|(k, ty)| ty.sized().into_iter().map(move |sized| (k, sized)))
            .collect()
    }
}

#[derive(Clone)]
pub(crate) struct Block {
    pub(crate) statements: Vec<Statement>,
    pub(crate) tail: Option<Box<Expr>>,
    /// Filled in by [`crate::resolve`].
    pub(crate) own: Own,
}

/// The method that the last statement of a `while` calls on its condition. No picture and no message shows it.
pub(crate) const AGAIN: &str = "__again";

impl Block {
    pub(crate) fn new(statements: Vec<Statement>, tail: Option<Expr>) -> Self {
        Block {
            statements,
            tail: tail.map(Box::new),
            own: Own::default(),
        }
    }

    /// The body and the condition, where it is what a `while` repeats.
    pub(crate) fn repeated(&self) -> Option<(&Block, &Expr)> {
        let [body, again] = self.statements.as_slice() else {
            return None;
        };
        match (&body.kind, &again.kind) {
            (
                StatementKind::Expr(Expr {
                    kind: ExprKind::Block(body),
                    ..
                }),
                StatementKind::Expr(Expr {
                    kind: ExprKind::Method { receiver, name, .. },
                    ..
                }),
            ) if name == AGAIN => Some((body, receiver)),
            _ => None,
        }
    }
}

#[derive(Clone)]
pub(crate) struct Statement {
    pub(crate) kind: StatementKind,
    pub(crate) span: Span,
}

#[derive(Clone)]
pub(crate) enum StatementKind {
    Let {
        pattern: Pattern,
        /// The type that is stated.
        ty: Option<KernelType>,
        value: Option<Expr>,
    },
    Assign {
        place: Place,
        value: Expr,
    },
    Update {
        place: Place,
        op: BinaryOp,
        value: Expr,
    },
    For(Box<For>),
    Expr(Expr),
    /// What is not in the language.
    Refused {
        /// The variables that it defines.
        binds: Vec<Name>,
        /// All names in it.
        mentions: Vec<Name>,
    },
}

/// A name in the source.
#[derive(Clone)]
pub(crate) struct Name {
    pub(crate) ident: Ident,
    /// The variable that it means, filled in by [`crate::resolve`]; `None` if it is none of the kernel's own.
    pub(crate) variable: Option<VarId>,
}

#[derive(Clone)]
pub(crate) struct For {
    /// `None` for `_`.
    pub(crate) variable: Option<Name>,
    /// Whether the variable was declared `mut`.
    pub(crate) mutable: bool,
    pub(crate) range: Range,
    pub(crate) body: Block,
}

/// The numbers from `start`, which is among them, to `end`, which is not; every `step`-th of them.
#[derive(Clone)]
pub(crate) struct Range {
    pub(crate) start: Option<Expr>,
    pub(crate) end: Expr,
    pub(crate) step: Option<Expr>,
    pub(crate) order: Order,
}

impl Range {
    /// The expressions in it.
    pub(crate) fn bounds(&self) -> impl Iterator<Item = &Expr> {
        [self.start.as_ref(), Some(&self.end), self.step.as_ref()]
            .into_iter()
            .flatten()
    }
}

/// What a case of a `match` takes, and what the only case after it takes, as they are written.
#[derive(Clone)]
pub(crate) struct Cases {
    pub(crate) taken: String,
    pub(crate) other: Option<String>,
}

#[derive(Clone)]
pub(crate) enum Pattern {
    Bind(Name),
    Tuple(Vec<Pattern>),
    Ignore,
}

impl Pattern {
    /// The number of parts, where it is a tuple.
    pub(crate) fn arity(&self) -> Option<usize> {
        match self {
            Pattern::Tuple(parts) => Some(parts.len()),
            _ => None,
        }
    }
}

/// The left side of an assignment.
// Most are elements.
#[allow(clippy::large_enum_variant)]
#[derive(Clone)]
pub(crate) enum Place {
    Variable(Name),
    Element {
        base: Name,
        index: Expr,
        tokens: TokenStream,
        /// What the base certainly holds, filled in by [`crate::resolve`].
        holds: Option<Element>,
    },
    Tuple(Vec<Place>),
    Ignore,
}

impl Place {
    /// The number of parts, where it is a tuple.
    pub(crate) fn arity(&self) -> Option<usize> {
        match self {
            Place::Tuple(parts) => Some(parts.len()),
            _ => None,
        }
    }
}

#[derive(Clone)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    /// The user's tokens, for spans and spelling.
    pub(crate) tokens: TokenStream,
    /// Filled in by [`crate::resolve`].
    pub(crate) inferred: Inferred,
}

#[derive(Clone)]
pub(crate) enum ExprKind {
    /// A variable, or a constant of the surrounding crate.
    Name(Name),
    Constant(Path),
    UInt(u64),
    Float(f64),
    Bit(bool),
    Call {
        callee: Callee,
        args: Vec<Expr>,
    },
    /// A kernel that is called under modifiers, outermost first: `power(control(k), n)(c, q)`.
    Modified {
        modifiers: Vec<Modifier>,
        callee: Callee,
        args: Vec<Expr>,
    },
    /// `q.len()`, or a function of numbers.
    Method {
        receiver: Box<Expr>,
        name: Ident,
        args: Vec<Expr>,
    },
    Element {
        base: Box<Expr>,
        indices: Vec<Expr>,
    },
    Unary(UnaryOp, Box<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    ToFloat(Box<Expr>),
    /// `n as UInt`, of what is a `UInt` already.
    ToUInt(Box<Expr>),
    /// `.clone()` or `.into()` of an observable, with the method's name: in the graph the same observable.
    Same(Box<Expr>, Ident),
    If {
        condition: Box<Expr>,
        then: Block,
        otherwise: Option<Block>,
        /// Where it is a case of a `match`.
        cases: Option<Cases>,
    },
    Block(Block),
    Tuple(Vec<Expr>),
    Field(Box<Expr>, u32),
}

/// What is called.
#[derive(Clone)]
pub(crate) struct Callee {
    pub(crate) path: Path,
    /// The variable that has this name, and hides any kernel of it; filled in by [`crate::resolve`].
    pub(crate) variable: Option<VarId>,
}

#[derive(Clone)]
pub(crate) struct Modifier {
    pub(crate) path: Path,
    /// The arguments after the kernel: the count of a power.
    pub(crate) counts: Vec<Expr>,
}

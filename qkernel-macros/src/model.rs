//! The circuit subset of Rust as types. Every node keeps the user's span.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, ItemFn, Path, Type, Visibility};

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
}

pub(crate) struct Param {
    pub(crate) name: Ident,
    pub(crate) ty: KernelType,
    /// The type's tokens, sizes left out.
    pub(crate) tokens: Type,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    Qubit,
    Bit,
    UInt,
    Float,
    Observable,
}

#[derive(Clone)]
pub(crate) enum KernelType {
    Scalar(Element),
    Vector(Element, Option<Expr>),
    Matrix(Element),
    Tuple(Vec<KernelType>),
}

impl KernelType {
    pub(crate) fn any(&self, holds: &impl Fn(Element) -> bool) -> bool {
        match self {
            KernelType::Scalar(element)
            | KernelType::Vector(element, _)
            | KernelType::Matrix(element) => holds(*element),
            KernelType::Tuple(types) => types.iter().any(|ty| ty.any(holds)),
        }
    }

    pub(crate) fn has_qubits(&self) -> bool {
        self.any(&|element| element == Element::Qubit)
    }

    /// Whether a parameter of this type is a field of the kernel's struct.
    pub(crate) fn is_bound(&self) -> bool {
        match self {
            KernelType::Scalar(e) | KernelType::Vector(e, _) => {
                matches!(e, Element::UInt | Element::Bit | Element::Observable)
            }
            _ => false,
        }
    }

    /// Whether a parameter of this type is an argument of each run.
    pub(crate) fn is_free(&self) -> bool {
        matches!(
            self,
            KernelType::Scalar(Element::Float)
                | KernelType::Vector(Element::Float, _)
                | KernelType::Matrix(_)
        )
    }
}

#[derive(Clone)]
pub(crate) struct Block {
    pub(crate) statements: Vec<Statement>,
    pub(crate) tail: Option<Box<Expr>>,
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
    For(For),
    Expr(Expr),
}

#[derive(Clone)]
pub(crate) struct For {
    /// `None` for `_`.
    pub(crate) variable: Option<Ident>,
    /// Whether the variable was declared `mut`.
    pub(crate) mutable: bool,
    pub(crate) range: Range,
    pub(crate) body: Block,
}

#[derive(Clone)]
pub(crate) struct Range {
    pub(crate) start: Option<Expr>,
    pub(crate) end: Expr,
    pub(crate) step: Option<Expr>,
    /// Whether the step was written with a minus.
    pub(crate) down: bool,
}

impl Range {
    /// The expressions in it, in the order of the source.
    pub(crate) fn bounds(&self) -> impl Iterator<Item = &Expr> {
        [self.start.as_ref(), Some(&self.end), self.step.as_ref()]
            .into_iter()
            .flatten()
    }
}

#[derive(Clone)]
pub(crate) enum Pattern {
    Bind(Ident),
    Tuple(Vec<Pattern>),
    Ignore,
}

/// The left side of an assignment.
#[derive(Clone)]
pub(crate) enum Place {
    Variable(Ident),
    Element {
        base: Ident,
        index: Expr,
        tokens: TokenStream,
    },
    Tuple(Vec<Place>),
    Ignore,
}

#[derive(Clone)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    /// The user's tokens, for spans and spelling.
    pub(crate) tokens: TokenStream,
    /// Filled in by [`crate::resolve`].
    pub(crate) known: Known,
}

/// What the macro can tell of a value without rustc.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Known {
    /// The type; `None` for what another kernel gives, and for constants of the surrounding crate.
    pub(crate) shape: Option<Shape>,
    /// Whether the value is certainly made of outcomes of measurements.
    pub(crate) measured: bool,
}

/// A type without sizes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Scalar(Element),
    Vector(Element),
    Matrix,
    Tuple(Vec<Known>),
}

impl Known {
    pub(crate) fn is(&self, element: Element) -> bool {
        self.shape == Some(Shape::Scalar(element))
    }

    /// Whether it certainly holds no qubit.
    pub(crate) fn has_no_qubits(&self) -> bool {
        match &self.shape {
            Some(Shape::Scalar(element) | Shape::Vector(element)) => *element != Element::Qubit,
            Some(Shape::Matrix) => true,
            Some(Shape::Tuple(parts)) => parts.iter().all(Known::has_no_qubits),
            None => false,
        }
    }
}

impl Expr {
    /// The expression in the user's spelling.
    pub(crate) fn text(&self) -> String {
        crate::spell::expr(&self.tokens)
    }

    /// The first token.
    pub(crate) fn span(&self) -> Span {
        self.tokens
            .clone()
            .into_iter()
            .next()
            .map_or_else(Span::call_site, |token| token.span())
    }

    /// The variable's name, where the expression is one.
    pub(crate) fn name(&self) -> Option<&Ident> {
        match &self.kind {
            ExprKind::Name(name) => Some(name),
            _ => None,
        }
    }
}

#[derive(Clone)]
pub(crate) enum ExprKind {
    /// A variable, or a constant of the surrounding crate.
    Name(Ident),
    Constant(Path),
    UInt(u64),
    Float(f64),
    Bit(bool),
    Call {
        path: Path,
        args: Vec<Expr>,
    },
    Method {
        receiver: Box<Expr>,
        name: Ident,
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
    If {
        condition: Box<Expr>,
        then: Block,
        otherwise: Option<Block>,
    },
    Block(Block),
    Tuple(Vec<Expr>),
    Field(Box<Expr>, u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnaryOp {
    Neg,
    Not,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    And,
    Or,
    Xor,
}

impl Expr {
    /// The expressions directly inside, but those in blocks.
    pub(crate) fn children(&self) -> Box<dyn Iterator<Item = &Expr> + '_> {
        match &self.kind {
            ExprKind::Call { args, .. } | ExprKind::Tuple(args) => Box::new(args.iter()),
            ExprKind::Element { base, indices } => {
                Box::new(std::iter::once(&**base).chain(indices))
            }
            ExprKind::Binary(_, left, right) => Box::new([&**left, &**right].into_iter()),
            ExprKind::Method {
                receiver: inner, ..
            }
            | ExprKind::Unary(_, inner)
            | ExprKind::ToFloat(inner)
            | ExprKind::ToUInt(inner)
            | ExprKind::Field(inner, _)
            | ExprKind::If {
                condition: inner, ..
            } => Box::new(std::iter::once(&**inner)),
            ExprKind::Name(_)
            | ExprKind::Constant(_)
            | ExprKind::UInt(_)
            | ExprKind::Float(_)
            | ExprKind::Bit(_)
            | ExprKind::Block(_) => Box::new(std::iter::empty()),
        }
    }
}

impl Expr {
    /// The blocks directly inside.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block> {
        let (first, second) = match &self.kind {
            ExprKind::If {
                then, otherwise, ..
            } => (Some(then), otherwise.as_ref()),
            ExprKind::Block(block) => (Some(block), None),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }
}

impl Expr {
    /// Whether computing it can be refused: an index, a difference of sizes, a call.
    pub(crate) fn may_fail(&self) -> bool {
        match &self.kind {
            ExprKind::Name(_)
            | ExprKind::Constant(_)
            | ExprKind::UInt(_)
            | ExprKind::Float(_)
            | ExprKind::Bit(_) => false,
            ExprKind::Unary(..) | ExprKind::ToFloat(_) | ExprKind::ToUInt(_) => {
                self.children().any(Expr::may_fail)
            }
            ExprKind::Binary(op, ..) => {
                use BinaryOp::*;
                !matches!(op, Eq | Ne | Lt | Le | Gt | Ge | And | Or | Xor)
                    || self.children().any(Expr::may_fail)
            }
            _ => true,
        }
    }
}

impl Expr {
    /// Whether an index is one that can be compared with a length: a formula over sizes.
    pub(crate) fn may_leave_range(&self) -> bool {
        match &self.kind {
            ExprKind::UInt(_) | ExprKind::Name(_) => true,
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, ..) => {
                self.children().all(Expr::may_leave_range)
            }
            ExprKind::ToUInt(inner) => inner.may_leave_range(),
            ExprKind::Method { name, .. } => name == "len",
            _ => false,
        }
    }
}

impl Kernel {
    /// Whether a parameter stands in a declared length.
    pub(crate) fn states_size(&self, name: &Ident) -> bool {
        self.params
            .iter()
            .map(|param| &param.ty)
            .chain([&self.result])
            .any(|ty| match ty {
                KernelType::Vector(_, Some(size)) => size.mentions(name),
                _ => false,
            })
    }
}

impl Expr {
    fn mentions(&self, name: &Ident) -> bool {
        self.name() == Some(name) || self.children().any(|child| child.mentions(name))
    }
}

//! Statements and expressions as they are written. Names are parts of the text.

use std::rc::Rc;

use crate::program::Operation;

/// An expression with its place in the text.
#[derive(Debug)]
pub(super) struct Expr<'t> {
    pub(super) kind: ExprKind<'t>,
    pub(super) at: usize,
}

#[derive(Debug)]
pub(super) enum ExprKind<'t> {
    Int(i128),
    Float(f64),
    Bool(bool),
    /// The most significant bit first.
    Bits(&'t str),
    Time,
    Name(&'t str),
    /// `$3`
    Physical(&'t str),
    /// `-`, `!` or `~`.
    Unary(&'static str, Box<Expr<'t>>),
    /// Operators of one precedence, from left to right.
    Chain(Box<Expr<'t>>, Vec<(&'static str, Expr<'t>)>),
    Call(&'t str, Vec<Expr<'t>>),
    Index(Box<Expr<'t>>, Vec<Item<'t>>),
    Cast(Type<'t>, Box<Expr<'t>>),
    Measure(Box<Expr<'t>>),
    /// `{1, 2, 3}`
    Set(Vec<Expr<'t>>),
}

/// What is between the brackets of an index, or what a loop runs over.
#[derive(Debug)]
pub(super) enum Item<'t> {
    One(Expr<'t>),
    Range {
        start: Option<Expr<'t>>,
        step: Option<Expr<'t>>,
        stop: Option<Expr<'t>>,
    },
    Set(Vec<Expr<'t>>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Bit,
    Bool,
    Int,
    Uint,
    Float,
    Angle,
}

impl Base {
    pub(super) fn named(word: &str) -> Option<Base> {
        Some(match word {
            "bit" => Base::Bit,
            "bool" => Base::Bool,
            "int" => Base::Int,
            "uint" => Base::Uint,
            "float" => Base::Float,
            "angle" => Base::Angle,
            _ => return None,
        })
    }
}

/// The type of a number or of bits, and how many bits it has, if that is stated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scalar {
    pub(super) base: Base,
    pub(super) size: Option<usize>,
}

impl Scalar {
    pub(super) const BOOL: Scalar = Scalar::new(Base::Bool, None);

    pub(super) const fn new(base: Base, size: Option<usize>) -> Scalar {
        Scalar { base, size }
    }

    pub(super) fn is_bits(self) -> bool {
        matches!(self.base, Base::Bit | Base::Bool)
    }
}

/// A classical type, `uint[8]`.
#[derive(Debug)]
pub(super) struct Type<'t> {
    pub(super) base: Base,
    pub(super) size: Option<Box<Expr<'t>>>,
    /// `array[type, length]`
    pub(super) length: Option<Box<Expr<'t>>>,
}

#[derive(Debug)]
pub(super) enum Modifier<'t> {
    /// Controls that have to be 1 (`ctrl`) or 0, and how many.
    Control {
        positive: bool,
        count: Option<Expr<'t>>,
    },
    Inverse,
    Power(Expr<'t>),
}

/// A gate or a subroutine.
#[derive(Debug)]
pub(super) struct Definition<'t> {
    pub(super) name: &'t str,
    /// The angles of a gate.
    pub(super) angles: Vec<&'t str>,
    /// The qubits of a gate.
    pub(super) qubits: Vec<&'t str>,
    /// The parameters of a subroutine.
    pub(super) parameters: Vec<(&'t str, Parameter<'t>)>,
    pub(super) returns: Option<Type<'t>>,
    /// Declared without a body.
    pub(super) opaque: bool,
    pub(super) body: Vec<Statement<'t>>,
}

#[derive(Debug)]
pub(super) enum Parameter<'t> {
    Qubits(Option<Expr<'t>>),
    Classical(Type<'t>),
}

/// How values are bound to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Variable,
    Constant,
    Input,
    Output,
}

#[derive(Debug)]
pub(super) struct Statement<'t> {
    pub(super) kind: StatementKind<'t>,
    pub(super) at: usize,
}

/// The body of a loop.
#[derive(Debug)]
pub(super) struct Body<'t> {
    pub(super) statements: Vec<Statement<'t>>,
    /// Whether there is a `break` or `continue` of this loop.
    pub(super) leaves: bool,
}

#[derive(Debug)]
pub(super) enum StatementKind<'t> {
    Qubits(&'t str, Option<Expr<'t>>),
    Declare {
        role: Role,
        ty: Type<'t>,
        name: &'t str,
        value: Option<Expr<'t>>,
    },
    Duration(&'t str),
    Alias(&'t str, Expr<'t>),
    Gate(Rc<Definition<'t>>),
    Def(Rc<Definition<'t>>),
    Apply {
        modifiers: Vec<Modifier<'t>>,
        name: &'t str,
        /// The place of the name.
        name_at: usize,
        angles: Vec<Expr<'t>>,
        qubits: Vec<Expr<'t>>,
    },
    /// `target = value`, `target += value`
    Assign {
        target: Expr<'t>,
        op: Option<&'static str>,
        value: Expr<'t>,
    },
    /// A call or a measurement whose value is not kept.
    Value(Expr<'t>),
    /// Something that is done to each qubit.
    Operation(Operation, Expr<'t>),
    Barrier(Vec<Expr<'t>>),
    If(Expr<'t>, Vec<Statement<'t>>, Vec<Statement<'t>>),
    For {
        ty: Type<'t>,
        name: &'t str,
        over: Item<'t>,
        body: Body<'t>,
    },
    While {
        condition: Expr<'t>,
        body: Body<'t>,
        /// Whether what comes before it is its first round.
        repeats: bool,
    },
    Switch {
        value: Expr<'t>,
        cases: Vec<(Vec<Expr<'t>>, Vec<Statement<'t>>)>,
        default: Vec<Statement<'t>>,
    },
    Block(Vec<Statement<'t>>),
    Return(Option<Expr<'t>>),
    Break,
    Continue,
    End,
}

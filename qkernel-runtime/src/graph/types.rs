pub use qkernel_ir::{BinaryOp, Element, Loc, Offset, Order, UnaryOp, ValueId};

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Type {
    /// One element.
    Scalar(Element),
    /// A vector or a register.
    Vector(Element),
    /// Rows and columns of numbers.
    Matrix(Element),
    /// One element or a vector of them: parameters of `measure`, `reset`, `discard`, `expval`.
    Either(Element),
    /// Several values.
    Tuple(&'static [Type]),
    /// Not inferred yet; never in a finished graph.
    Unknown,
}

impl Type {
    /// Whether a parameter of this type is an argument of runs, and not bound.
    pub(crate) const fn is_free(self) -> bool {
        matches!(
            self,
            Type::Scalar(Element::Float) | Type::Vector(Element::Float) | Type::Matrix(_)
        )
    }
}

/// A parameter of a kernel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub ty: Type,
    /// The length that was stated for a vector, `Vector<T, { size }>`. Other stated sizes are in [`Signature::stated`].
    pub size: Option<Size>,
    /// Where it is declared: [`Graph::loc`](super::Graph::loc) gives the place.
    pub loc: Offset,
}

/// A stated size: an expression over the kernel's `UInt` parameters and the lengths of its vectors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// As the user wrote it.
    pub text: &'static str,
    /// The expression.
    pub value: SizeExpr,
}

/// The expression of a [`Size`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SizeExpr {
    /// A number.
    Constant(u64),
    /// The value of the parameter with this index.
    Param(u32),
    /// The length of the parameter with this index.
    Length(u32),
    /// An operation on two numbers.
    Binary(BinaryOp, &'static SizeExpr, &'static SizeExpr),
}

/// Sizes that are stated for something else than a vector that is a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stated {
    /// The index of the parameter; `None` for the result.
    pub param: Option<u32>,
    /// The fields that lead to the part of it that has these sizes.
    pub fields: &'static [u32],
    /// What is stated.
    pub sizes: Sizes,
}

/// The stated sizes of a vector or a matrix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sizes {
    /// `Vector<T, { length }>`
    Vector(Size),
    /// `Matrix<T, { rows }, { columns }>`
    Matrix(Size, Size),
}

/// What a kernel takes and gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signature {
    /// The kernel's name.
    pub name: &'static str,
    /// The parameters, in order.
    pub params: &'static [Param],
    /// The result: a tuple for several, an empty tuple for none.
    pub result: Type,
    /// The stated sizes of matrices, of parts of tuples and of the result.
    pub stated: &'static [Stated],
    /// Where the kernel is declared.
    pub loc: Loc,
}

/// A number that the source states.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Constant {
    /// A `UInt`.
    UInt(u64),
    /// A `Float`.
    Float(f64),
    /// A `Bit`.
    Bit(bool),
}

/// A change to a kernel that is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Modifier {
    /// Applied where one more qubit is |1>.
    Control,
    /// Undone.
    Inverse,
    /// Applied several times.
    Power,
}

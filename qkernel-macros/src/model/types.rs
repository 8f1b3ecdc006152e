//! Types, as the signature states them and as far as the body's are known.

use super::{Element, Expr};

/// How many parts a tuple has at most.
pub(crate) const MAX_PARTS: u32 = 16;

#[derive(Clone)]
pub(crate) enum KernelType {
    Scalar(Element),
    /// With the length that is stated.
    Vector(Element, Option<Expr>),
    /// With the rows and columns that are stated.
    Matrix(Element, Option<Box<[Expr; 2]>>),
    Tuple(Vec<KernelType>),
}

/// A value with stated sizes: the fields that lead to it, and the length, or rows and columns.
pub(crate) struct Sized<'a> {
    pub(crate) fields: Vec<u32>,
    pub(crate) sizes: &'a [Expr],
}

impl KernelType {
    pub(crate) fn any(&self, holds: &impl Fn(Element) -> bool) -> bool {
        match self {
            KernelType::Scalar(element)
            | KernelType::Vector(element, _)
            | KernelType::Matrix(element, _) => holds(*element),
            KernelType::Tuple(types) => types.iter().any(|ty| ty.any(holds)),
        }
    }

    /// The parts that have stated sizes.
    pub(crate) fn sized(&self) -> Vec<Sized<'_>> {
        let sizes = match self {
            KernelType::Vector(_, Some(length)) => std::slice::from_ref(length),
            KernelType::Matrix(_, Some(sizes)) => sizes.as_slice(),
            KernelType::Tuple(parts) => {
                let parts = (0..).zip(parts).flat_map(|(k, part)| {
                    part.sized().into_iter().map(move |mut sized| {
                        sized.fields.insert(0, k);
                        sized
                    })
                });
                return parts.collect();
            }
            _ => return Vec::new(),
        };
        let fields = Vec::new();
        vec![Sized { fields, sizes }]
    }

    /// All sizes that are stated in it.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = &Expr> {
        self.sized().into_iter().flat_map(|sized| sized.sizes)
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
                | KernelType::Matrix(..)
        )
    }
}

/// What the macro can tell of a value without rustc.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Inferred {
    /// The type; `None` for what another kernel gives, and for constants of the surrounding crate.
    pub(crate) ty: Option<ErasedType>,
    /// Whether the value is certainly made of outcomes of measurements.
    pub(crate) measured: bool,
    /// Whether it is certainly a number that only a run knows.
    pub(crate) late: bool,
}

/// A type without sizes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ErasedType {
    Scalar(Element),
    Vector(Element),
    Matrix,
    Tuple(Vec<Inferred>),
}

impl Inferred {
    /// Of two values of which this may be one or the other: what both agree on is certain.
    pub(crate) fn join(&mut self, other: Inferred) {
        self.measured &= other.measured;
        self.late &= other.late;
        self.ty = self.ty.take().or(other.ty);
    }

    pub(crate) fn is(&self, element: Element) -> bool {
        self.ty == Some(ErasedType::Scalar(element))
    }

    /// Whether it certainly holds no qubit.
    pub(crate) fn has_no_qubits(&self) -> bool {
        match &self.ty {
            Some(ErasedType::Scalar(element) | ErasedType::Vector(element)) => {
                *element != Element::Qubit
            }
            Some(ErasedType::Matrix) => true,
            Some(ErasedType::Tuple(parts)) => parts.iter().all(Inferred::has_no_qubits),
            None => false,
        }
    }
}

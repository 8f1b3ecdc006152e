//! Stated sizes in plain calls: what [`compile`](crate::circuit::Compile::compile) refuses, a plain call refuses, too.

use crate::graph::{Axis, Of, Signature, Size, SizeExpr};
use crate::types::{Element, Matrix, UInt, Vector};

/// What stated sizes are made of and compared with.
#[derive(Clone, Copy, Debug)]
pub enum Extent {
    /// Nothing that a size depends on.
    None,
    /// The value of a number.
    Number(usize),
    /// The length of a vector.
    Length(usize),
    /// The rows and columns of a matrix.
    Shape(usize, usize),
}

impl Extent {
    fn along(self, axis: Axis) -> Option<usize> {
        match (self, axis) {
            (Extent::Length(count), Axis::Length)
            | (Extent::Shape(count, _), Axis::Rows)
            | (Extent::Shape(_, count), Axis::Columns) => Some(count),
            _ => None,
        }
    }
}

/// A value that stated sizes are made of or compared with.
pub trait Extended {
    /// Its extent.
    fn extent(&self) -> Extent;
}

impl Extended for UInt {
    fn extent(&self) -> Extent {
        Extent::Number(*self)
    }
}

impl<T: Element> Extended for Vector<T> {
    fn extent(&self) -> Extent {
        Extent::Length(self.len())
    }
}

impl<T: Element<Items = &'static [T]>> Extended for Matrix<T> {
    fn extent(&self) -> Extent {
        Extent::Shape(self.rows(), self.columns())
    }
}

/// The arguments of a plain call.
pub struct Call<'a> {
    /// Of the kernel that is called.
    pub signature: &'static Signature,
    /// By parameter.
    pub extents: &'a [Extent],
}

impl Call<'_> {
    /// Asserts that every vector has the length that is stated for it.
    #[track_caller]
    pub fn check_params(&self) {
        for (k, param) in self.signature.params.iter().enumerate() {
            if let (Some(size), Extent::Length(found)) = (&param.size, self.extents[k]) {
                self.check(self.signature.param(k), size, Axis::Length, found);
            }
        }
    }

    /// Asserts that something else has the sizes that are stated for it: `number` is its place in the list of these.
    #[track_caller]
    pub fn check_stated(&self, number: usize, value: &impl Extended) {
        let stated = &self.signature.stated[number];
        for (axis, size) in stated.axes() {
            if let Some(found) = value.extent().along(axis) {
                self.check(stated.of(self.signature), size, axis, found);
            }
        }
    }

    #[track_caller]
    fn check(&self, of: Of<'_>, size: &Size, axis: Axis, found: usize) {
        let number = |k: u32| match self.extents.get(k as usize) {
            Some(Extent::Number(value) | Extent::Length(value)) => Some(*value),
            _ => None,
        };
        let mut read = |leaf| match leaf {
            SizeExpr::Constant(value) => usize::try_from(value).ok(),
            SizeExpr::Param(k) | SizeExpr::Length(k) => number(k),
            SizeExpr::Binary(..) => None,
        };
        let expected = size
            .value
            .run(&mut read, &mut |op, left, right| op.of_sizes(left, right));
        match expected {
            Some(expected) if expected == found => {}
            Some(expected) => panic!("{}", size.differs(of, axis, found, expected).as_str()),
            None => {
                let known = |extent: &Extent| match extent {
                    Extent::Number(value) => i64::try_from(*value).ok(),
                    _ => None,
                };
                let known: Vec<_> = self.extents.iter().map(known).collect();
                panic!("{}", size.impossible(of, self.signature, &known).as_str())
            }
        }
    }
}

//! Stated sizes where all numbers are known, and the messages about sizes that do not fit.

use super::{BinaryOp, Signature, Size, SizeExpr, Sizes, Stated, Text, Type};
use qkernel_ir::each;

impl SizeExpr {
    /// Its value as any kind of number: `read` gives those of constants and parameters, `apply` computes with them.
    pub(crate) fn run<T>(
        self,
        read: &mut impl FnMut(SizeExpr) -> Option<T>,
        apply: &mut impl FnMut(BinaryOp, T, T) -> Option<T>,
    ) -> Option<T> {
        match self {
            SizeExpr::Binary(op, left, right) => {
                let (left, right) = (left.run(read, apply)?, right.run(read, apply)?);
                apply(op, left, right)
            }
            _ => read(self),
        }
    }
}

impl Size {
    /// The message where it has no value. `known` are the values of the sizes, by parameter.
    pub(crate) const fn impossible(
        &self,
        of: Of<'_>,
        signature: &Signature,
        known: &[Option<i64>],
    ) -> Text {
        let text = of
            .write(Text::new("[QK0080] "))
            .with(" cannot have the length `")
            .with(self.text);
        let mut text = text.with("`: it is negative, too large or a division by zero (");
        let mut separator = "";
        each!(k, 0..known.len(), {
            if let Some(value) = known[k] {
                text = text
                    .with(separator)
                    .with(signature.params[k].name)
                    .with(" = ")
                    .with_number(value as u64);
                separator = ", ";
            }
        });
        text.with(")")
    }

    /// The message where `of` has another number of something than is stated.
    pub(crate) const fn differs(
        &self,
        of: Of<'_>,
        axis: Axis,
        found: usize,
        expected: usize,
    ) -> Text {
        let text = axis.count(of.write(Text::new("[QK0078] ")).with(" has "), found);
        let text = text.with(", but `").with(of.kernel);
        let text = text.with(if of.param.is_none() {
            "` states "
        } else {
            "` needs "
        });
        let text = match axis {
            Axis::Length => text.with_number(expected as u64),
            _ => axis.count(text, expected),
        };
        text.with(" (`").with(self.text).with("`)")
    }

    /// The message where an argument without a size was used beyond the one that is stated now.
    pub(crate) const fn used_before(
        &self,
        of: Of<'_>,
        axis: Axis,
        used: usize,
        expected: usize,
    ) -> Text {
        let last = match axis {
            Axis::Length => "index ",
            Axis::Rows => "row ",
            Axis::Columns => "column ",
        };
        let text = of
            .write(Text::new("[QK0078] "))
            .with(" was used up to ")
            .with(last);
        let text = text
            .with_number(used as u64 - 1)
            .with(" before, but `")
            .with(of.kernel)
            .with("` needs ");
        axis.count(text, expected)
            .with(" (`")
            .with(self.text)
            .with("`)")
    }
}

/// What a size counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Axis {
    Length,
    Rows,
    Columns,
}

impl Axis {
    const fn count(self, text: Text, count: usize) -> Text {
        match (self, count) {
            (Axis::Length, _) => text.with("length ").with_number(count as u64),
            (Axis::Rows, 1) => text.with("1 row"),
            (Axis::Rows, _) => text.with_number(count as u64).with(" rows"),
            (Axis::Columns, 1) => text.with("1 column"),
            (Axis::Columns, _) => text.with_number(count as u64).with(" columns"),
        }
    }
}

/// What a size is of.
#[derive(Clone, Copy)]
pub(crate) struct Of<'a> {
    kernel: &'a str,
    /// The parameter's name; `None` for the result.
    pub(crate) param: Option<&'a str>,
    /// The fields that lead to the part of it.
    fields: &'a [u32],
}

impl Of<'_> {
    /// As messages call it.
    pub(crate) const fn write(self, text: Text) -> Text {
        let mut text = match (self.param, self.fields) {
            (None, []) => return text.with("the result"),
            (None, _) => text.with("`"),
            (Some(name), _) => text.with("`").with(name),
        };
        each!(k, 0..self.fields.len(), {
            text = text.with(".").with_number(self.fields[k] as u64);
        });
        text.with(if self.param.is_none() {
            "` of the result"
        } else {
            "`"
        })
    }
}

impl Signature {
    /// A parameter that is a vector of a stated length.
    pub(crate) const fn param(&self, k: usize) -> Of<'_> {
        Of {
            kernel: self.name,
            param: Some(self.params[k].name),
            fields: &[],
        }
    }
}

impl Stated {
    pub(crate) const fn of<'a>(&self, signature: &'a Signature) -> Of<'a> {
        Of {
            kernel: signature.name,
            param: match self.param {
                Some(k) => Some(signature.params[k as usize].name),
                None => None,
            },
            fields: self.fields,
        }
    }

    /// The number of the yielded value that it is of where it is of a result of this type, and the fields that lead on from
    /// there.
    pub(crate) const fn yielded(&self, result: &Type) -> (usize, &'static [u32]) {
        match (self.fields, result) {
            ([first, fields @ ..], Type::Tuple(_)) => (*first as usize, fields),
            (fields, _) => (0, fields),
        }
    }

    /// Its sizes and what they count.
    pub(crate) fn axes(&self) -> impl Iterator<Item = (Axis, &Size)> {
        let axes = match &self.sizes {
            Sizes::Vector(length) => [Some((Axis::Length, length)), None],
            Sizes::Matrix(rows, columns) => {
                [Some((Axis::Rows, rows)), Some((Axis::Columns, columns))]
            }
        };
        axes.into_iter().flatten()
    }
}

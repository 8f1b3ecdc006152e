//! Declared sizes where all numbers are known, and the messages about sizes that do not fit.

use super::{Signature, Size, SizeOp, Sizes, Stated, Type};

impl Size {
    /// The size; `None` where it is negative, too large or divides by zero. `number` gives the numbers that it is made of.
    pub(crate) fn value<E>(
        &self,
        mut number: impl FnMut(SizeOp) -> Result<Option<usize>, E>,
    ) -> Result<Option<usize>, E> {
        let mut stack: Vec<usize> = Vec::new();
        for step in self.code {
            let value = match *step {
                SizeOp::Constant(value) => usize::try_from(value).ok(),
                SizeOp::Binary(op) => {
                    let (right, left) = (stack.pop(), stack.pop());
                    left.zip(right)
                        .and_then(|(left, right)| op.of_sizes(left, right))
                }
                step @ (SizeOp::Param(_) | SizeOp::Length(_)) => number(step)?,
            };
            match value {
                Some(value) => stack.push(value),
                None => return Ok(None),
            }
        }
        Ok(stack.pop())
    }

    /// The message where it has no value. `known` are the values of the sizes, by parameter.
    pub(crate) fn impossible(
        &self,
        of: &Of<'_>,
        signature: &Signature,
        known: impl Fn(usize) -> Option<usize>,
    ) -> String {
        let known: Vec<String> = (signature.params.iter().enumerate())
            .filter_map(|(k, param)| Some(format!("{} = {}", param.name, known(k)?)))
            .collect();
        format!(
            "[QK0080] {} cannot have the length `{}`: it is negative, too large or a division by zero ({})",
            of.name,
            self.text,
            known.join(", ")
        )
    }

    /// The message where `of` has another number of something than is declared.
    pub(crate) fn differs(&self, of: &Of<'_>, axis: Axis, found: usize, expected: usize) -> String {
        let needed = match axis {
            Axis::Length => expected.to_string(),
            _ => axis.count(expected),
        };
        let verb = if of.is_result { "states" } else { "needs" };
        format!(
            "[QK0078] {} has {}, but `{}` {verb} {needed} (`{}`)",
            of.name,
            axis.count(found),
            of.kernel,
            self.text
        )
    }

    /// The message where an argument without a size was used beyond the one that is declared now.
    pub(crate) fn used_before(
        &self,
        of: &Of<'_>,
        axis: Axis,
        used: usize,
        expected: usize,
    ) -> String {
        let last = match axis {
            Axis::Length => "index",
            Axis::Rows => "row",
            Axis::Columns => "column",
        };
        format!(
            "[QK0078] {} was used up to {last} {} before, but `{}` needs {} (`{}`)",
            of.name,
            used - 1,
            of.kernel,
            axis.count(expected),
            self.text
        )
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
    fn count(self, count: usize) -> String {
        match (self, count) {
            (Axis::Length, count) => format!("length {count}"),
            (Axis::Rows, 1) => "1 row".into(),
            (Axis::Rows, count) => format!("{count} rows"),
            (Axis::Columns, 1) => "1 column".into(),
            (Axis::Columns, count) => format!("{count} columns"),
        }
    }
}

/// What a size is of.
pub(crate) struct Of<'a> {
    pub(crate) kernel: &'a str,
    /// As messages call it.
    pub(crate) name: String,
    pub(crate) is_result: bool,
}

impl Signature {
    /// A parameter that is a vector of a declared length.
    pub(crate) fn param(&self, k: usize) -> Of<'_> {
        Of {
            kernel: self.name,
            name: format!("`{}`", self.params[k].name),
            is_result: false,
        }
    }
}

impl Stated {
    pub(crate) fn of<'a>(&self, signature: &'a Signature) -> Of<'a> {
        let fields: String = self.fields.iter().map(|k| format!(".{k}")).collect();
        Of {
            kernel: signature.name,
            name: match (self.param, fields.as_str()) {
                (Some(k), _) => format!("`{}{fields}`", signature.params[k as usize].name),
                (None, "") => "the result".into(),
                (None, _) => format!("`{fields}` of the result"),
            },
            is_result: self.param.is_none(),
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

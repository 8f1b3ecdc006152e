//! Arguments on their way into flat numbers.

use super::batch::BatchNumbers;
use super::column::Column;
use super::numbers::Numbers;
use crate::error::Error;
use crate::plural::counted;
use crate::program::{Argument, Shape};

/// Takes the numbers of one argument after the other, and checks that they fit.
#[derive(Debug)]
pub struct Sink<'a> {
    kernel: &'a str,
    arguments: &'a [Argument],
    numbers: Vec<f64>,
    /// For each argument that was written, where it ends, and whether it has one row per sample.
    ends: Vec<(usize, bool)>,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(kernel: &'a str, arguments: &'a [Argument]) -> Sink<'a> {
        Sink {
            kernel,
            arguments,
            numbers: Vec::with_capacity(
                arguments.iter().map(|argument| argument.shape.len()).sum(),
            ),
            ends: Vec::with_capacity(arguments.len()),
        }
    }

    /// All numbers.
    pub(crate) fn into_numbers(self) -> Vec<f64> {
        self.numbers
    }

    /// The numbers of each argument.
    pub(crate) fn columns(&self) -> Vec<Column<'_>> {
        let mut start = 0;
        let column = |&(end, each): &(usize, bool)| {
            let numbers = &self.numbers[start..end];
            start = end;
            if each {
                Column::Each(numbers)
            } else {
                Column::Shared(numbers)
            }
        };
        self.ends.iter().map(column).collect()
    }

    /// Takes the next argument of a run.
    pub(super) fn push<T>(&mut self, argument: &impl Numbers<T>) -> Result<(), Error> {
        self.take(
            false,
            |shape| argument.fits(shape),
            |out| argument.write(out),
        )
    }

    /// Takes the next argument of a batch.
    pub(super) fn push_batch<T, N: BatchNumbers<T>>(&mut self, argument: &N) -> Result<(), Error> {
        self.take(
            N::EACH,
            |shape| argument.fits(shape),
            |out| argument.write(out),
        )
    }

    fn take(
        &mut self,
        each: bool,
        fits: impl FnOnce(Shape) -> bool,
        write: impl FnOnce(&mut Vec<f64>),
    ) -> Result<(), Error> {
        let invalid = |message| Error::invalid(self.kernel, message);
        let Some(Argument {
            name: argument,
            shape,
        }) = self.arguments.get(self.ends.len())
        else {
            return Err(invalid(format!(
                "takes {} arguments, but more were given",
                self.arguments.len()
            )));
        };
        let shape = *shape;
        if !fits(shape) {
            let what = if each { "every row of " } else { "" };
            let shape = match shape {
                Shape::Matrix(rows, columns) => {
                    format!("{} of {}", counted(rows, "row"), counted(columns, "number"))
                }
                shape => counted(shape.len(), "number"),
            };
            return Err(invalid(format!("{what}`{argument}` must have {shape}")));
        }
        let start = self.numbers.len();
        write(&mut self.numbers);
        let found = self.numbers.len() - start;
        let expected = shape.len();
        let long = if each {
            expected == 0 || found.is_multiple_of(expected)
        } else {
            found == expected
        };
        if !long && each {
            let found = counted(found, "number");
            return Err(invalid(format!(
                "`{argument}` has {found}, which is not a whole number of rows of {expected}"
            )));
        }
        if !long {
            return Err(Error::Length {
                kernel: self.kernel.into(),
                argument: argument.clone(),
                found,
                expected,
            });
        }
        self.ends.push((self.numbers.len(), each));
        Ok(())
    }
}

//! The numbers that a run is given: whether they fit, and the slots that follow from them.

use super::Plan;
use crate::engine::Precision;
use crate::engine::columns::all_finite;
use crate::error::Error;

impl Plan {
    /// The slots, as far as they are known before the circuit is run.
    pub(crate) fn early(&self, arguments: &[f64]) -> Result<Vec<f64>, Error> {
        self.check_arguments(arguments)?;
        let mut slots = vec![0.0; self.slots.len()];
        slots[..arguments.len()].copy_from_slice(arguments);
        self.slots.early(&mut slots);
        Ok(slots)
    }

    pub(crate) fn check_arguments(&self, arguments: &[f64]) -> Result<(), Error> {
        self.check_length("arguments", arguments.len(), self.slots.arguments)?;
        let mut rest = arguments;
        for argument in &self.program.arguments {
            let (numbers, tail) = rest.split_at(argument.shape.len());
            self.check_finite(&argument.name, numbers)?;
            rest = tail;
        }
        Ok(())
    }

    pub(crate) fn check_finite<R: Precision>(
        &self,
        argument: &str,
        numbers: &[R],
    ) -> Result<(), Error> {
        if all_finite(numbers) {
            return Ok(());
        }
        match numbers.iter().position(|x| !x.wide().is_finite()) {
            None => Ok(()),
            Some(index) => Err(Error::NotFinite {
                kernel: self.program.kernel.clone(),
                argument: argument.into(),
                index: (numbers.len() > 1).then_some(index),
                value: numbers[index].wide(),
            }),
        }
    }

    // Callers are compiled for each precision, in other crates.
    #[inline]
    pub(crate) fn check_length(
        &self,
        argument: &str,
        found: usize,
        expected: usize,
    ) -> Result<(), Error> {
        if found == expected {
            return Ok(());
        }
        Err(self.wrong_length(argument, found, expected))
    }

    #[cold]
    fn wrong_length(&self, argument: &str, found: usize, expected: usize) -> Error {
        Error::Length {
            kernel: self.program.kernel.clone(),
            argument: argument.into(),
            found,
            expected,
        }
    }
}

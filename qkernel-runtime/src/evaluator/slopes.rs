//! A gradient by parameter shift in pieces, which several processes can compute.

use std::ops::Range;

use super::Evaluator;
use crate::error::Error;
use crate::gradient::{GradientMethod, shifts};

impl Evaluator {
    /// How many angles of gates the arguments turn: those that the parameter shift moves, one after the other.
    pub fn angles(&self) -> usize {
        self.serial.plan.angles.len()
    }

    /// The derivatives of expectation values by some of the [`angles`](Evaluator::angles), by parameter shift. Those of all angles, one
    /// piece after the other, are what [`vjp_by_slopes`](Evaluator::vjp_by_slopes) takes: so the runs of one gradient are shared by
    /// several evaluators, on other machines for instance.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn chain(xs: Vector<Float, { 3 }>, h: Observable) -> Float {
    ///     let mut q = ry_layer(qubit_array(3), xs, 0);
    ///     q = cz_entangling_layer(q);
    ///     expval(ry_layer(q, xs, 0), h)
    /// }
    ///
    /// let circuit = chain { h: Z(0) * X(1) }.compile()?;
    /// let (mut here, mut there) = (circuit.evaluator()?, circuit.evaluator()?);
    /// let (xs, half) = ([0.3, -0.8, 1.4], here.angles() / 2);
    /// let mut slopes = here.slopes(&xs, 0..half)?;
    /// slopes.extend(there.slopes(&xs, half..here.angles())?);
    ///
    /// let (mut value, mut gradient) = ([0.0], [0.0; 3]);
    /// here.vjp_by_slopes(&xs, &[1.0], &slopes, &mut value, &mut gradient)?;
    /// let (expected, whole) = circuit.value_and_gradient_with(&xs, GradientMethod::ParameterShift)?;
    /// assert_eq!(value[0], expected);
    /// assert_eq!(gradient[..], whole.0[..]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`evaluate`](Evaluator::evaluate), and if there are no such angles.
    pub fn slopes(&mut self, arguments: &[f64], angles: Range<usize>) -> Result<Vec<f64>, Error> {
        self.check_angles(&angles)?;
        self.serial.load(arguments)?;
        let sample = &mut self.serial.samples[0];
        self.serial.plan.slots.early(&mut sample.slots);
        self.serial.plan.turn(&sample.slots, &mut sample.angles)?;
        self.serial
            .plan
            .check_slopes(&self.serial.samples[0].slots)?;
        let mut slopes = vec![0.0; self.slopes_len(angles.clone())];
        let mut rest = &mut slopes[..];
        for (piece, run) in self.serial.plan.parts.iter().zip(&mut self.serial.runs[0]) {
            let own = within(&angles, &piece.angles);
            let (to, others) = rest.split_at_mut(own.len() * piece.values.len());
            rest = others;
            if !own.is_empty() {
                let numbers = &self.serial.samples[0].angles[piece.angles.clone()];
                let scratch = &mut self.serial.scratch;
                let (list, shifted) = (&mut scratch.shifts, &mut scratch.shifted);
                shifts(&piece.part, &mut **run, numbers, own, list, shifted, to)?;
            }
        }
        Ok(slopes)
    }

    /// How many numbers [`slopes`](Evaluator::slopes) gives for some of the angles: for each angle as many as there are expectation
    /// values in its part of the circuit.
    pub fn slopes_len(&self, angles: Range<usize>) -> usize {
        let parts = self.serial.plan.parts.iter();
        let lengths = parts.map(|part| within(&angles, &part.angles).len() * part.values.len());
        lengths.sum()
    }

    /// [`vjp`](Evaluator::vjp) by parameter shift, from the [`slopes`](Evaluator::slopes) of all angles for the same arguments.
    ///
    /// # Errors
    /// As [`vjp`](Evaluator::vjp), and for more or fewer slopes.
    pub fn vjp_by_slopes(
        &mut self,
        arguments: &[f64],
        cotangent: &[f64],
        slopes: &[f64],
        values: &mut [f64],
        gradient: &mut [f64],
    ) -> Result<(), Error> {
        self.serial.load(arguments)?;
        self.serial.check_cotangent(cotangent, self.outputs())?;
        let all = self.slopes_len(0..self.angles());
        self.check_length("slopes", slopes.len(), all)?;
        self.check_length("values", values.len(), self.outputs())?;
        self.check_length("gradient", gradient.len(), self.inputs())?;
        self.serial.forward(0, 0, values)?;
        self.serial
            .plan
            .check_slopes(&self.serial.samples[0].slots)?;
        self.serial.scratch.matrix.clear();
        self.serial.scratch.matrix.extend_from_slice(slopes);
        self.serial
            .pull(GradientMethod::ParameterShift, 0, 0, cotangent)?;
        gradient.copy_from_slice(&self.serial.scratch.by_slot[..self.inputs()]);
        Ok(())
    }

    fn check_angles(&self, angles: &Range<usize>) -> Result<(), Error> {
        if angles.start <= angles.end && angles.end <= self.angles() {
            return Ok(());
        }
        Err(self.serial.plan.invalid(format!(
            "there are no angles {angles:?}: the circuit has {}",
            self.angles()
        )))
    }
}

/// The angles of a part that are among those, numbered within the part.
fn within(angles: &Range<usize>, part: &Range<usize>) -> Range<usize> {
    let clamp = |angle: usize| angle.clamp(part.start, part.end) - part.start;
    clamp(angles.start)..clamp(angles.end)
}

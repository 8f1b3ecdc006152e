//! Numbers of a run that are not angles: arguments, what is computed of them, and the results.
//!
//! Values go forward through the derived slots, derivatives back through them in reverse order (reverse-mode
//! differentiation). Both stop once on the way, for the expectation values: slots that depend on one are *late*.

use crate::program::{Affine, Derived, Function, Output, Program};

impl Affine {
    /// The value, given those of the slots.
    pub fn value(&self, slots: &[f64]) -> f64 {
        self.terms
            .iter()
            .fold(self.constant, |sum, &(slot, c)| sum + c * slots[slot])
    }

    /// Adds the derivative by each slot, times `weight`.
    pub(crate) fn pull(&self, weight: f64, slots: &mut [f64]) {
        for &(slot, c) in &self.terms {
            slots[slot] += c * weight;
        }
    }
}

impl Function {
    /// The function at `x`.
    pub fn value(self, x: f64) -> f64 {
        match self {
            Function::Sin => x.sin(),
            Function::Cos => x.cos(),
            Function::Exp => x.exp(),
            Function::Ln => x.ln(),
            Function::Sqrt => x.sqrt(),
            Function::Tanh => x.tanh(),
            Function::Recip => x.recip(),
        }
    }

    /// The function's derivative at `x`.
    pub fn derivative(self, x: f64) -> f64 {
        match self {
            Function::Sin => x.cos(),
            Function::Cos => -x.sin(),
            Function::Exp => x.exp(),
            Function::Ln => x.recip(),
            Function::Sqrt => 0.5 / x.sqrt(),
            Function::Tanh => 1.0 - x.tanh().powi(2),
            Function::Recip => -x.recip().powi(2),
        }
    }
}

/// The part of a program that computes with numbers.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    /// How many slots hold arguments.
    pub(crate) arguments: usize,
    derived: Vec<Derived>,
    /// For each derived slot, whether it depends on an expectation value.
    late: Vec<bool>,
    /// The results that are numbers, one after the other.
    pub(crate) outputs: Vec<Affine>,
}

impl Slots {
    pub(crate) fn new(program: &Program) -> Slots {
        let arguments = program.arguments.iter().map(|a| a.shape.len()).sum();
        let mut late: Vec<bool> = Vec::with_capacity(program.derived.len());
        for derived in &program.derived {
            let reads = |affine: &Affine| {
                affine
                    .terms
                    .iter()
                    .any(|&(slot, _)| slot >= arguments && late[slot - arguments])
            };
            let is_late = match derived {
                Derived::Product(a, b) => reads(a) || reads(b),
                Derived::Apply(_, a) => reads(a),
                Derived::Expectation(_) => true,
            };
            late.push(is_late);
        }
        let outputs = program.outputs.iter().flat_map(|output| match output {
            Output::Float(affine) => std::slice::from_ref(affine),
            Output::FloatVector(affines) => affines,
            Output::Bit(_) | Output::BitVector(_) => &[],
        });
        Slots {
            arguments,
            outputs: outputs.cloned().collect(),
            derived: program.derived.clone(),
            late,
        }
    }

    /// How many slots there are.
    pub(crate) fn len(&self) -> usize {
        self.arguments + self.derived.len()
    }

    /// Marks the slots that change when those marked among the arguments do.
    pub(crate) fn spread(&self, marks: &mut [bool]) {
        for (i, derived) in self.derived.iter().enumerate() {
            let reads = |affine: &Affine| affine.terms.iter().any(|&(slot, _)| marks[slot]);
            marks[self.arguments + i] = match derived {
                Derived::Product(a, b) => reads(a) || reads(b),
                Derived::Apply(_, a) => reads(a),
                Derived::Expectation(_) => true,
            };
        }
    }

    /// Computes the slots that angles may depend on.
    pub(crate) fn early(&self, slots: &mut [f64]) {
        self.forward(false, &[], slots);
    }

    /// Computes the others.
    pub(crate) fn late(&self, expectations: &[f64], slots: &mut [f64]) {
        self.forward(true, expectations, slots);
    }

    fn forward(&self, late: bool, expectations: &[f64], slots: &mut [f64]) {
        for (i, derived) in self
            .derived
            .iter()
            .enumerate()
            .filter(|&(i, _)| self.late[i] == late)
        {
            slots[self.arguments + i] = match derived {
                Derived::Product(a, b) => a.value(slots) * b.value(slots),
                Derived::Apply(function, a) => function.value(a.value(slots)),
                Derived::Expectation(number) => expectations[*number],
            };
        }
    }

    /// The results, once all slots are known.
    pub(crate) fn results(&self, slots: &[f64], values: &mut [f64]) {
        for (value, output) in values.iter_mut().zip(&self.outputs) {
            *value = output.value(slots);
        }
    }

    /// Sets `weights` to the derivative of Σ cotangent · result by each expectation value. `gradient` (one number a slot)
    /// takes what does not go through the state.
    pub(crate) fn pull_late(
        &self,
        slots: &[f64],
        cotangent: &[f64],
        gradient: &mut [f64],
        weights: &mut [f64],
    ) {
        gradient.fill(0.0);
        weights.fill(0.0);
        for (output, &weight) in self.outputs.iter().zip(cotangent) {
            output.pull(weight, gradient);
        }
        self.backward(true, slots, gradient, weights);
    }

    /// Takes the derivatives by early slots on to the arguments.
    pub(crate) fn pull_early(&self, slots: &[f64], gradient: &mut [f64]) {
        self.backward(false, slots, gradient, &mut []);
    }

    fn backward(&self, late: bool, slots: &[f64], gradient: &mut [f64], weights: &mut [f64]) {
        for (i, derived) in self
            .derived
            .iter()
            .enumerate()
            .rev()
            .filter(|&(i, _)| self.late[i] == late)
        {
            let weight = gradient[self.arguments + i];
            // Also keeps an unused 1/0 or ln 0 from turning a gradient into NaN.
            if weight == 0.0 {
                continue;
            }
            match derived {
                Derived::Product(a, b) => {
                    a.pull(weight * b.value(slots), gradient);
                    b.pull(weight * a.value(slots), gradient);
                }
                Derived::Apply(function, a) => {
                    a.pull(weight * function.derivative(a.value(slots)), gradient);
                }
                Derived::Expectation(number) => weights[*number] += weight,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_are_those_of_the_values() {
        use Function::*;
        for function in [Sin, Cos, Exp, Ln, Sqrt, Tanh, Recip] {
            for x in [0.3, 1.7, 2.9] {
                let h = 1e-6;
                let slope = (function.value(x + h) - function.value(x - h)) / (2.0 * h);
                assert!(
                    (slope - function.derivative(x)).abs() < 1e-8,
                    "{function:?} at {x}"
                );
            }
        }
    }
}

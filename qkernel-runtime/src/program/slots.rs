//! Numbers of a run that are not angles: arguments, what is computed of them, and the results.
//!
//! Values go forward through the derived slots, derivatives back through them in reverse order (reverse-mode
//! differentiation). Both stop once on the way, for the expectation values: slots that depend on one are *late*.

use std::sync::Arc;

use super::{Affine, Derived, Output, Program, Slot, SlotId};

/// Where the slots of a program are in one flat list: the arguments' numbers in signature order, matrices row by row,
/// then the derived ones.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The first number of each argument, and the number of its columns.
    starts: Vec<(usize, usize)>,
    arguments: usize,
}

impl Layout {
    pub(super) fn new(program: &Program) -> Layout {
        let mut arguments = 0;
        let starts = program.arguments.iter().map(|argument| {
            let start = arguments;
            arguments += argument.shape.len();
            (start, argument.shape.extent().1)
        });
        Layout {
            starts: starts.collect(),
            arguments,
        }
    }

    /// How many numbers the arguments have together.
    pub(super) fn arguments(&self) -> usize {
        self.arguments
    }

    /// The position of a slot of a program that is well formed.
    fn position(&self, slot: SlotId) -> usize {
        match slot.slot() {
            Slot::Argument {
                argument,
                row,
                column,
            } => {
                let (start, columns) = self.starts[argument as usize];
                start + row as usize * columns + column as usize
            }
            Slot::Derived(index) => self.arguments + index as usize,
        }
    }

    /// The position of a slot, if the program has it.
    pub(super) fn checked(&self, program: &Program, slot: SlotId) -> Option<usize> {
        let exists = match slot.slot() {
            Slot::Argument {
                argument,
                row,
                column,
            } => {
                let (rows, columns) = program.arguments.get(argument as usize)?.shape.extent();
                (row as usize) < rows && (column as usize) < columns
            }
            Slot::Derived(index) => (index as usize) < program.derived.len(),
        };
        exists.then(|| self.position(slot))
    }

    fn form(&self, number: &Affine) -> Form {
        let terms = Located {
            layout: self,
            number,
        };
        let terms = terms.terms().map(|(slot, c)| (SlotId::derived(slot), c));
        Form(Affine {
            constant: number.constant,
            terms: terms.collect(),
        })
    }
}

/// A number that is affine in slots, these by their positions in one list.
pub(crate) trait Positioned {
    fn constant(&self) -> f64;

    /// Positions and coefficients.
    fn terms(&self) -> impl Iterator<Item = (usize, f64)>;

    /// The value, given those of the slots.
    fn value(&self, slots: &[f64]) -> f64 {
        let terms = self.terms();
        terms.fold(self.constant(), |sum, (slot, c)| sum + c * slots[slot])
    }

    /// Adds the derivative by each slot, times `weight`.
    fn pull(&self, weight: f64, slots: &mut [f64]) {
        for (slot, c) in self.terms() {
            slots[slot] += c * weight;
        }
    }

    /// Whether it depends on a slot that is marked.
    fn reads(&self, marks: &[bool]) -> bool {
        self.terms().any(|(slot, _)| marks[slot])
    }
}

/// A number where the program keeps it.
#[derive(Clone, Copy)]
pub(crate) struct Located<'p> {
    layout: &'p Layout,
    number: &'p Affine,
}

impl Positioned for Located<'_> {
    #[inline]
    fn constant(&self) -> f64 {
        self.number.constant
    }

    #[inline]
    fn terms(&self) -> impl Iterator<Item = (usize, f64)> {
        let terms = self.number.terms.iter();
        terms.map(|&(slot, c)| (self.layout.position(slot), c))
    }
}

/// An [`Affine`] number, prepared for many runs: as if all slots were derived ones, by their positions in one list.
#[derive(Clone, Debug)]
pub(crate) struct Form(Affine);

impl Positioned for Form {
    #[inline]
    fn constant(&self) -> f64 {
        self.0.constant
    }

    #[inline]
    fn terms(&self) -> impl Iterator<Item = (usize, f64)> {
        let terms = self.0.terms.iter();
        terms.map(|&(slot, c)| (slot.place(), c))
    }
}

impl Form {
    /// The slot that it is a copy of.
    pub(crate) fn copy(&self) -> Option<usize> {
        match *self.0.terms {
            [(slot, 1.0)] if self.0.constant == 0.0 => Some(slot.place()),
            _ => None,
        }
    }
}

/// The part of a program that computes with numbers, prepared for many runs.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    /// The derived slots that a result depends on and whose derivative may be infinite where the value is not.
    pub(crate) steep: Vec<usize>,
    layout: Layout,
    /// What has the derived slots.
    program: Arc<Program>,
    /// How many slots hold arguments.
    pub(crate) arguments: usize,
    /// For each derived slot, whether it depends on an expectation value.
    pub(crate) late: Vec<bool>,
    /// The results that are numbers, one after the other.
    pub(crate) outputs: Vec<Form>,
}

impl Slots {
    /// Prepares a program that is well formed.
    pub(crate) fn new(program: &Arc<Program>) -> Slots {
        let layout = Layout::new(program);
        let outputs = program.outputs.iter().flat_map(|output| match output {
            Output::Float(affine) => std::slice::from_ref(affine),
            Output::FloatVector(affines) => affines,
            Output::Bit(_) | Output::BitVector(_) => &[],
        });
        let mut slots = Slots {
            arguments: layout.arguments,
            outputs: outputs.map(|affine| layout.form(affine)).collect(),
            late: Vec::new(),
            steep: Vec::new(),
            program: Arc::clone(program),
            layout,
        };
        slots.outputs.shrink_to_fit();
        let mut late = vec![false; slots.arguments];
        slots.mark(&mut late);
        slots.late = late.split_off(slots.arguments);
        slots
    }

    /// The derived slots.
    pub(crate) fn derived(
        &self,
    ) -> impl DoubleEndedIterator<Item = Derived<Located<'_>>> + ExactSizeIterator {
        (0..self.program.derived.len()).map(|number| self.step(number))
    }

    /// The derived slot with this number.
    #[inline]
    pub(crate) fn step(&self, number: usize) -> Derived<Located<'_>> {
        self.program.derived[number].map(|number| Located {
            layout: &self.layout,
            number,
        })
    }

    /// Finds out which slots may be [steep](Slots::steep), given all angles.
    pub(crate) fn find_steep<'a>(&mut self, angles: impl Iterator<Item = &'a Form>) {
        let mut used = vec![false; self.len()];
        let mut note = |form: &Form| form.terms().for_each(|(slot, _)| used[slot] = true);
        self.outputs.iter().for_each(&mut note);
        angles.for_each(&mut note);
        let mut steep = Vec::new();
        for (number, step) in self.derived().enumerate().rev() {
            if !used[self.arguments + number] {
                continue;
            }
            let operands = step.operands().flat_map(Located::terms);
            operands.for_each(|(slot, _)| used[slot] = true);
            let may_be_steep = match step {
                Derived::Apply(function, _) => function.may_be_steep(),
                Derived::Combine(function, ..) => function.may_be_steep(),
                Derived::Product(..) | Derived::Expectation(_) => false,
            };
            if may_be_steep {
                steep.push(number);
            }
        }
        self.steep = steep;
    }

    /// The numbers of the arguments that a number depends on, and whether an expectation value is among what it depends on.
    pub(crate) fn sources(&self, form: Located<'_>) -> (Vec<usize>, bool) {
        let mut met = vec![false; self.len()];
        let mut is_late = false;
        let mut waiting: Vec<usize> = form.terms().map(|(slot, _)| slot).collect();
        while let Some(slot) = waiting.pop() {
            if std::mem::replace(&mut met[slot], true) || slot < self.arguments {
                continue;
            }
            let step = self.step(slot - self.arguments);
            is_late |= matches!(step, Derived::Expectation(_));
            let slots = step.operands().flat_map(Located::terms);
            waiting.extend(slots.map(|(slot, _)| slot));
        }
        let arguments = (0..self.arguments).filter(|&slot| met[slot]).collect();
        (arguments, is_late)
    }

    /// An affine number of the program, prepared.
    pub(crate) fn form(&self, affine: &Affine) -> Form {
        self.layout.form(affine)
    }

    /// How many slots there are.
    pub(crate) fn len(&self) -> usize {
        self.arguments + self.program.derived.len()
    }

    /// Continues `marks`, one for each number of the arguments, with one for each derived slot: whether it depends on a
    /// marked one or on the state.
    pub(crate) fn mark(&self, marks: &mut Vec<bool>) {
        for step in self.derived() {
            let on_state = matches!(step, Derived::Expectation(_));
            marks.push(on_state || step.operands().any(|number| number.reads(marks)));
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
        for i in (0..self.late.len()).filter(|&i| self.late[i] == late) {
            slots[self.arguments + i] = match self.step(i) {
                Derived::Product(a, b) => a.value(slots) * b.value(slots),
                Derived::Apply(function, a) => function.value(a.value(slots)),
                Derived::Combine(function, a, b) => function.value(a.value(slots), b.value(slots)),
                Derived::Expectation(number) => expectations[number.index()],
            };
        }
    }

    /// The results, once all slots are known.
    pub(crate) fn results(&self, slots: &[f64], values: &mut [f64]) {
        for (value, output) in values.iter_mut().zip(&self.outputs) {
            *value = output.value(slots);
        }
    }

    /// Sets `weights` to the derivative of Σ cotangent · result by each expectation value. `gradient`,
    /// one entry per slot, receives what bypasses the state.
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
        for i in (0..self.late.len()).rev().filter(|&i| self.late[i] == late) {
            let weight = gradient[self.arguments + i];
            // Also keeps an unused 1/0 or ln 0 from turning a gradient into NaN.
            if weight == 0.0 {
                continue;
            }
            match self.step(i) {
                Derived::Product(a, b) => {
                    a.pull(weight * b.value(slots), gradient);
                    b.pull(weight * a.value(slots), gradient);
                }
                Derived::Apply(function, a) => {
                    a.pull(weight * function.derivative(a.value(slots)), gradient);
                }
                Derived::Combine(function, a, b) => {
                    let (by_a, by_b) = function.derivatives(a.value(slots), b.value(slots));
                    a.pull(weight * by_a, gradient);
                    b.pull(weight * by_b, gradient);
                }
                Derived::Expectation(number) => weights[number.index()] += weight,
            }
        }
    }
}

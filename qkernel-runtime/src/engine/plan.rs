//! A program, prepared once for many runs.

use std::sync::Arc;

use num_complex::Complex64;

use super::measured::Measured;
use super::memory::check_memory;
use super::step::{Primitive, Source, lower, trig};
use crate::error::Error;
use crate::program::{Event, Form, GateOp, Instruction, Origin, Program, QubitId, Slots, walk};

/// A program as primitives, angles and masks.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) program: Arc<Program>,
    pub(crate) qubits: usize,
    /// The primitives, in order; empty where the circuit is dynamic.
    pub(crate) steps: Vec<Step>,
    /// Cosine and sine of each step, where its angle is constant.
    pub(crate) fixed: Vec<[f64; 2]>,
    pub(crate) angles: Vec<Angle>,
    pub(crate) slots: Slots,
    pub(crate) observables: usize,
    pub(crate) measured: Measured,
    /// The place that makes the circuit dynamic: outcomes of measurements change what the state is.
    dynamic: Option<Origin>,
    /// Whether a qubit is reset that was used before.
    resets: bool,
    /// A measurement that disturbs an observable.
    disturbed: Option<Origin>,
}

/// A primitive, and the number of its angle if that depends on an argument.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) primitive: Primitive,
    pub(crate) angle: Option<usize>,
}

/// An angle that depends on arguments.
#[derive(Clone, Debug)]
pub(crate) struct Angle {
    pub(crate) value: Form,
    /// The step that it belongs to.
    pub(crate) step: usize,
    gate: &'static str,
    origin: Origin,
}

impl Plan {
    /// Checks and prepares a program.
    pub(crate) fn new(program: Arc<Program>) -> Result<Plan, Error> {
        program.check()?;
        // Basis indices, and the masks over them, are machine words.
        if program.qubits >= usize::BITS as usize - 2 {
            check_memory(&program.kernel, program.qubits, 1)?;
        }
        let flow = Flow::new(&program);
        let mut plan = Plan {
            program: Arc::clone(&program),
            qubits: program.qubits,
            resets: flow.resets,
            steps: Vec::new(),
            fixed: Vec::new(),
            angles: Vec::new(),
            slots: Slots::new(&program),
            observables: program.observables.len(),
            measured: Measured::new(&program.observables, program.qubits),
            dynamic: flow.dynamic,
            disturbed: flow.disturbed(&program),
        };
        for gate in flow.gates {
            plan.push(gate);
        }
        Ok(plan)
    }

    fn push(&mut self, gate: &GateOp) {
        let indices = |qubits: &[QubitId]| qubits.iter().map(|q| q.index()).collect::<Vec<_>>();
        lower(
            gate.kind,
            &indices(&gate.controls),
            &indices(&gate.targets),
            |primitive, source| {
                let step = self.steps.len();
                let (trig, angle) = match source {
                    Source::Fixed(trig) => (trig, None),
                    Source::Angle(i) if gate.angles[i].terms.is_empty() => {
                        (trig(primitive, gate.angles[i].constant), None)
                    }
                    Source::Angle(i) => {
                        self.angles.push(Angle {
                            value: self.slots.form(&gate.angles[i]),
                            step,
                            gate: gate.kind.name(),
                            origin: gate.origin,
                        });
                        ([1.0, 0.0], Some(self.angles.len() - 1))
                    }
                };
                self.steps.push(Step { primitive, angle });
                self.fixed.push(trig);
            },
        );
    }

    /// Whether shots can be drawn from the final state.
    pub(crate) fn measures_last(&self) -> bool {
        self.dynamic.is_none() && !self.resets
    }

    /// Refuses a circuit whose state depends on outcomes.
    pub(crate) fn check_static(&self, what: &'static str) -> Result<(), Error> {
        self.refuse(self.dynamic, what)
    }

    /// Refuses a circuit whose expectation values depend on outcomes.
    pub(crate) fn check_expectations(&self, what: &'static str) -> Result<(), Error> {
        self.refuse(self.dynamic.or(self.disturbed), what)
    }

    fn refuse(&self, place: Option<Origin>, what: &'static str) -> Result<(), Error> {
        match place {
            None => Ok(()),
            Some(origin) => Err(Error::Measures {
                kernel: self.program.kernel.clone(),
                loc: self.program.place(origin),
                what,
            }),
        }
    }

    /// Computes the angles with these numbers, and the cosines and sines of their steps.
    pub(crate) fn turn(
        &self,
        which: impl IntoIterator<Item = usize>,
        slots: &[f64],
        values: &mut [f64],
        trigs: &mut [[f64; 2]],
    ) -> Result<(), Error> {
        for i in which {
            let angle = &self.angles[i];
            let value = angle.value.value(slots);
            if !value.is_finite() {
                return Err(Error::Invalid {
                    kernel: self.program.kernel.clone(),
                    message: format!(
                        "the angle of `{}` at {} is {value}",
                        angle.gate,
                        self.program.place(angle.origin)
                    ),
                });
            }
            values[i] = value;
            trigs[angle.step] = trig(self.steps[angle.step].primitive, value);
        }
        Ok(())
    }

    /// Applies the steps from `start` on.
    pub(crate) fn advance(&self, start: usize, trigs: &[[f64; 2]], state: &mut [Complex64]) {
        for (step, &trig) in self.steps[start..].iter().zip(&trigs[start..]) {
            step.primitive.apply(state, trig);
        }
    }
}

/// What measurements do to a circuit.
///
/// Measuring a qubit and forgetting the outcome only removes the qubit's coherence. Nothing that comes later can tell, as
/// long as every later gate is diagonal in that qubit (as is a control) and every observable has Z or
/// nothing there: then the measurement may as well be left out (principle of deferred measurement, Nielsen and
/// Chuang, section 4.4).
struct Flow<'p> {
    gates: Vec<&'p GateOp>,
    dynamic: Option<Origin>,
    resets: bool,
    /// For each qubit, how it was last measured or reset.
    measured: Vec<Option<Mark>>,
}

#[derive(Clone, Copy)]
struct Mark {
    origin: Origin,
    reset: bool,
}

impl<'p> Flow<'p> {
    fn new(program: &'p Program) -> Flow<'p> {
        let mut flow = Flow {
            gates: Vec::new(),
            dynamic: None,
            resets: false,
            measured: vec![None; program.qubits],
        };
        let mut touched = vec![false; program.qubits];
        // For each bit, where it was measured.
        let mut written = vec![None; program.bits];
        for instruction in &program.instructions {
            match instruction {
                Instruction::Gate(gate) => {
                    flow.gate(gate);
                    instruction
                        .qubits()
                        .for_each(|qubit| touched[qubit.index()] = true);
                }
                Instruction::Measure { qubit, bit, origin } => {
                    written[bit.index()] = Some(*origin);
                    flow.measured[qubit.index()].get_or_insert(Mark {
                        origin: *origin,
                        reset: false,
                    });
                }
                // A qubit that no gate has touched is in |0> anyway.
                Instruction::Reset { qubit, origin } if touched[qubit.index()] => {
                    flow.resets = true;
                    flow.measured[qubit.index()] = Some(Mark {
                        origin: *origin,
                        reset: true,
                    });
                }
                Instruction::Reset { .. }
                | Instruction::Allocate { .. }
                | Instruction::Discard { .. } => {}
                Instruction::Branch { condition, .. } => {
                    if let Some(place) = first_place(instruction) {
                        let measured = condition.bits().next().and_then(|bit| written[bit.index()]);
                        flow.dynamic = flow.dynamic.or(measured).or(Some(place));
                    }
                }
            }
        }
        if flow.dynamic.is_some() {
            flow.gates.clear();
        }
        flow
    }

    fn gate(&mut self, gate: &'p GateOp) {
        let coherent = if gate.kind.is_diagonal() {
            &[][..]
        } else {
            &gate.targets
        };
        let place = gate.controls.iter().chain(&gate.targets).find_map(|qubit| {
            let mark = self.measured[qubit.index()]?;
            (mark.reset || coherent.contains(qubit)).then_some(mark.origin)
        });
        self.dynamic = self.dynamic.or(place);
        self.gates.push(gate);
    }

    fn disturbed(&self, program: &Program) -> Option<Origin> {
        let strings = program
            .observables
            .iter()
            .flat_map(|observable| observable.terms());
        strings
            .flat_map(|(_, string)| string.factors())
            .find_map(|&(qubit, pauli)| {
                let mark = self.measured[qubit]?;
                (mark.reset || pauli != crate::observable::Pauli::Z).then_some(mark.origin)
            })
    }
}

/// The place of the first thing that a branch does.
fn first_place(branch: &Instruction) -> Option<Origin> {
    walk(std::slice::from_ref(branch)).find_map(|event| match event {
        Event::Do(Instruction::Allocate { .. } | Instruction::Discard { .. }) => None,
        Event::Do(instruction) => instruction.origin(),
        _ => None,
    })
}

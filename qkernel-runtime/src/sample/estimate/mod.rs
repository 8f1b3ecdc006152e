//! Estimates of expectation values: the circuit that is measured, and what its outcomes are made into. See [`estimate`](crate::estimate).

mod settings;

use std::sync::Arc;

use rand::Rng;

use super::sampler::{Fixed, Sampler};
use crate::error::Error;
use crate::estimate::Estimate;
use crate::exact::Plan;
use crate::gate::GateKind;
use crate::observable::Pauli;
use crate::program::{
    Action, Affine, Argument, BitId, Condition, Event, GateOp, Instruction, Instructions, Origin,
    Output, Program, QubitId, ScopeId, Shape, SlotId, in_loops, walk,
};
use settings::{Setting, distribute, settings};

/// A program, prepared for estimates.
#[derive(Debug)]
pub(in crate::sample) struct Estimator {
    /// The circuit that is measured.
    plan: Plan,
    sampler: Sampler,
    settings: Vec<Setting>,
    constants: Vec<f64>,
    /// The qubits that are measured, in ascending order, and how many bits the program has without theirs.
    qubits: Vec<usize>,
    bits: usize,
}

impl Estimator {
    pub(in crate::sample) fn new(plan: &Plan) -> Estimator {
        let program = &plan.program;
        let (settings, constants) = settings(&program.observables);
        let mut qubits: Vec<usize> = program.observed().map(|(qubit, _)| qubit).collect();
        qubits.sort_unstable();
        qubits.dedup();
        let measured = Plan::new(Arc::new(measured(program, &qubits)), plan.engine);
        let measured = measured.with_rounds(plan.rounds);
        let basis = plan.slots.arguments..measured.slots.arguments;
        Estimator {
            sampler: Sampler::new(&measured.program, &measured.slots, &basis),
            plan: measured,
            settings,
            constants,
            qubits,
            bits: program.bits,
        }
    }

    /// The results with their errors, for the arguments in the slots.
    pub(in crate::sample) fn estimate(
        &self,
        plan: &Plan,
        slots: &mut [f64],
        shots: usize,
        rng: &mut (impl Rng + ?Sized),
    ) -> Result<Vec<Estimate>, Error> {
        let count = self.settings.len();
        if shots / 2 < count {
            return Err(plan.invalid(format!(
                "needs at least {} shots, two for each basis in which its observables are measured",
                2 * count
            )));
        }
        let inputs = plan.slots.arguments;
        let mut own = vec![0.0; self.plan.slots.len()];
        own[..inputs].copy_from_slice(&slots[..inputs]);
        let mut fixed = Fixed::new();
        let mut found: Vec<Vec<(Vec<bool>, usize)>> = Vec::new();
        let shots = distribute(shots, &self.settings);
        for (setting, &shots) in self.settings.iter().zip(&shots) {
            for (k, qubit) in self.qubits.iter().enumerate() {
                let [x, y] = turns(setting.basis.get(qubit).copied());
                (own[inputs + 2 * k], own[inputs + 2 * k + 1]) = (x, y);
            }
            self.plan.slots.early(&mut own);
            let mut outcomes = Vec::new();
            let each = &mut |bits: &[bool], shots| {
                outcomes.push((bits[self.bits..].to_vec(), shots));
                Ok(())
            };
            self.sampler
                .sample(&self.plan, &own, shots, rng, &mut fixed, each)?;
            found.push(outcomes);
        }
        let mut expectations = self.constants.clone();
        for ((setting, outcomes), &shots) in self.settings.iter().zip(&found).zip(&shots) {
            for (bits, times) in outcomes {
                let share = *times as f64 / shots as f64;
                self.values(setting, bits, &mut |k, value| {
                    expectations[k] += share * value
                });
            }
        }
        plan.slots.late(&expectations, slots);
        let outputs = plan.slots.outputs.len();
        let mut values = vec![0.0; outputs];
        plan.slots.results(slots, &mut values);
        // A result changes with the expectation values as its derivatives say.
        let (mut gradient, mut cotangent) = (vec![0.0; slots.len()], vec![0.0; outputs]);
        let mut weights = vec![0.0; expectations.len()];
        let mut estimates = Vec::new();
        for (k, &value) in values.iter().enumerate() {
            cotangent[k] = 1.0;
            plan.slots
                .pull_late(slots, &cotangent, &mut gradient, &mut weights);
            cotangent[k] = 0.0;
            let all = self.settings.iter().zip(&found).zip(&shots);
            let variance = all.map(|((setting, outcomes), &shots)| {
                self.variance_of_mean(setting, outcomes, shots, &weights)
            });
            estimates.push(Estimate {
                value,
                // From 0: the sum of no numbers is -0.
                standard_error: variance.fold(0.0, |sum, one| sum + one).sqrt(),
            });
        }
        Ok(estimates)
    }

    /// Calls `each` with the observables that a setting measures, and what one outcome adds to them.
    fn values(&self, setting: &Setting, bits: &[bool], each: &mut dyn FnMut(usize, f64)) {
        let bit = |qubit| {
            let place = self.qubits.binary_search(&qubit);
            place.is_ok_and(|place| bits[place])
        };
        for string in &setting.strings {
            let value = string.value(bit);
            for &(k, coefficient) in &string.terms {
                each(k, coefficient * value);
            }
        }
    }

    /// The variance of the mean of Σ weight · observable over the shots of a setting.
    fn variance_of_mean(
        &self,
        setting: &Setting,
        outcomes: &[(Vec<bool>, usize)],
        shots: usize,
        weights: &[f64],
    ) -> f64 {
        let weighted = |bits: &[bool]| {
            let mut sum = 0.0;
            self.values(setting, bits, &mut |k, value| {
                // What a result does not depend on must not spoil it.
                if weights[k] != 0.0 {
                    sum += weights[k] * value;
                }
            });
            sum
        };
        let all: Vec<(f64, f64)> = (outcomes.iter())
            .map(|(bits, times)| (weighted(bits), *times as f64))
            .collect();
        let shots = shots as f64;
        let mean = all.iter().map(|(value, times)| value * times).sum::<f64>() / shots;
        let squares: f64 = (all.iter())
            .map(|(value, times)| times * (value - mean).powi(2))
            .sum();
        squares / (shots - 1.0) / shots
    }
}

/// The rotations about x and y that take the eigenstates of an operator to those of Z.
fn turns(pauli: Option<Pauli>) -> [f64; 2] {
    use std::f64::consts::FRAC_PI_2;
    match pauli {
        Some(Pauli::X) => [0.0, -FRAC_PI_2],
        Some(Pauli::Y) => [FRAC_PI_2, 0.0],
        _ => [0.0, 0.0],
    }
}

/// The program with these qubits measured at its end, in a basis that one more argument chooses. They are there to the end;
/// those that belonged to an arm of a branch from the start, and what a loop allocates again is reset.
fn measured(program: &Program, qubits: &[usize]) -> Program {
    let mut measured = program.with_observables(&[]);
    let ours = |qubit: QubitId| qubits.binary_search(&qubit.index()).is_ok();
    let (mut kept, mut around) = (Instructions::default(), 0);
    let in_loops = in_loops(&measured.instructions);
    for (mut event, in_loop) in walk(&measured.instructions).zip(in_loops) {
        match event {
            Event::If(_) => around += 1,
            Event::End => around -= 1,
            Event::Do(Action::Allocate { qubit, origin }) if in_loop && ours(qubit) => {
                event = Event::Do(Action::clear(qubit, origin));
            }
            Event::Do(Action::Allocate { qubit, .. }) if around > 0 && ours(qubit) => continue,
            Event::Do(Action::Discard { qubit, .. }) if ours(qubit) => continue,
            _ => {}
        }
        kept.add(event);
    }
    measured.instructions = kept;
    let argument = measured.arguments.len();
    measured.arguments.push(Argument {
        name: "basis".into(),
        shape: Shape::Vector(2 * qubits.len()),
    });
    let name = measured.names.intern(&program.kernel);
    let origin = Origin {
        kernel: name,
        file: name,
        line: 0,
        column: 0,
        scope: ScopeId::ENTRY,
    };
    let mut bits = Vec::new();
    for (k, &qubit) in qubits.iter().enumerate() {
        for (kind, element) in [(GateKind::Rx, 2 * k), (GateKind::Ry, 2 * k + 1)] {
            measured.instructions.push(Instruction::Gate(GateOp {
                kind,
                controls: Vec::new(),
                targets: vec![qubit.into()],
                angles: vec![Affine::from(SlotId::element(argument, element))],
                origin,
            }));
        }
        let bit = BitId::new(program.bits + k);
        bits.push(Condition::Bit(bit));
        measured.instructions.push(Instruction::Measure {
            qubit: qubit.into(),
            bit,
            origin,
        });
    }
    measured.bits += qubits.len();
    measured.outputs = vec![Output::BitVector(bits)];
    measured
}

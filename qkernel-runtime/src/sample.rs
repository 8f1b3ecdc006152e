//! Sampling measured bits.
//!
//! Where all measurements can wait until the end, shots are drawn from the final state. Otherwise the circuit is
//! followed outcome by outcome: at a measurement each shot draws its own outcome, and the shots go on in
//! two groups, so that what many shots have in common is simulated once.

use num_complex::Complex64;
use rand::{Rng, RngExt};

use crate::counts::Counts;
use crate::engine::{Plan, Primitive, Source, State, lower, trig};
use crate::error::Error;
use crate::gate::GateKind;
use crate::program::{Condition, GateOp, Instruction, Output, Program};

impl Condition {
    /// Whether the condition holds for these bits.
    pub fn holds(&self, bits: &[bool]) -> bool {
        match self {
            Condition::Bit(bit) => bits[*bit],
            Condition::Not(inner) => !inner.holds(bits),
            Condition::And(a, b) => a.holds(bits) && b.holds(bits),
            Condition::Or(a, b) => a.holds(bits) || b.holds(bits),
            Condition::Equal(a, b) => a.holds(bits) == b.holds(bits),
            Condition::Constant(value) => *value,
        }
    }
}

/// The results that are bits, and what was counted so far.
struct Tally<'p> {
    results: Vec<&'p [Condition]>,
    counts: Counts,
}

impl<'p> Tally<'p> {
    fn new(program: &'p Program) -> Result<Tally<'p>, Error> {
        let bits = |output: &'p Output| match output {
            Output::Bit(condition) => Some(std::slice::from_ref(condition)),
            Output::BitVector(conditions) => Some(conditions.as_slice()),
            Output::Float(_) | Output::FloatVector(_) => None,
        };
        let results: Vec<_> = program.outputs.iter().filter_map(bits).collect();
        if results.is_empty() {
            return Err(Error::Invalid {
                kernel: program.kernel,
                message: "returns no bit, so there is nothing to sample".into(),
            });
        }
        Ok(Tally {
            counts: Counts::new(results.iter().map(|bits| bits.len()).collect()),
            results,
        })
    }

    fn add(&mut self, bits: &[bool], shots: usize) {
        let outcome = self
            .results
            .iter()
            .copied()
            .flatten()
            .map(|condition| condition.holds(bits));
        self.counts.add(outcome.collect(), shots);
    }
}

/// Draws shots from the final state of a circuit whose measurements can wait until the end.
pub(crate) fn sample_final(
    program: &Program,
    state: &[Complex64],
    shots: usize,
    rng: &mut (impl Rng + ?Sized),
) -> Result<Counts, Error> {
    let mut tally = Tally::new(program)?;
    let measured: Vec<(usize, usize)> = program
        .instructions
        .iter()
        .filter_map(|instruction| match instruction {
            Instruction::Measure { qubit, bit, .. } => Some((*qubit, *bit)),
            _ => None,
        })
        .collect();
    let mut bits = vec![false; program.bits];
    draw(state, shots, rng, |index, shots| {
        measured
            .iter()
            .for_each(|&(qubit, bit)| bits[bit] = index >> qubit & 1 == 1);
        tally.add(&bits, shots);
    });
    Ok(tally.counts)
}

/// Draws basis states, and calls `f` with each that came up and how often.
fn draw(
    state: &[Complex64],
    shots: usize,
    rng: &mut (impl Rng + ?Sized),
    mut f: impl FnMut(usize, usize),
) {
    // Sorted, the draws meet the cumulative distribution in one pass and no table of it is needed.
    let total: f64 = state.iter().map(Complex64::norm_sqr).sum();
    let mut draws: Vec<f64> = (0..shots).map(|_| rng.random::<f64>() * total).collect();
    draws.sort_unstable_by(f64::total_cmp);
    let (mut sum, mut done, mut last) = (0.0, 0, 0);
    for (index, amplitude) in state.iter().enumerate() {
        if done == shots {
            return;
        }
        let probability = amplitude.norm_sqr();
        if probability == 0.0 {
            continue;
        }
        last = index;
        sum += probability;
        let hits = draws[done..].iter().take_while(|draw| **draw < sum).count();
        if hits > 0 {
            f(index, hits);
            done += hits;
        }
    }
    // Rounding may leave the sum a hair below the largest draws.
    if done < shots {
        f(last, shots - done);
    }
}

/// One step of a dynamic circuit, angles known.
enum Step<'p> {
    Apply(Primitive, [f64; 2]),
    Measure {
        qubit: usize,
        bit: usize,
    },
    Reset(usize),
    /// Goes on at the step with this number if the condition does not hold.
    Unless(&'p Condition, usize),
    Jump(usize),
}

/// Shots that had the same outcomes so far.
struct Group {
    state: State,
    bits: Vec<bool>,
    next: usize,
    shots: usize,
}

/// Follows a circuit whose measurements decide what comes later.
pub(crate) fn sample_dynamic(
    plan: &Plan,
    slots: &[f64],
    shots: usize,
    rng: &mut (impl Rng + ?Sized),
) -> Result<Counts, Error> {
    let program = &*plan.program;
    let mut tally = Tally::new(program)?;
    let mut steps = Vec::new();
    flatten(program.kernel, &program.instructions, slots, &mut steps)?;
    // From here on there are only measurements: all can be drawn at once.
    let last = |step: &Step<'_>| !matches!(step, Step::Measure { .. });
    let mut tail = steps.iter().rposition(last).map_or(0, |i| i + 1);
    // A jump must not land behind the start of the tail.
    for step in &steps {
        if let Step::Unless(_, to) | Step::Jump(to) = step {
            tail = tail.max(*to);
        }
    }
    let mut groups = vec![Group {
        state: State::new(plan.kernel, plan.qubits)?,
        bits: vec![false; program.bits],
        next: 0,
        shots,
    }];
    while let Some(mut group) = groups.pop() {
        while group.next < tail {
            let step = &steps[group.next];
            group.next += 1;
            match step {
                Step::Apply(primitive, trig) => group.state.apply_primitive(*primitive, *trig),
                Step::Measure { qubit, bit } => {
                    let outcome = split(
                        plan.kernel,
                        *qubit,
                        &mut group,
                        &mut groups,
                        rng,
                        |group, one| {
                            group.bits[*bit] = one;
                        },
                    )?;
                    group.bits[*bit] = outcome;
                }
                Step::Reset(qubit) => {
                    let flip = |group: &mut Group, one: bool| {
                        if one {
                            group.state.apply(GateKind::X, &[], &[*qubit], &[]);
                        }
                    };
                    let outcome = split(plan.kernel, *qubit, &mut group, &mut groups, rng, flip)?;
                    flip(&mut group, outcome);
                }
                Step::Unless(condition, to) => {
                    if !condition.holds(&group.bits) {
                        group.next = *to;
                    }
                }
                Step::Jump(to) => group.next = *to,
            }
        }
        let Group {
            state,
            mut bits,
            shots,
            ..
        } = group;
        let tail = &steps[tail..];
        draw(state.amplitudes(), shots, rng, |index, shots| {
            for step in tail {
                if let Step::Measure { qubit, bit } = step {
                    bits[*bit] = index >> qubit & 1 == 1;
                }
            }
            tally.add(&bits, shots);
        });
    }
    Ok(tally.counts)
}

/// Measures a qubit for every shot of a group. The shots with the rarer outcome go on as a group of their own, after
/// `settle` has seen it; the others stay, and their outcome is returned.
fn split(
    kernel: &'static str,
    qubit: usize,
    group: &mut Group,
    groups: &mut Vec<Group>,
    rng: &mut (impl Rng + ?Sized),
    settle: impl Fn(&mut Group, bool),
) -> Result<bool, Error> {
    let one = group.state.probability(qubit);
    let ones = (0..group.shots)
        .filter(|_| rng.random::<f64>() < one)
        .count();
    let outcome = 2 * ones > group.shots;
    let chance = |outcome: bool| if outcome { one } else { 1.0 - one };
    let rare = if outcome { group.shots - ones } else { ones };
    if rare > 0 {
        let mut other = Group {
            state: group.state.try_clone(kernel)?,
            bits: group.bits.clone(),
            next: group.next,
            shots: rare,
        };
        other.state.project(qubit, !outcome, chance(!outcome));
        settle(&mut other, !outcome);
        groups.push(other);
        group.shots -= rare;
    }
    group.state.project(qubit, outcome, chance(outcome));
    Ok(outcome)
}

fn flatten<'p>(
    kernel: &'static str,
    instructions: &'p [Instruction],
    slots: &[f64],
    steps: &mut Vec<Step<'p>>,
) -> Result<(), Error> {
    for instruction in instructions {
        match instruction {
            Instruction::Gate(gate) => flatten_gate(kernel, gate, slots, steps)?,
            Instruction::Measure { qubit, bit, .. } => {
                steps.push(Step::Measure {
                    qubit: *qubit,
                    bit: *bit,
                });
            }
            Instruction::Reset { qubit, .. } => steps.push(Step::Reset(*qubit)),
            Instruction::Branch {
                condition,
                then,
                otherwise,
            } => {
                let branch = steps.len();
                steps.push(Step::Unless(condition, 0));
                flatten(kernel, then, slots, steps)?;
                let end = steps.len();
                steps.push(Step::Jump(0));
                steps[branch] = Step::Unless(condition, steps.len());
                flatten(kernel, otherwise, slots, steps)?;
                steps[end] = Step::Jump(steps.len());
            }
        }
    }
    Ok(())
}

fn flatten_gate(
    kernel: &'static str,
    gate: &GateOp,
    slots: &[f64],
    steps: &mut Vec<Step<'_>>,
) -> Result<(), Error> {
    if let Some(angle) = gate
        .angles
        .iter()
        .map(|angle| angle.value(slots))
        .find(|angle| !angle.is_finite())
    {
        let message = format!(
            "the angle of `{}` at {} is {angle}",
            gate.kind.name(),
            gate.origin.loc
        );
        return Err(Error::Invalid { kernel, message });
    }
    lower(
        gate.kind,
        &gate.controls,
        &gate.targets,
        |primitive, source| {
            let trig = match source {
                Source::Fixed(trig) => trig,
                Source::Angle(i) => trig(primitive, gate.angles[i].value(slots)),
            };
            steps.push(Step::Apply(primitive, trig));
        },
    );
    Ok(())
}

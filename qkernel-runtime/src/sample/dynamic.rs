//! Following a circuit whose measurements decide what comes later.

use rand::{Rng, RngExt};

use super::{Tally, draw};
use crate::counts::Counts;
use crate::engine::{Plan, Primitive, Source, State, lower, trig};
use crate::error::Error;
use crate::gate::GateKind;
use crate::program::{Condition, GateOp, Instruction};

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

//! Following a circuit whose measurements decide what comes later.

use rand::{Rng, RngExt};

use super::{Tally, draw};
use crate::counts::Counts;
use crate::engine::{Plan, Primitive, Source, State, lower, trig};
use crate::error::Error;
use crate::gate::GateKind;
use crate::program::{Condition, Event, GateOp, Instruction, QubitId, walk};

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
    flatten(plan, slots, &mut steps)?;
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
        state: State::new(&program.kernel, plan.qubits)?,
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
                        &program.kernel,
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
                    let outcome =
                        split(&program.kernel, *qubit, &mut group, &mut groups, rng, flip)?;
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
    kernel: &str,
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

fn flatten<'p>(plan: &'p Plan, slots: &[f64], steps: &mut Vec<Step<'p>>) -> Result<(), Error> {
    // For each branch around, the step that leaves the current arm.
    let mut branches = Vec::new();
    for event in walk(&plan.program.instructions) {
        match event {
            Event::Do(Instruction::Gate(gate)) => flatten_gate(plan, gate, slots, steps)?,
            Event::Do(Instruction::Measure { qubit, bit, .. }) => steps.push(Step::Measure {
                qubit: qubit.index(),
                bit: bit.index(),
            }),
            Event::Do(Instruction::Reset { qubit, .. }) => steps.push(Step::Reset(qubit.index())),
            Event::Do(_) => {}
            Event::If(condition) => {
                branches.push(steps.len());
                steps.push(Step::Unless(condition, 0));
            }
            Event::Else => {
                let branch = branches.pop().unwrap_or_default();
                branches.push(steps.len());
                steps.push(Step::Jump(0));
                if let Step::Unless(condition, _) = steps[branch] {
                    steps[branch] = Step::Unless(condition, steps.len());
                }
            }
            Event::End => {
                let end = branches.pop().unwrap_or_default();
                steps[end] = Step::Jump(steps.len());
            }
        }
    }
    Ok(())
}

fn flatten_gate(
    plan: &Plan,
    gate: &GateOp,
    slots: &[f64],
    steps: &mut Vec<Step<'_>>,
) -> Result<(), Error> {
    let angles = gate
        .angles
        .iter()
        .map(|angle| plan.slots.form(angle).value(slots));
    let angles: Vec<f64> = angles.collect();
    if let Some(angle) = angles.iter().find(|angle| !angle.is_finite()) {
        let message = format!(
            "the angle of `{}` at {} is {angle}",
            gate.kind.name(),
            plan.program.place(gate.origin)
        );
        return Err(Error::Invalid {
            kernel: plan.program.kernel.clone(),
            message,
        });
    }
    let indices = |qubits: &[QubitId]| qubits.iter().map(|q| q.index()).collect::<Vec<_>>();
    lower(
        gate.kind,
        &indices(&gate.controls),
        &indices(&gate.targets),
        |primitive, source| {
            let trig = match source {
                Source::Fixed(trig) => trig,
                Source::Angle(i) => trig(primitive, angles[i]),
            };
            steps.push(Step::Apply(primitive, trig));
        },
    );
    Ok(())
}

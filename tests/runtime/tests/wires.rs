//! Wires are given back: in kernels, and in random programs, where each way through the branches is looked at alone.

mod instructions;
mod made;

use made::made;
use proptest::prelude::*;
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::{Instruction, Program, QubitId, Wires};
use qkernel_runtime::resources::Resources;

#[qkernel]
fn measured_each_round(rounds: UInt) -> Bit {
    let mut a = h(qubit());
    for _ in range(rounds) {
        let mut t = qubit();
        (a, t) = cx(a, t);
        measure(t);
    }
    measure(a)
}

#[qkernel]
fn energy(n: UInt, w: Float, o: Observable) -> Float {
    let mut q = qubit_array(n);
    for k in range(n) {
        q[k] = ry(q[k], w);
    }
    expval(q, o)
}

#[qkernel]
fn total(w: Float, hs: Vector<Observable>) -> Float {
    let mut total = 0.0;
    for k in range(hs.len()) {
        total += energy(4, w, hs[k]);
    }
    total
}

#[qkernel]
fn in_arms() -> Vector<Bit> {
    let mut q = qubit_array(2);
    q[0] = h(q[0]);
    let mut flag = qubit();
    (q[0], flag) = cx(q[0], flag);
    if measure(flag) {
        let mut t = qubit();
        (q[1], t) = cx(q[1], t);
        discard(t);
    } else {
        for _ in range(3) {
            let mut t = qubit();
            (q[0], t) = cx(q[0], t);
            measure(t);
        }
    }
    measure(q)
}

#[test]
fn kernels_give_wires_back() {
    let told = |resources: Resources| (resources.qubits, resources.allocations);
    let rounds = measured_each_round { rounds: 40 }.compile().unwrap();
    assert_eq!(told(rounds.resources()), (2, 41));
    assert_eq!(rounds.num_qubits(), 41);
    let printed = rounds.resources().to_string();
    assert!(
        printed.contains("  Qubits: 2\n  Allocations: 41\n"),
        "{printed}"
    );

    let hs = vec![Z(0); 10];
    let sum = total { hs: hs.into() }.compile().unwrap();
    assert_eq!(told(sum.resources()), (4, 40));

    // The flag's wire is free in both arms.
    let arms = in_arms {}.compile().unwrap();
    assert_eq!(told(arms.resources()), (3, 7));

    // Nothing is printed where nothing is given back.
    let one = energy { n: 3, o: Z(0) }.compile().unwrap();
    assert_eq!(told(one.resources()), (3, 3));
    assert!(!one.resources().to_string().contains("Allocations"));
}

/// The first and the last moment of each qubit on one way through a program; `None` for one that is not met.
struct Way {
    time: usize,
    lives: Vec<Option<(usize, usize)>>,
    /// Whether a qubit's last instruction ends it.
    over: Vec<bool>,
}

impl Way {
    /// Follows one arm of each branch, as the bits of `arms` say from the lowest on.
    fn follow(&mut self, list: &[Instruction], arms: &mut u64) {
        for instruction in list {
            self.time += 1;
            if let Instruction::Branch {
                then, otherwise, ..
            } = instruction
            {
                let (taken, other) = if *arms & 1 == 0 {
                    (then, otherwise)
                } else {
                    (otherwise, then)
                };
                *arms >>= 1;
                self.follow(taken, arms);
                // What the other arm discards is gone after the branch, what either allocates too.
                self.time += 1;
                for qubit in belongs(taken).into_iter().chain(belongs(other)) {
                    if let Some((_, last)) = &mut self.lives[qubit.index()]
                        && !self.over[qubit.index()]
                    {
                        *last = self.time;
                        self.over[qubit.index()] = true;
                    }
                }
            }
            for qubit in instruction.qubits() {
                let life = &mut self.lives[qubit.index()];
                *life = Some((life.map_or(self.time, |(first, _)| first), self.time));
                self.over[qubit.index()] = matches!(
                    instruction,
                    Instruction::Discard { .. } | Instruction::Measure { .. }
                );
            }
        }
    }
}

/// The qubits that are discarded or allocated in an arm, or further inside.
fn belongs(list: &[Instruction]) -> Vec<QubitId> {
    let mut all = Vec::new();
    for instruction in list {
        match instruction {
            Instruction::Discard { qubit, .. } | Instruction::Allocate { qubit, .. } => {
                all.push(*qubit);
            }
            Instruction::Branch {
                then, otherwise, ..
            } => all.extend(belongs(then).into_iter().chain(belongs(otherwise))),
            _ => {}
        }
    }
    all
}

/// When each qubit that is met is alive, ends included.
fn lives(program: &Program, from_the_start: usize, mut arms: u64) -> Vec<(QubitId, usize, usize)> {
    let mut way = Way {
        time: 0,
        lives: vec![None; program.qubits],
        over: vec![false; program.qubits],
    };
    way.lives[..from_the_start].fill(Some((0, 0)));
    way.follow(&program.instructions.to_vec(), &mut arms);
    let found = way.lives.iter().zip(way.over).enumerate();
    found
        .filter_map(|(k, (life, over))| {
            let (first, last) = (*life)?;
            Some((k.into(), first, if over { last } else { usize::MAX }))
        })
        .collect()
}

/// How many are alive at once at most.
fn most(lives: &[(QubitId, usize, usize)]) -> usize {
    let alive = |time: usize| {
        lives
            .iter()
            .filter(move |(_, first, last)| *first <= time && time <= *last)
    };
    lives
        .iter()
        .map(|&(_, first, _)| alive(first).count())
        .max()
        .unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn no_wire_has_two_qubits(
        choices in prop::collection::vec((0u8..20, 0usize..64, 0usize..64), 0..60),
        from_the_start in 0usize..4,
        ways in prop::collection::vec(any::<u64>(), 8),
    ) {
        let program = made(&choices, from_the_start);
        prop_assert_eq!(program.check(), Ok(()));
        let wires = Wires::new(&program);
        let mut needed = 0;
        for arms in ways {
            let lives = lives(&program, from_the_start, arms);
            needed = needed.max(most(&lives));
            for (i, a) in lives.iter().enumerate() {
                for b in &lives[..i] {
                    let both = a.1 <= b.2 && b.1 <= a.2;
                    prop_assert!(!both || wires.wire(a.0) != wires.wire(b.0), "{a:?} {b:?}");
                }
            }
        }
        prop_assert!(wires.count() >= needed);
        prop_assert_eq!(wires.count(), (0..program.qubits).map(|k| wires.wire(k.into()) + 1).max().unwrap_or(0));
    }

    #[test]
    fn there_are_as_many_wires_as_qubits_at_once(
        choices in prop::collection::vec((6u8..26, 0usize..64, 0usize..64), 0..120),
        from_the_start in 0usize..4,
    ) {
        // Without branches, and with an allocation as likely as an end.
        let choices = choices.into_iter().map(|(what, a, b)| (if what >= 20 { 0 } else { what }, a, b)).collect::<Vec<_>>();
        let program = made(&choices, from_the_start);
        prop_assert_eq!(Wires::new(&program).count(), most(&lives(&program, from_the_start, 0)));
    }
}

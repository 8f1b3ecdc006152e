//! Random programs with loops that measurements end: their shots, and what is read of their texts, against density matrices.

use std::collections::BTreeMap;
use std::sync::Arc;

use num_complex::Complex64;
use proptest::prelude::*;
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::{Affine, Condition, Instruction, Output, Program, Slot, SlotId};
use qkernel_runtime::{Circuit, Error, qasm};

use crate::dense::{self, Dense, c, multiply};
use crate::instructions::{ORIGIN, gate};
use crate::pieces::{self, ARGUMENTS, BITS, Random};

const SHOTS: usize = 1000;

/// Loops are followed until so much is left in them.
const LEFT: f64 = 1e-6;

/// For the values of the bits, a density matrix times their probability.
type Mixture = BTreeMap<Vec<bool>, Dense>;

fn add(to: &mut Mixture, bits: Vec<bool>, matrix: Dense) {
    let sum = match to.get(&bits) {
        Some(old) => dense::combine(old, c(1.0), &matrix, c(1.0)),
        None => matrix,
    };
    to.insert(bits, sum);
}

fn weight(matrix: &Dense) -> f64 {
    (0..matrix.len()).map(|k| matrix[k][k].re).sum()
}

/// `k · matrix · k†`.
fn under(k: &Dense, matrix: &Dense) -> Dense {
    multiply(&multiply(k, matrix), &dense::adjoint(k))
}

struct Follower<'p> {
    program: &'p Program,
    numbers: &'p [f64],
}

impl Follower<'_> {
    fn list(&self, list: &[Instruction], from: Mixture) -> Mixture {
        list.iter().fold(from, |from, one| self.step(one, from))
    }

    fn on(&self, small: &Dense, controls: &[usize], targets: &[usize]) -> Dense {
        dense::on_register(self.program.qubits, small, controls, targets)
    }

    /// What takes the qubit from |from> to |to>, and all else of it to 0.
    fn moved(&self, qubit: usize, from: usize, to: usize) -> Dense {
        let mut small = vec![vec![c(0.0); 2]; 2];
        small[to][from] = c(1.0);
        self.on(&small, &[], &[qubit])
    }

    fn step(&self, instruction: &Instruction, from: Mixture) -> Mixture {
        let mut to = Mixture::new();
        match instruction {
            Instruction::Gate(gate) => {
                let number = |id: SlotId| match id.slot() {
                    Slot::Argument {
                        argument, column, ..
                    } => self.numbers[(argument + column) as usize],
                    _ => panic!("no angle is derived"),
                };
                let angles = gate.angles.iter().map(|angle| angle.value(number));
                let small = dense::gate(gate.kind, &Vec::from_iter(angles));
                let [controls, targets] = [&gate.controls, &gate.targets]
                    .map(|list| Vec::from_iter(list.iter().map(|qubit| qubit.index())));
                let whole = self.on(&small, &controls, &targets);
                for (bits, matrix) in from {
                    to.insert(bits, under(&whole, &matrix));
                }
            }
            Instruction::Measure { qubit, bit, .. } => {
                for (mut bits, matrix) in from {
                    for one in [0, 1] {
                        bits[bit.index()] = one == 1;
                        let kept = under(&self.moved(qubit.index(), one, one), &matrix);
                        add(&mut to, bits.clone(), kept);
                    }
                }
            }
            // A qubit may be allocated in each round.
            Instruction::Reset { qubit, .. } | Instruction::Allocate { qubit, .. } => {
                for (bits, matrix) in from {
                    for one in [0, 1] {
                        let zero = under(&self.moved(qubit.index(), one, 0), &matrix);
                        add(&mut to, bits.clone(), zero);
                    }
                }
            }
            Instruction::Discard { .. } => to = from,
            Instruction::Branch {
                condition,
                then,
                otherwise,
            } => {
                let parted = |all: Mixture, condition: &Condition| -> (Mixture, Mixture) {
                    all.into_iter().partition(|(bits, _)| condition.holds(bits))
                };
                let (mut taken, other) = parted(from, condition);
                to = self.list(otherwise, other);
                let (body, again) = match then.split_last() {
                    Some((Instruction::Again { condition, .. }, body)) => (body, condition),
                    _ => (&then[..], &Condition::Constant(false)),
                };
                // What is left after so many rounds is less likely than anything that is compared.
                while taken.values().map(weight).sum::<f64>() > LEFT {
                    let (next, done) = parted(self.list(body, taken), again);
                    done.into_iter()
                        .for_each(|(bits, all)| add(&mut to, bits, all));
                    taken = next;
                }
            }
            _ => panic!("{instruction:?} is not known"),
        }
        to
    }
}

/// The probability of each result, all bits of it one after the other.
fn chances(program: &Program, numbers: &[f64]) -> BTreeMap<String, f64> {
    let size = 1 << program.qubits;
    let mut start = vec![vec![Complex64::ZERO; size]; size];
    start[0][0] = c(1.0);
    let start = Mixture::from([(vec![false; program.bits], start)]);
    let list = program.instructions.to_vec();
    let mut chances = BTreeMap::new();
    for (bits, matrix) in (Follower { program, numbers }).list(&list, start) {
        let one = |condition: &Condition| if condition.holds(&bits) { '1' } else { '0' };
        let mut result = String::new();
        for output in &program.outputs {
            match output {
                Output::Bit(condition) => result.push(one(condition)),
                Output::BitVector(all) => result.extend(all.iter().map(one)),
                _ => panic!("a number"),
            }
        }
        // As counts print it: element 0 on the right.
        let result = result.chars().rev().collect();
        *chances.entry(result).or_insert(0.0) += weight(&matrix);
    }
    chances
}

/// Instructions, and a loop after them: another one may be in it. The last that is done in a round is to measure a qubit whose
/// outcome ends the loop two times in three.
fn looped(qubits: usize, depth: usize) -> BoxedStrategy<Vec<Instruction>> {
    let before = prop::collection::vec(pieces::piece(qubits), 0..4);
    let body = match depth {
        0 => prop::collection::vec(pieces::piece(qubits), 0..3)
            .prop_map(|all| pieces::instructions(&all))
            .boxed(),
        _ => looped(qubits, depth - 1),
    };
    let first = prop::option::of(pieces::condition());
    let last = (0..qubits, 0..BITS, 0.9..1.5, any::<bool>());
    let also = prop::option::of(pieces::condition());
    (before, body, first, any::<bool>(), last, also)
        .prop_map(
            |(before, body, first, always, (qubit, bit, angle, ends), also)| {
                let mut again = Condition::Bit(bit.into());
                let mut turn = angle;
                if ends {
                    again = Condition::Not(Arc::new(again));
                    turn = std::f64::consts::PI - angle;
                }
                if let Some(also) = also {
                    again = Condition::And(Arc::new(again), Arc::new(also));
                }
                // Mostly one that holds at the start.
                let none = || match always {
                    true => Condition::Constant(true),
                    false => Condition::Not(Arc::new(Condition::Bit(bit.into()))),
                };
                let mut then = body;
                then.extend([
                    Instruction::Reset {
                        qubit: qubit.into(),
                        origin: ORIGIN,
                    },
                    gate(GateKind::Ry, &[], &[qubit], vec![Affine::number(turn)]),
                    Instruction::Measure {
                        qubit: qubit.into(),
                        bit: bit.into(),
                        origin: ORIGIN,
                    },
                    Instruction::Again {
                        condition: again,
                        origin: ORIGIN,
                    },
                ]);
                let mut list = pieces::instructions(&before);
                list.push(Instruction::Branch {
                    condition: first.unwrap_or_else(none),
                    then,
                    otherwise: vec![],
                });
                list
            },
        )
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn loops_are_sampled_and_read_as_what_they_mean(
        (qubits, list) in (1..=2usize).prop_flat_map(|n| (Just(n), looped(n, n % 2))),
        numbers in prop::collection::vec(-2.0..2.0, ARGUMENTS),
        seed in any::<u64>(),
    ) {
        let random = Random { qubits, pieces: vec![], observables: vec![], arguments: numbers };
        let program = Program { instructions: list.into(), ..random.sampled() };
        let numbers = &random.arguments;
        let expected = chances(&program, numbers);
        prop_assert!((expected.values().sum::<f64>() - 1.0).abs() < 20.0 * LEFT);
        let circuit = Circuit::from_program(program).unwrap();
        let text = circuit.to_qasm3();
        // What keeps a condition for the next round is a qubit in what is read: there are too many for matrices.
        let read = Circuit::from_program(qasm::read(&text).unwrap()).unwrap();
        for circuit in [circuit, read] {
            let counts = circuit.sample_seeded(numbers, SHOTS, seed).unwrap();
            for (result, &share) in &expected {
                let deviation = (share * (1.0 - share).max(0.0) / SHOTS as f64).sqrt();
                let found = counts.probability(result.as_str());
                prop_assert!(
                    (found - share).abs() < 5.5 * deviation + 2e-3,
                    "{result}: {found} of {share}\n{text}"
                );
            }
        }
    }
}

/// The last thing that is done to `q[0]` in a round is a measurement, and the next round measures it again: nothing that begins
/// after it in the round takes its wire.
#[test]
fn a_qubit_keeps_its_wire_for_the_next_round() {
    let text = "OPENQASM 3.0; include \"stdgates.inc\"; qubit[2] q; bit[2] c; bit again = true;
        while (again) {
            c[1] = measure q[0];
            reset q[1]; ry(1.9) q[1]; c[0] = measure q[1];
            again = c[0];
        }";
    let circuit = Circuit::from_program(qasm::read(text).unwrap()).unwrap();
    let counts = circuit.sample_seeded(&[], SHOTS, 1).unwrap();
    assert!(
        counts.iter().all(|(bits, _)| !bits.contains('1')),
        "{counts}"
    );
}

/// Each measures 1 in every other round: two rounds.
#[qkernel]
fn one_bit() -> Bit {
    let (mut a, mut b, mut again) = (qubit(), x(qubit()), true);
    while again {
        let mut c = qubit();
        (a, b) = swap(a, b);
        (a, c) = cx(a, c);
        again = measure(c);
    }
    discard(a);
    discard(b);
    again
}

#[qkernel]
fn on_the_opposite() -> Bit {
    let (mut a, mut b, mut done) = (x(qubit()), qubit(), false);
    while !done {
        let mut c = qubit();
        (a, b) = swap(a, b);
        (a, c) = cx(a, c);
        if measure(x(qubit())) {
            b = z(b);
        }
        done = measure(c);
    }
    discard(a);
    discard(b);
    done
}

#[qkernel]
fn on_either() -> (Bit, Bit) {
    let (mut a, mut b, mut again) = (qubit(), x(qubit()), true);
    let f = measure(qubit());
    while again || f {
        let mut c = qubit();
        (a, b) = swap(a, b);
        (a, c) = cx(a, c);
        again = measure(c);
    }
    discard(a);
    discard(b);
    (again, f)
}

#[qkernel]
fn within_each_other() -> Bit {
    let (mut a, mut b, mut again) = (qubit(), x(qubit()), true);
    let (mut d, mut e) = (qubit(), x(qubit()));
    while again {
        let mut inner = true;
        while inner {
            let mut c = qubit();
            (d, e) = swap(d, e);
            (d, c) = cx(d, c);
            inner = measure(c);
        }
        let mut c = qubit();
        (a, b) = swap(a, b);
        (a, c) = cx(a, c);
        again = measure(c);
    }
    discard(a);
    discard(b);
    discard(d);
    discard(e);
    again
}

/// One round, which a limit of 0 forbids.
#[qkernel]
fn once() -> Bit {
    let mut again = true;
    while again {
        again = measure(qubit());
    }
    again
}

/// The limits of rounds, up to 3, that a shot of the circuit exceeds.
fn exceeded(circuit: &Circuit, text: &str) -> Vec<usize> {
    let is_exceeded = |&limit: &usize| {
        let limited = circuit.with_round_limit(limit);
        match limited.sample_seeded(&[], 5, 1) {
            Ok(_) => false,
            Err(Error::Rounds { .. }) => true,
            Err(error) => panic!("{error}\n{text}"),
        }
    };
    (0..=3).filter(is_exceeded).collect()
}

/// A round that is always done is one of those that are counted, in what is read as well.
#[test]
fn what_is_read_has_the_rounds_of_its_circuit() -> Result<(), Box<dyn std::error::Error>> {
    let two: &[usize] = &[0, 1];
    let circuits = [
        (
            once {}.compile()?.untyped(),
            once::to_qasm3().ok(),
            &[0][..],
        ),
        (
            one_bit {}.compile()?.untyped(),
            one_bit::to_qasm3().ok(),
            two,
        ),
        (on_the_opposite {}.compile()?.untyped(), None, two),
        (on_either {}.compile()?.untyped(), None, two),
        (within_each_other {}.compile()?.untyped(), None, two),
    ];
    for (circuit, kernel, limits) in circuits {
        assert_eq!(exceeded(&circuit, "as it was compiled"), limits);
        for text in kernel.into_iter().chain([circuit.to_qasm3()]) {
            let read = Circuit::from_qasm(&text)?;
            assert_eq!(exceeded(&read, &text), limits, "{text}");
            // Once more.
            let text = read.to_qasm3();
            let read = Circuit::from_qasm(&text)?;
            assert_eq!(exceeded(&read, &text), limits, "{text}");
        }
    }
    Ok(())
}

/// Kernels whose loop goes on for some values of two bits, which are these before the first round; three rounds measure 01, 10 and 00.
macro_rules! on_two_bits {
    ($($name:ident $start:expr, |$a:ident, $b:ident| $again:expr;)*) => {
        $(
            #[qkernel]
            fn $name() -> (Bit, Bit) {
                let (mut p, mut q, mut r) = (qubit(), qubit(), x(qubit()));
                let (mut $a, mut $b) = $start;
                while $again {
                    let (mut c, mut d) = (qubit(), qubit());
                    (p, q) = swap(p, q);
                    (q, r) = swap(q, r);
                    (p, c) = cx(p, c);
                    (q, d) = cx(q, d);
                    $a = measure(c);
                    $b = measure(d);
                }
                discard(p);
                discard(q);
                discard(r);
                ($a, $b)
            }
        )*

        fn on_two_bits() -> Vec<(Circuit, String)> {
            vec![$(($name {}.compile().unwrap().untyped(), $name::to_qasm3().unwrap())),*]
        }
    };
}

on_two_bits! {
    either (true, true), |a, b| a || b;
    either_of_one (false, true), |a, b| a || b;
    first_or_not_second (true, true), |a, b| a || !b;
    not_first_or_second (false, false), |a, b| !a || b;
    not_both (true, false), |a, b| !(a && b);
    both (true, true), |a, b| a && b;
    second_alone (false, true), |a, b| b && !a;
    one_of_both (true, false), |a, b| (a || b) && !(a && b);
    different (false, true), |a, b| a != b;
    same (true, true), |a, b| a == b;
    not_second (true, false), |a, b| !b;
    measured (measure(x(qubit())), measure(qubit())), |a, b| a || b;
    partly_measured (measure(x(qubit())), false), |a, b| a || b;
    partly_known (measure(x(qubit())), true), |a, b| a || b;
}

/// A condition that is not in one variable is kept in one from round to round: that is no round more or less.
#[test]
fn what_is_read_of_a_kernel_has_its_rounds() -> Result<(), Box<dyn std::error::Error>> {
    let mut found = std::collections::BTreeSet::new();
    for (circuit, text) in on_two_bits() {
        let limits = exceeded(&circuit, "as it was compiled");
        let read = Circuit::from_qasm(&text)?;
        assert_eq!(exceeded(&read, &text), limits, "{text}");
        // Once more.
        let again = read.to_qasm3();
        let read = Circuit::from_qasm(&again)?;
        assert_eq!(exceeded(&read, &again), limits, "{text}\n{again}");
        let written = circuit.to_qasm3();
        let read = Circuit::from_qasm(&written)?;
        assert_eq!(exceeded(&read, &written), limits, "{written}");
        found.insert(limits.len());
    }
    assert!(found.len() > 2, "{found:?}");
    Ok(())
}

/// Only what is annotated, and the same, is a round of the loop after it; and so is one that was read because the condition was known.
#[test]
fn what_is_no_round_stays_before_its_loop() -> Result<(), Box<dyn std::error::Error>> {
    let start = "OPENQASM 3.0; include \"stdgates.inc\"; qubit q; bit c; bit d;";
    let round = "x q; c = measure q;";
    let mark = "\n@repeats\n";
    for (text, limits) in [
        (format!("{round} while (c) {{ {round} }}"), &[0][..]),
        (format!("{round} {mark} while (c) {{ {round} }}"), &[0, 1]),
        (format!("{round} z q; {mark} while (c) {{ {round} }}"), &[0]),
        (
            format!("{round} d = c; {mark} while (c) {{ {round} }}"),
            &[0],
        ),
        (format!("{round} {mark} while (c) {{ {round} z q; }}"), &[0]),
        (format!("c = 1; while (c) {{ {round} }}"), &[0, 1]),
        (format!("c = 1; z q; while (c) {{ {round} }}"), &[0, 1]),
    ] {
        let read = Circuit::from_qasm(&format!("{start}\n{text}"))?;
        assert_eq!(exceeded(&read, &text), limits, "{text}");
    }
    Ok(())
}

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::sync::Arc;

use super::early;
use super::followed::Followed;
use super::group::Group;
use super::sampler::Sampler;
use super::tally::Tally;
use crate::counts::Counts;
use crate::evaluator::Evaluator;
use crate::exact::Plan;
use crate::gate::GateKind::{H, Ry, X};
use crate::program::{BitId, Condition, Instruction, Output, Slots};
use crate::testing::{branch, constant, derived, gate, measure, program, reset};

fn bits(list: &[usize]) -> Vec<Condition> {
    list.iter().map(|&bit| Condition::Bit(bit.into())).collect()
}

fn counts(qubits: usize, bits: usize, all: Vec<Instruction>, outputs: Vec<Output>) -> Counts {
    let mut program = program(qubits, vec![], all, vec![]);
    program.bits = bits;
    program.outputs = outputs;
    let mut rng = StdRng::seed_from_u64(3);
    Evaluator::new(&program)
        .unwrap()
        .sample(&[], 1000, &mut rng)
        .unwrap()
}

#[test]
fn element_0_stands_on_the_right_and_the_first_result_rightmost() {
    let all = vec![
        gate(X, &[], &[1], &[]),
        measure(0, 0),
        measure(1, 1),
        measure(2, 2),
    ];
    let one = counts(3, 3, all.clone(), vec![Output::BitVector(bits(&[0, 1, 2]))]);
    assert_eq!(one.iter().collect::<Vec<_>>(), [("010", 1000)]);
    let three = counts(
        3,
        3,
        all,
        vec![
            Output::BitVector(bits(&[0, 1])),
            Output::Bit(Condition::Not(Arc::new(Condition::Bit(2.into())))),
        ],
    );
    assert_eq!((three.get("1 10"), three.get("110")), (1000, 1000));
    assert_eq!(three.most_common(), Some(("110", 1000)));
    assert_eq!(
        three.outcomes().next().unwrap().0,
        [vec![false, true], vec![true]]
    );
    assert!(three.to_string().contains("1 10   1000  1.0000"), "{three}");
}

#[test]
fn both_ways_to_sample_give_the_same_distribution() {
    let turn = |qubit, angle| gate(Ry, &[], &[qubit], &[constant(angle)]);
    let mut last = vec![turn(0, 1.0), gate(X, &[0], &[1], &[]), turn(1, 0.4)];
    let mut inside = last.clone();
    last.extend([measure(0, 0), measure(1, 1)]);
    // The branch never happens, but it must be followed.
    inside.extend([
        measure(0, 0),
        Instruction::Branch {
            condition: Condition::And(
                Arc::new(Condition::Bit(0.into())),
                Arc::new(Condition::Not(Arc::new(Condition::Bit(0.into())))),
            ),
            then: vec![gate(X, &[], &[1], &[])],
            otherwise: vec![],
        },
    ]);
    inside.push(measure(1, 1));
    let output = || vec![Output::BitVector(bits(&[0, 1]))];
    let (last, inside) = (counts(2, 2, last, output()), counts(2, 2, inside, output()));
    for string in ["00", "01", "10", "11"] {
        assert!(
            (last.probability(string) - inside.probability(string)).abs() < 0.07,
            "{string}"
        );
    }
    assert_eq!((last.shots(), inside.shots()), (1000, 1000));
}

#[test]
fn feed_forward_and_reset_undo_what_was_measured() {
    let all = vec![
        gate(H, &[], &[0], &[]),
        gate(X, &[0], &[1], &[]),
        measure(0, 0),
        branch(0, vec![gate(X, &[], &[1], &[])], vec![]),
        reset(0),
        measure(0, 1),
        measure(1, 2),
    ];
    let counts = counts(2, 3, all, vec![Output::BitVector(bits(&[0, 1, 2]))]);
    assert_eq!(counts.get("000") + counts.get("001"), 1000);
    assert!((counts.probability("001") - 0.5).abs() < 0.08);
}

#[test]
fn nothing_to_sample_and_bad_angles_are_errors() {
    let mut empty = program(1, vec![], vec![], vec![]);
    empty.outputs.clear();
    let mut rng = StdRng::seed_from_u64(0);
    let error = Evaluator::new(&empty)
        .unwrap()
        .sample(&[], 1, &mut rng)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`tested`: returns no bit, so there is nothing to sample"
    );

    let mut root = program(
        1,
        vec![],
        vec![gate(Ry, &[], &[0], &[derived(0)]), measure(0, 0)],
        vec![],
    );
    root.instructions
        .push(branch(0, vec![gate(X, &[], &[0], &[])], vec![]));
    root.bits = 1;
    root.outputs = vec![Output::Bit(Condition::Bit(0.into()))];
    root.derived = vec![crate::program::Derived::Apply(
        crate::program::Function::Ln,
        constant(-1.0),
    )];
    let error = Evaluator::new(&root)
        .unwrap()
        .sample(&[], 1, &mut rng)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`tested`: the angle of `ry` at tested.rs:7:3 is NaN"
    );
    root.derived.clear();
    let mut list = root.instructions.to_vec();
    list[0] = gate(H, &[], &[0], &[]);
    root.instructions = list.into();
    assert_eq!(
        Evaluator::new(&root)
            .unwrap()
            .sample(&[], 0, &mut rng)
            .unwrap()
            .shots(),
        0
    );
}

#[test]
fn outcomes_are_counted_up_to_a_limit() {
    let mut program = program(1, vec![], vec![], vec![]);
    program.outputs = vec![Output::BitVector(bits(&[0, 1]))];
    program.bits = 2;
    let mut tally = Tally::new(&program).unwrap();
    tally.most = 3;
    tally.add(&program, &[false, false], 5).unwrap();
    tally.add(&program, &[true, false], 1).unwrap();
    tally.add(&program, &[false, false], 5).unwrap();
    tally.add(&program, &[true, true], 1).unwrap();
    assert_eq!(tally.counts.shots(), 12);
    assert_eq!(
        tally
            .add(&program, &[false, true], 1)
            .unwrap_err()
            .to_string(),
        "`tested`: more than 2 different outcomes came up: take fewer shots, or return fewer bits"
    );
}

/// One qubit that is turned, measured and reset `rounds` times; the first bit and the last are results.
fn rounds(rounds: usize) -> crate::program::Program {
    let mut all = Vec::new();
    for round in 0..rounds {
        all.push(gate(Ry, &[], &[0], &[constant(1.0)]));
        all.push(measure(0, round));
        all.push(reset(0));
    }
    let mut program = program(1, vec![], all, vec![]);
    program.bits = rounds;
    program.outputs = vec![Output::BitVector(bits(&[0, rounds - 1]))];
    program
}

#[test]
fn both_ways_give_the_same_exact_outcomes() {
    let program = rounds(4);
    let slots = Slots::new(&program.clone().into());
    let plan = Plan::new(program.clone().into(), crate::engine::default());
    let ways = |deferred: bool| {
        let sampler = Sampler::new(&program, &slots, &(0..0));
        let [group] = sampler.groups.as_slice() else {
            panic!("one group")
        };
        let wanted = [true, false, false, true];
        group
            .distribution_by(
                group.deferred.as_ref().filter(|_| deferred),
                &plan,
                &[],
                &wanted,
            )
            .unwrap()
    };
    let one = 0.5_f64.sin().powi(2);
    for found in [ways(true), ways(false)] {
        assert_eq!(found.len(), 4);
        for (outcome, probability) in found {
            let expected = |bit: bool| if bit { one } else { 1.0 - one };
            let expected = expected(outcome[0]) * expected(outcome[3]);
            assert!((probability - expected).abs() < 1e-12);
        }
    }
}

#[test]
fn too_many_outcomes_are_an_error_that_names_the_number() {
    let mut many = program(30, vec![], vec![], vec![]);
    for qubit in 0..30 {
        many.instructions.push(gate(H, &[], &[qubit], &[]));
        many.instructions.push(measure(qubit, qubit));
    }
    many.bits = 30;
    many.outputs = vec![Output::BitVector(bits(&Vec::from_iter(0..30)))];
    let error = |program: &crate::program::Program| {
        let found = Evaluator::new(program).unwrap().outcomes(&[]);
        found.unwrap_err().to_string()
    };
    assert_eq!(
        error(&many),
        "`tested`: its results depend on 1073741824 outcomes of measurements, more than 4194304: `sample` draws some of them"
    );
    // Only what the results depend on counts.
    many.outputs = vec![Output::BitVector(bits(&[3, 7]))];
    let found = Evaluator::new(&many).unwrap().outcomes(&[]).unwrap();
    assert_eq!((found.len(), found.iter().count()), (4, 4));
    assert_eq!(
        error(&rounds(100)),
        "`tested`: has more than 65536 different outcomes of measurements and resets on the way: `sample` draws some of them"
    );
}

/// Turned qubits, one for each bit, and one more that is turned where the condition holds; all of them are results.
fn under(condition: Condition, turned: usize) -> crate::program::Program {
    let turn = |qubit, angle| gate(Ry, &[], &[qubit], &[constant(angle)]);
    let mut all: Vec<_> = (0..turned).map(|qubit| turn(qubit, 1.0)).collect();
    all.extend((0..turned).map(|qubit| measure(qubit, qubit)));
    all.push(Instruction::Branch {
        condition,
        then: vec![gate(X, &[], &[turned], &[]), turn(turned, 0.6)],
        otherwise: vec![turn(turned, 0.3)],
    });
    all.push(measure(turned, turned));
    let mut program = program(turned + 1, vec![], all, vec![]);
    program.bits = turned + 1;
    program.outputs = vec![Output::BitVector(bits(&Vec::from_iter(0..=turned)))];
    program
}

fn bit(number: usize) -> Condition {
    Condition::Bit(number.into())
}

/// One of two bits in each of that many pairs.
fn one_of_each(pairs: usize) -> Condition {
    let either = |pair| Condition::Or(Arc::new(bit(2 * pair)), Arc::new(bit(2 * pair + 1)));
    let both = |a, b| Condition::And(Arc::new(a), Arc::new(b));
    (0..pairs).map(either).reduce(both).unwrap()
}

#[test]
fn conditions_of_any_form_give_the_probabilities_of_their_bits() {
    let not = |condition| Condition::Not(Arc::new(condition));
    let both = |a, b| Condition::And(Arc::new(a), Arc::new(b));
    let either = |a, b| Condition::Or(Arc::new(a), Arc::new(b));
    let equal = |a, b| Condition::Equal(Arc::new(a), Arc::new(b));
    let parity = (0..6).map(bit).reduce(equal).unwrap();
    let any = (0..3).map(|i| both(bit(2 * i), not(bit(2 * i + 1))));
    for condition in [
        one_of_each(3),
        not(one_of_each(3)),
        any.reduce(either).unwrap(),
        parity,
    ] {
        let program = under(condition.clone(), 6);
        let slots = Slots::new(&program.clone().into());
        let plan = Plan::new(program.clone().into(), crate::engine::default());
        let sampler = Sampler::new(&program, &slots, &(0..0));
        let [group] = sampler.groups.as_slice() else {
            panic!("one group")
        };
        let one = 0.5_f64.sin().powi(2);
        for deferred in [group.deferred.as_ref(), None] {
            let found = group
                .distribution_by(deferred, &plan, &[], &[true; 7])
                .unwrap();
            for index in 0..1 << 7 {
                let outcome: Vec<bool> = (0..7).map(|bit| index >> bit & 1 == 1).collect();
                let measured = outcome[..6]
                    .iter()
                    .map(|&bit| if bit { one } else { 1.0 - one });
                let last = match condition.holds(&outcome) {
                    true => 0.3_f64.cos().powi(2),
                    false => 0.15_f64.sin().powi(2),
                };
                let last = if outcome[6] { last } else { 1.0 - last };
                let expected = measured.product::<f64>() * last;
                assert!((found[&outcome] - expected).abs() < 1e-12, "{condition:?}");
            }
        }
    }
}

#[test]
fn a_condition_that_holds_for_many_combinations_is_followed() {
    // As controls, its gates would be thousands.
    let program = under(one_of_each(8), 16);
    let sampler = Sampler::new(&program, &Slots::new(&program.clone().into()), &(0..0));
    let [group] = sampler.groups.as_slice() else {
        panic!("one group")
    };
    assert!(group.deferred.is_some() && group.puts_off(10).is_none());
    // Of 61 qubits, few are needed at a time.
    let counts = |pairs: usize| {
        let program = under(one_of_each(pairs), 2 * pairs);
        let mut rng = StdRng::seed_from_u64(7);
        let found = Evaluator::new(&program).unwrap().sample(&[], 10, &mut rng);
        found.unwrap()
    };
    assert_eq!((counts(12).shots(), counts(30).shots()), (10, 10));
    // A few shots of a few gates are still drawn at the end.
    let program = under(bit(0), 1);
    let sampler = Sampler::new(&program, &Slots::new(&program.clone().into()), &(0..0));
    assert!(sampler.groups[0].puts_off(10).is_some());
}

/// Random gates, measurements, resets, and gates and measurements under conditions.
fn random(rng: &mut StdRng, qubits: usize) -> Vec<Instruction> {
    let mut all: Vec<Instruction> = Vec::new();
    for _ in 0..9 {
        let (one, other) = (rng.random_range(0..qubits), rng.random_range(1..qubits));
        let other = (one + other) % qubits;
        let turned = gate(Ry, &[], &[one], &[constant(rng.random_range(0.3..2.0))]);
        all.push(match rng.random_range(0..7) {
            0 | 1 => turned,
            2 | 3 => gate(X, &[one], &[other], &[]),
            4 => measure(one, rng.random_range(0..3)),
            5 => reset(one),
            _ => Instruction::Branch {
                condition: bit(rng.random_range(0..3)),
                then: vec![turned, measure(other, rng.random_range(0..3))],
                otherwise: vec![gate(X, &[one], &[other], &[])],
            },
        });
    }
    all.extend((0..qubits).map(|qubit| measure(qubit, 3 + qubit)));
    all
}

#[test]
fn early_measurements_give_the_same_outcomes() {
    let mut rng = StdRng::seed_from_u64(11);
    let mut fewer = 0;
    for _ in 0..20 {
        let mut program = program(6, vec![], random(&mut rng, 6), vec![]);
        program.bits = 9;
        let bits: Vec<BitId> = (0..9).map(BitId::new).collect();
        let slots = Slots::new(&program.clone().into());
        let plan = Plan::new(program.clone().into(), crate::engine::default());
        let early = early::early(&program);
        let mut group = Group {
            deferred: None,
            followed: Followed::new(&program, &bits, &slots),
            early: None,
            bits: bits.clone(),
        };
        let wires = group.followed.wires();
        let wanted = [true; 9];
        let expected = group.distribution_by(None, &plan, &[], &wanted).unwrap();
        group.followed = Followed::new(&early, &bits, &slots);
        let found = group.distribution_by(None, &plan, &[], &wanted).unwrap();
        assert!(found.keys().eq(expected.keys()), "{program:?}");
        for (found, expected) in found.values().zip(expected.values()) {
            assert!((found - expected).abs() < 1e-12, "{program:?}");
        }
        fewer += usize::from(group.followed.wires() < wires);
    }
    assert!(fewer > 5, "{fewer}");
}

//! What was written is read again.
//!
//! | circuits | what is the same |
//! | --- | --- |
//! | gates on qubits that are there from the start, conditions on one bit, all bits in results | the program |
//! | everything else as OpenQASM 3 | distributions, expectation values, the names of the arguments |
//! | registers of any names, any of them or their bits as results | these, and the results' shapes and values |
//! | as OpenQASM 2, where it can be said | unitaries up to a phase, and distributions |

use proptest::prelude::*;
use qkernel_runtime::Circuit;
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::observable::Observable;
use qkernel_runtime::program::{
    Action, Argument, BitId, Condition, Event, GateOp, Instruction, Labels, Output, Program, Shape,
    Slot, SlotId, walk,
};
use qkernel_runtime::qasm::Export;

use crate::dense_program::{Numbered, same};
use crate::instructions::ORIGIN;
use crate::made::made;
use crate::pieces::{self, Piece};
use crate::{ARGUMENTS, circuit, dense, gates, unitary, with_numbers};

fn read(text: &str) -> Program {
    match Circuit::from_qasm(text) {
        Ok(circuit) => circuit.program().clone(),
        Err(error) => panic!("{error}\n{text}"),
    }
}

fn rewritten(program: &Program) -> Program {
    read(&Circuit::from_program(program.clone()).unwrap().to_qasm3())
}

/// What a text says of a program: no calls and no places, each number of an argument as an argument of its own, and qubits that
/// begin at the start and are in no other order.
fn plain(program: &Program) -> Program {
    fn list(instructions: &[Instruction]) -> Vec<Instruction> {
        let one = |instruction: &Instruction| match instruction.clone() {
            Instruction::Gate(gate) => Some(Instruction::Gate(plain_gate(gate))),
            Instruction::Measure { qubit, bit, .. } => Some(Instruction::Measure {
                qubit,
                bit,
                origin: ORIGIN,
            }),
            Instruction::Reset { qubit, .. } => Some(Instruction::Reset {
                qubit,
                origin: ORIGIN,
            }),
            Instruction::Branch {
                condition,
                then,
                otherwise,
            } => {
                let (then, otherwise) = (list(&then), list(&otherwise));
                match (condition, then.is_empty(), otherwise.is_empty()) {
                    (_, true, true) => None,
                    // The arms change places.
                    (Condition::Not(ref condition), ..) => Some(Instruction::Branch {
                        condition: Condition::clone(condition),
                        then: otherwise,
                        otherwise: then,
                    }),
                    (condition, ..) => Some(Instruction::Branch {
                        condition,
                        then,
                        otherwise,
                    }),
                }
            }
            _ => None,
        };
        instructions.iter().filter_map(one).collect()
    }
    let mut program = program.clone();
    program.kernel = String::new();
    program.names = ["random"].into_iter().collect();
    program.scopes = Default::default();
    program.qubit_registers = Default::default();
    program.bit_registers = Default::default();
    program.calls.clear();
    program.instructions = list(&program.instructions.to_vec()).into();
    let number = |argument: &Argument| {
        let name = argument.name.clone();
        let names = (0..argument.shape.len()).map(move |k| format!("{name}_{k}"));
        match argument.shape {
            Shape::Scalar => vec![argument.name.clone()],
            _ => names.collect(),
        }
    };
    let names = program.arguments.iter().flat_map(number);
    program.arguments = names
        .map(|name| Argument {
            name,
            shape: Shape::Scalar,
        })
        .collect();
    program
}

fn plain_gate(mut gate: GateOp) -> GateOp {
    gate.origin = ORIGIN;
    // A phase under controls is one of the last of them.
    if gate.kind == GateKind::GlobalPhase
        && let Some(last) = gate.controls.pop()
    {
        gate.kind = GateKind::P;
        gate.targets = vec![last];
    }
    for angle in &mut gate.angles {
        let mut terms = angle.terms.to_vec();
        terms.retain(|(_, c)| *c != 0.0);
        for (slot, _) in &mut terms {
            if let Slot::Argument {
                argument, column, ..
            } = slot.slot()
            {
                *slot = SlotId::element((argument + column) as usize, 0);
            }
        }
        angle.terms = terms.into();
    }
    gate
}

/// Whether all conditions are on one bit, or on its opposite, that is `measured` before.
fn on_one_bit(pieces: &[Piece], measured: &mut Vec<usize>) -> bool {
    pieces.iter().all(|piece| match piece {
        Piece::Measure(_, bit) => {
            measured.push(*bit);
            true
        }
        Piece::Branch(condition, then, otherwise) => {
            let bit = match condition {
                Condition::Not(inner) => inner,
                condition => condition,
            };
            let known = match bit {
                Condition::Bit(bit) => measured.contains(&bit.index()),
                _ => false,
            };
            // Inside, the bit is known.
            let mut inside = |pieces: &[Piece]| {
                on_one_bit(pieces, measured)
                    && !pieces.iter().any(|p| matches!(p, Piece::Branch(..)))
            };
            known && inside(then) && inside(otherwise)
        }
        _ => true,
    })
}

fn settings() -> ProptestConfig {
    let more = std::env::var("PROPTEST_CASES").ok();
    ProptestConfig::with_cases(more.and_then(|n| n.parse().ok()).unwrap_or(40))
}

proptest! {
    #![proptest_config(settings())]

    #[test]
    fn gates_are_the_same((qubits, list) in (1..=4usize).prop_flat_map(|n| (Just(n), gates(n)))) {
        let own = circuit(qubits, &list, false);
        let found = read(&own.to_qasm3());
        prop_assert_eq!(plain(&found), plain(own.program()));
        let matrix = unitary(qubits, &list);
        let distance = dense::distance(&matrix, &Numbered::new(&found, &ARGUMENTS).unitary());
        prop_assert!(distance < 1e-9, "{}", distance);

        let text = own.to_qasm3_with(&Export::new().without_modifiers());
        prop_assert!(!text.contains('@'), "{}", text);
        let distance = dense::distance(&matrix, &Numbered::new(&read(&text), &ARGUMENTS).unitary());
        prop_assert!(distance < 1e-9, "{} {}", distance, text);

        let found = read(&circuit(qubits, &list, true).to_qasm2().unwrap());
        let found = Numbered::new(&found, &[]).unitary();
        let products = matrix.iter().flatten().zip(found.iter().flatten());
        let overlap: num_complex::Complex64 = products.map(|(a, b)| a.conj() * b).sum();
        // The same but for a phase.
        prop_assert!((overlap.norm() - matrix.len() as f64).abs() < 1e-9, "{}", overlap);
    }

    #[test]
    fn distributions_are_the_same(random in pieces::random()) {
        let own = random.sampled();
        let text = Circuit::from_program(own.clone()).unwrap().to_qasm3();
        let found = read(&text);
        prop_assert_eq!(&plain(&found).arguments, &plain(&own).arguments);
        let expected = Numbered::new(&own, &random.arguments).chances();
        same(&Numbered::new(&found, &random.arguments).chances(), &expected, &text);
        if on_one_bit(&random.pieces, &mut Vec::new()) {
            prop_assert_eq!(plain(&found), plain(&own));
        }
        let again = rewritten(&found);
        same(&Numbered::new(&again, &random.arguments).chances(), &expected, &text);

        let bound = with_numbers(own, &random.arguments);
        if let Ok(text) = Circuit::from_program(bound).unwrap().to_qasm2() {
            let found = read(&text);
            let chances = Numbered::new(&found, &[]).chances();
            // Registers of bits that decide together are not in the order of the results.
            let order = results_in(&text);
            let chances = chances.iter().fold(Default::default(), |mut all: std::collections::BTreeMap<_, _>, (name, weight)| {
                let name: Vec<char> = name.chars().collect();
                *all.entry(order.iter().map(|&k| name[k]).collect::<String>()).or_insert(0.0) += weight;
                all
            });
            same(&chances, &expected, &text);
        }
    }

    #[test]
    fn expectation_values_are_the_same(random in pieces::random()) {
        let own = Circuit::from_program(random.program()).unwrap();
        let text = own.to_qasm3();
        let observables = text.lines().filter_map(|line| line.split_once('<'));
        let observables: Vec<Observable> = observables
            .filter_map(|(_, rest)| rest.strip_suffix('>')?.parse().ok())
            .collect();
        prop_assert_eq!(observables.len(), random.observables.len());
        let found = Circuit::from_qasm(&text).unwrap().with_observables(&observables).unwrap();
        let (a, b) = (own.run(&random.arguments).unwrap(), found.run(&random.arguments).unwrap());
        prop_assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-9), "{:?} {:?}", a, b);
    }

    #[test]
    fn wires_that_are_taken_again(
        (choices, start) in (prop::collection::vec((0..20u8, 0..50usize, 0..50usize), 1..60), 0..3usize),
    ) {
        let mut own = made(&choices, start);
        prop_assume!(own.bits > 0);
        let bits = (0..own.bits).map(|bit| Condition::Bit(BitId::new(bit)));
        own.outputs = vec![Output::BitVector(bits.collect())];
        let own = Circuit::from_program(own).unwrap();
        let text = own.to_qasm3();
        let found = Circuit::from_qasm(&text).unwrap();
        // There are only X, so that every shot is the same.
        let shot = |circuit: &Circuit| circuit.sample_seeded(&[], 1, 1).unwrap().to_string();
        prop_assert_eq!(shot(&own), shot(&found), "{}", text);
        prop_assert_eq!(plain(&rewritten(found.program())), plain(found.program()));
    }
}

/// Registers of qubits and bits: how many elements, or `None` for a single one, and whether the whole is a result.
type Shapes = Vec<(Option<usize>, bool)>;

/// A circuit with such registers whose bits are measured and decide, with more results of these bits: one bit, two bits in any order, one
/// that depends on two.
fn with_registers(qubits: &Shapes, bits: &Shapes, more: &[(u8, usize, usize)]) -> Circuit {
    let mut b = Circuit::builder();
    let names = ["data", "q", "bit", "x[1]", "Übung", "anc", "m", "c"];
    let mut all = Vec::new();
    for (k, (length, _)) in qubits.iter().enumerate() {
        match length {
            Some(length) => {
                let own = b.qubits(*length);
                b.register(names[k % 5], &own);
                all.extend(own);
            }
            None => {
                all.push(b.qubit());
                b.register(names[k % 5], all[all.len() - 1]);
            }
        }
    }
    // One without a name.
    all.push(b.qubit());
    let mut measured = Vec::new();
    let mut results: Vec<Output> = Vec::new();
    for (k, (length, is_result)) in bits.iter().enumerate() {
        let own: Vec<BitId> = (0..length.unwrap_or(1))
            .map(|place| {
                let qubit = all[(measured.len() + place) % all.len()];
                b.h(qubit).project_z(qubit)
            })
            .collect();
        // The last one has no name.
        match length {
            _ if k + 1 == bits.len() => {}
            Some(_) => _ = b.register(names[3 + k % 5], &own),
            None => _ = b.register(names[3 + k % 5], own[0]),
        }
        let number = (k as u64 + 1) % (1 << own.len().min(3));
        b.when_else(
            Condition::equals(&own, number),
            |b| {
                b.x(all[0]).h(all[0]);
            },
            |b| {
                b.h(all[all.len() - 1]);
            },
        );
        let conditions = || own.iter().map(|&bit| bit.into()).collect();
        results.extend(is_result.then(|| match length {
            Some(_) => Output::BitVector(conditions()),
            None => Output::Bit(own[0].into()),
        }));
        measured.extend(own);
    }
    for &(what, a, b) in more {
        let [a, b] = [a, b].map(|k| measured[k % measured.len()]);
        results.push(match what % 5 {
            0 => Output::Bit(a.into()),
            1 => Output::BitVector(vec![a.into(), b.into()]),
            2 => Output::Bit(!a),
            3 => Output::BitVector(vec![a ^ b, Condition::Constant(true), b.into()]),
            _ => Output::Bit(Condition::Constant(a < b)),
        });
    }
    let mut program = b.build().unwrap().program().clone();
    program.outputs = results;
    Circuit::from_program(program).unwrap()
}

/// What the bits of the results are called.
fn results(program: &Program) -> Vec<Vec<String>> {
    let labels = Labels::new(program);
    let bit = |condition: &Condition| match condition {
        Condition::Bit(bit) => labels.bit(*bit),
        other => format!("{other:?}"),
    };
    let one = |output: &Output| match output {
        Output::Bit(condition) => vec![bit(condition)],
        Output::BitVector(all) => all.iter().map(bit).collect(),
        _ => Vec::new(),
    };
    program.outputs.iter().map(one).collect()
}

fn shapes() -> impl Strategy<Value = Shapes> {
    let one = (prop::option::of(1..=2usize), any::<bool>());
    prop::collection::vec(one, 1..=3)
}

/// The names of all qubits, in order, and of the bits that are measured.
fn names(program: &Program) -> (Vec<String>, Vec<String>) {
    let labels = Labels::new(program);
    let qubits = (0..program.qubits).map(|qubit| labels.qubit(qubit.into()));
    let bits = walk(&program.instructions).filter_map(|event| match event {
        Event::Do(Action::Measure { bit, .. }) => Some(labels.bit(bit)),
        _ => None,
    });
    (qubits.collect(), bits.collect())
}

proptest! {
    #![proptest_config(settings())]

    #[test]
    fn registers_and_results_are_the_same(
        qubits in shapes(),
        bits in shapes(),
        more in prop::collection::vec((any::<u8>(), 0..9usize, 0..9usize), 0..3),
    ) {
        let own = with_registers(&qubits, &bits, &more);
        prop_assume!(!own.program().outputs.is_empty());
        let text = own.to_qasm3();
        let found = Circuit::from_qasm(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let shapes = |circuit: &Circuit| {
            let one = |output: &Output| (matches!(output, Output::Bit(_)), output.len());
            Vec::from_iter(circuit.program().outputs.iter().map(one))
        };
        prop_assert_eq!(shapes(&found), shapes(&own), "{}", text);
        let outcomes = |circuit: &Circuit| {
            let outcomes = circuit.outcomes(&[]).unwrap();
            let chances = outcomes.iter().map(|(bits, chance)| (format!("{bits:?}"), chance));
            std::collections::BTreeMap::from_iter(chances)
        };
        same(&outcomes(&found), &outcomes(&own), &text);
        // What is written of that is the same in all: names, once they are names of OpenQASM, and all else.
        let first = found.to_qasm3();
        let again = Circuit::from_qasm(&first).unwrap();
        // A computed result is measured into a qubit of its own when it is read.
        let is_computed = more.iter().any(|(what, ..)| matches!(what % 5, 2 | 3));
        if !is_computed {
            prop_assert_eq!(names(again.program()), names(found.program()), "{}", first);
            prop_assert_eq!(results(again.program()), results(found.program()), "{}", first);
        }
        same(&outcomes(&again), &outcomes(&own), &first);
        // The names that are names of OpenQASM already are kept.
        let ours = names(own.program()).0;
        for (name, ours) in names(found.program()).0.iter().zip(&ours) {
            if ours.starts_with("data") && !ours.contains('\'') {
                prop_assert_eq!(name, ours, "{}", text);
            }
        }
    }
}

/// For each result its place among all bits of all registers.
fn results_in(text: &str) -> Vec<usize> {
    let mut starts = std::collections::HashMap::new();
    let mut count = 0;
    for line in text.lines() {
        if let Some((name, size)) = line.strip_prefix("creg ").and_then(|l| l.split_once('[')) {
            starts.insert(name, count);
            count += size.trim_end_matches("];").parse::<usize>().unwrap();
        }
    }
    let results = text.lines().filter(|line| line.starts_with("// result"));
    let place = |line: &str| {
        let (_, bit) = line.split_once(" = ").unwrap();
        let (register, index) = bit.trim_end_matches(']').split_once('[').unwrap();
        starts[register] + index.parse::<usize>().unwrap()
    };
    results.map(place).collect()
}

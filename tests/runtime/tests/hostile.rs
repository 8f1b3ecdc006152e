//! Programs from outside: whatever is in one, it is refused or it runs, and nothing panics.

mod dense;
mod instructions;

use instructions::{ORIGIN, gate};
use qkernel_runtime::evaluator::Column;
use qkernel_runtime::observable::{Observable, Pauli};
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::{
    Affine, Argument, BinaryFunction, Condition, Derived, Function, Instruction, Output, Program,
    QubitId, Registers, Shape, SlotId,
};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use std::sync::Arc;

const QUBITS: usize = 4;
const BITS: usize = 3;

/// Draws parts of programs, most of which are well formed.
struct Maker(StdRng);

impl Maker {
    fn rarely(&mut self) -> bool {
        self.0.random_bool(0.004)
    }

    /// A number below `count`, or hardly ever one that is not.
    fn below(&mut self, count: usize) -> usize {
        match self.rarely() {
            true => *[count, count + 7, usize::MAX].choose(&mut self.0).unwrap(),
            false => self.0.random_range(0..count.max(1)),
        }
    }

    fn number(&mut self) -> f64 {
        match self.0.random_range(0..400) {
            0 => f64::NAN,
            1 => f64::INFINITY,
            2 => 1e300,
            3..40 => 0.0,
            _ => self.0.random_range(-3.0..3.0),
        }
    }

    /// Names for some of what there is, several of them the same.
    fn registers<I: From<usize> + Into<usize>>(&mut self, count: usize) -> Registers<I> {
        let mut registers = Registers::default();
        let mut rest: Vec<usize> = (0..count).collect();
        while !rest.is_empty() && self.0.random_bool(0.6) {
            let taken = self.0.random_range(0..=rest.len());
            let elements: Vec<usize> = rest.drain(..taken).collect();
            let elements = elements.into_iter().map(|number| match self.rarely() {
                true => I::from(self.below(count)),
                false => I::from(number),
            });
            let elements: Vec<I> = elements.collect();
            let is_single = elements.len() == 1 && self.0.random_bool(0.5);
            registers.push(self.below(3).into(), is_single, elements);
        }
        registers
    }

    /// Slots in any order, twice, or with the factor 0, which `compile` never writes.
    fn affine(&mut self, derived: usize) -> Affine {
        let terms = (0..self.0.random_range(0..4)).map(|_| {
            let slot = match self.0.random_range(0..4) {
                0 => SlotId::element(0, self.below(1)),
                1 => SlotId::element(1, self.below(3)),
                2 => SlotId::entry(2, self.below(2), self.below(2)),
                _ if derived > 0 => SlotId::derived(self.below(derived)),
                _ => SlotId::element(0, 0),
            };
            (slot, self.number())
        });
        Affine {
            terms: terms.collect(),
            constant: self.number(),
        }
    }

    fn condition(&mut self) -> Condition {
        let one = |maker: &mut Maker| Arc::new(maker.condition());
        match self.0.random_range(0..9) {
            0 => Condition::Not(one(self)),
            1 => Condition::And(one(self), one(self)),
            2 => Condition::Or(one(self), one(self)),
            3 => Condition::Equal(one(self), one(self)),
            4 => Condition::Constant(self.0.random()),
            _ => Condition::Bit(self.below(BITS).into()),
        }
    }

    fn list(&mut self, depth: usize, derived: usize) -> Vec<Instruction> {
        let origin = ORIGIN;
        let length = self.0.random_range(0..9 - 2 * depth);
        let one = |_| {
            let qubit = QubitId::new(self.below(QUBITS));
            match self.0.random_range(0..30) {
                0 => Instruction::Allocate { qubit, origin },
                1 => Instruction::Discard { qubit, origin },
                2..6 => Instruction::Measure {
                    qubit,
                    bit: self.below(BITS).into(),
                    origin,
                },
                6..8 => Instruction::Reset { qubit, origin },
                8..14 if depth < 3 => Instruction::Branch {
                    condition: self.condition(),
                    then: self.list(depth + 1, derived),
                    otherwise: self.list(depth + 1, derived),
                },
                _ => {
                    let kind = *qkernel_runtime::gate::GateKind::ALL
                        .choose(&mut self.0)
                        .unwrap();
                    let first = self.below(QUBITS);
                    let mut all = (0..QUBITS).map(|k| first.wrapping_add(k) % QUBITS);
                    let mut targets = Vec::from_iter(all.by_ref().take(kind.targets()));
                    if self.rarely() {
                        targets.push(first);
                    }
                    let controls = Vec::from_iter(all.take(self.0.random_range(0..3)));
                    let angles = (0..kind.angles()).map(|_| self.affine(derived));
                    gate(kind, &controls, &targets, angles.collect())
                }
            }
        };
        (0..length).map(one).collect()
    }

    fn observable(&mut self) -> Observable {
        let terms = (0..self.0.random_range(0..4)).map(|_| {
            let factors = (0..self.0.random_range(0..3)).map(|_| {
                let pauli = *[Pauli::X, Pauli::Y, Pauli::Z].choose(&mut self.0).unwrap();
                (pauli, self.0.random_range(0..QUBITS))
            });
            let factors = Vec::from_iter(factors);
            (self.number(), factors)
        });
        let terms = Vec::from_iter(terms);
        Observable::from_terms(terms)
    }

    fn program(&mut self) -> Program {
        let vector = match self.rarely() {
            true => Shape::Vector(usize::MAX),
            false => Shape::Vector(3),
        };
        let shapes = [
            Shape::Scalar,
            vector,
            Shape::Matrix(2, 2),
            Shape::Vector(0),
            Shape::Matrix(0, 5),
        ];
        let arguments = shapes.into_iter().enumerate().map(|(k, shape)| Argument {
            name: format!("a{k}"),
            shape,
        });
        let observables = self.0.random_range(0..3);
        let early = self.0.random_range(0..3);
        let mut derived = Vec::new();
        for k in 0..early + observables + 2 {
            derived.push(match self.0.random_range(0..4) {
                _ if (early..early + observables).contains(&k) => {
                    Derived::Expectation((k - early).into())
                }
                0 => Derived::Product(self.affine(k), self.affine(k)),
                1 => {
                    let function = *BinaryFunction::ALL.choose(&mut self.0).unwrap();
                    Derived::Combine(function, self.affine(k), self.affine(k))
                }
                _ => {
                    let function = *Function::ALL.choose(&mut self.0).unwrap();
                    Derived::Apply(function, self.affine(k))
                }
            });
        }
        let outputs = (0..self.0.random_range(0..4)).map(|_| match self.0.random_range(0..4) {
            0 => Output::Float(self.affine(derived.len())),
            1 => Output::FloatVector(
                (0..self.0.random_range(0..3))
                    .map(|_| self.affine(derived.len()))
                    .collect(),
            ),
            2 => Output::Bit(self.condition()),
            _ => Output::BitVector(
                (0..self.0.random_range(0..3))
                    .map(|_| self.condition())
                    .collect(),
            ),
        });
        let outputs: Vec<Output> = outputs.collect();
        Program {
            kernel: "hostile".into(),
            names: ["hostile", "c0", "a\nb"].into_iter().collect(),
            qubit_registers: self.registers(QUBITS),
            bit_registers: self.registers(BITS),
            qubits: QUBITS,
            bits: BITS,
            outputs,
            instructions: self.list(0, early).into(),
            observables: (0..observables).map(|_| self.observable()).collect(),
            arguments: arguments.collect(),
            derived,
            ..Program::default()
        }
    }
}

/// Everything that can be asked of a circuit.
fn ask(circuit: &Circuit, numbers: &[f64], maker: &mut Maker) {
    let _ = circuit.run(numbers);
    let _ = circuit.state(numbers);
    let _ = circuit.probabilities(numbers);
    let _ = circuit.jvp(numbers, numbers);
    for shots in [0, 3, 1000] {
        let _ = circuit.sample_seeded(numbers, shots, 1);
    }
    for method in [
        GradientMethod::Adjoint,
        GradientMethod::ParameterShift,
        GradientMethod::FiniteDifference { step: 1e-3 },
        GradientMethod::Spsa {
            step: 1e-3,
            samples: 2,
            seed: 1,
        },
    ] {
        let _ = circuit.jacobian_with(numbers, method);
        let _ = circuit.value_and_gradient_with(numbers, method);
    }
    if numbers.len() == 8 {
        let columns = [
            Column::Each(&numbers[..1]),
            Column::Shared(&numbers[1..4]),
            Column::Each(&numbers[4..]),
            Column::Each(&[]),
            Column::Shared(&[]),
        ];
        let _ = circuit.run_batch(&columns);
        let _ = circuit.vjp_batch(&columns, numbers);
    }
    let _ = circuit.resources();
    let observables = [maker.observable(), maker.observable()];
    if let Ok(asked) = circuit.with_observables(&observables) {
        let _ = asked.run(numbers);
        let _ = asked.jacobian(numbers);
    }
}

#[test]
fn no_program_panics() {
    let (mut refused, mut ran, mut exact) = (0, 0, 0);
    for seed in 0..6000 {
        let mut maker = Maker(StdRng::seed_from_u64(seed));
        let program = maker.program();
        let Ok(circuit) = Circuit::from_program(program) else {
            refused += 1;
            continue;
        };
        ran += 1;
        let numbers: Vec<f64> = (0..8).map(|_| maker.0.random_range(-3.0..3.0)).collect();
        assert_eq!(circuit.inputs(), numbers.len());
        exact += usize::from(circuit.run(&numbers).is_ok());
        ask(&circuit, &numbers, &mut maker);
        ask(&circuit, &numbers[1..], &mut maker);
        ask(&circuit, &[1e308; 8], &mut maker);
    }
    // Enough of each kind that the test means something.
    assert!(
        refused > 500 && ran > 1500 && exact > 500,
        "{refused} {ran} {exact}"
    );
}

/// Branches that are nested deeper than the stack allows are refused, also where they are read. Conditions may be as deep as they like.
#[test]
fn deep_programs_are_refused() {
    let bit = || Condition::Bit(0.into());
    let branches = |depth: usize| {
        let branch = |then, _| {
            vec![Instruction::Branch {
                condition: bit(),
                then,
                otherwise: vec![],
            }]
        };
        (0..depth).fold(vec![], branch)
    };
    let operators = |depth: usize| {
        (0..depth).fold(bit(), |inner, k| match k % 3 {
            0 => Condition::Not(Arc::new(inner)),
            1 => Condition::Equal(Arc::new(inner), Arc::new(bit())),
            _ => Condition::And(Arc::new(bit()), Arc::new(inner)),
        })
    };
    let program = |instructions: Vec<Instruction>, condition| Program {
        bits: 1,
        qubits: 1,
        instructions: instructions.into(),
        outputs: vec![Output::Bit(condition)],
        ..Program::default()
    };
    let mut innermost = branches(199);
    innermost.insert(
        0,
        Instruction::Branch {
            condition: operators(1000),
            then: branches(199),
            otherwise: vec![],
        },
    );
    let circuit = Circuit::from_program(program(innermost, operators(1000))).unwrap();
    let read: Circuit = serde_json::from_str(&serde_json::to_string(&circuit).unwrap()).unwrap();
    ask(&read, &[], &mut Maker(StdRng::seed_from_u64(0)));
    assert_eq!(read.sample_seeded(&[], 5, 0).unwrap().shots(), 5);

    let deep = "branches are nested more than 200 deep";
    for depth in [201, 200_000] {
        let error = Circuit::from_program(program(branches(depth), bit())).unwrap_err();
        assert!(error.to_string().ends_with(deep), "{error}");
        let deep = Circuit::from_program(program(vec![], operators(depth + 800))).unwrap();
        let read: Circuit = serde_json::from_str(&serde_json::to_string(&deep).unwrap()).unwrap();
        assert!(read.program() == deep.program());
        assert_eq!(read.sample_seeded(&[], 5, 0).unwrap().shots(), 5);
        assert!(format!("{:?}", read.program()).contains("And"));
    }
    // Written by another program, as ours does not write such.
    let text = serde_json::to_string(&circuit).unwrap();
    let token = r#"{"if":[{"bit":0}]},"#;
    let hostile = text.replacen(
        "\"instructions\":[",
        &format!("\"instructions\":[{}", token.repeat(100_000)),
        1,
    );
    let error = serde_json::from_str::<Circuit>(&hostile)
        .unwrap_err()
        .to_string();
    assert!(error.contains(deep), "{error}");
    let hostile = text.replacen(
        r#"{"if":[{"bit":0}"#,
        &format!(r#"{{"if":[{{"bit":0}}{}"#, r#","not""#.repeat(100_000)),
        1,
    );
    let read: Circuit = serde_json::from_str(&hostile).unwrap();
    assert_eq!(read.sample_seeded(&[], 5, 0).unwrap().shots(), 5);
    // A part of a condition is written before it is named.
    let hostile = text.replacen(r#""not""#, r#"{"same":0}"#, 1);
    let error = serde_json::from_str::<Circuit>(&hostile).unwrap_err();
    assert!(error.to_string().contains("not defined before"), "{error}");
}

//! What is written comes back, and what is not whole is refused.

mod dense;
mod instructions;
mod made;

use dense::observable;
use instructions::gate;
use made::made;
use proptest::prelude::*;
use qkernel_runtime::counts::Counts;
use qkernel_runtime::evaluator::Evaluator;
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::prelude::*;
use qkernel_runtime::program::{
    Affine, Argument, BinaryFunction, Condition, Derived, Function, Instruction, Output, Program,
    Shape, SlotId,
};
use qkernel_runtime::resources::Resources;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;

fn again<T: Serialize + DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

#[qkernel]
fn corrected(n: UInt, w: Vector<Float, { n }>, m: Matrix<Float>, o: Observable) -> (Float, Bit) {
    let mut q = qubit_array(n);
    q = ry_layer(q, w, 0);
    for i in range(n) {
        q[i] = ry(q[i], w[i] * w[0] + m[(1, 2)]);
    }
    let mut flag = qubit();
    (q[0], flag) = cx(q[0], flag);
    let syndrome = measure(flag);
    if syndrome {
        q[1] = x(q[1]);
    } else {
        q[1] = rx(q[1], m[(0, 1)].sin());
    }
    let bit = measure(reset(h(qubit())));
    (2.0 * expval(q, o), syndrome ^ bit)
}

fn kernel() -> Program {
    let circuit = corrected {
        n: 3,
        o: 0.1 * Z(0) * X(2) - 0.3 * Y(1),
    }
    .compile();
    circuit.unwrap().program().clone()
}

#[test]
fn a_kernel_comes_back() {
    let program = kernel();
    let read = again(&program);
    assert_eq!(read, program);
    assert_eq!(Resources::of(&read), Resources::of(&program));
    assert_eq!(again(&Resources::of(&program)), Resources::of(&program));
    let place = |p: &Program| {
        let all = p.instructions.to_vec();
        all.iter().find_map(Instruction::origin).map(|o| p.place(o))
    };
    assert_eq!(place(&read), place(&program));
}

#[qkernel]
fn pair() -> (Bit, Bit) {
    let (a, b) = cx(h(qubit()), qubit());
    (measure(a), measure(b))
}

#[test]
fn counts_come_back_and_a_read_program_runs() {
    let circuit = pair {}.compile().unwrap();
    let rng = || StdRng::seed_from_u64(3);
    let counts = circuit.sample((), 100, &mut rng()).unwrap();
    assert_eq!(again(&counts), counts);
    assert_eq!(again(&counts).shots(), 100);
    assert_eq!(again(&counts).to_string(), counts.to_string());
    let read = Evaluator::new(&again(circuit.program()))
        .unwrap()
        .sample(&[], 100, &mut rng());
    assert_eq!(read.unwrap(), counts);
    assert_eq!(again(&Counts::default()), Counts::default());
    for (bad, message) in [
        (
            json!({"widths": [1, 1], "counts": {"01": 1, "1": 2}}),
            "`1` is not an outcome",
        ),
        (
            json!({"widths": [2], "counts": {"0a": 1}}),
            "`0a` is not an outcome",
        ),
        (
            json!({"widths": [1], "counts": {"0": 1, "1": u64::MAX}}),
            "more shots",
        ),
        (
            json!({"widths": [1], "counts": {}, "shots": 9}),
            "unknown field",
        ),
    ] {
        let error = serde_json::from_value::<Counts>(bad)
            .unwrap_err()
            .to_string();
        assert!(error.contains(message), "{error}");
    }
    // As another type than they were written from.
    let text = serde_json::to_string(&counts).unwrap();
    let untyped: Counts = serde_json::from_str(&text).unwrap();
    assert_eq!(untyped, counts);
    let error = serde_json::from_str::<Counts<bool>>(&text).unwrap_err();
    assert!(
        error.to_string().contains("not outcomes of this type"),
        "{error}"
    );
    assert!(serde_json::from_str::<Counts<(bool, Vec<bool>)>>(&text).is_ok());
    assert!(serde_json::from_str::<Counts<(bool, bool, bool)>>(&text).is_err());
}

#[test]
fn bad_programs_are_refused() {
    let mut good = serde_json::to_value(kernel()).unwrap();
    assert!(serde_json::from_value::<Program>(good.clone()).is_ok());
    // Without names, of which it is told first that they are of nothing.
    for registers in ["qubit_registers", "bit_registers"] {
        assert_ne!(good[registers], json!([]));
        good[registers] = json!([]);
    }
    let qubit =
        json!({"allocate": {"qubit": 0, "origin": good["instructions"][0]["allocate"]["origin"]}});
    let set = |pointer: &str, value: Value| {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).expect(pointer) = value;
        bad
    };
    let branch = good["instructions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|i| i["if"].is_array())
        .unwrap();
    for (bad, message) in [
        (
            set("/version", json!(2)),
            "version 2 of the format, and only version 4 is known",
        ),
        (set("/version", json!("4")), "invalid type"),
        (set("/qubits", json!(2)), "has 2 qubits"),
        (set("/qubits", json!(u64::MAX)), "qubits, more than 1048576"),
        (set("/bits", json!(u64::MAX)), "bits, more than 4194304"),
        (
            set("/arguments/1/shape", json!({"matrix": [u64::MAX, 3]})),
            "`m` holds 18446744073709551615 x 3 numbers, more than 16777216",
        ),
        (set("/bits", json!(0)), "bit 0 does not exist"),
        (
            set("/names/1", good["names"][0].clone()),
            "a name that occurs twice",
        ),
        (set("/names", json!([])), "does not exist, there are 0"),
        // A place in a file that is not there is one in the circuit.
        (
            set("/instructions/0/allocate/origin/file", json!(99)),
            "`qubit` at corrected:",
        ),
        (set("/instructions/1", qubit), "qubit 0 is allocated twice"),
        (
            set("/instructions/0", json!({"if": [{"bit": 0}]})),
            "an `if` without its `end`",
        ),
        (
            set("/instructions/0", json!("end")),
            "an `end` without its `if`",
        ),
        (
            set("/instructions/0", json!("else")),
            "an `else` without its `if`",
        ),
        (
            set("/instructions/0", json!({"if": []})),
            "a condition without operands",
        ),
        (
            set("/instructions/0", json!({"if": ["and"]})),
            "too few operands",
        ),
        (
            set("/instructions/0", json!({"if": [{"bit": 0}, {"bit": 1}]})),
            "too many operands",
        ),
        (
            set("/instructions/0", json!("while")),
            "unknown variant `while`",
        ),
        (
            set("/instructions/0/allocate/origin/scope", json!(99)),
            "scope 99 does not exist, there are",
        ),
        (
            set("/scopes", json!([[1, {"arm": true}]])),
            "scope 1 is inside of scope 1, which is not an earlier one",
        ),
        (
            set(
                "/scopes",
                json!([[0, {"call": {"kernel": 0, "controls": 0, "inverted": false,
                "arguments": [[0, {"register": [{"start": 0, "end": 9999}]}]]}}]]),
            ),
            "qubit 9998 does not exist",
        ),
        (
            set(
                "/scopes",
                json!([[0, {"loop": {"variable": 77, "first": 0, "step": 1,
                "down": false, "rounds": 2}}]]),
            ),
            "name 77 does not exist",
        ),
        (set("/calls", json!({"77": 1})), "name 77 does not exist"),
        (
            set("/calls", json!({"0": 0})),
            "`corrected` is called 0 times",
        ),
        (
            set(
                "/qubit_registers",
                json!([{"name": 77, "single": false, "elements": []}]),
            ),
            "name 77 does not exist",
        ),
        (
            set(
                "/qubit_registers",
                json!([{"name": 0, "single": false, "elements": [{"start": 3, "end": u64::MAX}]}]),
            ),
            "the register `corrected` has the qubits 3 to 18446744073709551615, and there are 5",
        ),
        (
            set(
                "/bit_registers",
                json!([{"name": 0, "single": false, "elements": [{"start": 0, "end": 2}, {"start": 1, "end": 2}]}]),
            ),
            "bit 1 is in a register twice",
        ),
        (
            set(
                "/bit_registers",
                json!([{"name": 0, "single": true, "elements": [{"start": 0, "end": 2}]}]),
            ),
            "`corrected` is one bit, and has 2",
        ),
        (set("/derived", json!([])), "there is no number"),
        (
            set("/observables/0", json!([[1.0, 0.0, [["Z", 77]]]])),
            "acts on qubit 77",
        ),
        (
            set("/observables/0", json!([[1.0, 0.0, [["W", 0]]]])),
            "unknown variant `W`",
        ),
        (set("/outputs", json!(3)), "invalid type"),
    ] {
        let error = serde_json::from_value::<Program>(bad.clone())
            .unwrap_err()
            .to_string();
        assert!(error.contains(message), "{error}");
        // The same from a text.
        assert!(serde_json::from_str::<Program>(&bad.to_string()).is_err());
    }
    assert!(branch["if"][0]["bit"].is_u64());
    // A newer format may have other fields: the version is told first.
    let newer = r#"{"version": 7, "kernel": 3, "wires": []}"#;
    let error = serde_json::from_str::<Program>(newer)
        .unwrap_err()
        .to_string();
    assert!(error.contains("version 7"), "{error}");
    let text = good.to_string();
    assert!(serde_json::from_str::<Program>(&text[..text.len() / 2]).is_err());
}

#[test]
fn names_come_back() {
    let text = "OPENQASM 3.0; qubit[2] data; qubit flag; bit[2] c; bit s; c = measure data; s = measure flag;";
    let program = Circuit::from_qasm(text).unwrap().program().clone();
    assert_eq!(
        (program.qubit_registers.len(), program.bit_registers.len()),
        (2, 2)
    );
    assert_eq!(again(&program), program);
}

#[test]
fn observables_come_back() {
    let a = 0.1 * X(0) + 0.3 * Y(0);
    for good in [
        Observable::zero(),
        Observable::identity() * 2.0,
        // Hermitian but for rounding.
        &a * (0.7 * Z(0)) * &a,
        // No observable by itself, but part of one.
        X(0) * Y(0) + 0.25 * Z(7) * X(70_000),
    ] {
        let read = again(&good);
        assert_eq!(read.to_string(), good.to_string());
        assert_eq!(read.is_hermitian(), good.is_hermitian());
        assert_eq!(again(&read), read);
    }
    for (bad, message) in [
        (
            json!([[1.0, 0.0, [["X", 1], ["Z", 1]]]]),
            "two factors on qubit 1",
        ),
        (
            json!([[1.0, 0.0, [["X", 1], ["X", 1]]]]),
            "two factors on qubit 1",
        ),
        (json!([[1.0, [["X", 1]]]]), "invalid type"),
        (json!("Z0"), "invalid type"),
    ] {
        let error = serde_json::from_value::<Observable>(bad)
            .unwrap_err()
            .to_string();
        assert!(error.contains(message), "{error}");
    }
    let error = serde_json::to_string(&(f64::INFINITY * Z(0)))
        .unwrap_err()
        .to_string();
    assert!(error.contains("only finite ones can be written"), "{error}");
}

#[test]
fn what_cannot_be_written_is_an_error() {
    let mut program = kernel();
    program.outputs = vec![Output::Float(Affine::number(f64::INFINITY))];
    let error = serde_json::to_string(&program).unwrap_err().to_string();
    assert!(
        error.contains("the number inf, and only finite ones"),
        "{error}"
    );
    program.outputs = vec![Output::Float(Affine {
        constant: 0.0,
        terms: vec![(SlotId::element(0, 0), f64::NAN)].into(),
    })];
    assert!(serde_json::to_string(&program).is_err());
}

/// Deeper than readers of JSON go.
#[test]
fn deep_conditions_and_branches_come_back() {
    let mut program = made(&[(0, 0, 0), (10, 0, 0)], 0);
    let mut list = program.instructions.to_vec();
    let mut condition = Condition::Bit(0.into());
    for k in 0..400 {
        condition = Condition::Not(Arc::new(match k % 3 {
            0 => Condition::Equal(Arc::new(condition), Arc::new(Condition::Bit(0.into()))),
            1 => Condition::And(Arc::new(Condition::Constant(true)), Arc::new(condition)),
            _ => Condition::Or(Arc::new(condition), Arc::new(Condition::Bit(0.into()))),
        }));
        list.push(Instruction::Branch {
            condition: Condition::Bit(0.into()),
            then: vec![],
            otherwise: vec![],
        });
    }
    for _ in 0..199 {
        let inner = list.split_off(2);
        list.push(Instruction::Branch {
            condition: Condition::Bit(0.into()),
            then: inner,
            otherwise: vec![],
        });
    }
    let origin = list.iter().find_map(Instruction::origin);
    list.push(Instruction::Branch {
        condition: Condition::Constant(true),
        then: vec![Instruction::Again {
            condition: condition.clone(),
            origin: origin.unwrap(),
        }],
        otherwise: vec![],
    });
    program.instructions = list.into();
    program.outputs = vec![
        Output::BitVector(vec![condition.clone()]),
        Output::Bit(condition),
    ];
    assert_eq!(again(&program), program);
}

fn slots() -> Vec<SlotId> {
    let mut all = vec![
        SlotId::element(0, 0),
        SlotId::element(1, 2),
        SlotId::entry(2, 1, 1),
    ];
    all.extend((0..3).map(SlotId::derived));
    all
}

fn affine(last: usize) -> impl Strategy<Value = Affine> {
    let number = || {
        prop_oneof![
            any::<f64>().prop_filter("finite", |x| x.is_finite()),
            Just(0.1),
            -4.0..4.0
        ]
    };
    let terms = prop::collection::btree_map(0..last, number(), 0..3);
    (number(), terms).prop_map(|(constant, terms)| Affine {
        constant,
        terms: terms.into_iter().map(|(k, c)| (slots()[k], c)).collect(),
    })
}

fn program() -> impl Strategy<Value = Program> {
    let choices = prop::collection::vec((0u8..20, 0usize..64, 0usize..64), 0..40);
    let derived =
        (affine(3), affine(3), affine(4), affine(5), affine(5)).prop_map(|(a, b, c, d, e)| {
            vec![
                Derived::Product(a, b),
                Derived::Apply(Function::Tanh, c),
                Derived::Combine(BinaryFunction::Atan2, d, e),
            ]
        });
    let angles = prop::collection::vec(affine(6), 3);
    let outputs = prop::collection::vec(affine(6), 0..4);
    let observables = prop::collection::vec(observable(3), 0..3);
    (choices, derived, angles, outputs, observables).prop_map(
        |(choices, derived, angles, outputs, observables)| {
            let mut program = made(&choices, 3);
            let (first, arguments) = (program.qubits, ["x", "y", "m"]);
            program.qubits += 2;
            let u = gate(GateKind::U, &[first + 1], &[first], angles);
            program.instructions.push(u);
            let shapes = [Shape::Scalar, Shape::Vector(3), Shape::Matrix(2, 2)];
            program.arguments = arguments
                .into_iter()
                .zip(shapes)
                .map(|(name, shape)| Argument {
                    name: name.into(),
                    shape,
                })
                .collect();
            program.derived = derived;
            let expectations = (0..observables.len()).map(|k| Derived::Expectation(k.into()));
            program.derived.extend(expectations);
            program.observables = observables;
            program.outputs = vec![Output::FloatVector(outputs)];
            program
        },
    )
}

proptest! {
    #[test]
    fn random_programs_come_back(program in program()) {
        prop_assert_eq!(program.check(), Ok(()));
        prop_assert_eq!(&again(&program), &program);
        for observable in &program.observables {
            prop_assert_eq!(&again(observable), observable);
        }
    }

    #[test]
    fn damaged_texts_are_refused_or_read(program in program(), at in any::<prop::sample::Index>(), by in any::<char>()) {
        let text = serde_json::to_string(&program).unwrap();
        let mut letters: Vec<char> = text.chars().collect();
        let at = at.index(letters.len());
        letters[at] = by;
        // No panic, and what is read is well formed.
        if let Ok(read) = serde_json::from_str::<Program>(&letters.iter().collect::<String>()) {
            prop_assert_eq!(read.check(), Ok(()));
        }
    }
}

//! Other people's files: each means what Qiskit says, or is refused with a reason.
//!
//! `QASM_FILES` names a folder, with one folder for each package that files are from; `.qasm` files and texts in strings of
//! Python files are read. `QISKIT_PYTHON` names a Python with `qiskit` and `qiskit-qasm3-import`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use qkernel_runtime::program::{Condition, Derived, Instruction, Program, Shape, Slot, SlotId};
use qkernel_runtime::qasm;
use qkernel_tests::python::{python, run};
use qkernel_tests::skip::skipped;
use serde_json::{Value, json};

const SCRIPT: &str = include_str!("files.py");

/// Larger programs are not compared.
const INSTRUCTIONS: usize = 200_000;

/// A value for each number of the arguments, in radians.
fn number(k: usize) -> f64 {
    0.3 + 0.7 * (k % 7) as f64
}

fn condition(condition: &Condition) -> Value {
    use Condition::{And, Bit, Constant, Equal, Not, Or};
    let pair = |name, a, b| json!([name, self::condition(a), self::condition(b)]);
    match condition {
        Bit(bit) => json!(bit.index()),
        Constant(value) => json!(value),
        Not(inner) => json!(["not", self::condition(inner)]),
        And(a, b) => pair("and", a, b),
        Or(a, b) => pair("or", a, b),
        Equal(a, b) => pair("==", a, b),
        other => panic!("{other:?}"),
    }
}

/// All numbers of a program: arguments and what is computed from them.
struct Slots {
    starts: Vec<usize>,
    numbers: Vec<f64>,
    derived: Vec<f64>,
}

impl Slots {
    fn of(program: &Program) -> Slots {
        let mut slots = Slots {
            starts: Vec::new(),
            numbers: Vec::new(),
            derived: Vec::new(),
        };
        for argument in &program.arguments {
            let start = slots.numbers.len();
            slots.starts.push(start);
            slots
                .numbers
                .extend((start..start + argument.shape.len()).map(number));
        }
        for derived in &program.derived {
            let value = |affine: &qkernel_runtime::program::Affine| affine.value(|s| slots.get(s));
            let value = match derived {
                Derived::Product(a, b) => value(a) * value(b),
                Derived::Apply(function, x) => function.value(value(x)),
                Derived::Combine(function, a, b) => function.value(value(a), value(b)),
                other => panic!("{other:?}"),
            };
            slots.derived.push(value);
        }
        slots
    }

    fn get(&self, slot: SlotId) -> f64 {
        match slot.slot() {
            Slot::Argument {
                argument, column, ..
            } => self.numbers[self.starts[argument as usize] + column as usize],
            Slot::Derived(k) => self.derived[k as usize],
            other => panic!("{other:?}"),
        }
    }
}

fn steps(instructions: &[Instruction], slots: &Slots) -> Vec<Value> {
    let mut all = Vec::with_capacity(instructions.len());
    for instruction in instructions {
        all.push(match instruction {
            Instruction::Gate(gate) => {
                let index = |all: &[qkernel_runtime::program::QubitId]| {
                    Vec::from_iter(all.iter().map(|qubit| qubit.index()))
                };
                let angles = gate.angles.iter().map(|a| a.value(|slot| slots.get(slot)));
                json!([
                    "g",
                    gate.kind.name(),
                    index(&gate.controls),
                    index(&gate.targets),
                    Vec::from_iter(angles)
                ])
            }
            Instruction::Measure { qubit, bit, .. } => json!(["m", qubit.index(), bit.index()]),
            Instruction::Reset { qubit, .. } => json!(["r", qubit.index()]),
            Instruction::Again { condition: of, .. } => json!(["again", condition(of)]),
            Instruction::Branch {
                condition: of,
                then,
                otherwise,
            } => json!([
                "if",
                condition(of),
                steps(then, slots),
                steps(otherwise, slots)
            ]),
            Instruction::Allocate { .. } | Instruction::Discard { .. } => continue,
            other => panic!("{other:?}"),
        });
    }
    all
}

fn described(program: &Program) -> Value {
    let slots = Slots::of(program);
    let scalars = program.arguments.iter().zip(&slots.starts);
    let scalars = scalars.filter(|(argument, _)| argument.shape == Shape::Scalar);
    let arguments: BTreeMap<&str, f64> = scalars
        .map(|(argument, &start)| (&*argument.name, slots.numbers[start]))
        .collect();
    let results = program.outputs.iter().flat_map(|output| match output {
        qkernel_runtime::program::Output::Bit(bit) => vec![condition(bit)],
        qkernel_runtime::program::Output::BitVector(bits) => bits.iter().map(condition).collect(),
        other => panic!("{other:?}"),
    });
    json!({
        "qubits": program.qubits,
        "bits": program.bits,
        "arguments": arguments,
        "results": Vec::from_iter(results),
        "steps": steps(&program.instructions.to_vec(), &slots),
    })
}

/// The version that a text has at its start.
fn version(text: &str) -> u8 {
    let after = text.split_once("OPENQASM").map_or("3", |(_, after)| after);
    if after.trim_start().starts_with('2') {
        2
    } else {
        3
    }
}

/// A message without what differs from text to text.
fn kind(message: &str) -> String {
    let mut kind = String::new();
    for (k, part) in message.split('`').enumerate() {
        kind.push_str(if k % 2 == 1 { "`..`" } else { part });
    }
    kind.split(|c: char| c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("#")
}

#[test]
fn other_peoples_files_mean_what_qiskit_says() {
    let Some(folder) = std::env::var_os("QASM_FILES").map(PathBuf::from) else {
        skipped(
            "other_peoples_files_mean_what_qiskit_says",
            "QASM_FILES names no folder",
        );
        return;
    };
    let Some(python) = python("other people's files", &["qiskit", "qiskit_qasm3_import"]) else {
        return;
    };
    let texts = run(&python, SCRIPT, &json!({ "collect": folder }).to_string());
    let texts: Vec<Value> = serde_json::from_str(&texts).unwrap();
    let (mut cases, mut refusals) = (Vec::new(), BTreeMap::new());
    for text in &texts {
        let (name, text) = (
            text["name"].as_str().unwrap(),
            text["text"].as_str().unwrap(),
        );
        let file = folder.join(name);
        let beside = file.parent().unwrap_or(Path::new("."));
        let start = Instant::now();
        let read = qasm::Options::new()
            .named(name)
            .include_from(beside)
            .read(text);
        assert!(start.elapsed() < Duration::from_secs(60), "{name}");
        let mut case = json!({
            "name": name, "text": text, "version": version(text), "folder": beside,
        });
        match read {
            Err(error) => {
                refusals.insert(name, error);
            }
            Ok(program) if program.instructions.len() > INSTRUCTIONS => {}
            Ok(program) => {
                program.check().unwrap();
                case["program"] = described(&program);
            }
        }
        cases.push(case);
    }
    let found = run(&python, SCRIPT, &json!({ "compare": cases }).to_string());

    let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut reasons: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let (mut different, mut lines) = (Vec::new(), Vec::new());
    for line in found.lines() {
        let [name, what, detail]: [String; 3] = serde_json::from_str(line).unwrap();
        let refusal = refusals.get(&*name);
        let what = match (&*what, refusal) {
            ("same", _) if detail == "gates" => "same gate by gate",
            ("same", _) if detail == "specification" => "same but for the phase of `U`",
            ("same", _) => "same",
            ("different", _) => "DIFFERENT",
            ("unread", Some(_)) => "refused by both",
            ("unread", None) => "refused by Qiskit",
            (_, Some(_)) => "refused",
            ("read", None) => "too large",
            ("large", None) => "too large",
            _ => "not followed",
        };
        let package = name.split('/').next().unwrap_or_default().to_owned();
        *counts
            .entry(package)
            .or_default()
            .entry(what.into())
            .or_default() += 1;
        if let (Some(error), "refused") = (refusal, what) {
            let entry = reasons.entry(kind(error.message()));
            let entry = entry.or_insert_with(|| (0, error.to_string()));
            entry.0 += 1;
        }
        match refusal {
            Some(error) => lines.push(format!("{name}: {what}: {}\n{error}", detail)),
            None => lines.push(format!("{name}: {what}: {detail}")),
        }
        if what == "DIFFERENT" {
            different.push(format!("{name}: {detail}"));
        }
    }
    if let Some(report) = std::env::var_os("QASM_REPORT") {
        std::fs::write(report, lines.join("\n") + "\n").unwrap();
    }
    let mut total: BTreeMap<String, usize> = BTreeMap::new();
    for (package, counts) in &counts {
        println!("{package}: {counts:?}");
        for (what, count) in counts {
            *total.entry(what.clone()).or_default() += count;
        }
    }
    println!("together: {total:?}");
    for (reason, (count, example)) in &reasons {
        println!("refused, {count}: {reason}\n{example}");
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    assert_eq!(total.values().sum::<usize>(), texts.len());
}

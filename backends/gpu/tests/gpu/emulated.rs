//! The code for a GPU, run by the host: values and derivatives are those of the engines of the CPU.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use qkernel_gpu::card::{Card, Session, Sizes, definitions};
use qkernel_gpu::lower::Lowered;
use qkernel_gpu::shape::Shape;
use qkernel_gpu::{Error, Gpu, GpuEvaluator};
use qkernel_runtime::evaluator::Column;

use crate::circuits::{Case, Found, Numbers, random};
use crate::skip::present;

/// A card that is a program of the host's compiler, a process for each batch.
#[derive(Debug)]
struct Emulated {
    folder: tempfile::TempDir,
    programs: Mutex<HashMap<(Shape, usize), PathBuf>>,
    /// How many sessions were opened.
    opened: AtomicUsize,
}

/// None, with a line printed, where there is no compiler.
fn emulated(test: &str) -> Option<Emulated> {
    if !present(test, "g++") {
        return None;
    }
    Some(Emulated {
        folder: tempfile::tempdir().unwrap(),
        programs: Mutex::default(),
        opened: AtomicUsize::new(0),
    })
}

#[derive(Debug)]
struct OnHost {
    part: Lowered,
    program: PathBuf,
    sizes: Sizes,
    given: Vec<u8>,
    found: Vec<u8>,
}

impl Card for Emulated {
    fn name(&self) -> String {
        "the host".into()
    }

    fn shared_memory(&self) -> usize {
        227 << 10
    }

    fn open(&self, part: &Lowered) -> Result<Box<dyn Session>, Error> {
        self.opened.fetch_add(1, Ordering::Relaxed);
        let mut programs = self.programs.lock().unwrap();
        let new = programs.len();
        let program = programs.entry((part.shape, part.real)).or_insert_with(|| {
            let program = self.folder.path().join(new.to_string());
            let here = env!("CARGO_MANIFEST_DIR");
            let done = Command::new("g++")
                .args(["-std=c++20", "-O1", "-ffp-contract=off", "-w"])
                .args(definitions(part.shape, part.real))
                .arg(format!("-DSOURCE=\"{here}/src/kernel.cu\""))
                .args([&format!("{here}/tests/gpu/emulated.cpp"), "-o"])
                .arg(&program)
                .output()
                .unwrap();
            assert!(
                done.status.success(),
                "{}",
                String::from_utf8_lossy(&done.stderr)
            );
            program
        });
        Ok(Box::new(OnHost {
            part: part.clone(),
            program: program.clone(),
            sizes: Sizes::default(),
            given: Vec::new(),
            found: Vec::new(),
        }))
    }
}

impl Session for OnHost {
    fn input(&mut self, batch: Sizes) -> Result<&mut [u8], Error> {
        self.sizes = batch;
        self.given.clear();
        self.given.resize(batch.input(), 0);
        Ok(&mut self.given)
    }

    fn run(&mut self) -> Result<&[u8], Error> {
        let (part, sizes) = (&self.part, self.sizes);
        let rows = sizes.rows as u32;
        let head = [
            rows,
            part.ops.len() as u32,
            part.terms.len() as u32,
            part.observables() as u32,
            (part.fixed.len() / (2 * part.real)) as u32,
            part.shared as u32,
            part.each() as u32,
            u32::from(sizes.has_slopes),
            rows.div_ceil(part.shape.samples()),
            part.shape.threads(),
        ];
        let input = [
            bytemuck::cast_slice(&head),
            bytemuck::cast_slice(&part.ops),
            bytemuck::cast_slice(&part.terms),
            bytemuck::cast_slice(&part.first),
            &part.fixed,
            &part.half,
            &self.given,
        ]
        .concat();
        let mut child = Command::new(&self.program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{:?}", output.status);
        assert_eq!(output.stdout.len(), sizes.output());
        self.found = output.stdout;
        Ok(&self.found)
    }
}

fn run(gpu: &'static Gpu, case: &Case, numbers: &Numbers) -> Found {
    let mut found = case.room(numbers.cotangents.len() / case.outputs);
    let Found { values, by_x, by_w } = &mut found;
    GpuEvaluator::on(gpu, &case.circuit)
        .unwrap()
        .vjp_batch(
            &numbers.columns(),
            &numbers.cotangents,
            values,
            &mut [by_x, by_w],
        )
        .unwrap();
    found
}

fn leaked(gpu: Gpu) -> &'static Gpu {
    Box::leak(Box::new(gpu))
}

/// The first rows of a batch.
fn first(case: &Case, numbers: &Numbers, rows: usize) -> Numbers {
    Numbers {
        x: numbers.x[..rows * case.numbers[0]].to_vec(),
        w: numbers.w.clone(),
        cotangents: numbers.cotangents[..rows * case.outputs].to_vec(),
    }
}

/// Runs one batch of each of some circuits, and compares.
fn compare(gpu: &'static Gpu, qubits: usize, rows: usize) {
    for seed in 0..2 {
        let case = random(qubits, 70, 100 * qubits as u64 + seed);
        let numbers = case.numbers(rows, seed);
        let text = case.circuit.with_engine(gpu).unwrap();
        let text = text.explain(rows, &["x"]).unwrap().to_string();
        assert!(text.contains("gpu         runs"), "{text}");
        let (found, right) = (run(gpu, &case, &numbers), case.on_cpu(&numbers));
        let worst = found.difference(&right, rows);
        assert!(worst < 1e-13, "{qubits} qubits, seed {seed}: {worst:e}");
        if rows > 2 {
            let few = run(gpu, &case, &first(&case, &numbers, rows - 2));
            assert_eq!(few.values, found.values[..few.values.len()]);
            assert_eq!(few.by_x, found.by_x[..few.by_x.len()]);
        }
    }
}

#[test]
fn batches_are_those_of_the_cpu_whatever_their_size() {
    let Some(card) = emulated("batches_are_those_of_the_cpu_whatever_their_size") else {
        return;
    };
    let gpu = leaked(Gpu::on(Arc::new(card)));
    // Several samples in a warp, registers, and several warps.
    for (qubits, rows) in [(1, 3), (4, 7), (5, 5), (6, 5), (7, 3), (8, 1), (9, 2)] {
        compare(gpu, qubits, rows);
    }
}

#[test]
fn amplitudes_may_be_anywhere() {
    let Some(card) = emulated("amplitudes_may_be_anywhere") else {
        return;
    };
    let gpu = Gpu::on(Arc::new(card));
    for (lanes, registers, warps) in [(2, 2, 0), (5, 0, 1), (5, 1, 2)] {
        let shape = Shape {
            lanes,
            registers,
            warps,
        };
        compare(
            leaked(gpu.clone().with_shape(shape)),
            shape.qubits() as usize,
            3,
        );
    }
}

#[test]
fn large_batches_are_run_in_pieces() {
    let Some(card) = emulated("large_batches_are_run_in_pieces") else {
        return;
    };
    let card = Arc::new(card);
    let gpu = Gpu::on(card.clone());
    let case = random(1, 20, 9);
    let numbers = case.numbers(7, 1);
    let whole = run(leaked(gpu.clone()), &case, &numbers);
    let pieces = run(leaked(gpu.clone().with_memory(1000)), &case, &numbers);
    assert_eq!((&pieces.values, &pieces.by_x), (&whole.values, &whole.by_x));
    assert!(pieces.difference(&whole, 7) < 1e-14);

    // So large that several threads have a part of it.
    let (case, rows) = (random(1, 2, 4), 1 << 14);
    let numbers = case.numbers(rows, 1);
    let gpu = leaked(gpu);
    let opened = card.opened.load(Ordering::Relaxed);
    let found = run(gpu, &case, &numbers);
    assert_eq!(card.opened.load(Ordering::Relaxed), opened + 4);
    assert!(found.difference(&case.on_cpu(&numbers), rows) < 1e-13);
}

#[test]
fn values_and_derivatives_are_had_apart_and_in_single_precision() {
    let Some(card) = emulated("values_and_derivatives_are_had_apart_and_in_single_precision")
    else {
        return;
    };
    let gpu = leaked(Gpu::on(Arc::new(card)));
    let case = random(4, 60, 5);
    let numbers = case.numbers(6, 1);
    let whole = run(gpu, &case, &numbers);
    let mut evaluator = GpuEvaluator::on(gpu, &case.circuit).unwrap();
    let mut found = case.room(6);
    evaluator
        .forward_batch(&numbers.columns(), &mut found.values)
        .unwrap();
    let Found { by_x, by_w, .. } = &mut found;
    evaluator
        .backward_batch(&numbers.cotangents, &mut [by_x, by_w])
        .unwrap();
    assert_eq!(found, whole);

    let narrow = |all: &[f64]| all.iter().map(|&x| x as f32).collect::<Vec<_>>();
    let (x, w, cotangents) = (
        narrow(&numbers.x),
        narrow(&numbers.w),
        narrow(&numbers.cotangents),
    );
    let mut values = vec![0f32; whole.values.len()];
    let (mut by_x, mut by_w) = (vec![0f32; x.len()], vec![0f32; w.len()]);
    let columns = [Column::Each(&x[..]), Column::Shared(&w)];
    evaluator
        .vjp_batch(
            &columns,
            &cotangents,
            &mut values,
            &mut [&mut by_x, &mut by_w],
        )
        .unwrap();
    let close = |a: &[f32], b: &[f64]| {
        a.iter()
            .zip(b)
            .all(|(a, b)| (f64::from(*a) - b).abs() < 1e-4)
    };
    assert!(
        close(&values, &whole.values) && close(&by_x, &whole.by_x) && close(&by_w, &whole.by_w)
    );
}

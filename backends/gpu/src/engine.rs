//! Batches of an evaluator on a card.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;

use num_complex::Complex64;
use qkernel_runtime::engine::{
    Angles, Automatic, Batch, Cost, Engine, Error as EngineError, Part, Register, Run, Rung, Shift,
};

use crate::card::{Card, Session, Sizes};
use crate::lower::{Lowered, Real};
use crate::shape::{MOST, Shape};

/// How many bytes of a card's memory a batch takes before it is run in pieces.
const MEMORY: usize = 1 << 28;

/// How many rows a thread of the CPU takes to the card at once, where there are some times as many: the numbers fit in its cache, and
/// other threads prepare theirs while the card works.
const PIECE: usize = 4096;

/// What is reckoned for such a piece, in the units of [`Cost`]: as much as a part of a batch must be worth to have a thread of its own.
const OF_PIECE: f64 = 5e4;

/// Which batches run on the card.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Which {
    /// All that it can.
    All,
    /// Those that it is faster with.
    Faster,
}

/// About how long a batch takes on the card, in the units of [`Cost`], a quarter of a nanosecond: a start, a step that waits for the one
/// before, the amplitudes, and the numbers of each row that are copied. Measured on an H200, see `docs/beyond-one-machine.md`.
fn cost(part: &Part, rows: usize, each: usize) -> f64 {
    let (steps, amplitudes) = (part.steps.len() as f64, (part.qubits as f64).exp2());
    let rows = rows as f64;
    let copied = rows * (each + part.observables.len()) as f64;
    let step = 600.0 + 0.0035 * amplitudes * (100.0 + rows);
    4.0 * (40e3 + steps * step + 3.5 * copied)
}

/// An engine that runs batches of parts of up to [`MOST_QUBITS`](crate::MOST_QUBITS) qubits on a GPU. Everything else, single samples and
/// states too, runs on the CPU as [`Automatic`] does it.
#[derive(Clone, Debug)]
pub struct Gpu {
    card: Arc<dyn Card>,
    which: Which,
    shape: Option<Shape>,
    memory: usize,
}

impl Gpu {
    /// All batches that it can take on a card.
    #[doc(hidden)]
    pub fn on(card: Arc<dyn Card>) -> Gpu {
        Gpu {
            card,
            which: Which::All,
            shape: None,
            memory: MEMORY,
        }
    }

    /// The same, with this shape for parts of its number of qubits.
    #[doc(hidden)]
    #[must_use]
    pub fn with_shape(self, shape: Shape) -> Gpu {
        Gpu {
            shape: Some(shape),
            ..self
        }
    }

    /// The same, in pieces that take so many bytes of the card's memory.
    #[doc(hidden)]
    #[must_use]
    pub fn with_memory(self, memory: usize) -> Gpu {
        Gpu { memory, ..self }
    }

    /// The same, for batches that the card is faster with.
    #[doc(hidden)]
    #[must_use]
    pub fn where_it_pays(&self) -> Gpu {
        Gpu {
            which: Which::Faster,
            ..self.clone()
        }
    }

    /// The name of the card.
    pub fn card(&self) -> String {
        self.card.name()
    }

    /// Why a part does not run on the card; none if it does.
    pub(crate) fn refuses(&self, qubits: usize, real: usize) -> Option<String> {
        if qubits > MOST {
            return Some(format!(
                "a part of it has {qubits} qubits, and a GPU takes up to {MOST}"
            ));
        }
        let (needed, most) = (
            self.shape(qubits).shared_memory(real),
            self.card.shared_memory(),
        );
        (needed > most).then(|| {
            format!(
                "a part of it has {qubits} qubits, which need {} KiB of shared memory, and {} has {}",
                needed.div_ceil(1024),
                self.card.name(),
                most / 1024
            )
        })
    }

    fn shape(&self, qubits: usize) -> Shape {
        let own = self.shape.filter(|shape| shape.qubits() as usize == qubits);
        own.unwrap_or_else(|| Shape::of(qubits))
    }
}

impl Engine for Gpu {
    fn name(&self) -> &'static str {
        "gpu"
    }

    fn prepare(&self, part: &Arc<Part>) -> Result<Box<dyn Run>, EngineError> {
        Ok(Box::new(OnCard::new(self, part)?))
    }

    fn register(&self, kernel: &Arc<str>, qubits: usize) -> Result<Box<dyn Register>, EngineError> {
        Automatic.register(kernel, qubits)
    }

    fn explain(
        &self,
        part: &Arc<Part>,
        rows: usize,
        each: &[bool],
    ) -> Result<Vec<Rung>, EngineError> {
        let mut run = OnCard::new(self, part)?;
        let mut rungs = Automatic.explain(part, rows, each)?;
        let refused = run.takes(rows, each).err();
        if refused.is_none() {
            rungs.iter_mut().for_each(|rung| rung.taken = false);
        }
        let mut own = Rung::always(self.name(), "");
        (own.taken, own.refused) = (refused.is_none(), refused.map(Cow::Owned));
        rungs.insert(0, own);
        Ok(rungs)
    }

    fn explain_single(&self, part: &Arc<Part>) -> Result<Rung, EngineError> {
        Automatic.explain_single(part)
    }
}

/// A part whose batches run on a card.
#[derive(Debug)]
struct OnCard {
    gpu: Gpu,
    part: Arc<Part>,
    alone: Box<dyn Run>,
    /// Whether the last batch that was made ready runs on the card.
    taken: bool,
    double: Together<f64>,
    single: Together<f32>,
}

impl OnCard {
    fn new(gpu: &Gpu, part: &Arc<Part>) -> Result<OnCard, EngineError> {
        Ok(OnCard {
            gpu: gpu.clone(),
            part: Arc::clone(part),
            alone: Automatic.prepare(part)?,
            taken: false,
            double: Together::new(gpu, part),
            single: Together::new(gpu, part),
        })
    }

    /// Whether such a batch runs on the card.
    fn takes(&mut self, rows: usize, each: &[bool]) -> Result<(), String> {
        if let Some(reason) = self.gpu.refuses(self.part.qubits, size_of::<f64>()) {
            return Err(reason);
        }
        if self.gpu.which == Which::All {
            return Ok(());
        }
        let by_cpu = match self.alone.prepare_batch(rows, each) {
            Ok(cost) => cost.of(rows),
            Err(_) => self.alone.cost() * rows as f64,
        };
        let each = each.iter().filter(|each| **each).count();
        // One thread's time, whatever number there is: which of the two it is does not depend on them.
        let by_gpu = cost(&self.part, rows, each);
        if by_cpu < by_gpu {
            return Err(format!(
                "the CPU needs about {:.0} microseconds for it, and a GPU {:.0}",
                by_cpu / 4e3,
                by_gpu / 4e3
            ));
        }
        Ok(())
    }
}

impl Run for OnCard {
    fn fork(&self) -> Box<dyn Run> {
        Box::new(OnCard {
            gpu: self.gpu.clone(),
            part: Arc::clone(&self.part),
            alone: self.alone.fork(),
            taken: false,
            double: Together::new(&self.gpu, &self.part),
            single: Together::new(&self.gpu, &self.part),
        })
    }

    fn expectations(&mut self, angles: &[f64], values: &mut [f64]) -> Result<(), EngineError> {
        self.alone.expectations(angles, values)
    }

    fn fits(&self) -> Result<(), EngineError> {
        self.alone.fits()
    }

    fn has_adjoint(&self) -> bool {
        self.alone.has_adjoint()
    }

    fn adjoint(&mut self, weights: &[f64], by_angle: &mut [f64]) -> Result<(), EngineError> {
        self.alone.adjoint(weights, by_angle)
    }

    fn cost(&self) -> f64 {
        self.alone.cost()
    }

    /// A batch that runs on the card is parted for what is done to its numbers before and after.
    fn prepare_batch(&mut self, rows: usize, each: &[bool]) -> Result<Cost, Cow<'static, str>> {
        self.taken = self.takes(rows, each).is_ok();
        match self.taken {
            true => Ok(Cost {
                once: 0.0,
                group: OF_PIECE,
                rows: PIECE,
            }),
            false => self.alone.prepare_batch(rows, each),
        }
    }

    fn batch(&mut self) -> Option<&mut dyn Batch> {
        match self.taken {
            true => Some(&mut self.double),
            false => self.alone.batch(),
        }
    }

    fn batch_f32(&mut self) -> Option<&mut dyn Batch<f32>> {
        match self.taken {
            true => Some(&mut self.single),
            false => self.alone.batch_f32(),
        }
    }

    fn rows_at_once(&self) -> usize {
        match self.taken {
            true => usize::MAX,
            false => self.alone.rows_at_once(),
        }
    }

    fn shifted(
        &mut self,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), EngineError> {
        self.alone.shifted(angles, shifts, values)
    }

    fn amplitudes(&mut self, angles: &[f64]) -> Result<&[Complex64], EngineError> {
        self.alone.amplitudes(angles)
    }
}

/// Writes numbers, and what is left comes after them.
fn give<R: Real>(to: &mut &mut [u8], numbers: &[R]) {
    let bytes: &[u8] = bytemuck::cast_slice(numbers);
    let (own, rest) = std::mem::take(to).split_at_mut(bytes.len());
    own.copy_from_slice(bytes);
    *to = rest;
}

/// Reads numbers, and what is left comes after them.
fn take<R: Real>(from: &mut &[u8], numbers: &mut [R]) {
    let bytes: &mut [u8] = bytemuck::cast_slice_mut(numbers);
    let (own, rest) = from.split_at(bytes.len());
    bytes.copy_from_slice(own);
    *from = rest;
}

/// Batches in one precision.
#[derive(Debug)]
struct Together<R> {
    gpu: Gpu,
    part: Arc<Part>,
    /// The part on the card, for batches in which these angles have a number for each row.
    open: Option<(Vec<bool>, Lowered, Box<dyn Session>)>,
    /// The sums of all pieces of a batch.
    total: Vec<f64>,
    of: PhantomData<R>,
}

impl<R: Real> Together<R> {
    fn new(gpu: &Gpu, part: &Arc<Part>) -> Together<R> {
        Together {
            gpu: gpu.clone(),
            part: Arc::clone(part),
            open: None,
            total: Vec::new(),
            of: PhantomData,
        }
    }

    fn run(
        &mut self,
        angles: Angles<'_, R>,
        mut values: Option<&mut [R]>,
        mut slopes: Option<(&[R], &mut [R])>,
    ) -> Result<(), EngineError> {
        let known = self
            .open
            .as_ref()
            .is_some_and(|(each, ..)| each == angles.each);
        if !known {
            let shape = self.gpu.shape(self.part.qubits);
            let part = Lowered::new::<R>(&self.part, shape, angles.each);
            let session = self.gpu.card.open(&part)?;
            self.open = Some((angles.each.to_vec(), part, session));
        }
        let Some((_, part, session)) = &mut self.open else {
            return Ok(());
        };
        let all = angles.rows;
        let (shared, each) = part.order.split_at(part.shared);
        self.total.clear();
        self.total.resize(shared.len(), 0.0);
        // Of each row there are the angles, their cosines and sines and their slopes, the values and their weights.
        let bytes = size_of::<R>() * (4 * each.len() + shared.len() + 2 * part.observables());
        let most = (self.gpu.memory / bytes.max(1)).max(1);
        for start in (0..all).step_by(most) {
            let rows = most.min(all - start);
            let sizes = Sizes::new(part, rows, slopes.is_some());
            let mut input = session.input(sizes)?;
            let column = |angle: usize| &angles.numbers[angles.columns[angle].clone()];
            for &angle in shared {
                give(&mut input, &column(angle)[..1]);
            }
            for &angle in each {
                give(&mut input, &column(angle)[start..][..rows]);
            }
            if let Some((weights, _)) = &slopes {
                for own in weights.chunks(all) {
                    give(&mut input, &own[start..][..rows]);
                }
            }
            let mut output = session.run()?;
            if slopes.is_some() {
                for total in &mut self.total {
                    let mut sum = [R::default()];
                    take(&mut output, &mut sum);
                    *total += sum[0].wide();
                }
            }
            match &mut values {
                Some(values) => {
                    for own in values.chunks_mut(all) {
                        take(&mut output, &mut own[start..][..rows]);
                    }
                }
                None => output = &output[sizes.values..],
            }
            if let Some((_, by_angle)) = &mut slopes {
                for &angle in each {
                    take(
                        &mut output,
                        &mut by_angle[angles.columns[angle].start + start..][..rows],
                    );
                }
            }
        }
        if let Some((_, by_angle)) = slopes {
            for (&angle, &total) in shared.iter().zip(&self.total) {
                by_angle[angles.columns[angle].start] = R::narrow(total);
            }
        }
        Ok(())
    }
}

impl<R: Real> Batch<R> for Together<R> {
    fn expectations(&mut self, angles: Angles<'_, R>, values: &mut [R]) -> Result<(), EngineError> {
        self.run(angles, Some(values), None)
    }

    fn adjoint(
        &mut self,
        angles: Angles<'_, R>,
        weights: &[R],
        by_angle: &mut [R],
    ) -> Result<(), EngineError> {
        self.run(angles, None, Some((weights, by_angle)))
    }

    fn vjp(
        &mut self,
        angles: Angles<'_, R>,
        weights: &[R],
        values: &mut [R],
        by_angle: &mut [R],
    ) -> Result<(), EngineError> {
        self.run(angles, Some(values), Some((weights, by_angle)))
    }
}

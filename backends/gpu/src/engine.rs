//! Batches of an evaluator on a card.

use std::borrow::Cow;
use std::sync::Arc;

use num_complex::Complex64;
use qkernel_runtime::engine::{
    Angles, Automatic, Batch, Cost, Engine, Error as EngineError, Part, Register, Run, Rung, Shift,
};

use crate::card::{Card, Rows, Session, Slopes};
use crate::lower::{Lowered, Real};
use crate::shape::{MOST, Shape};

/// How many bytes of a card's memory a batch takes before it is run in pieces.
const MEMORY: usize = 1 << 30;

/// Which batches run on the card.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Which {
    /// All that it can.
    All,
    /// Those that take the CPU longer than this, in units of about a quarter of a nanosecond.
    Above(f64),
}

/// About how long a batch must take one thread of the CPU, in such units, for the card to be faster: it takes 50 microseconds to begin with.
const WORTH: f64 = 4e5;

/// An engine that runs batches of parts of up to [`MOST_QUBITS`](crate::MOST_QUBITS) qubits on a GPU. Everything else, single samples and
/// states too, runs on the CPU as [`Automatic`] does it.
#[derive(Clone, Debug)]
pub struct Gpu {
    card: Arc<dyn Card>,
    which: Which,
    shape: Option<Shape>,
}

impl Gpu {
    /// All batches that it can take on a card.
    #[doc(hidden)]
    pub fn on(card: Arc<dyn Card>) -> Gpu {
        Gpu {
            card,
            which: Which::All,
            shape: None,
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

    /// The same, for batches that the card is faster with.
    pub(crate) fn where_it_pays(&self) -> Gpu {
        Gpu {
            which: Which::Above(WORTH),
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
        let Which::Above(worth) = self.gpu.which else {
            return Ok(());
        };
        let cost = match self.alone.prepare_batch(rows, each) {
            Ok(cost) => cost.of(rows),
            Err(_) => self.alone.cost() * rows as f64,
        };
        if cost < worth {
            return Err(format!(
                "the CPU needs {cost:.0} operations for it, and a GPU pays from {worth:.0}"
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

    /// Of a batch that runs on the card, no cost is told: it is not parted among threads.
    fn prepare_batch(&mut self, rows: usize, each: &[bool]) -> Result<Cost, Cow<'static, str>> {
        self.taken = self.takes(rows, each).is_ok();
        match self.taken {
            true => Ok(Cost::default()),
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

/// Batches in one precision.
#[derive(Debug)]
struct Together<R> {
    gpu: Gpu,
    part: Arc<Part>,
    /// The part on the card, for batches in which these angles have a number for each row.
    open: Option<(Vec<bool>, Lowered, Box<dyn Session>)>,
    /// Numbers as the card takes and gives them.
    numbers: Vec<R>,
    weights: Vec<R>,
    values: Vec<R>,
    each: Vec<R>,
    sums: Vec<R>,
    /// The sums of all pieces of a batch.
    total: Vec<f64>,
}

impl<R: Real> Together<R> {
    fn new(gpu: &Gpu, part: &Arc<Part>) -> Together<R> {
        Together {
            gpu: gpu.clone(),
            part: Arc::clone(part),
            open: None,
            numbers: Vec::new(),
            weights: Vec::new(),
            values: Vec::new(),
            each: Vec::new(),
            sums: Vec::new(),
            total: Vec::new(),
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
        let (each, observables) = (part.each(), part.observables());
        self.total.clear();
        self.total.resize(part.shared, 0.0);
        // Of each row there are the angles, their cosines and sines and their slopes, the values and their weights.
        let bytes = size_of::<R>() * (4 * each + part.shared + 2 * observables);
        let most = (MEMORY / bytes.max(1)).max(1);
        for start in (0..all).step_by(most) {
            let rows = most.min(all - start);
            let column = |angle: usize| &angles.numbers[angles.columns[angle].clone()];
            self.numbers.clear();
            for &angle in &part.order[..part.shared] {
                self.numbers.push(column(angle)[0]);
            }
            for &angle in &part.order[part.shared..] {
                self.numbers
                    .extend_from_slice(&column(angle)[start..][..rows]);
            }
            self.values.resize(observables * rows, R::default());
            let asked = match &slopes {
                None => None,
                Some((weights, _)) => {
                    self.weights.clear();
                    for observable in 0..observables {
                        let own = &weights[observable * all + start..][..rows];
                        self.weights.extend_from_slice(own);
                    }
                    self.each.resize(each * rows, R::default());
                    self.sums.resize(part.shared, R::default());
                    Some(Slopes {
                        weights: bytemuck::cast_slice(&self.weights),
                        each: bytemuck::cast_slice_mut(&mut self.each),
                        sums: bytemuck::cast_slice_mut(&mut self.sums),
                    })
                }
            };
            session.run(Rows {
                rows,
                numbers: bytemuck::cast_slice(&self.numbers),
                values: bytemuck::cast_slice_mut(&mut self.values),
                slopes: asked,
            })?;
            if let Some(values) = &mut values {
                for (observable, own) in self.values.chunks(rows).enumerate() {
                    values[observable * all + start..][..rows].copy_from_slice(own);
                }
            }
            if let Some((_, by_angle)) = &mut slopes {
                let own = self.each.chunks(rows).zip(&part.order[part.shared..]);
                for (own, &angle) in own {
                    let column = angles.columns[angle].start + start;
                    by_angle[column..][..rows].copy_from_slice(own);
                }
                for (total, sum) in self.total.iter_mut().zip(&self.sums) {
                    *total += sum.wide();
                }
            }
        }
        if let Some((_, by_angle)) = slopes {
            for (&angle, &total) in part.order.iter().zip(&self.total) {
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

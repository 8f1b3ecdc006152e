//! The training loop.

mod objective;
mod samples;
mod shared;
mod target;

use dfdx::nn::TensorCollection;
use dfdx::optim::{Optimizer, OptimizerUpdateError};
use dfdx::prelude::{
    Backward, ConstShape, Cpu, Device, Gradients, NoneTape, PutTape, Tensor, TensorFromVec, Trace,
};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha12Rng;

use crate::config::TrainConfig;
use crate::constant::hold_constant;
use crate::data::{Dataset, Split};
use crate::metrics::{EpochMetrics, GradientFlow};
use crate::network::{Batch, SampleShape};
use crate::observer::{Observer, Progress};
use crate::optim::{Adam, AdamConfig};
use crate::params::{parameter_gradients, parameters};
use crate::ranks::{Alone, Ranks};
use crate::real::{split, values, wide};
use crate::run_id::run_id;
use crate::walk::each;
use crate::{Error, Real};

pub use objective::{CrossEntropy, Loss, MeanSquaredError, Traced};
pub use samples::{Examples, Feeds, Samples};
pub use target::{Errors, Hits, Regression, Target};

/// How many samples are judged at once: few enough that images and what a layer makes of them stay in memory that the
/// allocator keeps, which it does not with tensors of 128 KiB.
const EVALUATION_BATCH: usize = 16;

/// The loss of a batch, the network's outputs for it, row by row, and the gradients of the loss.
type BatchResult<E> = (f64, Vec<f64>, Gradients<E, Cpu>);

/// A network, its data, its loss, its optimizer, and how far it is.
///
/// The samples have any shape, and the network gives `OUT` numbers for each: see [`Samples`], [`Loss`] and
/// [`Optimizer`](dfdx::optim::Optimizer). [`new`](Trainer::new) is a classifier's training with cross entropy and
/// [`Adam`]; [`with`](Trainer::with) takes any loss and optimizer. Neither needs type arguments.
///
/// The whole run follows from the network's first weights, the data and the config: the order of the samples in
/// epoch `n` is drawn from the seed and `n` alone, so a run that was stopped and [restored](Trainer::restore)
/// gives the same bits as one that was not.
///
/// With [`share`](Trainer::share) several [ranks](crate::ranks) train one network: each holds the network and all samples, computes
/// some [parts](TrainConfig::part) of each batch, and makes the same update.
#[derive(Debug)]
pub struct Trainer<
    M,
    const OUT: usize,
    E: Real,
    P = Split,
    L = CrossEntropy,
    O = Adam<E>,
    R = Alone,
> where
    P: Examples,
    Cpu: Device<E>,
{
    pub(crate) network: M,
    pub(crate) config: TrainConfig,
    pub(crate) optimizer: O,
    pub(crate) history: Vec<EpochMetrics>,
    pub(crate) run: u64,
    /// Of the training and the test samples.
    pub(crate) fingerprint: (u64, u64),
    loss: L,
    data: Dataset<P>,
    train: Numbers<E, P>,
    test: Numbers<E, P>,
    device: Cpu,
    /// Kept from step to step so that dfdx does not allocate it again.
    gradients: Option<Gradients<E, Cpu>>,
    ranks: R,
}

/// Samples as the network's numbers.
#[derive(Debug)]
struct Numbers<E, P: Examples> {
    numbers: Vec<E>,
    targets: Vec<P::Target>,
}

impl<E: Real, P: Examples> Numbers<E, P> {
    const EACH: usize = <P::Shape as ConstShape>::NUMEL;

    /// # Errors
    /// Says of the first sample that does not fit what is wrong with it.
    fn new(part: &str, examples: &P, outputs: usize) -> Result<Self, Error> {
        let fault =
            |sample: usize, what: &str| Error::Config(format!("the {part} sample {sample} {what}"));
        let numbers = Numbers::<E, P> {
            numbers: examples.numbers(),
            targets: examples.targets(),
        };
        if numbers.numbers.len() != numbers.targets.len() * Self::EACH {
            return Err(Error::Config(format!(
                "the {part} data has {} numbers in {} samples of {}",
                numbers.numbers.len(),
                numbers.targets.len(),
                Self::EACH,
            )));
        }
        if let Some(place) = numbers.numbers.iter().position(|x| !x.is_finite()) {
            let what = format!("has the number {}", numbers.numbers[place].wide());
            return Err(fault(place / Self::EACH.max(1), &what));
        }
        for (sample, target) in numbers.targets.iter().enumerate() {
            target.check(outputs).map_err(|what| fault(sample, &what))?;
        }
        Ok(numbers)
    }

    fn len(&self) -> usize {
        self.targets.len()
    }

    /// The samples at these places as a tensor.
    fn batch(&self, places: &[usize], device: &Cpu) -> Result<Batch<P::Shape, E, NoneTape>, Error> {
        let mut numbers = Vec::with_capacity(places.len() * Self::EACH);
        for &place in places {
            numbers.extend_from_slice(&self.numbers[place * Self::EACH..][..Self::EACH]);
        }
        let samples: Tensor<_, E, Cpu> =
            device.try_tensor_from_vec(numbers, P::Shape::batch(places.len()))?;
        Ok(samples)
    }
}

impl<M, const OUT: usize, E: Real, P> Trainer<M, OUT, E, P>
where
    M: TensorCollection<E, Cpu>,
    P: Feeds<M, OUT, E, Target = usize>,
    Cpu: Device<E>,
{
    /// The training of a classifier, with cross entropy and [`Adam`], which has not begun.
    ///
    /// # Errors
    /// A setting makes no sense, there is no training sample, a number is not finite, or a label is not below `OUT`.
    pub fn new(network: M, data: Dataset<P>, config: TrainConfig) -> Result<Self, Error> {
        let adam = Adam::new(AdamConfig {
            learning_rate: config.learning_rate,
            ..AdamConfig::default()
        });
        Trainer::with(network, data, CrossEntropy, adam, config)
    }
}

impl<M, const OUT: usize, E: Real, P, L, O> Trainer<M, OUT, E, P, L, O>
where
    M: TensorCollection<E, Cpu>,
    P: Feeds<M, OUT, E>,
    L: Loss<OUT, E, Target = P::Target>,
    O: Optimizer<M, Cpu, E>,
    Cpu: Device<E>,
{
    /// A run with this loss and this optimizer, one of dfdx or [`Adam`], which has not begun. The optimizer has a learning
    /// rate of its own: that of `config` is not used.
    ///
    /// ```
    /// use dfdx::optim::{Sgd, SgdConfig};
    /// use dfdx::prelude::*;
    /// use hqnn_model::data::Dataset;
    /// use hqnn_model::{MeanSquaredError, Samples, TrainConfig, Trainer, network};
    ///
    /// network! {
    ///     type Line: Rank1<1> => Rank1<1> = (Linear<1, 1>,);
    /// }
    ///
    /// let point = |i: i32| ([f64::from(i) / 10.0], [1.0 - f64::from(i) / 5.0]);
    /// let train: Samples<Rank1<1>, [f64; 1]> = (-10..10).map(point).collect();
    /// let data = Dataset::new("a straight line", train.clone(), train);
    /// let network = Cpu::seed_from_u64(1).build_module::<Line, f32>();
    /// let sgd = Sgd::new(&network, SgdConfig { lr: 0.2, ..SgdConfig::default() });
    /// let mut trainer = Trainer::with(network, data, MeanSquaredError, sgd, TrainConfig::default())?;
    /// trainer.run(&mut ())?;
    /// assert!(trainer.evaluate()?.r_squared() > 0.999);
    /// # Ok::<(), hqnn_model::Error>(())
    /// ```
    ///
    /// # Errors
    /// A setting makes no sense, there is no training sample, a number is not finite, or a target does not fit `OUT`
    /// outputs.
    pub fn with(
        network: M,
        data: Dataset<P>,
        loss: L,
        optimizer: O,
        config: TrainConfig,
    ) -> Result<Self, Error> {
        config.check::<E>()?;
        if data.train.is_empty() {
            return Err(Error::Config("there is no training sample".into()));
        }
        if !data.classes.is_empty() && data.classes.len() != OUT {
            let found = data.classes.len();
            return Err(Error::Config(format!(
                "the data has {found} classes, but the network has {OUT} outputs"
            )));
        }
        let fingerprint = (data.train.fingerprint(), data.test.fingerprint());
        Ok(Trainer {
            run: run_id(&config, &data.classes, fingerprint, &parameters(&network)),
            fingerprint,
            network,
            config,
            optimizer,
            history: Vec::new(),
            loss,
            train: Numbers::new("training", &data.train, OUT)?,
            test: Numbers::new("test", &data.test, OUT)?,
            data,
            device: Cpu::default(),
            gradients: None,
            ranks: Alone,
        })
    }
}

impl<M, const OUT: usize, E: Real, P, L, O, R> Trainer<M, OUT, E, P, L, O, R>
where
    M: TensorCollection<E, Cpu>,
    P: Feeds<M, OUT, E>,
    L: Loss<OUT, E, Target = P::Target>,
    O: Optimizer<M, Cpu, E>,
    R: Ranks,
    Cpu: Device<E>,
{
    /// All epochs that are left.
    ///
    /// # Errors
    /// As [`epoch`](Trainer::epoch).
    pub fn run(&mut self, observer: &mut dyn Observer) -> Result<(), Error> {
        while !self.is_finished() {
            self.epoch(observer)?;
        }
        Ok(())
    }

    /// One epoch: every training sample once, in a new order.
    ///
    /// All [ranks](Trainer::share) have to call it; the observer of the first one hears of it.
    ///
    /// # Errors
    /// A quantum circuit failed, the loss is not finite, or dfdx could not allocate memory. Of several ranks, one failed or has
    /// other weights, data or settings than the first: all of them end with that error.
    pub fn epoch(&mut self, observer: &mut dyn Observer) -> Result<EpochMetrics, Error> {
        self.compare()?;
        let epoch = self.history.len() + 1;
        let mut order: Vec<usize> = (0..self.train.len()).collect();
        let mut rng = ChaCha12Rng::seed_from_u64(self.config.seed);
        rng.set_stream(epoch as u64);
        order.shuffle(&mut rng);

        let batches = order.len().div_ceil(self.config.batch_size);
        let mut sum = 0.0;
        let mut score = <P::Target as Target>::Score::default();
        for (batch, places) in order.chunks(self.config.batch_size).enumerate() {
            let loss = self.step(places, epoch, &mut score)?;
            if !loss.is_finite() {
                return Err(Error::Diverged { epoch, loss });
            }
            sum += loss;
            let progress = Progress {
                epoch,
                epochs: self.config.epochs,
                batch: batch + 1,
                batches,
                loss: sum / (batch + 1) as f64,
                accuracy: P::Target::score(&score),
            };
            if self.ranks.rank() == 0 {
                observer.batch(&progress);
            }
        }
        // The last update of an epoch is followed by no loss that would show it.
        let mut numbers = Vec::new();
        each(&self.network, &mut |_, parameter| {
            parameter.read(&mut numbers);
            if numbers.iter().all(|x| x.is_finite()) {
                return Ok(());
            }
            let loss = f64::NAN;
            Err(Error::Diverged { epoch, loss })
        })?;
        let metrics = EpochMetrics {
            epoch,
            loss: sum / batches as f64,
            train_accuracy: P::Target::score(&score),
            test_accuracy: P::Target::overall(&self.judge(diverged(epoch))?),
        };
        self.history.push(metrics);
        if self.ranks.rank() == 0 {
            observer.epoch(&metrics);
        }
        Ok(metrics)
    }

    /// One update. Gives the loss before it, and counts how good the network was.
    fn step(
        &mut self,
        places: &[usize],
        epoch: usize,
        score: &mut <P::Target as Target>::Score,
    ) -> Result<f64, Error> {
        let (loss, outputs, gradients) = self.shared(places, epoch)?;
        for (row, &place) in outputs.chunks_exact(OUT).zip(places) {
            self.train.targets[place].count(row, score);
        }
        match self.optimizer.update(&mut self.network, &gradients) {
            Ok(()) => {}
            Err(OptimizerUpdateError::DeviceError(error)) => {
                return Err(diverged(epoch)(error.into()));
            }
            Err(OptimizerUpdateError::UnusedParams(unused)) => {
                return Err(Error::Mismatch(format!(
                    "the optimizer found no gradient of {} parameters",
                    unused.ids.len()
                )));
            }
        }
        self.gradients = Some(gradients);
        Ok(loss)
    }
}

impl<M, const OUT: usize, E: Real, P, L, O, R> Trainer<M, OUT, E, P, L, O, R>
where
    M: TensorCollection<E, Cpu>,
    P: Feeds<M, OUT, E>,
    L: Loss<OUT, E, Target = P::Target>,
    R: Ranks,
    Cpu: Device<E>,
{
    fn gradients(&mut self, places: &[usize]) -> Result<BatchResult<E>, Error> {
        let gradients = self.zeros()?;
        let samples = self.train.batch(places, &self.device)?;
        hold_constant(&samples);
        let targets: Vec<P::Target> = places
            .iter()
            .map(|&place| self.train.targets[place].clone())
            .collect();
        let (outputs, numbers, tape) = split(P::trace(&self.network, samples.traced(gradients))?)?;
        let loss = self.loss.loss(outputs.put_tape(tape), &targets)?;
        let number = values(&loss)[0].wide();
        Ok((number, wide(&numbers), loss.try_backward()?))
    }

    /// The gradients of the parameters, all zero, kept from step to step.
    fn zeros(&mut self) -> Result<Gradients<E, Cpu>, Error> {
        let kept = self.gradients.take();
        let first = kept.is_none();
        let mut gradients = kept.unwrap_or_else(Gradients::leaky);
        let mut ids = Vec::new();
        each(&self.network, &mut |about, parameter| {
            if about.trained {
                parameter.gradient(&mut gradients)?.fill(E::zero());
                if first {
                    ids.extend(parameter.id());
                }
            }
            Ok(())
        })?;
        if first {
            // What is not among these is dropped after each step.
            gradients.retain_leafs(&ids);
        }
        Ok(gradients)
    }

    /// What the network makes of the test samples: an [`Evaluation`](crate::Evaluation) of a classifier, a [`Regression`]
    /// where the targets are numbers. All [ranks](Trainer::share) have to call it.
    ///
    /// # Errors
    /// A quantum circuit failed, or dfdx could not allocate memory.
    pub fn evaluate(&self) -> Result<<P::Target as Target>::Evaluation, Error> {
        self.judge(|error| error)
    }

    fn judge(
        &self,
        explain: impl Fn(Error) -> Error,
    ) -> Result<<P::Target as Target>::Evaluation, Error> {
        P::Target::evaluate(&self.test.targets, &self.outputs(explain)?, OUT)
    }

    /// How large the gradients of all parameters are on the first batch of training samples, which shows whether
    /// the loss reaches every layer. The network does not change. A [rank](Trainer::share) computes all of it alone.
    ///
    /// # Errors
    /// A quantum circuit failed, or dfdx could not allocate memory.
    pub fn gradient_flow(&mut self) -> Result<Vec<GradientFlow>, Error> {
        let places: Vec<usize> = (0..self.config.batch_size.min(self.train.len())).collect();
        let (_, _, mut gradients) = self.gradients(&places)?;
        let flow = parameter_gradients(&self.network, &mut gradients)?
            .into_iter()
            .map(|parameter| {
                let sizes = parameter.values.iter().map(|g| g.wide().abs());
                GradientFlow {
                    parameter: parameter.name,
                    mean: sizes.clone().sum::<f64>() / parameter.values.len().max(1) as f64,
                    largest: sizes.fold(0.0, f64::max),
                }
            })
            .collect();
        self.gradients = Some(gradients);
        Ok(flow)
    }
}

impl<M, const OUT: usize, E: Real, P, L, O, R> Trainer<M, OUT, E, P, L, O, R>
where
    M: TensorCollection<E, Cpu>,
    P: Examples,
    Cpu: Device<E>,
{
    /// The same run, of which these [ranks](crate::ranks) share each batch and each evaluation. Every rank has made its trainer
    /// from the same network, data and config; each [`epoch`](Trainer::epoch) begins with a comparison.
    ///
    /// The result has the same bits for any number of ranks. It depends on [`TrainConfig::part`], in which the batch is shared: with
    /// whole batches, the default, one rank computes and the others wait. Layers that draw random numbers, such as dropout, draw
    /// them for each rank.
    ///
    /// ```
    /// use dfdx::prelude::*;
    /// use hqnn_model::data::synthetic;
    /// use hqnn_model::layers::Flatten;
    /// use hqnn_model::ranks::Threads;
    /// use hqnn_model::{TrainConfig, Trainer, network, parameters};
    ///
    /// network! {
    ///     type Plain: Rank3<1, 28, 28> => Rank1<2> = (Flatten<784>, Linear<784, 2>);
    /// }
    ///
    /// let data = synthetic::generate(8, 4, 1).subset(&[1, 8], 8, 4, 1)?;
    /// let config = TrainConfig { epochs: 2, batch_size: 8, part: Some(2), ..TrainConfig::default() };
    /// let trainer = || {
    ///     let network = Cpu::seed_from_u64(1).build_module::<Plain, f32>();
    ///     Trainer::new(network, data.clone(), config)
    /// };
    /// let mut alone = trainer()?;
    /// alone.run(&mut ())?;
    /// let shared = Threads::run(3, |ranks| {
    ///     let mut trainer = trainer()?.share(ranks);
    ///     trainer.run(&mut ())?;
    ///     Ok::<_, hqnn_model::Error>(parameters(trainer.network()))
    /// });
    /// for weights in shared {
    ///     assert_eq!(weights?, parameters(alone.network()));
    /// }
    /// # Ok::<(), hqnn_model::Error>(())
    /// ```
    pub fn share<S: Ranks>(self, ranks: S) -> Trainer<M, OUT, E, P, L, O, S> {
        // `..self` is not for another type.
        macro_rules! with_ranks {
            ($($field:ident)*) => {{
                let Trainer { $($field,)* ranks: _ } = self;
                Trainer { $($field,)* ranks }
            }};
        }
        with_ranks!(network config optimizer history run fingerprint loss data train test device gradients)
    }

    /// The ranks that share this run.
    pub fn ranks(&self) -> &R {
        &self.ranks
    }

    /// The network as it is now.
    pub fn network(&self) -> &M {
        &self.network
    }

    /// Ends the training and returns the network.
    pub fn into_network(self) -> M {
        self.network
    }

    /// The settings.
    pub fn config(&self) -> &TrainConfig {
        &self.config
    }

    /// The samples that are trained on and judged by.
    pub fn data(&self) -> &Dataset<P> {
        &self.data
    }

    /// One entry for each finished epoch.
    pub fn history(&self) -> &[EpochMetrics] {
        &self.history
    }

    /// A number that tells this run from others, see [`Header::run`](crate::checkpoint::Header::run).
    pub fn id(&self) -> u64 {
        self.run
    }

    /// Whether all epochs are done.
    pub fn is_finished(&self) -> bool {
        self.history.len() >= self.config.epochs
    }
}

/// A circuit refuses angles that are not finite before there is a loss to look at, which would be NaN.
fn diverged(epoch: usize) -> impl Fn(Error) -> Error {
    move |error| match error {
        Error::Quantum(qkernel_runtime::error::Error::NotFinite { .. }) => {
            let loss = f64::NAN;
            Error::Diverged { epoch, loss }
        }
        other => other,
    }
}

#[cfg(test)]
#[path = "../tests/train.rs"]
mod tests;

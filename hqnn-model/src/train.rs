//! The training loop.

use dfdx::nn::ZeroGrads;
use dfdx::prelude::{
    Backward, Const, Cpu, Device, Gradients, NoneTape, Tensor, TensorFromVec, Trace,
};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha12Rng;

use crate::config::TrainConfig;
use crate::data::{Dataset, PIXELS};
use crate::loss::cross_entropy;
use crate::metrics::{EpochMetrics, Evaluation, GradientFlow, share};
use crate::model::SIDE;
use crate::network::Network;
use crate::observer::{Observer, Progress};
use crate::optim::{Adam, AdamConfig};
use crate::params::{parameter_gradients, parameters};
use crate::real::values;
use crate::{Error, Images, Real, checkpoint};

/// How many images are judged at once.
const EVALUATION_BATCH: usize = 64;

/// A network, its data, its optimizer, and how far it is.
///
/// The whole run follows from the network's first weights, the data and the config: the order of the images in
/// epoch `n` is drawn from the seed and `n` alone, so a run that was stopped and [restored](Trainer::restore)
/// gives the same bits as one that was not.
#[derive(Debug)]
pub struct Trainer<M, const C: usize, E: Real>
where
    Cpu: Device<E>,
{
    pub(crate) network: M,
    pub(crate) config: TrainConfig,
    pub(crate) adam: Adam<E>,
    pub(crate) history: Vec<EpochMetrics>,
    pub(crate) run: u64,
    data: Dataset,
    train: Samples<E>,
    test: Samples<E>,
    device: Cpu,
    /// Kept from step to step so that dfdx does not allocate it anew.
    gradients: Option<Gradients<E, Cpu>>,
}

/// Images with their labels.
type Batch<E> = (Images<usize, E, NoneTape>, Vec<usize>);

/// Images as numbers.
#[derive(Debug)]
struct Samples<E> {
    images: Vec<E>,
    labels: Vec<usize>,
}

impl<E: Real> Samples<E> {
    fn new(split: &crate::data::Split) -> Self {
        Samples {
            images: split
                .normalized()
                .into_iter()
                .map(|x| E::narrow(f64::from(x)))
                .collect(),
            labels: split
                .labels()
                .iter()
                .map(|&label| usize::from(label))
                .collect(),
        }
    }

    /// The images at these places as a tensor, with their labels.
    fn batch(&self, places: &[usize], device: &Cpu) -> Result<Batch<E>, Error> {
        let mut pixels = Vec::with_capacity(places.len() * PIXELS);
        for &place in places {
            pixels.extend_from_slice(&self.images[place * PIXELS..][..PIXELS]);
        }
        let shape = (places.len(), Const::<1>, Const::<SIDE>, Const::<SIDE>);
        let images: Tensor<_, E, Cpu> = device.try_tensor_from_vec(pixels, shape)?;
        Ok((
            images,
            places.iter().map(|&place| self.labels[place]).collect(),
        ))
    }
}

impl<M, const C: usize, E: Real> Trainer<M, C, E>
where
    M: Network<C, E>,
    Cpu: Device<E>,
{
    /// A run that has not begun.
    ///
    /// # Errors
    /// A setting makes no sense, there is no training image, or a label is not below `C`.
    pub fn new(network: M, data: Dataset, config: TrainConfig) -> Result<Self, Error> {
        config.check::<E>()?;
        if data.train.is_empty() {
            return Err(Error::Config("there is no training image".into()));
        }
        if data.classes.len() != C {
            let found = data.classes.len();
            return Err(Error::Config(format!(
                "the data has {found} classes, but the network has {C} outputs"
            )));
        }
        if let Some(label) = data
            .train
            .labels()
            .iter()
            .chain(data.test.labels())
            .find(|&&label| usize::from(label) >= C)
        {
            return Err(Error::Config(format!(
                "an image has label {label}, but the network has {C} outputs"
            )));
        }
        Ok(Trainer {
            run: checkpoint::run(&config, &data, parameters(&network)),
            network,
            config,
            adam: Adam::new(AdamConfig {
                learning_rate: config.learning_rate,
                ..AdamConfig::default()
            }),
            history: Vec::new(),
            train: Samples::new(&data.train),
            test: Samples::new(&data.test),
            data,
            device: Cpu::default(),
            gradients: None,
        })
    }

    /// The network as it is now.
    pub fn network(&self) -> &M {
        &self.network
    }

    /// The settings.
    pub fn config(&self) -> &TrainConfig {
        &self.config
    }

    /// The images that are trained on and judged by.
    pub fn data(&self) -> &Dataset {
        &self.data
    }

    /// One entry for each finished epoch.
    pub fn history(&self) -> &[EpochMetrics] {
        &self.history
    }

    /// A number that tells this run from others, see [`Header::run`](checkpoint::Header::run).
    pub fn id(&self) -> u64 {
        self.run
    }

    /// Whether all epochs are done.
    pub fn is_finished(&self) -> bool {
        self.history.len() >= self.config.epochs
    }

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

    /// One epoch: every training image once, in a new order.
    ///
    /// # Errors
    /// A quantum circuit failed, the loss is not finite, or dfdx could not allocate memory.
    pub fn epoch(&mut self, observer: &mut dyn Observer) -> Result<EpochMetrics, Error> {
        let epoch = self.history.len() + 1;
        let mut order: Vec<usize> = (0..self.train.labels.len()).collect();
        let mut rng = ChaCha12Rng::seed_from_u64(self.config.seed);
        rng.set_stream(epoch as u64);
        order.shuffle(&mut rng);

        let batches = order.len().div_ceil(self.config.batch_size);
        let (mut sum, mut right, mut seen) = (0.0, 0, 0);
        for (batch, places) in order.chunks(self.config.batch_size).enumerate() {
            let (loss, hits) = self.step(places).map_err(diverged(epoch))?;
            if !loss.is_finite() {
                return Err(Error::Diverged { epoch, loss });
            }
            sum += loss;
            right += hits;
            seen += places.len();
            observer.batch(&Progress {
                epoch,
                epochs: self.config.epochs,
                batch: batch + 1,
                batches,
                loss: sum / (batch + 1) as f64,
                accuracy: share(right, seen),
            });
        }
        // The last update of an epoch is followed by no loss that would show it.
        if parameters(&self.network)
            .iter()
            .flat_map(|parameter| &parameter.values)
            .any(|x| !x.is_finite())
        {
            let loss = f64::NAN;
            return Err(Error::Diverged { epoch, loss });
        }
        let metrics = EpochMetrics {
            epoch,
            loss: sum / batches as f64,
            train_accuracy: share(right, seen),
            test_accuracy: self.evaluate().map_err(diverged(epoch))?.accuracy(),
        };
        self.history.push(metrics);
        observer.epoch(&metrics);
        Ok(metrics)
    }

    /// One update. Gives the loss before it, and how many images were right.
    fn step(&mut self, places: &[usize]) -> Result<(f64, usize), Error> {
        let (loss, hits, mut gradients) = self.gradients(places)?;
        self.adam.update(&mut self.network, &mut gradients)?;
        self.gradients = Some(gradients);
        Ok((loss, hits))
    }

    fn gradients(&mut self, places: &[usize]) -> Result<(f64, usize, Gradients<E, Cpu>), Error> {
        let mut gradients = match self.gradients.take() {
            Some(gradients) => gradients,
            None => self.network.try_alloc_grads()?,
        };
        self.network.try_zero_grads(&mut gradients)?;
        let (images, labels) = self.train.batch(places, &self.device)?;
        let logits = self.network.trace(images.traced(gradients))?;
        let hits = predictions::<C, _>(&values(&logits))
            .zip(&labels)
            .filter(|(guess, label)| guess == *label)
            .count();
        let loss = cross_entropy(logits, &labels)?;
        let number = values(&loss)[0].wide();
        Ok((number, hits, loss.try_backward()?))
    }

    /// What the network makes of the test images.
    ///
    /// # Errors
    /// A quantum circuit failed, or dfdx could not allocate memory.
    pub fn evaluate(&self) -> Result<Evaluation, Error> {
        let places: Vec<usize> = (0..self.test.labels.len()).collect();
        let mut guesses = Vec::with_capacity(places.len());
        for places in places.chunks(EVALUATION_BATCH) {
            let (images, _) = self.test.batch(places, &self.device)?;
            guesses.extend(predictions::<C, _>(&values(&self.network.infer(images)?)));
        }
        Evaluation::new(self.test.labels.clone(), guesses, C)
    }

    /// How large the gradients of all parameters are on the first batch of training images, which shows whether
    /// the loss reaches every layer. The network does not change.
    ///
    /// # Errors
    /// A quantum circuit failed, or dfdx could not allocate memory.
    pub fn gradient_flow(&mut self) -> Result<Vec<GradientFlow>, Error> {
        let places: Vec<usize> = (0..self.config.batch_size.min(self.train.labels.len())).collect();
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

/// The class with the largest logit of each row, the first of equal ones.
fn predictions<const C: usize, E: Real>(logits: &[E]) -> impl Iterator<Item = usize> {
    logits.chunks_exact(C).map(|row| {
        (1..C).fold(
            0,
            |best, class| if row[class] > row[best] { class } else { best },
        )
    })
}

#[cfg(test)]
#[path = "tests/train.rs"]
mod tests;

//! Adam with its memory in the open: dfdx's own keeps the moments private, so a run could not be resumed.

use dfdx::nn::TensorCollection;
use dfdx::optim::{Optimizer, OptimizerUpdateError};
use dfdx::prelude::{Cpu, CpuError, Device, Gradients};

use crate::Error;
use crate::config::{POSITIVE, as_used, positive};
use crate::failure::fail;
use crate::real::Real;
use crate::walk::{AnyTensor, each_mut};

/// The settings of [`Adam`]; the defaults are PyTorch's.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct AdamConfig {
    /// The learning rate.
    pub learning_rate: f64,
    /// How much of the two running means is kept at each step.
    pub betas: (f64, f64),
    /// Keeps the division finite.
    pub epsilon: f64,
}

impl Default for AdamConfig {
    fn default() -> Self {
        AdamConfig {
            learning_rate: 1e-3,
            betas: (0.9, 0.999),
            epsilon: 1e-8,
        }
    }
}

impl AdamConfig {
    /// Whether these settings train in numbers of type `E`.
    ///
    /// # Errors
    /// The learning rate or `epsilon` is not above 0 and finite once it is an `E`, or one of `betas` not within 0..1.
    pub fn check<E: Real>(&self) -> Result<(), Error> {
        let share = |x: f64| (0.0..1.0).contains(&x);
        as_used::<E>("learning rate", self.learning_rate, positive, POSITIVE)?;
        as_used::<E>("epsilon", self.epsilon, positive, POSITIVE)?;
        as_used::<E>("first beta", self.betas.0, share, "at least 0 and below 1")?;
        as_used::<E>("second beta", self.betas.1, share, "at least 0 and below 1")?;
        Ok(())
    }
}

/// The optimizer of Kingma and Ba (arXiv:1412.6980, algorithm 1), in the form PyTorch computes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Adam<E> {
    /// The settings.
    pub config: AdamConfig,
    /// How many updates were made.
    pub steps: u64,
    /// The running means of each parameter, in the network's own order; empty before the first update.
    pub moments: Vec<Moments<E>>,
}

/// The running means of one parameter tensor.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments<E> {
    /// The parameter's name within the network, `classifier.weight` for instance.
    pub name: String,
    /// Of the gradient.
    pub first: Vec<E>,
    /// Of its square.
    pub second: Vec<E>,
}

impl<E: Real> Adam<E> {
    /// An optimizer that has made no step.
    pub fn new(config: AdamConfig) -> Self {
        Adam {
            config,
            steps: 0,
            moments: Vec::new(),
        }
    }

    /// Makes one step against the gradient. Parameters the loss does not depend on count as having gradient zero.
    ///
    /// # Errors
    /// A setting makes no sense, the moments are those of another network, or dfdx could not allocate memory.
    pub fn update<M>(
        &mut self,
        network: &mut M,
        gradients: &mut Gradients<E, Cpu>,
    ) -> Result<(), Error>
    where
        M: TensorCollection<E, Cpu>,
        Cpu: Device<E>,
    {
        self.config.check::<E>()?;
        self.steps += 1;
        let mut step = Update::new(self, gradients);
        each_mut(network, &mut |about, parameter| {
            if about.trained {
                step.apply(about.name, parameter)?;
            }
            Ok(())
        })
    }
}

/// Our Adam as one of dfdx's optimizers. Parameters without a gradient count as having gradient zero.
impl<M: TensorCollection<E, Cpu>, E: Real> Optimizer<M, Cpu, E> for Adam<E>
where
    Cpu: Device<E>,
{
    fn update(
        &mut self,
        network: &mut M,
        gradients: &Gradients<E, Cpu>,
    ) -> Result<(), OptimizerUpdateError<CpuError>> {
        // dfdx shows whether there is a gradient only to those who may add one.
        Adam::update(self, network, &mut gradients.clone())
            .map_err(|error| OptimizerUpdateError::DeviceError(fail(error)))
    }
}

/// An optimizer whose state can be saved, so that a run with it can go on from a checkpoint. dfdx's own keep theirs to
/// themselves, so that saving such a run is a compile error:
///
/// ```compile_fail,E0277
/// # use dfdx::optim::Sgd;
/// # use dfdx::prelude::*;
/// # use hqnn_model::{CrossEntropy, Samples, TrainConfig, Trainer, data::Dataset};
/// # let samples: Samples<Rank1<2>, usize> = [([0.0, 1.0], 0)].into_iter().collect();
/// # let data = Dataset::new("one point", samples.clone(), samples);
/// # let network = Cpu::default().build_module::<(Linear<2, 2>,), f32>();
/// let sgd = Sgd::new(&network, Default::default());
/// let trainer = Trainer::with(network, data, CrossEntropy, sgd, TrainConfig::default())?;
/// trainer.save("run.safetensors".as_ref(), &Default::default())?;
/// # Ok::<(), hqnn_model::Error>(())
/// ```
///
/// ```text
/// `dfdx::prelude::Sgd<..>` does not show its state, so a run with it cannot be saved
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not show its state, so a run with it cannot be saved",
    label = "an optimizer that cannot be saved",
    note = "help: train with `hqnn_model::Adam`, or save the network alone with `trainer.network().save_safetensors(..)`"
)]
pub trait Resumable<E> {
    /// The state.
    fn state(&self) -> &Adam<E>;
    /// The state, to be replaced.
    fn state_mut(&mut self) -> &mut Adam<E>;
}

impl<E> Resumable<E> for Adam<E> {
    fn state(&self) -> &Adam<E> {
        self
    }
    fn state_mut(&mut self) -> &mut Adam<E> {
        self
    }
}

/// One update on its way through the parameters.
struct Update<'a, E: Real> {
    betas: (E, E),
    /// The learning rate and the root of the second moments, with the corrections of this step's number.
    rate: E,
    root: E,
    epsilon: E,
    moments: &'a mut Vec<Moments<E>>,
    gradients: &'a mut Gradients<E, Cpu>,
    numbers: Vec<E>,
    next: usize,
}

impl<'a, E: Real> Update<'a, E> {
    fn new(adam: &'a mut Adam<E>, gradients: &'a mut Gradients<E, Cpu>) -> Self {
        let steps = adam.steps as f64;
        let config = adam.config;
        let (b1, b2) = config.betas;
        Update {
            betas: (E::narrow(b1), E::narrow(b2)),
            rate: E::narrow(config.learning_rate / (1.0 - b1.powf(steps))),
            root: E::narrow((1.0 - b2.powf(steps)).sqrt()),
            epsilon: E::narrow(config.epsilon),
            moments: &mut adam.moments,
            gradients,
            numbers: Vec::new(),
            next: 0,
        }
    }

    fn apply(&mut self, name: &str, parameter: &mut dyn AnyTensor<E>) -> Result<(), Error> {
        parameter.read(&mut self.numbers);
        let count = self.numbers.len();
        if self.next == self.moments.len() {
            self.moments.push(Moments {
                name: name.into(),
                first: vec![E::zero(); count],
                second: vec![E::zero(); count],
            });
        }
        let moments = &mut self.moments[self.next];
        self.next += 1;
        if moments.first.len() != count || moments.second.len() != count {
            return Err(Error::Mismatch(format!(
                "`{name}` has {count} numbers, but the optimizer has seen a network with {} there",
                moments.first.len()
            )));
        }
        let gradient = parameter.gradient(self.gradients)?;
        let (b1, b2) = self.betas;
        let (rate, root, epsilon) = (self.rate, self.root, self.epsilon);
        for (((x, &mut g), m), v) in self
            .numbers
            .iter_mut()
            .zip(gradient)
            .zip(&mut moments.first)
            .zip(&mut moments.second)
        {
            *m = b1 * *m + (E::one() - b1) * g;
            *v = b2 * *v + (E::one() - b2) * g * g;
            // x -= lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps)
            *x -= rate * *m / (v.sqrt() / root + epsilon);
        }
        parameter.write(&self.numbers);
        Ok(())
    }
}

#[cfg(test)]
#[path = "tests/optim.rs"]
mod tests;

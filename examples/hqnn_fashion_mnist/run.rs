//! A training run of any of the networks.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use dfdx::prelude::{AsArray, Cpu, DeviceBuildExt};
use hqnn_model::data::{Dataset, Split};
use hqnn_model::layers::builder::Hqnn;
use hqnn_model::quantum_layer::{LayerCircuit, QuantumSpec};
use hqnn_model::ranks::{Ranks, share};
use hqnn_model::{
    Adam, CrossEntropy, EpochMetrics, Error, Evaluation, GradientFlow, Observer, Parameter,
    TrainConfig, Trainer, parameters,
};

use crate::options::Settings;
use crate::ranks::World;

type Net<S, const Q: usize, const W: usize, const F: usize, const C: usize> =
    hqnn_model::Hqnn<S, Q, W, F, C, f32, Cpu>;

/// What is asked of a [`Trainer`]. The number of layers and of classes is part of its type; what asks is compiled once.
pub(crate) trait Run {
    fn parameters(&self) -> Vec<Parameter<f32>>;
    fn id(&self) -> u64;
    fn data(&self) -> &Dataset;
    fn history(&self) -> &[EpochMetrics];
    fn is_finished(&self) -> bool;
    fn epoch(&mut self, observer: &mut dyn Observer) -> Result<EpochMetrics, Error>;
    fn evaluate(&self) -> Result<Evaluation, Error>;
    fn gradient_flow(&mut self) -> Result<Vec<GradientFlow>, Error>;
    fn save(&self, path: &Path, notes: &BTreeMap<String, String>) -> Result<(), Error>;
    fn restore(&mut self, path: &Path) -> Result<(), Error>;
    /// How long the circuit takes on this rank in one step, forwards and backwards: the mean of some steps after the training.
    fn quantum_step(&self, settings: &Settings) -> Result<Duration, Error>;
}

/// A run of the network with the circuit of `S` (`Q` qubits, `W` weights) on `C` classes that has not begun.
pub(crate) fn begin<S, const Q: usize, const W: usize, const F: usize, const C: usize>(
    settings: &Settings,
    data: Dataset,
    world: &World,
) -> Result<Box<dyn Run>>
where
    S: QuantumSpec<Q, W, Q>,
{
    let mut network =
        Cpu::seed_from_u64(settings.train.seed).build_module::<Hqnn<S, Q, W, F, C>, f32>();
    network.quantum.method = settings.gradient.into();
    let trainer = Trainer::new(network, data, settings.train)?;
    Ok(Box::new(trainer.share(World::clone(world))))
}

impl<S, const Q: usize, const W: usize, const F: usize, const C: usize> Run
    for Trainer<Net<S, Q, W, F, C>, C, f32, Split, CrossEntropy, Adam<f32>, World>
where
    S: QuantumSpec<Q, W, Q>,
{
    fn parameters(&self) -> Vec<Parameter<f32>> {
        parameters(self.network())
    }

    fn id(&self) -> u64 {
        Trainer::id(self)
    }

    fn data(&self) -> &Dataset {
        Trainer::data(self)
    }

    fn history(&self) -> &[EpochMetrics] {
        Trainer::history(self)
    }

    fn is_finished(&self) -> bool {
        Trainer::is_finished(self)
    }

    fn epoch(&mut self, observer: &mut dyn Observer) -> Result<EpochMetrics, Error> {
        Trainer::epoch(self, observer)
    }

    fn evaluate(&self) -> Result<Evaluation, Error> {
        Trainer::evaluate(self)
    }

    fn gradient_flow(&mut self) -> Result<Vec<GradientFlow>, Error> {
        Trainer::gradient_flow(self)
    }

    fn save(&self, path: &Path, notes: &BTreeMap<String, String>) -> Result<(), Error> {
        Trainer::save(self, path, notes)
    }

    fn restore(&mut self, path: &Path) -> Result<(), Error> {
        Trainer::restore(self, path)?;
        Ok(())
    }

    fn quantum_step(&self, settings: &Settings) -> Result<Duration, Error> {
        let weights = self.network().quantum.weights.array();
        let parts = own_parts(&settings.train, self.ranks());
        quantum_step(S::circuit()?, settings, &parts, Q, &weights)
    }
}

/// The numbers of images of a batch's parts that fall to this rank.
fn own_parts(config: &TrainConfig, ranks: &World) -> Vec<usize> {
    let (images, part) = (config.batch_size, config.part_size());
    let parts = (0..images)
        .step_by(part)
        .map(|from| part.min(images - from));
    let parts: Vec<usize> = parts.collect();
    parts[share(parts.len(), ranks.rank(), ranks.count())].to_vec()
}

fn quantum_step(
    circuit: &dyn LayerCircuit,
    settings: &Settings,
    parts: &[usize],
    qubits: usize,
    weights: &[f32],
) -> Result<Duration, Error> {
    const STEPS: u32 = 100;
    let mut start = Instant::now();
    // The first one is not counted.
    for step in 0..=STEPS {
        if step == 1 {
            start = Instant::now();
        }
        for images in parts {
            let numbers = qubits * images;
            let mut pass = circuit.begin_f32();
            pass.inputs.extend((0..numbers).map(|i| (i as f32).sin()));
            pass.weights.extend_from_slice(weights);
            circuit.forward_pass_f32(&mut pass, true)?;
            pass.cotangents
                .extend((0..numbers).map(|i| (i as f32).cos()));
            circuit.backward_pass_f32(&mut pass, settings.gradient.into())?;
            circuit.end_f32(pass);
        }
    }
    Ok(start.elapsed() / STEPS)
}

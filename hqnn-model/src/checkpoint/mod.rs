//! Saving a run so that it can go on as if it had never stopped.
//!
//! A checkpoint is one safetensors file: the network's parameters under their own names (so dfdx, PyTorch and others
//! can load it), Adam's moments as `adam.first.NAME` and `adam.second.NAME`, and the rest as JSON in the metadata.

mod folder;
mod header;
pub(crate) mod tensors;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use dfdx::nn::TensorCollection;
use dfdx::prelude::{Cpu, Device};
use safetensors::tensor::serialize;

use crate::config::TrainConfig;
use crate::files::write_file;
use crate::optim::{AdamConfig, Moments, Resumable};
use crate::params::{Parameter, parameters, set_parameters};
use crate::ranks::{Ranks, agree};
use crate::train::{Examples, Target, Trainer};
use crate::{Error, Real};
use header::{ENTRY, FORMAT, checksum, open, read};
use tensors::{Bytes, numbers_of};

pub use folder::{Folder, file_name, latest};
pub use header::{Header, peek};

fn first(name: &str) -> String {
    format!("adam.first.{name}")
}

fn second(name: &str) -> String {
    format!("adam.second.{name}")
}

impl<M, const OUT: usize, E: Real, P, L, O, R> Trainer<M, OUT, E, P, L, O, R>
where
    M: TensorCollection<E, Cpu>,
    P: Examples,
    R: Ranks,
    Cpu: Device<E>,
{
    /// Writes the whole state of the run. The file is complete or absent. All [ranks](Trainer::share) have to call it; the
    /// first one writes.
    ///
    /// # Errors
    /// The file cannot be written; then no rank goes on.
    pub fn save(&self, path: &Path, notes: &BTreeMap<String, String>) -> Result<(), Error>
    where
        O: Resumable<E>,
    {
        let adam = self.optimizer.state();
        let header = Header {
            format: FORMAT,
            checksum: 0,
            run: self.run,
            config: self.config,
            history: self.history.clone(),
            classes: self.data().classes.clone(),
            fingerprint: self.fingerprint,
            steps: adam.steps,
            adam: adam.config,
            notes: notes.clone(),
        };
        let written = match self.ranks().rank() {
            0 => write(path, header, parameters(&self.network), &adam.moments),
            _ => Ok(()),
        };
        agree(self.ranks(), written)
    }

    /// Goes on where a saved run stopped. `self` must be made as that run was: the same type of network, the same
    /// data and the same settings, of which only the number of epochs may differ. The number of
    /// [ranks](Trainer::share) may be another one; all of them call this, and each reads the file.
    ///
    /// # Errors
    /// The file is missing or damaged, or belongs to another network, other data or other settings. `self` is as
    /// before then.
    pub fn restore(&mut self, path: &Path) -> Result<Header, Error>
    where
        O: Resumable<E>,
    {
        let run = Run {
            config: &self.config,
            adam: self.optimizer.state().config,
            classes: &self.data().classes,
            fingerprint: self.fingerprint,
            batches: self.data().train.len().div_ceil(self.config.batch_size),
            least_score: P::Target::LEAST_SCORE,
        };
        let (header, numbers, moments) =
            agree(self.ranks(), run.load(path, &parameters(&self.network)))?;
        // The numbers have the shapes of the network's own.
        set_parameters(&mut self.network, &numbers)?;
        self.run = header.run;
        let adam = self.optimizer.state_mut();
        adam.moments = moments;
        adam.steps = header.steps;
        self.history.clone_from(&header.history);
        Ok(header)
    }
}

// What follows knows nothing of the types of network and data, for each of which it would be compiled again.

fn write<E: Real>(
    path: &Path,
    mut header: Header,
    parameters: Vec<Parameter<E>>,
    moments: &[Moments<E>],
) -> Result<(), Error> {
    let mut tensors = BTreeMap::new();
    for parameter in parameters {
        let (name, shape) = (parameter.name, parameter.shape);
        if let Some(moments) = moments.iter().find(|moments| moments.name == name) {
            let [m, v] =
                [&moments.first, &moments.second].map(|list| Bytes::new(shape.clone(), list));
            tensors.insert(first(&name), m);
            tensors.insert(second(&name), v);
        }
        tensors.insert(name, Bytes::new(shape, &parameter.values));
    }
    header.checksum = checksum(&header, tensors.iter());
    let damaged = |e: String| Error::checkpoint(path, e);
    let json = serde_json::to_string(&header).map_err(|e| damaged(e.to_string()))?;
    let metadata = Some(HashMap::from([(ENTRY.to_string(), json)]));
    let bytes = serialize(&tensors, &metadata).map_err(|e| damaged(format!("{e:?}")))?;
    write_file(path, &bytes)
}

/// What a run demands of a checkpoint that it is to go on from.
struct Run<'a> {
    config: &'a TrainConfig,
    adam: AdamConfig,
    classes: &'a [String],
    fingerprint: (u64, u64),
    /// Batches in an epoch.
    batches: usize,
    least_score: f64,
}

/// The header, the numbers of the parameters, and Adam's moments.
type Loaded<E> = (Header, Vec<Vec<E>>, Vec<Moments<E>>);

impl Run<'_> {
    fn load<E: Real>(&self, path: &Path, parameters: &[Parameter<E>]) -> Result<Loaded<E>, Error> {
        let bytes = read(path)?;
        let (header, tensors) = open(&bytes, path)?;
        let wrong = |message: String| Error::checkpoint(path, message);
        self.compare(&header).map_err(wrong)?;
        self.examine(&header).map_err(wrong)?;
        let (mut numbers, mut moments) = (Vec::new(), Vec::new());
        for parameter in parameters {
            let load =
                |name: &str| numbers_of::<E>(&tensors, name, &parameter.shape).map_err(wrong);
            numbers.push(load(&parameter.name)?);
            if header.steps > 0 {
                moments.push(Moments {
                    name: parameter.name.clone(),
                    first: load(&first(&parameter.name))?,
                    second: load(&second(&parameter.name))?,
                });
            }
        }
        let needed = numbers.len() + 2 * moments.len();
        if tensors.len() != needed {
            return Err(wrong(format!(
                "has {} tensors, but this run has {needed} after {} updates",
                tensors.len(),
                header.steps
            )));
        }
        Ok((header, numbers, moments))
    }

    /// Says what in the saved state cannot have come from whole epochs.
    fn examine(&self, header: &Header) -> Result<(), String> {
        for (place, m) in header.history.iter().enumerate() {
            let scores = [m.train_accuracy, m.test_accuracy];
            let possible = self.least_score..=1.0;
            if m.epoch != place + 1
                || !m.loss.is_finite()
                || scores.iter().any(|score| !possible.contains(score))
            {
                return Err(format!(
                    "holds something that is not the history of a run: {m:?} in place {}",
                    place + 1
                ));
            }
        }
        let batches = self.batches;
        let (epochs, steps) = (header.history.len(), header.steps);
        if steps != (epochs * batches) as u64 {
            return Err(format!(
                "has {steps} updates, but {epochs} epochs of {batches} batches make {}",
                epochs * batches
            ));
        }
        Ok(())
    }

    /// Says what differs between the saved run and this one.
    fn compare(&self, header: &Header) -> Result<(), String> {
        let (saved, now) = (&header.config, self.config);
        let differs = |what: &str, saved: &dyn std::fmt::Display, now: &dyn std::fmt::Display| {
            Err(format!(
                "was trained with {what} {saved}, but this run has {now}"
            ))
        };
        if saved.batch_size != now.batch_size {
            return differs("batch size", &saved.batch_size, &now.batch_size);
        }
        if saved.part_size() != now.part_size() {
            return differs("parts of", &saved.part_size(), &now.part_size());
        }
        if saved.learning_rate != now.learning_rate {
            return differs("learning rate", &saved.learning_rate, &now.learning_rate);
        }
        if saved.seed != now.seed {
            return differs("seed", &saved.seed, &now.seed);
        }
        if header.classes != self.classes {
            let [saved, now] = [&header.classes, self.classes].map(|names| names.join(", "));
            return differs("classes", &saved, &now);
        }
        if header.fingerprint != self.fingerprint {
            return Err("was trained on other data than that of this run".into());
        }
        if header.history.len() > now.epochs {
            return Err(format!(
                "has {} epochs done, but this run asks for only {}",
                header.history.len(),
                now.epochs
            ));
        }
        if header.adam != self.adam {
            return Err(format!(
                "was trained with {:?}, but this run has {:?}",
                header.adam, self.adam
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "../tests/checkpoint.rs"]
mod tests;

//! Saving a run so that it can go on as if it had never stopped.
//!
//! A checkpoint is one safetensors file: the network's parameters under their own names (so dfdx, PyTorch and others
//! can load it), Adam's moments as `adam.first.NAME` and `adam.second.NAME`, and the rest as JSON in the metadata.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use dfdx::prelude::{Cpu, Device};
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, View, serialize};
use serde::{Deserialize, Serialize};

use crate::config::TrainConfig;
use crate::files::write_atomically;
use crate::metrics::EpochMetrics;
use crate::network::Network;
use crate::optim::Moments;
use crate::params::{parameters, set_parameters};
use crate::train::Trainer;
use crate::{Error, Real};

/// The metadata entry that holds a [`Header`].
const ENTRY: &str = "hqnn";
const FORMAT: u32 = 1;

/// What a checkpoint says about its run, beside the numbers of the tensors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    format: u32,
    /// The settings of the run.
    pub config: TrainConfig,
    /// The finished epochs.
    pub history: Vec<EpochMetrics>,
    /// The names of the classes, by label.
    pub classes: Vec<String>,
    /// Tells training and test images apart from others.
    pub fingerprint: (u64, u64),
    /// Updates of the optimizer.
    pub steps: u64,
    /// What the program that trains wants to find again.
    pub notes: BTreeMap<String, String>,
}

/// Reads what a checkpoint says about its run.
///
/// # Errors
/// The file is missing, damaged, or not a checkpoint.
pub fn peek(path: &Path) -> Result<Header, Error> {
    header(&read(path)?, path)
}

/// The checkpoint of a folder with the most epochs: the file itself if `path` is one.
///
/// # Errors
/// There is none.
pub fn latest(path: &Path) -> Result<PathBuf, Error> {
    if path.is_file() {
        return Ok(path.into());
    }
    let entries = fs::read_dir(path).map_err(Error::io("read", path))?;
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| epoch_of(file).is_some())
        .max_by_key(|file| epoch_of(file))
        .ok_or_else(|| Error::checkpoint(path, "no file epoch-NNN.safetensors in this folder"))
}

/// The name of the checkpoint after an epoch, `epoch-007.safetensors`.
pub fn file_name(epoch: usize) -> String {
    format!("epoch-{epoch:03}.safetensors")
}

/// Removes the checkpoints of an earlier run from a folder, and nothing else. Gives how many there were.
///
/// # Errors
/// The folder cannot be read, or a file not removed.
pub fn remove_all(folder: &Path) -> Result<usize, Error> {
    let entries = fs::read_dir(folder).map_err(Error::io("read", folder))?;
    let files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| epoch_of(file).is_some())
        .collect();
    for file in &files {
        fs::remove_file(file).map_err(Error::io("remove", file))?;
    }
    Ok(files.len())
}

fn epoch_of(path: &Path) -> Option<usize> {
    path.file_name()?
        .to_str()?
        .strip_prefix("epoch-")?
        .strip_suffix(".safetensors")?
        .parse()
        .ok()
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(Error::io("read", path))
}

fn header(bytes: &[u8], path: &Path) -> Result<Header, Error> {
    let broken = |what: String| Error::checkpoint(path, what);
    let (_, metadata) = SafeTensors::read_metadata(bytes)
        .map_err(|e| broken(format!("not a whole safetensors file ({e:?})")))?;
    let entry = metadata
        .metadata()
        .as_ref()
        .and_then(|entries| entries.get(ENTRY));
    let json =
        entry.ok_or_else(|| broken("has tensors, but not the state of a training run".into()))?;
    let header: Header = serde_json::from_str(json)
        .map_err(|e| broken(format!("the state of the run is damaged: {e}")))?;
    if header.format != FORMAT {
        return Err(broken(format!(
            "has format {}, but this version reads {FORMAT}",
            header.format
        )));
    }
    Ok(header)
}

/// Numbers of one tensor on their way into a file.
struct Bytes {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Bytes {
    fn new<E: Real>(shape: Vec<usize>, numbers: &[E]) -> Self {
        Bytes {
            dtype: E::safe_dtype(),
            shape,
            bytes: numbers.iter().flat_map(|x| x.to_le_bytes()).collect(),
        }
    }
}

impl View for &Bytes {
    fn dtype(&self) -> Dtype {
        self.dtype
    }
    fn shape(&self) -> &[usize] {
        &self.shape
    }
    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }
    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

fn first(name: &str) -> String {
    format!("adam.first.{name}")
}

fn second(name: &str) -> String {
    format!("adam.second.{name}")
}

impl<M, const C: usize, E: Real> Trainer<M, C, E>
where
    M: Network<C, E>,
    Cpu: Device<E>,
{
    /// Writes the whole state of the run. The file is complete or not there at all.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save(&self, path: &Path, notes: &BTreeMap<String, String>) -> Result<(), Error> {
        let mut tensors = BTreeMap::new();
        for parameter in parameters(&self.network) {
            if let Some(moments) = self
                .adam
                .moments
                .iter()
                .find(|moments| moments.name == parameter.name)
            {
                tensors.insert(
                    first(&parameter.name),
                    Bytes::new(parameter.shape.clone(), &moments.first),
                );
                tensors.insert(
                    second(&parameter.name),
                    Bytes::new(parameter.shape.clone(), &moments.second),
                );
            }
            tensors.insert(
                parameter.name,
                Bytes::new(parameter.shape, &parameter.values),
            );
        }
        let header = Header {
            format: FORMAT,
            config: self.config,
            history: self.history.clone(),
            classes: self.data().classes.clone(),
            fingerprint: self.fingerprint(),
            steps: self.adam.steps,
            notes: notes.clone(),
        };
        let damaged = |e: String| Error::checkpoint(path, e);
        let json = serde_json::to_string(&header).map_err(|e| damaged(e.to_string()))?;
        let metadata = Some(HashMap::from([(ENTRY.to_string(), json)]));
        let bytes = serialize(&tensors, &metadata).map_err(|e| damaged(format!("{e:?}")))?;
        write_atomically(path, &bytes).map_err(Error::io("write", path))
    }

    /// Goes on where a saved run stopped. `self` must be made as that run was: the same type of network, the same
    /// data and the same settings, of which only the number of epochs may differ.
    ///
    /// # Errors
    /// The file is missing or damaged, or belongs to another network, other data or other settings. `self` is as
    /// before then.
    pub fn restore(&mut self, path: &Path) -> Result<Header, Error> {
        let bytes = read(path)?;
        let header = header(&bytes, path)?;
        let wrong = |message: String| Error::checkpoint(path, message);
        self.compare(&header).map_err(wrong)?;
        let tensors =
            SafeTensors::deserialize(&bytes).map_err(|e| wrong(format!("is damaged ({e:?})")))?;
        let (mut numbers, mut moments) = (Vec::new(), Vec::new());
        for parameter in parameters(&self.network) {
            let load =
                |name: &str| numbers_of::<E>(&tensors, name, &parameter.shape).map_err(wrong);
            numbers.push(load(&parameter.name)?);
            if header.steps > 0 {
                let (first, second) = (
                    load(&first(&parameter.name))?,
                    load(&second(&parameter.name))?,
                );
                moments.push(Moments {
                    name: parameter.name.clone(),
                    first,
                    second,
                });
            }
        }
        set_parameters(&mut self.network, &numbers)?;
        self.adam.moments = moments;
        self.adam.steps = header.steps;
        self.history.clone_from(&header.history);
        Ok(header)
    }

    fn fingerprint(&self) -> (u64, u64) {
        (
            self.data().train.fingerprint(),
            self.data().test.fingerprint(),
        )
    }

    /// Says what differs between the saved run and this one.
    fn compare(&self, header: &Header) -> Result<(), String> {
        let (saved, now) = (&header.config, &self.config);
        let differs = |what: &str, saved: &dyn std::fmt::Display, now: &dyn std::fmt::Display| {
            Err(format!(
                "was trained with {what} {saved}, but this run has {now}"
            ))
        };
        if saved.batch_size != now.batch_size {
            return differs("batch size", &saved.batch_size, &now.batch_size);
        }
        if saved.learning_rate != now.learning_rate {
            return differs("learning rate", &saved.learning_rate, &now.learning_rate);
        }
        if saved.seed != now.seed {
            return differs("seed", &saved.seed, &now.seed);
        }
        if header.classes != self.data().classes {
            return differs(
                "classes",
                &header.classes.join(", "),
                &self.data().classes.join(", "),
            );
        }
        if header.fingerprint != self.fingerprint() {
            return Err("was trained on other images than those of this run".into());
        }
        if header.history.len() > now.epochs {
            return Err(format!(
                "has {} epochs done, but this run asks for only {}",
                header.history.len(),
                now.epochs
            ));
        }
        Ok(())
    }
}

fn numbers_of<E: Real>(
    tensors: &SafeTensors,
    name: &str,
    shape: &[usize],
) -> Result<Vec<E>, String> {
    let tensor = tensors
        .tensor(name)
        .map_err(|_| format!("has no tensor {name}: it is of another network"))?;
    if tensor.shape() != shape {
        return Err(format!(
            "{name} has shape {:?}, but this network needs {shape:?}",
            tensor.shape()
        ));
    }
    if tensor.dtype() != E::safe_dtype() {
        return Err(format!(
            "{name} holds {:?}, but this network needs {:?}",
            tensor.dtype(),
            E::safe_dtype()
        ));
    }
    let size = size_of::<E>();
    Ok((0..tensor.data().len() / size)
        .map(|i| E::from_le_bytes(tensor.data(), i * size))
        .collect())
}

#[cfg(test)]
#[path = "tests/checkpoint.rs"]
mod tests;

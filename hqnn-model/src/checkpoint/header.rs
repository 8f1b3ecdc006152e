//! What a checkpoint says about its run, and how it is known that nothing in it has changed since.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use safetensors::SafeTensors;
use safetensors::tensor::View;
use serde::{Deserialize, Serialize};

use super::tensors::hash_tensor;
use crate::Error;
use crate::config::TrainConfig;
use crate::fnv::Fnv;
use crate::metrics::EpochMetrics;
use crate::optim::AdamConfig;

/// The metadata entry that holds a [`Header`].
pub(super) const ENTRY: &str = "hqnn";
pub(super) const FORMAT: u32 = 2;

/// What a checkpoint says about its run, beside the numbers of the tensors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub(super) format: u32,
    /// Over this header and all tensors, as it is with 0 here.
    pub(super) checksum: u64,
    /// Tells this run from others: it follows from the settings but the number of epochs, the data and the first
    /// weights.
    pub run: u64,
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
    /// The settings of the optimizer.
    pub adam: AdamConfig,
    /// What the program that trains wants to find again.
    pub notes: BTreeMap<String, String>,
}

/// Reads what a checkpoint says about its run.
///
/// # Errors
/// The file is missing, damaged, or not a checkpoint.
pub fn peek(path: &Path) -> Result<Header, Error> {
    let bytes = read(path)?;
    Ok(open(&bytes, path)?.0)
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(Error::io("read", path))
}

/// What a checkpoint says about its run, without reading its tensors: it may be damaged.
pub(super) fn head(path: &Path) -> Result<Header, Error> {
    let mut bytes = Vec::new();
    let mut length = [0; 8];
    File::open(path)
        .and_then(|mut file| {
            file.read_exact(&mut length)?;
            // What is there is read, however much the first bytes announce.
            file.take(u64::from_le_bytes(length))
                .read_to_end(&mut bytes)
        })
        .map_err(Error::io("read", path))?;
    header(&bytes, path)
}

/// The header and the tensors of a whole file whose checksum is right.
pub(super) fn open<'a>(bytes: &'a [u8], path: &Path) -> Result<(Header, SafeTensors<'a>), Error> {
    let tensors = SafeTensors::deserialize(bytes)
        .map_err(|e| Error::checkpoint(path, format!("not a whole safetensors file ({e:?})")))?;
    let (length, rest) = bytes.split_first_chunk().unwrap_or((&[0; 8], &[]));
    let length = u64::from_le_bytes(*length) as usize;
    let header = header(rest.get(..length).unwrap_or_default(), path)?;
    let mut views = tensors.tensors();
    views.sort_by(|a, b| a.0.cmp(&b.0));
    if header.checksum != checksum(&header, views.iter().map(|(name, view)| (name, view))) {
        return Err(Error::checkpoint(
            path,
            "is damaged: its checksum does not fit its content",
        ));
    }
    Ok((header, tensors))
}

/// Reads the JSON at the beginning of a safetensors file.
fn header(json: &[u8], path: &Path) -> Result<Header, Error> {
    #[derive(Deserialize)]
    struct Beginning {
        #[serde(rename = "__metadata__")]
        metadata: Option<HashMap<String, String>>,
    }
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let broken = |what: String| Error::checkpoint(path, what);
    let entries: Beginning = serde_json::from_slice(json)
        .map_err(|e| broken(format!("not a whole safetensors file ({e})")))?;
    let json = entries
        .metadata
        .and_then(|mut entries| entries.remove(ENTRY))
        .ok_or_else(|| broken("has tensors, but not the state of a training run".into()))?;
    let damaged = |e| broken(format!("the state of the run is damaged: {e}"));
    let Format { format } = serde_json::from_str(&json).map_err(damaged)?;
    if format != FORMAT {
        return Err(broken(format!(
            "has format {format}, but this version reads {FORMAT}"
        )));
    }
    serde_json::from_str(&json).map_err(damaged)
}

/// What [`Header::checksum`] has to be; the tensors are in the order of their names.
pub(super) fn checksum<'a, V: View>(
    header: &Header,
    tensors: impl Iterator<Item = (&'a String, V)>,
) -> u64 {
    let header = Header {
        checksum: 0,
        ..header.clone()
    };
    let mut hash = Fnv::new();
    hash.part(&serde_json::to_vec(&header).unwrap_or_default());
    for (name, tensor) in tensors {
        hash_tensor(&mut hash, name, tensor);
    }
    hash.finish()
}

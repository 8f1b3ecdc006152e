//! The numbers of a checkpoint as safetensors holds them.

use std::borrow::Cow;

use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, View};

use crate::Real;
use crate::fnv::Fnv;

/// Numbers of one tensor on their way into a file.
pub(crate) struct Bytes {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Bytes {
    pub(crate) fn new<E: Real>(shape: Vec<usize>, numbers: &[E]) -> Self {
        Bytes {
            dtype: E::safe_dtype(),
            shape,
            bytes: numbers.iter().flat_map(|x| x.to_le_bytes()).collect(),
        }
    }
}

/// Adds everything that a tensor is.
pub(crate) fn hash_tensor(hash: &mut Fnv, name: &str, tensor: impl View) {
    hash.part(name.as_bytes());
    hash.part(format!("{:?} {:?}", tensor.dtype(), tensor.shape()).as_bytes());
    hash.part(&tensor.data());
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

pub(super) fn numbers_of<E: Real>(
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
    let numbers: Vec<E> = (0..tensor.data().len() / size)
        .map(|i| E::from_le_bytes(tensor.data(), i * size))
        .collect();
    match numbers.iter().position(|x| !x.is_finite()) {
        Some(place) => Err(format!(
            "number {place} of {name} is {}, with which no run can go on",
            numbers[place].wide()
        )),
        None => Ok(numbers),
    }
}

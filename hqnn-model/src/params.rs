//! The parameters of any network as named lists of numbers.

use dfdx::nn::TensorCollection;
use dfdx::prelude::{Cpu, CpuError, Device, Gradients};

use crate::Error;
use crate::failure::fail;
use crate::real::Real;
use crate::walk::{each, each_mut};

/// One parameter tensor.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter<E> {
    /// Its name within the network, `classifier.weight` for instance.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Its numbers, row by row.
    pub values: Vec<E>,
}

/// Every parameter of a network, in the network's own order.
pub fn parameters<E: Real, M: TensorCollection<E, Cpu>>(network: &M) -> Vec<Parameter<E>>
where
    Cpu: Device<E>,
{
    let mut found = Vec::new();
    let seen = each(network, &mut |about, tensor| {
        let mut values = Vec::new();
        tensor.read(&mut values);
        found.push(Parameter {
            name: about.name.into(),
            shape: tensor.shape(),
            values,
        });
        Ok(())
    });
    debug_assert!(seen.is_ok(), "nothing was refused");
    found
}

/// Overwrites the parameters of a network. `values` has one list for each parameter, in the network's own order.
///
/// # Errors
/// A list is missing or has the wrong length.
pub fn set_parameters<E: Real, M: TensorCollection<E, Cpu>>(
    network: &mut M,
    values: &[Vec<E>],
) -> Result<(), Error>
where
    Cpu: Device<E>,
{
    let mut lists = values.iter();
    let mut seen = 0;
    each_mut(network, &mut |about, tensor| {
        let name = about.name;
        let numbers = lists
            .next()
            .ok_or_else(|| Error::Mismatch(format!("there are no numbers for `{name}`")))?;
        let needed = tensor.shape().iter().product::<usize>();
        if numbers.len() != needed {
            return Err(Error::Mismatch(format!(
                "`{name}` needs {needed} numbers, but has {}",
                numbers.len()
            )));
        }
        tensor.write(numbers);
        seen += 1;
        Ok(())
    })?;
    if seen == values.len() {
        Ok(())
    } else {
        Err(Error::Mismatch(format!(
            "the network has {seen} parameters, but {} lists of numbers were given",
            values.len()
        )))
    }
}

/// The gradient of each parameter, with the parameter's name and shape.
///
/// # Errors
/// dfdx could not allocate memory.
pub fn parameter_gradients<E: Real, M: TensorCollection<E, Cpu>>(
    network: &M,
    gradients: &mut Gradients<E, Cpu>,
) -> Result<Vec<Parameter<E>>, CpuError>
where
    Cpu: Device<E>,
{
    let mut found = Vec::new();
    each(network, &mut |about, tensor| {
        found.push(Parameter {
            name: about.name.into(),
            shape: tensor.shape(),
            values: tensor.gradient(gradients)?.to_vec(),
        });
        Ok(())
    })
    .map_err(|error| match error {
        Error::Tensor(error) => error,
        other => fail(other),
    })?;
    Ok(found)
}

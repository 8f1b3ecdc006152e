//! The parameters of any network as named lists of numbers.

use dfdx::nn::{
    RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorMut, ViewTensorName,
    ViewTensorRef,
};
use dfdx::prelude::{Cpu, CpuError, Device, Gradients, Shape, Tensor};

use crate::Error;
use crate::real::{Real, gradient, values};

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
    let mut found = Collect(Vec::new());
    match M::iter_tensors(&mut RecursiveWalker {
        m: (network, String::new()),
        f: &mut found,
    }) {
        Ok(_) => found.0,
        Err(never) => match never {},
    }
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
    let mut lists = Assign { values, next: 0 };
    M::iter_tensors(&mut RecursiveWalker {
        m: (network, String::new()),
        f: &mut lists,
    })?;
    if lists.next == values.len() {
        Ok(())
    } else {
        Err(Error::Mismatch(format!(
            "the network has {} parameters, but {} lists of numbers were given",
            lists.next,
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
    let mut found = CollectGradients(Vec::new(), gradients);
    M::iter_tensors(&mut RecursiveWalker {
        m: (network, String::new()),
        f: &mut found,
    })?;
    Ok(found.0)
}

struct Collect<E>(Vec<Parameter<E>>);

impl<E: Real> TensorVisitor<E, Cpu> for Collect<E>
where
    Cpu: Device<E>,
{
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = std::convert::Infallible;
    type E2 = E;
    type D2 = Cpu;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, Cpu>,
        (tensor, name): (&Tensor<S, E, Cpu>, String),
    ) -> Result<Option<Tensor<S, E, Cpu>>, Self::Err> {
        self.0.push(Parameter {
            name,
            shape: shape(tensor),
            values: values(tensor),
        });
        Ok(None)
    }
}

struct CollectGradients<'a, E: Real>(Vec<Parameter<E>>, &'a mut Gradients<E, Cpu>);

impl<E: Real> TensorVisitor<E, Cpu> for CollectGradients<'_, E>
where
    Cpu: Device<E>,
{
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = CpuError;
    type E2 = E;
    type D2 = Cpu;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, Cpu>,
        (tensor, name): (&Tensor<S, E, Cpu>, String),
    ) -> Result<Option<Tensor<S, E, Cpu>>, CpuError> {
        let values = gradient(self.1, tensor)?.to_vec();
        self.0.push(Parameter {
            name,
            shape: shape(tensor),
            values,
        });
        Ok(None)
    }
}

struct Assign<'a, E> {
    values: &'a [Vec<E>],
    next: usize,
}

impl<E: Real> TensorVisitor<E, Cpu> for Assign<'_, E>
where
    Cpu: Device<E>,
{
    type Viewer = (ViewTensorMut, ViewTensorName);
    type Err = Error;
    type E2 = E;
    type D2 = Cpu;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, E, Cpu>,
        (tensor, name): (&mut Tensor<S, E, Cpu>, String),
    ) -> Result<Option<Tensor<S, E, Cpu>>, Error> {
        let numbers = self
            .values
            .get(self.next)
            .ok_or_else(|| Error::Mismatch(format!("there are no numbers for `{name}`")))?;
        let needed = shape(tensor).iter().product::<usize>();
        if numbers.len() != needed {
            return Err(Error::Mismatch(format!(
                "`{name}` needs {needed} numbers, but has {}",
                numbers.len()
            )));
        }
        tensor.copy_from(numbers);
        self.next += 1;
        Ok(None)
    }
}

fn shape<S: Shape, E: Real>(tensor: &Tensor<S, E, Cpu>) -> Vec<usize> {
    use dfdx::prelude::HasShape;
    tensor.shape().concrete().into_iter().collect()
}

//! Circuits that fail, for what has to become of a failure.

use crate::Error;
use crate::GradientMethod;
use crate::quantum_layer::{CircuitSpec, LayerCircuit, QuantumSpec};

/// A kernel that does not compile.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Broken;

impl CircuitSpec for Broken {
    fn circuit() -> Result<&'static dyn LayerCircuit, Error> {
        Err(Error::Config("this kernel never compiles".into()))
    }
}

/// A circuit that runs, and fails where a gradient is asked of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NoGradient;

impl LayerCircuit for NoGradient {
    fn forward(&self, inputs: &[f64], _: &[f64]) -> Result<Vec<f64>, Error> {
        Ok(inputs.to_vec())
    }

    fn vjp(
        &self,
        _: &[f64],
        _: &[f64],
        _: &[f64],
        _: GradientMethod,
    ) -> Result<(Vec<f64>, Vec<f64>), Error> {
        Err(Error::Config("this circuit has no gradient".into()))
    }
}

impl CircuitSpec for NoGradient {
    fn circuit() -> Result<&'static dyn LayerCircuit, Error> {
        Ok(&NoGradient)
    }
}

impl QuantumSpec<4, 24, 4> for Broken {}
impl QuantumSpec<4, 24, 4> for NoGradient {}

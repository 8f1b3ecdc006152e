//! Circuits without a simulator: products of cosines, whose gradients are known.

use crate::Error;
use crate::GradientMethod;
use crate::quantum_layer::{LayerCircuit, QuantumSpec};

const N: usize = 4;
const FACTORS: usize = 6;
/// How fast each factor turns with its input.
const SPEED: [f64; FACTORS] = [1.0, 0.5, 0.0, -0.7, 0.3, 0.0];

/// output j = Π over k of cos(SPEED\[k\] · input\[(j + k) mod 4\] + weight\[4 k + j\])
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cosines;

impl Cosines {
    fn angle(x: &[f64], w: &[f64], j: usize, k: usize) -> f64 {
        SPEED[k] * x[(j + k) % N] + w[N * k + j]
    }
}

impl LayerCircuit for Cosines {
    fn forward(&self, inputs: &[f64], weights: &[f64]) -> Result<Vec<f64>, Error> {
        if inputs.iter().any(|x| !x.is_finite()) {
            return Err(Error::Config(
                "an input of the fake circuit is not finite".into(),
            ));
        }
        let output = |x: &[f64], j| {
            (0..FACTORS)
                .map(|k| Self::angle(x, weights, j, k).cos())
                .product::<f64>()
        };
        Ok(inputs
            .chunks(N)
            .flat_map(|x| (0..N).map(move |j| output(x, j)))
            .collect())
    }

    fn vjp(
        &self,
        inputs: &[f64],
        weights: &[f64],
        cotangents: &[f64],
        _: GradientMethod,
    ) -> Result<(Vec<f64>, Vec<f64>), Error> {
        if cotangents.iter().any(|x| !x.is_finite()) {
            return Err(Error::Config(
                "a gradient of the fake circuit is not finite".into(),
            ));
        }
        let (mut dx, mut dw) = (vec![0.0; inputs.len()], vec![0.0; weights.len()]);
        for (sample, x) in inputs.chunks(N).enumerate() {
            for j in 0..N {
                for k in 0..FACTORS {
                    let slope: f64 = (0..FACTORS)
                        .map(|l| {
                            let angle = Self::angle(x, weights, j, l);
                            if l == k { -angle.sin() } else { angle.cos() }
                        })
                        .product();
                    let g = cotangents[sample * N + j] * slope;
                    dw[N * k + j] += g;
                    dx[sample * N + (j + k) % N] += g * SPEED[k];
                }
            }
        }
        Ok((dx, dw))
    }
}

impl QuantumSpec<4, 24, 4> for Cosines {
    fn circuit() -> Result<&'static dyn LayerCircuit, Error> {
        Ok(&Cosines)
    }
}

/// A kernel that does not compile.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Broken;

impl QuantumSpec<4, 24, 4> for Broken {
    fn circuit() -> Result<&'static dyn LayerCircuit, Error> {
        Err(Error::Config("this kernel never compiles".into()))
    }
}

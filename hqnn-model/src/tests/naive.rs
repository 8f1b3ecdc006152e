//! The tutorial's circuit, simulated gate by gate in the simplest way: an independent check of whatever
//! computes it in earnest.

use crate::Error;
use crate::GradientMethod;
use crate::quantum_layer::LayerCircuit;

const QUBITS: usize = 4;

/// RY(inputs), then per layer RZ, RY, RZ on every qubit and a ladder of CZ; the outputs are the four ⟨Z⟩.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Plain;

/// Real and imaginary part of each amplitude; qubit 0 is the lowest bit of the index.
type State = [[f64; 2]; 1 << QUBITS];

fn ry(state: &mut State, qubit: usize, angle: f64) {
    let (sin, cos) = (angle / 2.0).sin_cos();
    for low in (0..state.len()).filter(|index| index >> qubit & 1 == 0) {
        let (a, b) = (state[low], state[low | 1 << qubit]);
        for part in 0..2 {
            state[low][part] = cos * a[part] - sin * b[part];
            state[low | 1 << qubit][part] = sin * a[part] + cos * b[part];
        }
    }
}

fn rz(state: &mut State, qubit: usize, angle: f64) {
    for (index, [re, im]) in state.iter_mut().enumerate() {
        let (sin, cos) = if index >> qubit & 1 == 0 {
            (-angle / 2.0).sin_cos()
        } else {
            (angle / 2.0).sin_cos()
        };
        (*re, *im) = (cos * *re - sin * *im, sin * *re + cos * *im);
    }
}

fn cz(state: &mut State, a: usize, b: usize) {
    for (index, amplitude) in state.iter_mut().enumerate() {
        if index >> a & index >> b & 1 == 1 {
            *amplitude = amplitude.map(|part| -part);
        }
    }
}

fn expectations(inputs: &[f64], weights: &[f64]) -> [f64; QUBITS] {
    let mut state = [[0.0; 2]; 1 << QUBITS];
    state[0][0] = 1.0;
    for (qubit, &angle) in inputs.iter().enumerate() {
        ry(&mut state, qubit, angle);
    }
    for layer in weights.chunks(3 * QUBITS) {
        for (gate, angles) in [rz, ry, rz].into_iter().zip(layer.chunks(QUBITS)) {
            for (qubit, &angle) in angles.iter().enumerate() {
                gate(&mut state, qubit, angle);
            }
        }
        for qubit in 1..QUBITS {
            cz(&mut state, qubit - 1, qubit);
        }
    }
    let sign = |index: usize, qubit: usize| if index >> qubit & 1 == 0 { 1.0 } else { -1.0 };
    std::array::from_fn(|qubit| {
        state
            .iter()
            .enumerate()
            .map(|(index, [re, im])| sign(index, qubit) * (re * re + im * im))
            .sum()
    })
}

/// Every angle turns one gate, so two shifted runs give its derivative.
fn shifted(
    numbers: &mut [f64],
    place: usize,
    run: impl Fn(&[f64]) -> [f64; QUBITS],
    cotangent: &[f64],
) -> f64 {
    let angle = numbers[place];
    let mut at = |shift: f64| {
        numbers[place] = angle + shift;
        run(numbers)
    };
    let (plus, minus) = (
        at(std::f64::consts::FRAC_PI_2),
        at(-std::f64::consts::FRAC_PI_2),
    );
    numbers[place] = angle;
    (0..QUBITS)
        .map(|q| cotangent[q] * (plus[q] - minus[q]) / 2.0)
        .sum()
}

impl LayerCircuit for Plain {
    fn forward(&self, inputs: &[f64], weights: &[f64]) -> Result<Vec<f64>, Error> {
        Ok(inputs
            .chunks(QUBITS)
            .flat_map(|x| expectations(x, weights))
            .collect())
    }

    fn vjp(
        &self,
        inputs: &[f64],
        weights: &[f64],
        cotangents: &[f64],
        _: GradientMethod,
    ) -> Result<(Vec<f64>, Vec<f64>), Error> {
        let (mut dx, mut dw) = (Vec::new(), vec![0.0; weights.len()]);
        let mut weights = weights.to_vec();
        for (x, cotangent) in inputs.chunks(QUBITS).zip(cotangents.chunks(QUBITS)) {
            let mut x = x.to_vec();
            for place in 0..QUBITS {
                dx.push(shifted(
                    &mut x,
                    place,
                    |x| expectations(x, &weights),
                    cotangent,
                ));
            }
            for (place, sum) in dw.iter_mut().enumerate() {
                *sum += shifted(&mut weights, place, |w| expectations(&x, w), cotangent);
            }
        }
        Ok((dx, dw))
    }
}

/// numpy's `default_rng(42)`: `uniform(-pi, pi, 4)`, then `uniform(-pi, pi, 24)`.
pub(crate) const INPUTS: [f64; 4] = [
    1.721316619099806,
    -0.38403808930179695,
    2.2531371815723604,
    1.2400999002927886,
];
#[rustfmt::skip]
pub(crate) const WEIGHTS: [f64; 24] = [-2.5498589250729733, 2.988423371570267, 1.6407891386670412, 1.7973950398246918, -2.3366309591134007, -0.311734346044068, -0.8117999558004185, 2.6814435075521947, 0.9039312087064584, 2.0279710262248587, -0.35553907452309863, -1.7138096556494131, 0.3429663317734204, -2.740617007691522, 2.0585673660378196, 0.8272718180423868, 1.6216130964676045, -0.9140402996225858, 2.9574829109965144, 2.4700528534335957, 1.749135098575132, -1.9186415842058906, -0.209098100419983, -2.8663654759963415];
/// What Qiskit makes of them in the tutorial.
pub(crate) const EXPECTED: [f64; 4] = [-0.70960489, 0.61071606, 0.43586927, 0.42650987];

#[test]
fn this_circuit_gives_the_tutorials_numbers() {
    for (found, expected) in expectations(&INPUTS, &WEIGHTS).iter().zip(EXPECTED) {
        assert!((found - expected).abs() < 1e-8, "{found} is not {expected}");
    }
}

//! Samples of other shapes, other losses and other optimizers than those of the main example.

use dfdx::nn::modules::{NonMutableModule, ZeroSizedModule};
use dfdx::optim::{Momentum, RMSprop, RMSpropConfig, Sgd, SgdConfig};
use dfdx::prelude::*;
use qkernel_runtime::prelude::*;

use hqnn_model::data::Dataset;
use hqnn_model::layers::builder::{Conv, QuantumLayer};
use hqnn_model::layers::{Flatten, MaxPool2, mean_squared_error};
use hqnn_model::{
    Adam, AdamConfig, CrossEntropy, EpochMetrics, Evaluation, MeanSquaredError, Outputs,
    Regression, Samples, TrainConfig, Trainer, network, parameters, quantum_layer,
};

#[qkernel]
fn ansatz(
    n: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { 4 * n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(n);
    for layer in range(2) {
        q = angle_encoding(q, inputs);
        q = rz_layer(q, weights, layer * 2 * n);
        q = ry_layer(q, weights, layer * 2 * n + n);
        q = cz_entangling_layer(q);
    }
    expval(q, observables)
}

quantum_layer! {
    struct Two = ansatz { n: 2, observables: ["Z0", "Z1"] };
}

/// Numbers within -0.5..0.5 that are nothing in particular.
fn noise(i: usize) -> f64 {
    (i as f64 * 0.754_877_666).fract() - 0.5
}

/// Crosses (class 0) and rings (class 1) of 8×8 pixels, each a little elsewhere and a little noisy.
fn drawn(count: usize, from: usize) -> Samples<Rank3<1, 8, 8>, usize> {
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for image in from..from + count {
        let (x, y) = (3.5 + noise(image), 3.5 + noise(7 * image));
        let label = image % 2;
        for pixel in 0..64 {
            let (dx, dy) = (pixel as f64 % 8.0 - x, (pixel / 8) as f64 - y);
            let ink = match label {
                0 => dx.abs() < 0.8 || dy.abs() < 0.8,
                _ => (dx.hypot(dy) - 2.5).abs() < 0.8,
            };
            pixels.push(f64::from(u8::from(ink)) + 0.4 * noise(31 * image + pixel));
        }
        labels.push(label);
    }
    Samples::new(pixels, labels).unwrap()
}

network! {
    type Small: Rank3<1, 8, 8> => Rank1<2> =
        (Conv<1, 2, 3>, ReLU, MaxPool2<4, 4>, (Flatten<32>, Linear<32, 2>, Tanh), QuantumLayer<Two, 2, 8, 2>, Linear<2, 2>);
}

#[test]
fn small_images_are_learnt() {
    let data = Dataset::new("drawn", drawn(40, 0), drawn(20, 100)).with_classes(["cross", "ring"]);
    let config = TrainConfig {
        epochs: 5,
        learning_rate: 0.02,
        ..TrainConfig::default()
    };
    let network = Cpu::seed_from_u64(1).build_module::<Small, f32>();
    let mut trainer = Trainer::new(network, data, config).unwrap();
    trainer.run(&mut ()).unwrap();
    let evaluation: Evaluation = trainer.evaluate().unwrap();
    assert!(evaluation.accuracy() > 0.9, "{:?}", trainer.history());
}

#[test]
fn a_network_without_hidden_layers_trains() {
    network! {
        type Net: Rank3<1, 8, 8> => Rank1<2> = (Flatten<64>, Linear<64, 2>);
    }
    let network = Cpu::seed_from_u64(1).build_module::<Net, f64>();
    let data = Dataset::new("drawn", drawn(20, 0), drawn(10, 100));
    let mut trainer = Trainer::<_, 2, f64, _>::new(network, data, TrainConfig::default()).unwrap();
    trainer.run(&mut ()).unwrap();
    assert!(trainer.history()[9].loss < 0.8 * trainer.history()[0].loss);
}

/// Points on two circles, the inner one class 1.
fn circles(count: usize, from: usize) -> Samples<Rank1<2>, usize> {
    (from..from + count)
        .map(|i| {
            let (angle, radius) = (2.4 * i as f64, [1.3, 0.4][i % 2] + 0.2 * noise(i));
            ([radius * angle.cos(), radius * angle.sin()], i % 2)
        })
        .collect()
}

network! {
    type Circles: Rank1<2> => Rank1<2> = (Linear<2, 2>, QuantumLayer<Two, 2, 8, 2>, Linear<2, 2>);
}

/// The training of [`Circles`] by an optimizer that is made for the network.
fn train_circles<O>(
    optimizer: impl Fn(&<Circles as BuildOnDevice<Cpu, f32>>::Built) -> O,
) -> Vec<EpochMetrics>
where
    O: Optimizer<<Circles as BuildOnDevice<Cpu, f32>>::Built, Cpu, f32>,
{
    let network = Cpu::seed_from_u64(3).build_module::<Circles, f32>();
    let optimizer = optimizer(&network);
    let data = Dataset::new("two circles", circles(60, 0), circles(40, 1000));
    let config = TrainConfig {
        epochs: 30,
        ..TrainConfig::default()
    };
    let mut trainer = Trainer::with(network, data, CrossEntropy, optimizer, config).unwrap();
    trainer.run(&mut ()).unwrap();
    trainer.history().to_vec()
}

#[test]
fn a_table_is_learnt_with_every_optimizer() {
    let sgd = |momentum| SgdConfig {
        lr: 0.1,
        momentum,
        weight_decay: None,
    };
    let runs = [
        (
            "Adam",
            train_circles(|_| {
                Adam::new(AdamConfig {
                    learning_rate: 0.03,
                    ..AdamConfig::default()
                })
            }),
        ),
        ("SGD", train_circles(|net| Sgd::new(net, sgd(None)))),
        (
            "momentum",
            train_circles(|net| Sgd::new(net, sgd(Some(Momentum::Classic(0.5))))),
        ),
        (
            "dfdx's Adam",
            train_circles(|net| {
                dfdx::optim::Adam::new(
                    net,
                    dfdx::optim::AdamConfig {
                        lr: 0.03,
                        ..Default::default()
                    },
                )
            }),
        ),
        (
            "RMSprop",
            train_circles(|net| {
                RMSprop::new(
                    net,
                    RMSpropConfig {
                        lr: 0.01,
                        ..Default::default()
                    },
                )
            }),
        ),
    ];
    for (name, history) in &runs {
        let last = history.last().unwrap();
        assert!(last.test_accuracy > 0.85, "{name}: {history:?}");
    }
    // Both are Adam, one of them in dfdx's order of operations.
    let (ours, theirs) = (&runs[0].1, &runs[3].1);
    assert!((ours[0].loss - theirs[0].loss).abs() < 1e-4);
    assert_ne!(runs[1].1, runs[2].1);
}

/// A parabola.
fn curve(count: usize) -> Samples<Rank1<1>, [f64; 1]> {
    (0..count)
        .map(|i| {
            let x = 2.0 * i as f64 / (count - 1) as f64 - 1.0;
            ([x], [x * x - 0.3 * x])
        })
        .collect()
}

quantum_layer! {
    struct One = ansatz { n: 1, observables: ["Z0"] };
}

network! {
    type Curve: Rank1<1> => Rank1<1> = (Linear<1, 1>, QuantumLayer<One, 1, 4, 1>, Linear<1, 1>);
}

#[test]
fn a_regression_is_learnt() {
    let adam = Adam::new(AdamConfig {
        learning_rate: 0.03,
        ..AdamConfig::default()
    });
    let config = TrainConfig {
        epochs: 60,
        ..TrainConfig::default()
    };
    let network = Cpu::seed_from_u64(2).build_module::<Curve, f64>();
    let data = Dataset::new("a parabola", curve(21), curve(14));
    let mut trainer = Trainer::with(network, data, MeanSquaredError, adam, config).unwrap();
    trainer.run(&mut ()).unwrap();
    let evaluation: Regression<1> = trainer.evaluate().unwrap();
    assert!(evaluation.r_squared() > 0.98, "{:?}", trainer.history());
    // The numbers of the evaluation, by hand.
    let mean = 14.0_f64.recip() * curve(14).targets().iter().map(|y| y[0]).sum::<f64>();
    let (mut squared, mut spread) = (0.0, 0.0);
    for (target, output) in evaluation.targets.iter().zip(&evaluation.outputs) {
        squared += (target[0] - output[0]).powi(2);
        spread += (target[0] - mean).powi(2);
    }
    assert!((evaluation.r_squared() - (1.0 - squared / spread)).abs() < 1e-12);
    assert!((evaluation.mean_squared_error() - squared / 14.0).abs() < 1e-15);
    assert_eq!(trainer.history()[59].test_accuracy, evaluation.r_squared());
}

#[test]
fn the_mean_squared_error_and_its_gradient() {
    let device = Cpu::default();
    let outputs = device.tensor([[1.0, 2.0], [-0.5, 0.25], [0.0, 3.0]]);
    let targets = [[0.5, 2.0], [0.5, -0.75], [0.0, 2.0]];
    let loss = mean_squared_error(outputs.leaky_trace(), &targets).unwrap();
    assert!((loss.array() - (0.25 + 1.0 + 1.0 + 1.0) / 6.0_f64).abs() < 1e-15);
    let gradient = loss.backward().get(&outputs).array();
    for (row, (output, target)) in gradient.iter().zip(outputs.array().iter().zip(&targets)) {
        for i in 0..2 {
            assert!((row[i] - (output[i] - target[i]) / 3.0).abs() < 1e-15);
        }
    }
    assert!(mean_squared_error(outputs, &targets[..2]).is_err());
}

#[test]
fn a_run_of_samples_goes_on_to_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.safetensors");
    let run_at = |learning_rate, epochs, train| {
        let adam = Adam::new(AdamConfig {
            learning_rate,
            ..AdamConfig::default()
        });
        let network = Cpu::seed_from_u64(2).build_module::<Curve, f32>();
        let data = Dataset::new("a parabola", train, curve(14));
        let config = TrainConfig {
            epochs,
            ..TrainConfig::default()
        };
        Trainer::with(network, data, MeanSquaredError, adam, config).unwrap()
    };
    let run = |epochs, train| run_at(1e-3, epochs, train);
    let mut whole = run(4, curve(21));
    whole.run(&mut ()).unwrap();
    let mut begun = run(2, curve(21));
    begun.run(&mut ()).unwrap();
    begun.save(&path, &Default::default()).unwrap();
    let mut resumed = run(4, curve(21));
    resumed.restore(&path).unwrap();
    resumed.run(&mut ()).unwrap();
    assert_eq!(parameters(resumed.network()), parameters(whole.network()));
    assert_eq!(resumed.history(), whole.history());
    let refused = |mut run: Trainer<_, 1, f32, _, MeanSquaredError>| {
        run.restore(&path).unwrap_err().to_string()
    };
    let error = refused(run(4, curve(22)));
    assert!(error.ends_with("was trained on other data than that of this run"));
    let error = refused(run_at(0.1, 4, curve(21)));
    assert!(error.contains("learning_rate: 0.001"), "{error}");
}

/// The same numbers, but column after column in memory.
#[derive(Clone, Copy, Debug, Default)]
struct ByColumns;

impl ZeroSizedModule for ByColumns {}
impl NonMutableModule for ByColumns {}

impl<T: Tape<f32, Cpu>> Module<Outputs<2, f32, T>> for ByColumns {
    type Output = Outputs<2, f32, T>;
    type Error = CpuError;

    fn try_forward(&self, x: Outputs<2, f32, T>) -> Result<Self::Output, CpuError> {
        let columns = x.try_permute::<(Const<2>, usize), _>()?;
        columns.try_contiguous()?.try_permute()
    }
}

/// One number as two, which are one in memory.
#[derive(Clone, Copy, Debug, Default)]
struct Twice;

impl ZeroSizedModule for Twice {}
impl NonMutableModule for Twice {}

impl<T: Tape<f32, Cpu>> Module<Outputs<1, f32, T>> for Twice {
    type Output = Outputs<2, f32, T>;
    type Error = CpuError;

    fn try_forward(&self, x: Outputs<1, f32, T>) -> Result<Self::Output, CpuError> {
        let shape = (x.shape().0, Const);
        x.try_sum::<(usize,), _>()?.try_broadcast_like(&shape)
    }
}

#[test]
fn outputs_in_any_order_in_memory_are_judged_row_by_row() {
    let data = || Dataset::new("two circles", circles(30, 0), circles(20, 1000));
    let config = TrainConfig {
        epochs: 2,
        ..TrainConfig::default()
    };
    let device = Cpu::seed_from_u64(3);
    let network = device.build_module::<(Linear<2, 2>, ByColumns), f32>();
    let plain = (network.0.clone(),);
    let mut trainer = Trainer::<_, 2, f32, _>::new(network, data(), config).unwrap();
    let mut expected = Trainer::<_, 2, f32, _>::new(plain, data(), config).unwrap();
    trainer.run(&mut ()).unwrap();
    expected.run(&mut ()).unwrap();
    assert_eq!(trainer.history(), expected.history());
    assert_eq!(trainer.evaluate().unwrap(), expected.evaluate().unwrap());

    let line: Samples<Rank1<1>, [f64; 2]> = (0..9)
        .map(f64::from)
        .map(|x| ([x / 9.0], [x, -x]))
        .collect();
    let network = device.build_module::<(Linear<1, 1>, Twice), f32>();
    let data = Dataset::new("a line", line.clone(), line.clone());
    let mut trainer = Trainer::with(
        network,
        data,
        MeanSquaredError,
        Adam::new(AdamConfig::default()),
        config,
    )
    .unwrap();
    trainer.run(&mut ()).unwrap();
    let inner = &trainer.network().0;
    let outputs = (0..line.len()).filter_map(|i| line.sample(i)).map(|x| {
        let y = f64::from(inner.forward(device.tensor([x[0] as f32])).array()[0]);
        [y, y]
    });
    assert_eq!(
        trainer.evaluate().unwrap().outputs,
        outputs.collect::<Vec<_>>()
    );
}

#[test]
fn samples_that_make_no_sense_are_errors() {
    let error = Samples::<Rank3<1, 2, 2>, usize>::new(vec![0.0; 9], vec![0, 1]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "2 samples of shape [1, 2, 2] are 8 numbers, but there are 9"
    );
    let fault = |train: Samples<Rank1<2>, usize>| {
        let network = Cpu::seed_from_u64(1).build_module::<Circles, f32>();
        let data = Dataset::new("", train, circles(2, 0));
        Trainer::new(network, data, TrainConfig::default())
            .unwrap_err()
            .to_string()
    };
    let one = |x: f64, label| [([0.0, 1.0], 0), ([x, 0.5], label)].into_iter().collect();
    assert_eq!(
        fault(one(1.0, 2)),
        "the training sample 1 has label 2, but the network has 2 outputs"
    );
    assert_eq!(
        fault(one(f64::NAN, 1)),
        "the training sample 1 has the number NaN"
    );
    // Finite, but not as an `f32`.
    assert_eq!(
        fault(one(1e300, 1)),
        "the training sample 1 has the number inf"
    );
    assert_eq!(fault(circles(0, 0)), "there is no training sample");

    let (first, rest) = circles(5, 0).split_at(3);
    assert_eq!((first.len(), rest.len()), (3, 2));
    assert_eq!(rest.sample(0), circles(5, 0).sample(3));
    assert_eq!((rest.sample(2), rest.sample(usize::MAX)), (None, None));
}

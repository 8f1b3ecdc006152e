use dfdx::prelude::*;

use super::builder;
use crate::loss::cross_entropy;
use crate::tutorial::Ansatz;
use crate::{GradientMethod, parameter_gradients, parameters, set_parameters};

type Net = builder::Hqnn<Ansatz, 4, 24, 8, 4>;

#[test]
fn the_network_has_the_tutorials_parameters() {
    let net = Cpu::seed_from_u64(1).build_module::<Net, f32>();
    let found: Vec<_> = parameters(&net)
        .into_iter()
        .map(|p| (p.name, p.shape))
        .collect();
    let expected = [
        ("feature_extractor.0.weight", vec![4, 1, 3, 3]),
        ("feature_extractor.0.bias", vec![4]),
        ("feature_extractor.3.weight", vec![4, 4, 3, 3]),
        ("feature_extractor.3.bias", vec![4]),
        ("feature_extractor.7.weight", vec![4, 196]),
        ("feature_extractor.7.bias", vec![4]),
        ("qlayer.weights", vec![24]),
        ("classifier.weight", vec![4, 8]),
        ("classifier.bias", vec![4]),
    ]
    .map(|(name, shape)| (name.to_string(), shape));
    assert_eq!(found, expected);
    assert_eq!(net.num_trainable_params(), 1036);
}

/// PyTorch draws the weights and biases of `Conv2d` and `Linear` uniformly within ±1/√(inputs of one output)
/// (`kaiming_uniform_` with a = √5, which is that bound for weights); the tutorial draws the angles as
/// `torch.randn(..) * 0.1`, see the test of the quantum layer.
#[test]
fn first_weights_are_drawn_as_pytorch_draws_them() {
    let device = Cpu::seed_from_u64(1);
    let mut drawn: Vec<Vec<f64>> = vec![Vec::new(); 9];
    for _ in 0..2000 {
        let net = device.build_module::<Net, f32>();
        for (all, parameter) in drawn.iter_mut().zip(parameters(&net)) {
            all.extend(parameter.values.iter().map(|&x| f64::from(x)));
        }
    }
    let fan_in = [9, 9, 36, 36, 196, 196, 0, 8, 8];
    for (place, (numbers, inputs)) in drawn.iter().zip(fan_in).enumerate() {
        if inputs == 0 {
            continue;
        }
        let bound = 1.0 / f64::from(inputs).sqrt();
        let count = numbers.len() as f64;
        let mean = numbers.iter().sum::<f64>() / count;
        let square = numbers.iter().map(|x| x * x).sum::<f64>() / count;
        let largest = numbers.iter().fold(0.0, |a: f64, x| a.max(x.abs()));
        // Mean 0, variance bound²/3; five standard errors of either.
        assert!(
            mean.abs() < 5.0 * bound / (3.0 * count).sqrt(),
            "{place}: {mean}"
        );
        let error = (square / (bound * bound / 3.0) - 1.0).abs();
        assert!(error < 5.0 * (0.8 / count).sqrt(), "{place}: {square}");
        assert!(
            (0.999 * bound..=bound * 1.000_001).contains(&largest),
            "{place}: {largest}"
        );
    }
}

#[test]
fn features_are_angles_between_0_and_pi() {
    let device = Cpu::seed_from_u64(1);
    let net = device.build_module::<Net, f32>();
    let images = device.sample_normal_like(&(7, Const::<1>, Const::<28>, Const::<28>));
    let features = net.features(images).unwrap().as_vec();
    assert_eq!(features.len(), 28);
    assert!(
        features
            .iter()
            .all(|&angle| 0.0 < angle && angle < std::f32::consts::PI)
    );
}

/// Every one of the 1036 parameters.
fn gradients_agree_with_finite_differences(method: GradientMethod) {
    let device = Cpu::seed_from_u64(13);
    let mut net = device.build_module::<Net, f64>();
    net.quantum.method = method;
    let images = device.sample_normal_like(&(3, Const::<1>, Const::<28>, Const::<28>));
    let labels = [0, 3, 1];
    let loss = cross_entropy(
        net.try_forward(images.trace(net.alloc_grads())).unwrap(),
        &labels,
    )
    .unwrap();
    let mut gradients = loss.backward();
    let found: Vec<f64> = parameter_gradients(&net, &mut gradients)
        .unwrap()
        .into_iter()
        .flat_map(|p| p.values)
        .collect();

    let numbers: Vec<Vec<f64>> = parameters(&net).into_iter().map(|p| p.values).collect();
    let h = 1e-6;
    let mut worst = 0.0_f64;
    let mut place = 0;
    for tensor in 0..numbers.len() {
        for i in 0..numbers[tensor].len() {
            let mut at = |by: f64| {
                let mut nudged = numbers.clone();
                nudged[tensor][i] += by;
                set_parameters(&mut net, &nudged).unwrap();
                cross_entropy(net.try_forward(images.clone()).unwrap(), &labels)
                    .unwrap()
                    .array()
            };
            worst = worst.max(((at(h) - at(-h)) / (2.0 * h) - found[place]).abs());
            place += 1;
        }
    }
    assert_eq!(place, 1036);
    let reached = found.iter().filter(|&&g| g != 0.0).count();
    assert!(reached > 800, "only {reached} parameters have a gradient");
    assert!(worst < 1e-7, "{worst}");
}

#[test]
fn adjoint_gradients_through_the_whole_network_agree_with_finite_differences() {
    gradients_agree_with_finite_differences(GradientMethod::Adjoint);
}

#[test]
fn parameter_shift_gradients_through_the_whole_network_agree_with_finite_differences() {
    gradients_agree_with_finite_differences(GradientMethod::ParameterShift);
}

#[test]
fn files_keep_every_bit_of_the_network() {
    let folder = tempfile::tempdir().unwrap();
    let net = Cpu::seed_from_u64(1).build_module::<Net, f32>();
    let blank = || Cpu::seed_from_u64(2).build_module::<Net, f32>();
    assert_ne!(parameters(&blank()), parameters(&net));

    let path = folder.path().join("net.safetensors");
    net.save_safetensors(&path).unwrap();
    let mut loaded = blank();
    loaded.load_safetensors(&path).unwrap();
    assert_eq!(parameters(&loaded), parameters(&net));

    let path = folder.path().join("net.npz");
    net.save(&path).unwrap();
    let mut loaded = blank();
    loaded.load(&path).unwrap();
    assert_eq!(parameters(&loaded), parameters(&net));
}

#[test]
fn inference_and_training_see_the_same_logits() {
    let device = Cpu::seed_from_u64(2);
    let net = device.build_module::<Net, f32>();
    let images = device.sample_normal_like(&(5, Const::<1>, Const::<28>, Const::<28>));
    let traced = net.try_forward(images.trace(net.alloc_grads())).unwrap();
    assert_eq!(traced.as_vec(), net.try_forward(images).unwrap().as_vec());
}

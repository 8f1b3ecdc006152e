use dfdx::prelude::*;

use dfdx::optim::{Optimizer, OptimizerUpdateError};

use super::{Adam, AdamConfig};

/// The same four steps of `torch.optim.Adam(lr=0.1)` on p₀² + p₁²/2 + 3·p₂².
#[test]
fn steps_are_those_of_pytorch() {
    let expected = [
        [0.9000000005, -1.9000000005, 0.4000000003333333],
        [0.8004122286917927, -1.8001664866210927, 0.30118742027818446],
        [0.7015862729460302, -1.7006233928121137, 0.20487125044086524],
        [0.6039390605737459, -1.6015048963195329, 0.11291539535683094],
    ];
    let device = Cpu::default();
    let mut p = device.tensor([1.0, -2.0, 0.5]);
    let factors = device.tensor([1.0, 0.5, 3.0]);
    let mut adam = Adam::<f64>::new(AdamConfig {
        learning_rate: 0.1,
        ..AdamConfig::default()
    });
    for row in expected {
        let loss = (p.leaky_trace().square() * factors.clone()).sum::<Rank0, _>();
        adam.update(&mut p, &mut loss.backward()).unwrap();
        for (a, b) in p.array().iter().zip(row) {
            assert!((a - b).abs() < 1e-12, "{a} is not {b}");
        }
    }
    assert_eq!(adam.steps, 4);
}

#[test]
fn an_unused_parameter_stays_and_breaks_nothing() {
    let device = Cpu::seed_from_u64(1);
    let mut layers = device.build_module::<(Linear<2, 3>, Linear<3, 2>), f32>();
    let before = (layers.0.weight.array(), layers.1.weight.array());
    let mut adam = Adam::new(AdamConfig::default());
    let x: Tensor<Rank2<4, 2>, f32, _> = device.sample_normal();
    let loss = layers
        .0
        .forward(x.traced(layers.alloc_grads()))
        .square()
        .mean();
    adam.update(&mut layers, &mut loss.backward()).unwrap();
    assert_ne!(layers.0.weight.array(), before.0);
    assert_eq!(layers.1.weight.array(), before.1);
    let names: Vec<_> = adam.moments.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names, ["0.weight", "0.bias", "1.weight", "1.bias"]);
}

#[test]
fn moments_of_another_network_are_refused() {
    let device = Cpu::default();
    let mut adam = Adam::<f32>::new(AdamConfig::default());
    let mut small = device.build_module::<Linear<2, 3>, f32>();
    let mut gradients = small.alloc_grads();
    adam.update(&mut small, &mut gradients).unwrap();
    let mut large = device.build_module::<Linear<3, 3>, f32>();
    let mut gradients = large.alloc_grads();
    let error = adam.update(&mut large, &mut gradients).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`weight` has 9 numbers, but the optimizer has seen a network with 6 there"
    );
    // As one of dfdx's optimizers it has no room for a text; the cause is found all the same.
    let Err(OptimizerUpdateError::DeviceError(error)) =
        Optimizer::update(&mut adam, &mut large, &gradients)
    else {
        panic!("it is refused");
    };
    assert!(
        crate::Error::from(error)
            .to_string()
            .starts_with("`weight` has 9 numbers")
    );
}

/// All are right in `f64`, and are 0 or 1 in `f32`: nothing would be learnt, or a division give NaN.
#[test]
fn settings_that_vanish_in_the_networks_numbers_are_refused() {
    let good = AdamConfig::default();
    for (config, text) in [
        (
            AdamConfig {
                learning_rate: 1e-50,
                ..good
            },
            "the learning rate is 1e-50, which is 0 in f32, but it must be above 0 and finite",
        ),
        (
            AdamConfig {
                epsilon: 1e-50,
                ..good
            },
            "the epsilon is 1e-50, which is 0 in f32, but it must be above 0 and finite",
        ),
        (
            AdamConfig {
                betas: (0.9, 1.0 - 1e-12),
                ..good
            },
            "the second beta is 0.999999999999, which is 1 in f32, but it must be at least 0 and below 1",
        ),
    ] {
        config.check::<f64>().unwrap();
        let device = Cpu::default();
        let mut linear = device.build_module::<Linear<2, 3>, f32>();
        let mut gradients = linear.alloc_grads();
        let mut adam = Adam::<f32>::new(config);
        let error = adam.update(&mut linear, &mut gradients).unwrap_err();
        assert_eq!(error.to_string(), text);
        assert_eq!(adam.steps, 0);
    }
    let config = AdamConfig {
        betas: (-0.1, 0.9),
        ..good
    };
    assert!(config.check::<f64>().is_err());
}

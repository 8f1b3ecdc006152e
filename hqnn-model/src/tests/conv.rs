//! Expected numbers come from PyTorch 2 in f64; every one is exact in binary, so they are compared exactly.

use dfdx::prelude::*;

use super::{Conv, builder};
use crate::pool::MaxPool2;

/// `((i * factor) % modulus - offset) / divisor` for i = 0, 1, ..
fn ramp(n: usize, factor: usize, modulus: usize, offset: f64, divisor: f64) -> Vec<f64> {
    (0..n)
        .map(|i| ((i * factor % modulus) as f64 - offset) / divisor)
        .collect()
}

#[test]
fn convolution_relu_and_pool_are_those_of_pytorch() {
    let device = Cpu::default();
    let conv: Conv<2, 3, 3, f64, Cpu> = Conv {
        weight: device.tensor_from_vec(ramp(54, 5, 7, 3.0, 8.0), Default::default()),
        bias: device.tensor([0.25, -0.5, 0.125]),
    };
    let x: Tensor<Rank4<2, 2, 4, 6>, f64, _> =
        device.tensor_from_vec(ramp(96, 7, 11, 5.0, 4.0), Default::default());
    let y = MaxPool2::<2, 3>.forward(ReLU.forward(conv.forward(x.leaky_trace())));
    assert_eq!(y.as_vec(), Y);
    let weights: Tensor<Rank4<2, 3, 2, 3>, f64, _> =
        device.tensor_from_vec(ramp(36, 3, 5, 1.0, 2.0), Default::default());
    let gradients = (y * weights).sum::<Rank0, _>().backward();
    assert_eq!(gradients.get(&conv.bias).as_vec(), GB);
    assert_eq!(gradients.get(&conv.weight).as_vec(), GW);
    assert_eq!(gradients.get(&x).as_vec(), GX);
}

/// Where a naive loop finds its sizes.
struct Sizes {
    inputs: usize,
    height: usize,
    width: usize,
}

/// The definition, with a bounds check for every tap.
fn naive<const K: usize>(x: &[f64], w: &[f64], b: &[f64], s: &Sizes) -> Vec<f64> {
    let pixel = |sample: usize, i: usize, row: usize, column: usize| {
        // A place outside the image wraps around to a huge number.
        let (row, column) = (row.wrapping_sub(K / 2), column.wrapping_sub(K / 2));
        let inside = row < s.height && column < s.width;
        if inside {
            x[((sample * s.inputs + i) * s.height + row) * s.width + column]
        } else {
            0.0
        }
    };
    let mut y = Vec::new();
    for sample in 0..x.len() / (s.inputs * s.height * s.width) {
        for (o, &bias) in b.iter().enumerate() {
            for place in 0..s.height * s.width {
                let (row, column) = (place / s.width, place % s.width);
                let taps = (0..s.inputs * K * K).map(|tap| {
                    let (i, u, v) = (tap / (K * K), tap / K % K, tap % K);
                    w[o * s.inputs * K * K + tap] * pixel(sample, i, row + u, column + v)
                });
                y.push(bias + taps.sum::<f64>());
            }
        }
    }
    y
}

fn agrees_with_the_definition<const K: usize>() {
    let device = Cpu::seed_from_u64(K as u64);
    let conv = device.build_module::<builder::Conv<3, 2, K>, f64>();
    // Sizes known only at run time, and another layout than row by row.
    let x: Tensor<(usize, Const<3>, usize, usize), f64, _> =
        device.sample_normal_like(&(2, Const::<3>, 5, 7));
    let x = x.permute::<(usize, Const<3>, usize, usize), Axes4<0, 1, 3, 2>>();
    let y = conv.forward(x.clone()).as_vec();
    let sizes = Sizes {
        inputs: 3,
        height: 7,
        width: 5,
    };
    let expected = naive::<K>(
        &x.as_vec(),
        &conv.weight.as_vec(),
        &conv.bias.as_vec(),
        &sizes,
    );
    assert_eq!(y.len(), expected.len());
    for (a, b) in y.iter().zip(&expected) {
        assert!((a - b).abs() < 1e-12, "{a} is not {b}");
    }
}

#[test]
fn kernels_of_every_size_agree_with_the_definition() {
    agrees_with_the_definition::<1>();
    agrees_with_the_definition::<3>();
    agrees_with_the_definition::<5>();
}

#[test]
fn gradients_agree_with_finite_differences() {
    let device = Cpu::seed_from_u64(3);
    let conv = device.build_module::<builder::Conv<2, 3, 5>, f64>();
    let x: Tensor<Rank4<2, 2, 6, 5>, f64, _> = device.sample_normal();
    let c: Tensor<Rank4<2, 3, 6, 5>, f64, _> = device.sample_normal();
    let loss = |conv: &Conv<2, 3, 5, f64, Cpu>, x: Tensor<Rank4<2, 2, 6, 5>, f64, _>| {
        (conv.forward(x) * c.clone()).sum::<Rank0, _>().array()
    };
    let gradients = (conv.forward(x.leaky_trace()) * c.clone())
        .sum::<Rank0, _>()
        .backward();
    let h = 1e-4;
    let nudge = |numbers: &[f64], i: usize, by: f64| {
        let mut numbers = numbers.to_vec();
        numbers[i] += by;
        numbers
    };
    let gx = gradients.get(&x).as_vec();
    for (i, exact) in gx.iter().enumerate() {
        let at = |by| {
            loss(
                &conv,
                device.tensor_from_vec(nudge(&x.as_vec(), i, by), Default::default()),
            )
        };
        assert!(((at(h) - at(-h)) / (2.0 * h) - exact).abs() < 1e-8);
    }
    let gw = gradients.get(&conv.weight).as_vec();
    for (i, exact) in gw.iter().enumerate() {
        let at = |by| {
            let mut conv = conv.clone();
            conv.weight.copy_from(&nudge(&conv.weight.as_vec(), i, by));
            loss(&conv, x.clone())
        };
        assert!(((at(h) - at(-h)) / (2.0 * h) - exact).abs() < 1e-8);
    }
}

#[test]
fn first_weights_are_within_pytorchs_bound() {
    let conv = Cpu::seed_from_u64(5).build_module::<builder::Conv<4, 4, 3>, f32>();
    let (weight, bias) = (conv.weight.as_vec(), conv.bias.as_vec());
    let largest = weight
        .iter()
        .chain(&bias)
        .fold(0.0_f32, |a, b| a.max(b.abs()));
    assert!(largest <= 1.0 / 6.0 && largest > 0.15, "{largest}");
    assert!(bias.iter().all(|&b| b != 0.0));
}

#[rustfmt::skip]
const Y: [f64; 36] = [1.0625, 1.5625, 0.65625, 0.90625, 1.75, 1.3125, 0.4375, 1.0, 0.0, 0.0, 1.0, 0.4375, 1.1875, 1.625, 0.78125, 0.53125, 1.4375, 0.9375, 0.96875, 0.90625, 0.46875, 1.4375, 1.0625, 1.125, 0.0, 0.6875, 0.46875, 0.8125, 0.03125, 0.46875, 0.75, 0.90625, 1.0, 0.5625, 0.65625, 0.9375];
#[rustfmt::skip]
const GB: [f64; 3] = [6.0, 4.0, 4.5];
#[rustfmt::skip]
const GW: [f64; 54] = [1.25, 2.75, -1.25, -0.75, -1.25, 4.75, 0.625, -4.375, 1.25, -1.25, -1.125, 2.125, 5.125, -0.875, -2.375, 1.625, -0.625, -1.5, -0.25, -5.0, 2.375, -1.625, 4.625, 0.625, -1.0, 1.625, -0.875, 2.375, -1.625, -1.875, 0.625, -3.375, 2.875, -0.875, 1.125, 0.625, 1.25, -1.5, -1.125, -1.5, 4.5, -0.625, -4.25, 1.875, -1.125, -1.0, 0.0, 2.125, -0.5, -3.125, 1.75, -1.625, 1.75, 0.5];
#[rustfmt::skip]
const GX: [f64; 96] = [0.3125, -0.5, 0.9375, 0.4375, -0.1875, -0.125, -0.1875, 0.0625, -1.0, 0.8125, 0.4375, 0.0625, 0.0625, 0.625, 0.375, -0.125, -0.3125, 0.125, -0.25, -0.4375, 0.8125, 0.1875, -0.25, 0.1875, -0.375, 0.5, -0.5, -1.0625, 0.5625, 0.0625, -0.3125, 0.3125, 0.75, -0.6875, 0.25, -0.25, -0.25, -0.5625, -0.625, 0.4375, 0.0, 0.0625, 0.5625, -0.0625, -0.4375, -0.75, 0.3125, -0.0625, -0.5, 1.125, 0.125, 0.375, 0.25, -0.3125, 0.0, -0.875, 0.0, -0.625, 0.6875, 0.125, 0.375, 0.4375, 0.3125, -0.9375, 0.8125, 0.25, -0.8125, 0.9375, -0.375, 0.0, -0.1875, 0.3125, 0.3125, -0.5, -0.875, -0.1875, -0.25, 0.3125, 0.0625, 0.6875, -0.4375, 0.4375, -1.0, 0.875, -0.1875, -0.8125, 0.6875, -0.1875, -0.125, -0.5625, 0.125, -0.5625, 0.0, 0.1875, 0.5, -0.4375];

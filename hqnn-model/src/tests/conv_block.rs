//! Against the three layers it replaces, against finite differences, and where those have edges: ties and NaN.

use dfdx::prelude::*;

use super::{ConvReluPool, builder};
use crate::Real;
use crate::constant::hold_constant;
use crate::conv::Conv;
use crate::pool::MaxPool2;
use crate::real::values;

type Image<const C: usize, const H: usize, const W: usize, E> =
    Tensor<(usize, Const<C>, Const<H>, Const<W>), E, Cpu>;

fn close<E: Real>(what: &str, found: &[E], expected: &[E], scale: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (place, (a, b)) in found.iter().zip(expected).enumerate() {
        let (a, b) = (a.wide(), b.wide());
        let bound = scale * E::epsilon().wide() * (1.0 + b.abs());
        assert!((a - b).abs() <= bound, "{what} at {place}: {a} is not {b}");
    }
}

/// Result and gradients are those of `Conv`, `ReLU` and `MaxPool2` in a row, for batches of several sizes in turn, so that
/// what an earlier call left in the buffers would show.
fn agrees<
    const I: usize,
    const O: usize,
    const K: usize,
    const H: usize,
    const W: usize,
    const HIN: usize,
    const WIN: usize,
    E: Real,
>(
    seed: u64,
) where
    Cpu: Device<E>,
    rand_distr::StandardNormal: rand_distr::Distribution<E>,
{
    let device = Cpu::seed_from_u64(seed);
    let block = device.build_module::<builder::ConvReluPool<I, O, K, H, W>, E>();
    let conv = Conv {
        weight: block.weight.clone(),
        bias: block.bias.clone(),
    };
    for batch in [3, 5, 1, 0, 2] {
        let x: Image<I, HIN, WIN, E> =
            device.sample_normal_like(&(batch, Const::<I>, Const::<HIN>, Const::<WIN>));
        let c: Image<O, H, W, E> =
            device.sample_normal_like(&(batch, Const::<O>, Const::<H>, Const::<W>));
        let plain = |x: Tensor<_, E, Cpu, OwnedTape<E, Cpu>>| {
            MaxPool2::<H, W>.forward(ReLU.forward(conv.forward(x)))
        };
        let expected = plain(x.leaky_trace());
        // Without a tape, and with one.
        close(
            "result",
            &values(&block.forward(x.clone())),
            &values(&expected),
            64.0,
        );
        let y = block.forward(x.leaky_trace());
        close("result", &values(&y), &values(&expected), 64.0);
        // dfdx cannot add up nothing.
        if batch * H * W == 0 {
            continue;
        }
        let found = (y * c.clone()).sum::<Rank0, _>().backward();
        let expected = (plain(x.leaky_trace()) * c).sum::<Rank0, _>().backward();
        let pixels = (batch * H * W) as f64;
        close(
            "image",
            &values(&found.get(&x)),
            &values(&expected.get(&x)),
            256.0,
        );
        close(
            "weight",
            &values(&found.get(&block.weight)),
            &values(&expected.get(&conv.weight)),
            64.0 + 4.0 * pixels,
        );
        close(
            "bias",
            &values(&found.get(&block.bias)),
            &values(&expected.get(&conv.bias)),
            64.0 + 4.0 * pixels,
        );
    }
}

#[test]
fn it_is_the_three_layers_in_a_row() {
    for seed in 0..4 {
        agrees::<1, 4, 3, 14, 14, 28, 28, f32>(seed);
        agrees::<4, 4, 3, 7, 7, 14, 14, f32>(seed);
        agrees::<2, 3, 3, 8, 9, 17, 19, f64>(seed);
        agrees::<3, 2, 1, 5, 16, 11, 33, f64>(seed);
        agrees::<2, 1, 5, 3, 4, 6, 9, f64>(seed);
        agrees::<1, 2, 7, 2, 1, 4, 3, f32>(seed);
        agrees::<2, 2, 9, 4, 8, 9, 17, f64>(seed);
        agrees::<1, 1, 3, 1, 1, 2, 2, f64>(seed);
    }
}

#[test]
fn images_too_small_for_a_window_give_nothing() {
    agrees::<1, 2, 3, 0, 0, 1, 1, f64>(1);
    agrees::<1, 2, 3, 3, 0, 6, 1, f64>(1);
}

#[test]
fn gradients_agree_with_finite_differences() {
    let device = Cpu::seed_from_u64(7);
    let block = device.build_module::<builder::ConvReluPool<2, 3, 3, 3, 5>, f64>();
    let x: Tensor<Rank4<2, 2, 7, 10>, f64, _> = device.sample_normal();
    let c: Tensor<Rank4<2, 3, 3, 5>, f64, _> = device.sample_normal();
    type Block = ConvReluPool<2, 3, 3, 3, 5, f64, Cpu>;
    let loss = |block: &Block, x: &Tensor<Rank4<2, 2, 7, 10>, f64, Cpu>| {
        (block.forward(x.clone()) * c.clone())
            .sum::<Rank0, _>()
            .array()
    };
    let gradients = (block.forward(x.leaky_trace()) * c.clone())
        .sum::<Rank0, _>()
        .backward();
    // So small a step crosses no kink here.
    let h = 1e-6;
    let nudge = |numbers: Vec<f64>, place: usize, by: f64| {
        let mut numbers = numbers;
        numbers[place] += by;
        numbers
    };
    let check = |exact: Vec<f64>, at: &dyn Fn(usize, f64) -> f64| {
        assert!(exact.iter().any(|g| g.abs() > 0.1));
        for (place, exact) in exact.iter().enumerate() {
            let found = (at(place, h) - at(place, -h)) / (2.0 * h);
            assert!(
                (found - exact).abs() < 1e-7,
                "{place}: {found} is not {exact}"
            );
        }
    };
    check(gradients.get(&x).as_vec(), &|place, by| {
        let x = device.tensor_from_vec(nudge(x.as_vec(), place, by), Default::default());
        loss(&block, &x)
    });
    check(gradients.get(&block.weight).as_vec(), &|place, by| {
        let mut block = block.clone();
        let numbers = nudge(block.weight.as_vec(), place, by);
        block.weight.copy_from(&numbers);
        loss(&block, &x)
    });
    check(gradients.get(&block.bias).as_vec(), &|place, by| {
        let mut block = block.clone();
        let numbers = nudge(block.bias.as_vec(), place, by);
        block.bias.copy_from(&numbers);
        loss(&block, &x)
    });
}

/// A layer that gives each pixel as it is.
fn identity(bias: f64) -> ConvReluPool<1, 1, 1, 2, 2, f64, Cpu> {
    let mut block = Cpu::default().build_module::<builder::ConvReluPool<1, 1, 1, 2, 2>, f64>();
    block.weight.copy_from(&[1.0]);
    block.bias.copy_from(&[bias]);
    block
}

#[test]
fn the_first_of_equal_pixels_gets_the_gradient() {
    let flat: Tensor<Rank4<1, 1, 4, 4>, f64, _> = Cpu::default().zeros();
    let gradient = |bias: f64| {
        let gradients = identity(bias)
            .forward(flat.leaky_trace())
            .sum::<Rank0, _>()
            .backward();
        gradients.get(&flat).array()
    };
    let row = [1.0, 0.0, 1.0, 0.0];
    assert_eq!(gradient(0.5), [[[row, [0.0; 4], row, [0.0; 4]]]]);
    // Neither below zero nor at zero is there one.
    assert_eq!(gradient(0.0), [[[[0.0; 4]; 4]]]);
    assert_eq!(gradient(-0.5), [[[[0.0; 4]; 4]]]);
}

#[test]
fn a_nan_is_not_hidden() {
    let device = Cpu::default();
    for place in 0..16 {
        let mut pixels = [1.0; 16];
        pixels[place] = f64::NAN;
        let x: Tensor<Rank4<1, 1, 4, 4>, f64, _> =
            device.tensor_from_vec(pixels.to_vec(), Default::default());
        let y = identity(0.0).forward(x).as_vec();
        let window = place / 8 * 2 + place % 4 / 2;
        for (at, y) in y.iter().enumerate() {
            assert_eq!(y.is_nan(), at == window, "{place} {at}");
        }
    }
}

#[test]
fn images_of_any_layout_are_read_in_logical_order() {
    let device = Cpu::seed_from_u64(1);
    let block = device.build_module::<builder::ConvReluPool<2, 3, 3, 3, 2>, f64>();
    let x: Tensor<Rank4<2, 2, 4, 6>, f64, _> = device.sample_normal();
    let turned = |x: Tensor<Rank4<2, 2, 4, 6>, f64, _, OwnedTape<f64, Cpu>>| {
        x.permute::<Rank4<2, 2, 6, 4>, Axes4<0, 1, 3, 2>>()
    };
    let fresh: Tensor<Rank4<2, 2, 6, 4>, f64, _> =
        device.tensor_from_vec(turned(x.leaky_trace()).as_vec(), Default::default());
    let y = block.forward(turned(x.leaky_trace()));
    let z = block.forward(fresh.leaky_trace());
    assert_eq!(y.as_vec(), z.as_vec());
    let (y, z) = (
        y.square().sum::<Rank0, _>().backward(),
        z.square().sum::<Rank0, _>().backward(),
    );
    let back = y.get(&x).permute::<Rank4<2, 2, 6, 4>, Axes4<0, 1, 3, 2>>();
    assert_eq!(back.as_vec(), z.get(&fresh).as_vec());
}

/// The gradient of a trainer's samples is left out; that of any other image is there, its equal in numbers included.
#[test]
fn only_constant_images_have_no_gradient() {
    let device = Cpu::seed_from_u64(1);
    let block = device.build_module::<builder::ConvReluPool<1, 2, 3, 2, 2>, f64>();
    let samples: Tensor<Rank4<3, 1, 4, 4>, f64, _> = device.sample_normal();
    let image: Tensor<Rank4<3, 1, 4, 4>, f64, _> =
        device.tensor_from_vec(samples.as_vec(), Default::default());
    hold_constant(&samples);
    let gradients = |x: &Tensor<Rank4<3, 1, 4, 4>, f64, Cpu>| {
        let mut gradients = block
            .forward(x.leaky_trace())
            .square()
            .sum::<Rank0, _>()
            .backward();
        let by_image = gradients.get_or_alloc_mut(x).unwrap().to_vec();
        (by_image, gradients.get(&block.weight).as_vec())
    };
    let (constant, image) = (gradients(&samples), gradients(&image));
    assert!(constant.0.iter().all(|&g| g == 0.0));
    assert!(image.0.iter().any(|&g| g != 0.0));
    assert_eq!(constant.1, image.1);
}

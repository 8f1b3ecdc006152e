use dfdx::prelude::*;

use super::{Flatten, MaxPool2};

#[test]
fn the_first_of_equal_pixels_gets_the_gradient() {
    let device = Cpu::default();
    let flat: Tensor<Rank4<1, 1, 4, 4>, f32, _> = device.zeros();
    let gradients = MaxPool2::<2, 2>
        .forward(flat.leaky_trace())
        .sum::<Rank0, _>()
        .backward();
    let expected = [
        [1.0, 0.0, 1.0, 0.0],
        [0.0; 4],
        [1.0, 0.0, 1.0, 0.0],
        [0.0; 4],
    ];
    assert_eq!(gradients.get(&flat).array(), [[expected]]);
}

#[test]
fn an_odd_last_row_and_column_are_left_out() {
    let device = Cpu::default();
    let x = device.tensor([[[[1.0, 2.0, 9.0], [4.0, 3.0, 9.0], [9.0, 9.0, 9.0]]]]);
    let y: Tensor<Rank4<1, 1, 1, 1>, f64, _> = MaxPool2::<1, 1>.forward(x);
    assert_eq!(y.array(), [[[[4.0]]]]);
}

#[test]
fn a_nan_is_not_hidden() {
    let device = Cpu::default();
    for place in 0..4 {
        let mut pixels = vec![1.0, 2.0, 3.0, 4.0];
        pixels[place] = f64::NAN;
        let x: Tensor<Rank4<1, 1, 2, 2>, f64, _> =
            device.tensor_from_vec(pixels, Default::default());
        assert!(MaxPool2::<1, 1>.forward(x).as_vec()[0].is_nan());
    }
}

#[test]
fn layers_of_any_layout_are_read_in_logical_order() {
    let device = Cpu::seed_from_u64(1);
    let x: Tensor<Rank4<2, 3, 4, 6>, f64, _> = device.sample_normal();
    let turned = x.clone().permute::<Rank4<2, 3, 6, 4>, Axes4<0, 1, 3, 2>>();
    let fresh: Tensor<Rank4<2, 3, 6, 4>, f64, _> =
        device.tensor_from_vec(turned.as_vec(), Default::default());
    let (a, b) = (
        MaxPool2::<3, 2>.forward(turned.clone()),
        MaxPool2::<3, 2>.forward(fresh.clone()),
    );
    assert_eq!(a.as_vec(), b.as_vec());
    assert_eq!(
        Flatten::<72>.forward(turned).as_vec(),
        Flatten::<72>.forward(fresh).as_vec()
    );

    // The gradient finds its way back through the turn.
    let c: Tensor<Rank4<2, 3, 3, 2>, f64, _> = device.sample_normal();
    let turned = x
        .leaky_trace()
        .permute::<Rank4<2, 3, 6, 4>, Axes4<0, 1, 3, 2>>();
    let gradients = (MaxPool2::<3, 2>.forward(turned) * c)
        .sum::<Rank0, _>()
        .backward();
    let g = gradients.get(&x).as_vec();
    assert_eq!(g.iter().filter(|&&g| g != 0.0).count(), 36);
}

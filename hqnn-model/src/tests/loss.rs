use dfdx::prelude::*;

use super::cross_entropy;

#[test]
fn loss_and_gradient_are_those_of_pytorch() {
    let device = Cpu::default();
    let z = device.tensor([[1.0, 2.0, -1.0], [0.5, 0.0, 3.0]]);
    let loss = cross_entropy(z.leaky_trace(), &[1, 0]).unwrap();
    assert!((loss.array() - 1.4864425875687768_f64).abs() < 1e-12);
    let expected = [
        0.12974823017120957,
        -0.1473077436508794,
        0.017559513479669865,
        -0.46373927715962615,
        0.021993240146028922,
        0.44174603701359716,
    ];
    for (a, b) in loss.backward().get(&z).as_vec().iter().zip(expected) {
        assert!((a - b).abs() < 1e-12);
    }
}

#[test]
fn huge_logits_do_not_overflow() {
    let device = Cpu::default();
    let z = device.tensor([[1e30_f32, -1e30], [-1e4, 1e4]]);
    assert_eq!(cross_entropy(z, &[0, 1]).unwrap().array(), 0.0);
}

/// The loss of equal logits is ln 2, however large they are; f32 numbers near 1e8 are 8 apart.
#[test]
fn large_logits_do_not_swallow_the_loss() {
    let device = Cpu::default();
    for size in [1.0_f32, 1e4, 1e8, 1e30, -1e8] {
        let loss = cross_entropy(device.tensor([[size, size]]), &[0]).unwrap();
        assert_eq!(loss.array(), std::f32::consts::LN_2, "{size}");
    }
    for size in [1e16_f64, -1e300] {
        let loss = cross_entropy(device.tensor([[size; 4], [size; 4]]), &[0, 3]).unwrap();
        assert!((loss.array() - 4_f64.ln()).abs() < 1e-15, "{size}");
    }
}

#[test]
fn labels_that_do_not_fit_are_errors() {
    let z: Tensor<Rank2<2, 3>, f32, _> = Cpu::default().zeros();
    let fault = |labels: &[usize]| cross_entropy(z.clone(), labels).unwrap_err().to_string();
    assert_eq!(
        fault(&[0]),
        "the numbers of rows of logits (2) and of labels (1) differ"
    );
    assert_eq!(fault(&[0, 3]), "label 1 is 3, but there are 3 classes");
    assert!(cross_entropy(z, &[0, 2]).is_ok());
    let none = Cpu::default().zeros_like(&(0, Const::<3>));
    let none: Tensor<(usize, Const<3>), f32, _> = none;
    assert!(cross_entropy(none, &[]).is_err());
}

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

#[test]
fn labels_that_do_not_fit_are_errors() {
    let z: Tensor<Rank2<2, 3>, f32, _> = Cpu::default().zeros();
    assert!(cross_entropy(z.clone(), &[0]).is_err());
    assert!(cross_entropy(z.clone(), &[0, 3]).is_err());
    assert!(cross_entropy(z, &[0, 2]).is_ok());
}

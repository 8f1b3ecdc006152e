use dfdx::prelude::*;

use super::*;
use crate::fake::Broken;
use crate::layers::builder::QuantumLayer;
use crate::layers::{concat, cross_entropy};
use crate::network::Trainable;
use crate::tutorial::Ansatz;
use crate::{Error, set_parameters};

type Layer = QuantumLayer<Ansatz, 4, 24, 4>;

/// A quantum layer on numbers of which one is not finite. The `CpuError` is dropped, and its cause stays.
fn fail_unheard(device: &Cpu) {
    let layer = device.build_module::<Layer, f64>();
    let inputs = device.tensor([[0.1, f64::NAN, 0.2, 0.3]]);
    assert!(layer.try_forward(inputs).is_err());
}

#[test]
fn a_failure_that_nobody_heard_is_not_the_cause_of_a_later_one() {
    let device = Cpu::seed_from_u64(1);
    fail_unheard(&device);
    let error = cross_entropy(device.tensor([[0.1, 0.2]]), &[7]).unwrap_err();
    assert_eq!(error.to_string(), "label 0 is 7, but there are 2 classes");

    fail_unheard(&device);
    let mut linear = device.build_module::<builders::Linear<2, 1>, f64>();
    let error = set_parameters(&mut linear, &[vec![1.0]]).unwrap_err();
    assert_eq!(error.to_string(), "`weight` needs 2 numbers, but has 1");

    fail_unheard(&device);
    let rows = |count: usize| device.zeros_like(&(count, dfdx::prelude::Const::<2>));
    let error = concat::<2, 2, 4, usize, f64, NoneTape, NoneTape>(rows(3), rows(2)).unwrap_err();
    assert_eq!(
        Error::from(error).to_string(),
        "3 rows cannot be joined with 2"
    );

    // A layer and a network that are run later start without a failure.
    fail_unheard(&device);
    let layer = device.build_module::<Layer, f64>();
    layer.try_forward(device.tensor([[0.1; 4]])).unwrap();
    assert!(take_failure().is_none());
    fail_unheard(&device);
    let classical =
        device.build_module::<(crate::layers::Flatten<784>, builders::Linear<784, 2>), f64>();
    classical
        .infer(device.zeros_like(&(1, Const::<1>, Const::<28>, Const::<28>)))
        .unwrap();
    assert!(take_failure().is_none());

    // A circuit cannot be the cause of this one.
    fail_unheard(&device);
    assert!(matches!(
        Error::from(CpuError::OutOfMemory),
        Error::Tensor(CpuError::OutOfMemory)
    ));
    assert!(take_failure().is_none());
}

#[test]
fn a_failure_that_is_heard_has_its_cause() {
    let device = Cpu::seed_from_u64(1);
    fail_unheard(&device);
    let built = device.try_build_module::<QuantumLayer<Broken, 4, 24, 4>, f64>();
    let error = built.map(drop).unwrap_err();
    assert_eq!(Error::from(error).to_string(), "this kernel never compiles");
    assert!(take_failure().is_none(), "it is told once");
}

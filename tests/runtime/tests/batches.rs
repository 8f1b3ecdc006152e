//! The two halves of a batch's derivatives: what comes between them, and what fails.

use qkernel_runtime::evaluator::Column;
use qkernel_runtime::prelude::*;

#[qkernel]
fn two(x: Float, w: Float, o: Observable) -> Float {
    expval(ry(rx(qubit(), x), w), o)
}

#[test]
fn derivatives_by_one_method_leave_the_batch_to_the_next() -> Result<(), Error> {
    let circuit = two { o: Z(0) }.compile()?;
    let mut evaluator = circuit.evaluator()?;
    let (x, w) = ([0.3], [0.7]);
    let columns = [Column::Each(&x), Column::Shared(&w)];
    let mut values = [0.0];
    evaluator.forward_batch(&columns, &mut values)?;
    let expected = [-0.3f64.sin() * 0.7f64.cos(), -0.3f64.cos() * 0.7f64.sin()];
    for between in [
        GradientMethod::Adjoint,
        GradientMethod::FiniteDifference { step: 0.5 },
        GradientMethod::ParameterShift,
        GradientMethod::Spsa {
            step: 0.5,
            samples: 1,
            seed: 3,
        },
    ] {
        let (mut by_x, mut by_w) = ([0.0], [0.0]);
        evaluator.backward_batch(&[1.0], between, &mut [&mut by_x, &mut by_w])?;
        let adjoint = GradientMethod::Adjoint;
        evaluator.backward_batch(&[1.0], adjoint, &mut [&mut by_x, &mut by_w])?;
        for (found, expected) in [by_x[0], by_w[0]].into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{between:?}: {found}");
        }
    }
    Ok(())
}

#[test]
fn a_batch_that_failed_has_no_derivatives() -> Result<(), Error> {
    let circuit = two { o: Z(0) }.compile()?;
    let mut evaluator = circuit.evaluator()?;
    let (x, w, bad) = ([0.3, 0.4], [0.7], [0.1, f64::NAN]);
    let mut values = [0.0; 2];
    evaluator.forward_batch(&[Column::Each(&x), Column::Shared(&w)], &mut values)?;
    let error = evaluator
        .forward_batch(&[Column::Each(&bad), Column::Shared(&w)], &mut values)
        .unwrap_err();
    assert!(error.to_string().contains("`x` is NaN"), "{error}");
    let (mut by_x, mut by_w) = ([0.0; 2], [0.0]);
    let error = evaluator
        .backward_batch(
            &[1.0; 2],
            GradientMethod::Adjoint,
            &mut [&mut by_x, &mut by_w],
        )
        .unwrap_err();
    assert!(error.to_string().contains("there is no batch"), "{error}");
    Ok(())
}

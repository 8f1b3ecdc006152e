//! Adjoint differentiation.

use num_complex::Complex64;

use crate::engine::Plan;

/// Derivatives of Σ weight · <O> by each angle, given the final state in `ket` and Σ weight · O |ket> in `bra`.
///
/// Both states are taken back through the circuit together, and each gate with an angle gives one inner
/// product: 2 Re <bra| dU U⁻¹ |ket>. No copy is made, so `ket` and `bra` hold nothing of use afterwards.
pub(crate) fn adjoint(
    plan: &Plan,
    trigs: &[[f64; 2]],
    ket: &mut [Complex64],
    bra: &mut [Complex64],
    gradient: &mut [f64],
) {
    // Nothing before the first angle is needed.
    let first = plan
        .angles
        .first()
        .map_or(plan.steps.len(), |angle| angle.step);
    for i in (first..plan.steps.len()).rev() {
        let step = plan.steps[i];
        if let Some(angle) = step.angle {
            gradient[angle] = step.primitive.slope(bra, ket);
        }
        if i > first {
            let [cos, sin] = trigs[i];
            step.primitive.apply(ket, [cos, -sin]);
            step.primitive.apply(bra, [cos, -sin]);
        }
    }
}

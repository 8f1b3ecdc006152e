//! The state that a part begins with.

use num_complex::Complex64;

use super::plan::{Action, Plan, Turns};
use super::stages::Axis;
use super::vector::{Group, LANES};

/// |0..0>, turned by the rotations that come first on their qubits: a product.
pub(super) fn start(plan: &Plan, turns: &[[f64; 2]], state: &mut [Group]) {
    let mut factors = [[Complex64::ONE, Complex64::ZERO]; usize::BITS as usize];
    for (number, action) in plan.actions.iter().enumerate() {
        if let Action::Turns(Turns {
            axis,
            steps,
            initial: true,
        }) = action
        {
            let sweep = plan
                .sweeps
                .iter()
                .find(|sweep| sweep.actions.contains(&number));
            let shape = sweep.expect("every action is in a sweep").shape;
            for &(step, local) in steps {
                let bit = (0..plan.qubits).find(|&bit| shape.local(1 << bit) == local);
                let half = std::f64::consts::FRAC_1_SQRT_2;
                let [cos, sin] = turns[step];
                factors[bit.expect("a piece has the bit")] = match axis {
                    Axis::Y => [cos.into(), sin.into()],
                    Axis::X => [cos.into(), Complex64::new(0.0, -sin)],
                    Axis::Hadamard => [half.into(), half.into()],
                };
            }
        }
    }
    let first: [Complex64; LANES] =
        std::array::from_fn(|lane| factors[0][lane & 1] * factors[1][lane >> 1]);
    state[0] = [first.map(|z| z.re), first.map(|z| z.im)]
        .map(|[a, b, c, d]| [Complex64::new(a, b), Complex64::new(c, d)]);
    for (bit, [zero, one]) in factors[..plan.qubits].iter().enumerate().skip(2) {
        let size = 1 << (bit - 2);
        let (low, high) = state[..2 * size].split_at_mut(size);
        for (a, b) in low.iter_mut().zip(high) {
            let [re, im] = *a;
            let times = |factor: &Complex64| {
                let product = |x: Complex64, y: Complex64, c: f64, s: f64| x * c + y * s;
                [
                    [0, 1].map(|k| product(re[k], im[k], factor.re, -factor.im)),
                    [0, 1].map(|k| product(im[k], re[k], factor.re, factor.im)),
                ]
            };
            (*b, *a) = (times(one), times(zero));
        }
    }
}

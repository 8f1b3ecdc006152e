//! The state that a part begins with.

use num_complex::Complex64;

use super::plan::{Action, Plan, Turns};
use super::stages::Axis;
use super::vector::{Complex, Group, Kernel, LANES, Vector};
use super::width::Width;

/// |0..0>, turned by the rotations that come first on their qubits: a product.
pub(super) fn start(width: Width, plan: &Plan, turns: &[[f64; 2]], state: &mut [Group]) {
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
    for (bit, &factors) in factors[..plan.qubits].iter().enumerate().skip(2) {
        width.run(Double {
            state: &mut state[..1 << (bit - 1)],
            factors,
        });
    }
}

/// Makes the state of one more qubit, which has these amplitudes, of that in the first half.
struct Double<'a> {
    state: &'a mut [Group],
    factors: [Complex64; 2],
}

impl Kernel for Double<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Double { state, factors } = self;
        let [zero, one] = factors.map(|z| [[z.re; LANES], [z.im; LANES]]);
        let (zero, one) = (Complex::<V>::from(&zero), Complex::<V>::from(&one));
        let (low, high) = state.split_at_mut(state.len() / 2);
        for (a, b) in low.iter_mut().zip(high) {
            let amplitudes = Complex::<V>::load(a);
            amplitudes.times(one).store(b);
            amplitudes.times(zero).store(a);
        }
    }
}

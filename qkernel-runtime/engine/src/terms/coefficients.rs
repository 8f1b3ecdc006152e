//! The coefficients of the terms, once a batch, and the way back from their derivatives to the angles that all samples share.

use super::encoding::cos_sin;
use super::number::Number;
use super::plan::{Group, Plan};
use super::rotations::By;
use crate::wide::Work;

/// Numbers of a plan, for the angles of a batch.
#[derive(Clone, Debug)]
pub(super) struct Coefficients {
    /// Cosine and sine of what rotations turn by.
    turns: Vec<[f64; 2]>,
    /// The turns by a shared angle: number of the turn, of the angle, and factor.
    shared: Vec<(usize, usize, f64)>,
    /// The slots at the start of the circuit.
    slots: Vec<f64>,
    /// On the way back: the slots, the derivatives by them, and by the turns.
    back: Vec<f64>,
    by_slot: Vec<f64>,
    slopes: Vec<f64>,
}

impl Coefficients {
    pub(super) fn new(plan: &Plan) -> Coefficients {
        let (mut turns, mut shared) = (Vec::new(), Vec::new());
        for by in &plan.turned_by {
            match *by {
                By::Fixed(angle) => turns.push(cos_sin(angle)),
                By::Angle(angle, factor) => {
                    shared.push((turns.len(), angle, factor));
                    turns.push([1.0, 0.0]);
                }
            }
        }
        Coefficients {
            slopes: vec![0.0; turns.len()],
            turns,
            shared,
            slots: vec![0.0; plan.numbers],
            back: vec![0.0; plan.numbers],
            by_slot: vec![0.0; plan.numbers],
        }
    }
}

/// Computes the coefficient of each term.
pub(super) struct Evaluate<'a, T> {
    pub(super) plan: &'a Plan,
    pub(super) angles: &'a dyn Fn(usize) -> f64,
    pub(super) kept: &'a mut Coefficients,
    pub(super) terms: &'a mut [T],
}

impl<T: Number> Work for Evaluate<'_, T> {
    #[inline(always)]
    fn run(self) {
        let Evaluate {
            plan,
            angles,
            kept,
            terms,
        } = self;
        for some in kept.shared.chunks(4) {
            let mut phases = [0.0; 4];
            for (phase, &(_, angle, factor)) in phases.iter_mut().zip(some) {
                *phase = factor * angles(angle);
            }
            let [sin, cos] = f64::sines(&phases);
            for (l, &(turn, ..)) in some.iter().enumerate() {
                kept.turns[turn] = [cos[l], sin[l]];
            }
        }
        kept.slots.fill(0.0);
        for &(place, coefficient) in &plan.start {
            kept.slots[place] += coefficient;
        }
        for group in &plan.groups {
            let slots = &mut kept.slots[group.first..][..group.width * group.slots];
            if group.width == 1 {
                forwards::<1>(group, &kept.turns, slots);
            } else {
                for block in slots.chunks_exact_mut(4 * group.slots) {
                    forwards::<4>(group, &kept.turns, block);
                }
            }
        }
        let mut next = 0;
        for (term, &end) in terms.iter_mut().zip(&plan.sum_ends) {
            let own = &plan.sums[next..end as usize];
            let sum: f64 = own
                .iter()
                .map(|&(slot, sign)| sign * kept.slots[slot as usize])
                .sum();
            *term = T::narrow(sum);
            next = end as usize;
        }
    }
}

/// Takes the derivatives by the terms back to the shared angles: adds to `by_angle`.
pub(super) struct Pull<'a> {
    pub(super) plan: &'a Plan,
    pub(super) kept: &'a mut Coefficients,
    pub(super) by_term: &'a mut dyn Iterator<Item = f64>,
    pub(super) by_angle: &'a mut dyn FnMut(usize, f64),
}

impl Work for Pull<'_> {
    #[inline(always)]
    fn run(self) {
        let Pull {
            plan,
            kept,
            by_term,
            by_angle,
        } = self;
        kept.by_slot.fill(0.0);
        let mut next = 0;
        for (&end, d) in plan.sum_ends.iter().zip(by_term) {
            for &(slot, sign) in &plan.sums[next..end as usize] {
                kept.by_slot[slot as usize] += sign * d;
            }
            next = end as usize;
        }
        kept.back.copy_from_slice(&kept.slots);
        kept.slopes.fill(0.0);
        for group in &plan.groups {
            let range = group.first..group.first + group.width * group.slots;
            let (slots, by) = (&mut kept.back[range.clone()], &mut kept.by_slot[range]);
            if group.width == 1 {
                backwards::<1>(group, &kept.turns, slots, by, &mut kept.slopes);
            } else {
                let blocks = slots.chunks_exact_mut(4 * group.slots);
                for (slots, by) in blocks.zip(by.chunks_exact_mut(4 * group.slots)) {
                    backwards::<4>(group, &kept.turns, slots, by, &mut kept.slopes);
                }
            }
        }
        for &(turn, angle, factor) in &kept.shared {
            by_angle(angle, factor * kept.slopes[turn]);
        }
    }
}

#[inline(always)]
fn forwards<const B: usize>(group: &Group, turns: &[[f64; 2]], slots: &mut [f64]) {
    let (slots, _) = slots.as_chunks_mut::<B>();
    for (turn, pairs) in &group.turns {
        let turn = turns[*turn];
        for &[i, j] in &group.pairs[pairs.clone()] {
            let (i, j) = (i as usize, j as usize);
            (slots[i], slots[j]) = rotated(slots[i], slots[j], turn);
        }
    }
}

/// Turns a pair of numbers; the first turns towards the second.
#[inline(always)]
fn rotated<const B: usize>(a: [f64; B], b: [f64; B], [cos, sin]: [f64; 2]) -> ([f64; B], [f64; B]) {
    let (mut c, mut d) = (a, b);
    for l in 0..B {
        c[l] = a[l].mul_add(cos, -(b[l] * sin));
        d[l] = b[l].mul_add(cos, a[l] * sin);
    }
    (c, d)
}

/// The same turns undone, of the coefficients and of the derivatives by them; with both, each turn gives its slope.
#[inline(always)]
fn backwards<const B: usize>(
    group: &Group,
    turns: &[[f64; 2]],
    slots: &mut [f64],
    by_slot: &mut [f64],
    slopes: &mut [f64],
) {
    let ((slots, _), (by_slot, _)) = (slots.as_chunks_mut::<B>(), by_slot.as_chunks_mut::<B>());
    for (turn, pairs) in group.turns.iter().rev() {
        let [cos, sin] = turns[*turn];
        let mut slope = [0.0; B];
        for &[i, j] in &group.pairs[pairs.clone()] {
            let (i, j) = (i as usize, j as usize);
            let (a, b, by_a, by_b) = (slots[i], slots[j], by_slot[i], by_slot[j]);
            for l in 0..B {
                slope[l] = by_b[l].mul_add(a[l], slope[l]);
                slope[l] = (-by_a[l]).mul_add(b[l], slope[l]);
            }
            (slots[i], slots[j]) = rotated(a, b, [cos, -sin]);
            (by_slot[i], by_slot[j]) = rotated(by_a, by_b, [cos, -sin]);
        }
        slopes[*turn] += slope.iter().sum::<f64>();
    }
}

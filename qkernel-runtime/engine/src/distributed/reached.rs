//! States whose amplitudes this process can reach, as states that are shared.

use std::ops::ControlFlow;

use num_complex::Complex64;

use super::linked::Linked;
use super::strings::Strings;
use super::{OnRank, Shared};
use crate::{PauliTerm, Primitive};

impl<T: Linked> Shared for T {
    type Observed = Strings;

    const SECOND: bool = false;

    fn observed(observables: &[Vec<PauliTerm>], _: usize, near: usize) -> Strings {
        Strings::new(observables, near)
    }

    fn restart(&mut self) {
        let first = self.rank() == 0;
        let mine = self.mine_mut();
        mine.fill(Complex64::ZERO);
        if first {
            mine[0] = Complex64::ONE;
        }
    }

    fn copy_from(&mut self, other: &mut Self) {
        self.mine_mut().copy_from_slice(other.mine());
    }

    fn apply(&mut self, primitive: Primitive, turn: [f64; 2]) {
        if let Some(here) = OnRank::new(primitive, self.near(), self.rank()) {
            here.apply(self.mine_mut(), turn);
        }
    }

    fn exchange(&mut self, near: usize, far: usize) {
        Linked::exchange(self, near, far);
    }

    fn slope(&mut self, bra: &mut Self, primitive: Primitive) -> f64 {
        match OnRank::new(primitive, self.near(), self.rank()) {
            Some(here) => here.slope(bra.mine(), self.mine()),
            None => 0.0,
        }
    }

    fn sum(&mut self, shares: &mut [f64]) {
        Linked::sum(self, shares);
    }

    fn expectations(&mut self, observed: &Strings, _: Option<&mut Self>, values: &mut [f64]) {
        observed.expectations(self, values);
    }

    fn weigh(&mut self, observed: &Strings, weights: &[f64], image: &mut Self) {
        observed.weigh(self, weights, image.mine_mut());
    }

    fn amplitudes(&mut self, each: &mut dyn FnMut(usize, Complex64) -> ControlFlow<()>) {
        self.all(each);
    }

    fn probability(&mut self, place: usize) -> f64 {
        let (near, rank, mine) = (self.near(), self.rank(), self.mine());
        let mut sum = [0.0];
        if place < near {
            let stride = 1 << place;
            let ones = mine.chunks_exact(2 * stride);
            let ones = ones.flat_map(|block| &block[stride..]);
            sum[0] = ones.map(Complex64::norm_sqr).sum();
        } else if rank >> (place - near) & 1 == 1 {
            sum[0] = mine.iter().map(Complex64::norm_sqr).sum();
        }
        Linked::sum(self, &mut sum);
        sum[0].clamp(0.0, 1.0)
    }

    fn project(&mut self, place: usize, outcome: bool, probability: f64) {
        let scale = 1.0 / probability.sqrt();
        let (near, rank) = (self.near(), self.rank());
        let run = 1 << place.min(near);
        for (number, block) in self.mine_mut().chunks_exact_mut(run).enumerate() {
            let one = match place < near {
                true => number & 1 == 1,
                false => rank >> (place - near) & 1 == 1,
            };
            if one == outcome {
                block.iter_mut().for_each(|a| *a *= scale);
            } else {
                block.fill(Complex64::ZERO);
            }
        }
    }
}

//! A batch from the coefficients of its terms to its rows and back.

use std::ops::Range;

use super::block::Back;
use super::coefficients::{Evaluate, Pull};
use super::kernel::{Blocks, Rows};
use super::matrix;
use super::plan::Plan;
use super::ready::Ready;
use super::rotations::By;
use crate::real::Lane;
use crate::wide::widest;
use crate::{Angles, Precision};

/// Buffers for blocks of many rows, and for the few that are left over.
#[derive(Debug, Default)]
pub(super) struct Buffers<T, const W: usize, const N: usize, const V: usize> {
    terms: Vec<T>,
    wide: Blocks<T, W>,
    narrow: Blocks<T, N>,
    by_term: Vec<Lane<T, V>>,
    by_link: Vec<f64>,
    /// For the coefficients by a matrix, and the derivatives by the coefficients.
    matrix: matrix::Room<T, V>,
    sums: Vec<f64>,
}

/// How many of some rows go in blocks of `W`; the rest go in small ones.
fn split(rows: usize, wide: usize) -> usize {
    if rows % wide > wide / 2 {
        rows
    } else {
        rows - rows % wide
    }
}

impl<T: Precision, const W: usize, const N: usize, const V: usize> Buffers<T, W, N, V> {
    /// Values, derivatives, or both.
    fn rows(
        &mut self,
        plan: &Plan,
        angles: Angles<'_, T>,
        mut values: Option<&mut [T]>,
        mut back: Option<(&[T], &mut [T])>,
    ) {
        if back.is_some() {
            self.by_term.clear();
            self.by_term.resize(plan.terms.len(), Lane::default());
            self.by_link.clear();
            self.by_link.resize(plan.links, 0.0);
        }
        let at = split(angles.rows, W);
        let Buffers {
            terms,
            wide,
            narrow,
            by_term,
            by_link,
            ..
        } = self;
        macro_rules! go {
            ($range:expr, $blocks:ident) => {
                let range: Range<usize> = $range;
                // A first batch makes room for others.
                if !range.is_empty() || !$blocks.has_room(plan) {
                    widest(Rows {
                        plan,
                        terms,
                        angles,
                        range,
                        blocks: $blocks,
                        values: values.as_deref_mut(),
                        back: back.as_mut().map(|(weights, by_angle)| Back {
                            weights: *weights,
                            by_angle: &mut **by_angle,
                            by_term: &mut by_term[..],
                            by_link: &mut by_link[..],
                        }),
                    });
                }
            };
        }
        go!(0..at, wide);
        go!(at..angles.rows, narrow);
    }
}

impl<T: Precision, const W: usize, const N: usize, const V: usize> Buffers<T, W, N, V> {
    /// Values, derivatives, or both.
    pub(super) fn go(
        &mut self,
        kind: &mut Ready,
        angles: Angles<'_, T>,
        values: Option<&mut [T]>,
        back: Option<(&[T], &mut [T])>,
    ) {
        let Ready {
            plan,
            coefficients,
            shared,
            unused,
        } = kind;
        if values.is_some() {
            self.terms.resize(plan.terms.len(), T::default());
            let angles = |angle: usize| angles.numbers[angles.columns[angle].start].wide();
            match &plan.matrix {
                Some(matrix) => widest(matrix::Evaluate::<_, _, V> {
                    matrix,
                    angles,
                    room: &mut self.matrix,
                    terms: &mut self.terms,
                }),
                None => widest(Evaluate {
                    plan,
                    angles,
                    kept: coefficients,
                    terms: &mut self.terms,
                }),
            }
        }
        let Some((weights, by_angle)) = back else {
            self.rows(plan, angles, values, None);
            return;
        };
        for &angle in &*shared {
            by_angle[angles.columns[angle].start] = T::default();
        }
        for &angle in &*unused {
            by_angle[angles.columns[angle].clone()].fill(T::default());
        }
        self.rows(plan, angles, values, Some((weights, &mut *by_angle)));
        let mut add = |angle: usize, d: f64| {
            let sum = &mut by_angle[angles.columns[angle].start];
            *sum = T::narrow(sum.wide() + d);
        };
        let mut links = self.by_link.iter();
        for chain in &plan.chains {
            for (link, &d) in chain.links.iter().zip(&mut links) {
                if let By::Angle(angle, _) = link.by
                    && !angles.each[angle]
                {
                    add(angle, d);
                }
            }
        }
        let sums = self.by_term.iter().map(|lanes| lanes.sum());
        match &plan.matrix {
            Some(matrix) => {
                self.sums.clear();
                self.sums.extend(sums);
                widest(matrix::Pull::<_, _, V> {
                    matrix,
                    room: &mut self.matrix,
                    by_term: &self.sums,
                    by_angle: add,
                });
            }
            None => widest(Pull {
                plan,
                kept: coefficients,
                by_term: sums,
                by_angle: add,
            }),
        }
    }
}

//! Which Pauli strings are measured together, and with how many shots.

use std::collections::BTreeMap;

use crate::observable::{Observable, Pauli};

/// Strings that are measured in one basis.
#[derive(Debug)]
pub(super) struct Setting {
    /// The basis of each qubit that is measured, in ascending order.
    pub(super) basis: BTreeMap<usize, Pauli>,
    pub(super) strings: Vec<Measured>,
    /// The root of the sum of the squares of the coefficients.
    weight: f64,
}

/// Observables, each with the coefficient that a string has there.
type Terms = Vec<(usize, f64)>;

/// A product of Pauli operators, on these qubits.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) qubits: Vec<usize>,
    /// The observables that it is a term of, with its coefficients.
    pub(super) terms: Terms,
}

impl Measured {
    /// The product of the outcomes, 1 or -1, where `bit` says which qubits gave 1.
    pub(super) fn value(&self, bit: impl Fn(usize) -> bool) -> f64 {
        let odd = self
            .qubits
            .iter()
            .fold(false, |odd, &qubit| odd ^ bit(qubit));
        if odd { -1.0 } else { 1.0 }
    }
}

/// The settings, and the part of each observable that needs none.
///
/// Strings commute qubit by qubit if they have the same operator on each qubit that both act on. The one with the largest
/// coefficient comes first, and each is put to the first strings that it commutes with.
pub(super) fn settings(observables: &[Observable]) -> (Vec<Setting>, Vec<f64>) {
    let mut constants = vec![0.0; observables.len()];
    let mut strings: BTreeMap<&[(usize, Pauli)], Terms> = BTreeMap::new();
    for (k, observable) in observables.iter().enumerate() {
        for (coefficient, string) in observable.terms() {
            match string.factors() {
                [] => constants[k] += coefficient,
                factors => strings.entry(factors).or_default().push((k, coefficient)),
            }
        }
    }
    let square = |terms: &[(usize, f64)]| terms.iter().map(|(_, c)| c * c).sum::<f64>();
    let mut strings: Vec<_> = strings.into_iter().collect();
    strings.sort_by(|(_, a), (_, b)| square(b).total_cmp(&square(a)));
    let mut settings: Vec<Setting> = Vec::new();
    for (factors, terms) in strings {
        let fits = |setting: &Setting| {
            let same = |(qubit, pauli)| setting.basis.get(qubit).is_none_or(|own| own == pauli);
            factors
                .iter()
                .map(|(qubit, pauli)| (qubit, pauli))
                .all(same)
        };
        let place = settings.iter().position(fits).unwrap_or(settings.len());
        if place == settings.len() {
            settings.push(Setting {
                basis: BTreeMap::new(),
                strings: Vec::new(),
                weight: 0.0,
            });
        }
        let setting = &mut settings[place];
        setting.basis.extend(factors.iter().copied());
        setting.weight = setting.weight.hypot(square(&terms).sqrt());
        setting.strings.push(Measured {
            qubits: factors.iter().map(|&(qubit, _)| qubit).collect(),
            terms,
        });
    }
    (settings, constants)
}

/// How many shots each setting is given: in proportion to its weight, but two at least. There are as many for all.
pub(super) fn distribute(shots: usize, settings: &[Setting]) -> Vec<usize> {
    let total: f64 = settings.iter().map(|setting| setting.weight).sum();
    let free = shots.saturating_sub(2 * settings.len());
    let share = |setting: &Setting| {
        let wanted = shots as f64 * setting.weight / total;
        if wanted.is_finite() {
            (wanted - 2.0).max(0.0)
        } else {
            1.0
        }
    };
    let sum: f64 = settings.iter().map(share).sum();
    // The part up to some setting is rounded, so that all are given.
    let (mut so_far, mut given) = (0.0, 0);
    let mut all: Vec<usize> = Vec::new();
    for setting in settings {
        so_far += share(setting);
        let part = if sum > 0.0 { so_far / sum } else { 0.0 };
        let up_to = ((free as f64 * part).round() as usize).clamp(given, free);
        all.push(2 + up_to - given);
        given = up_to;
    }
    if let Some(first) = all.first_mut() {
        *first += free - given;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observable::{X, Y, Z};

    #[test]
    fn strings_that_commute_qubit_by_qubit_are_measured_together() {
        let h = 3.0 * Z(0) * Z(1) + 2.0 * X(0) * X(1) + 1.0 * Z(1) - 0.5 * Y(2) + 7.0;
        let (settings, constants) = settings(&[h, 4.0 * Z(1)]);
        let bases: Vec<Vec<_>> = (settings.iter())
            .map(|setting| setting.basis.iter().map(|(&q, &p)| (q, p)).collect())
            .collect();
        let (x, y, z) = (Pauli::X, Pauli::Y, Pauli::Z);
        assert_eq!(bases, [vec![(0, z), (1, z), (2, y)], vec![(0, x), (1, x)]]);
        assert_eq!(constants, [7.0, 0.0]);
        let weight = (9.0_f64 + 1.0 + 16.0 + 0.25).sqrt();
        assert!((settings[0].weight - weight).abs() < 1e-12);
        for shots in [4, 5, 100, 12345] {
            let given = distribute(shots, &settings);
            assert_eq!(given.iter().sum::<usize>(), shots);
            assert!(given.iter().all(|&shots| shots >= 2), "{given:?}");
        }
        let given = distribute(100_000, &settings);
        let ratio = given[0] as f64 / given[1] as f64;
        assert!((ratio - weight / 2.0).abs() < 1e-3, "{given:?}");
    }
}

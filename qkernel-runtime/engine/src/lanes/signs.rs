//! Expectation values of products of Zs, all from the probabilities in one walk.
//!
//! The value of a product with the qubits `z` is Σ (-1)^|k ∧ z| p(k): a coefficient of the Walsh-Hadamard transform of p, which is
//! computed by sums and differences of halves. Of these only those are made that a product needs. Backwards, the same
//! steps transposed take a weight for each product to a factor for each amplitude.

use crate::real::Real;

/// A step: what becomes of two neighbouring blocks of `half` numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Butterfly {
    start: usize,
    half: usize,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// The lower one is the sum.
    Sum,
    /// The lower one is the difference.
    Difference,
    /// The lower one is the sum, the upper one the difference.
    Both,
}

/// The steps for some products.
#[derive(Clone, Debug, Default)]
pub(super) struct Signs {
    steps: Vec<Butterfly>,
    /// For each product, where its value is at the end.
    places: Vec<usize>,
}

impl Signs {
    /// For products of Zs on qubits below `qubits`, each as its mask.
    pub(super) fn new(products: &[usize], qubits: usize) -> Signs {
        let mut signs = Signs {
            steps: Vec::new(),
            places: vec![0; products.len()],
        };
        let mut blocks = vec![(0, (0..products.len()).collect::<Vec<_>>())];
        for qubit in (0..qubits).rev() {
            let half = 1 << qubit;
            let mut halves = Vec::new();
            for (start, all) in blocks {
                let (with, without): (Vec<_>, Vec<_>) =
                    all.into_iter().partition(|&i| products[i] & half != 0);
                let kind = match (with.is_empty(), without.is_empty()) {
                    (true, true) => continue,
                    (true, false) => Kind::Sum,
                    (false, true) => Kind::Difference,
                    (false, false) => Kind::Both,
                };
                signs.steps.push(Butterfly { start, half, kind });
                if kind == Kind::Both {
                    halves.push((start, without));
                    halves.push((start + half, with));
                } else {
                    halves.push((start, [with, without].concat()));
                }
            }
            blocks = halves;
        }
        for (place, all) in blocks {
            for i in all {
                signs.places[i] = place;
            }
        }
        signs
    }

    /// Where the value of each product is after [`values`](Signs::values), and its weight before [`factors`](Signs::factors).
    #[inline(always)]
    pub(super) fn places(&self) -> &[usize] {
        &self.places
    }

    /// From the probability of each basis state to the values of the products, in place.
    #[inline(always)]
    pub(super) fn values<T: Real>(&self, numbers: &mut [T]) {
        for &Butterfly { start, half, kind } in &self.steps {
            let (low, high) = numbers[start..start + 2 * half].split_at_mut(half);
            let pairs = low.iter_mut().zip(high);
            match kind {
                Kind::Sum => pairs.for_each(|(a, b)| *a = *a + *b),
                Kind::Difference => pairs.for_each(|(a, b)| *a = *a - *b),
                Kind::Both => pairs.for_each(|(a, b)| (*a, *b) = (*a + *b, *a - *b)),
            }
        }
    }

    /// From a weight for each product to Σ ± weight for each basis state, in place.
    #[inline(always)]
    pub(super) fn factors<T: Real>(&self, numbers: &mut [T]) {
        for &Butterfly { start, half, kind } in self.steps.iter().rev() {
            let (low, high) = numbers[start..start + 2 * half].split_at_mut(half);
            let pairs = low.iter_mut().zip(high);
            match kind {
                Kind::Sum => pairs.for_each(|(a, b)| *b = *a),
                Kind::Difference => pairs.for_each(|(a, b)| *b = -*a),
                Kind::Both => pairs.for_each(|(a, b)| (*a, *b) = (*a + *b, *a - *b)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statevector::sign;

    #[test]
    fn values_and_factors_are_the_sums_with_signs() {
        for products in [
            &[1][..],
            &[8, 4, 2, 1],
            &[0, 15, 3, 9],
            &[5],
            &[1, 3, 7, 15, 14],
            &[],
        ] {
            let signs = Signs::new(products, 4);
            let p: Vec<f64> = (0..16).map(|k| f64::from((k * 7) % 5)).collect();
            let mut found = p.clone();
            signs.values(&mut found);
            let mut factors = vec![0.0; 16];
            for (i, (&z, &place)) in products.iter().zip(signs.places()).enumerate() {
                let expected: f64 = p.iter().enumerate().map(|(k, p)| p * sign(k & z)).sum();
                assert_eq!(found[place], expected, "{products:?}");
                factors[place] = f64::from(1 << i);
            }
            signs.factors(&mut factors);
            for (k, factor) in factors.into_iter().enumerate() {
                let weights = products.iter().enumerate();
                let expected: f64 = weights.map(|(i, z)| sign(k & z) * f64::from(1 << i)).sum();
                let expected = if products.is_empty() { 0.0 } else { expected };
                assert_eq!(factor, expected, "{products:?}");
            }
        }
    }
}

//! Expectation values over several parts.
//!
//! Parts that never met are in a product state, where the expectation value of a product of operators on different parts is
//! the product of their expectation values. So an observable is Σ coefficient · Π (value of a part).

/// A program's expectation values in terms of those of its parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Products {
    /// For each expectation value: its constant, and where its terms end.
    pub(super) sums: Vec<(f64, usize)>,
    /// Coefficient, and where the factors of the term end.
    pub(super) terms: Vec<(f64, usize)>,
    /// Values of parts.
    pub(super) factors: Vec<usize>,
}

impl Products {
    /// Constant and terms of an expectation value; a term is a coefficient and the parts' values that it is multiplied by.
    pub(crate) fn sum(&self, number: usize) -> (f64, impl Iterator<Item = (f64, &[usize])>) {
        let first = match number {
            0 => 0,
            _ => self.sums[number - 1].1,
        };
        let (constant, end) = self.sums[number];
        let terms = (first..end).map(|term| {
            let start = if term == 0 { 0 } else { self.terms[term - 1].1 };
            let (coefficient, end) = self.terms[term];
            (coefficient, &self.factors[start..end])
        });
        (constant, terms)
    }

    /// The value of a part that an expectation value is.
    pub(crate) fn copy(&self, number: usize) -> Option<usize> {
        let (constant, mut terms) = self.sum(number);
        match (terms.next(), terms.next()) {
            (Some((1.0, &[value])), None) if constant == 0.0 => Some(value),
            _ => None,
        }
    }

    /// The expectation values, given those of the parts.
    pub(crate) fn expectations(&self, values: &[f64], expectations: &mut [f64]) {
        let (mut term, mut factor) = (0, 0);
        for (expectation, &(constant, end)) in expectations.iter_mut().zip(&self.sums) {
            *expectation = constant;
            for &(coefficient, end) in &self.terms[term..end] {
                let factors = self.factors[factor..end].iter();
                *expectation += factors.fold(coefficient, |product, &i| product * values[i]);
                factor = end;
            }
            term = end;
        }
    }

    /// The derivative by each part's values of Σ weight · expectation value.
    pub(crate) fn pull(&self, values: &[f64], weights: &[f64], by_value: &mut [f64]) {
        by_value.fill(0.0);
        let (mut term, mut factor) = (0, 0);
        for (&weight, &(_, end)) in weights.iter().zip(&self.sums) {
            for &(coefficient, end) in &self.terms[term..end] {
                let factors = &self.factors[factor..end];
                for (i, &own) in factors.iter().enumerate() {
                    let others = factors.iter().enumerate().filter(|&(k, _)| k != i);
                    by_value[own] +=
                        others.fold(weight * coefficient, |product, (_, &k)| product * values[k]);
                }
                factor = end;
            }
            term = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_are_those_of_the_values() {
        // 2 - v0 v2 + 3 v1, and 0.5 v0 v1 v2.
        let products = Products {
            sums: vec![(2.0, 2), (0.0, 3)],
            terms: vec![(-1.0, 2), (3.0, 3), (0.5, 6)],
            factors: vec![0, 2, 1, 0, 1, 2],
        };
        let (values, weights) = ([0.3, -0.8, 0.0], [0.7, -2.0]);
        let at = |values: &[f64]| {
            let mut expectations = [0.0; 2];
            products.expectations(values, &mut expectations);
            expectations
        };
        let expected = 2.0 - 0.3 * 0.0 + 3.0 * -0.8;
        assert!((at(&values)[0] - expected).abs() < 1e-15 && at(&values)[1] == 0.0);
        let mut by_value = [9.0; 3];
        products.pull(&values, &weights, &mut by_value);
        for (i, d) in by_value.iter().enumerate() {
            let moved = |by: f64| {
                let mut values = values;
                values[i] += by;
                let sum = at(&values);
                weights[0] * sum[0] + weights[1] * sum[1]
            };
            let slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
            assert!((slope - d).abs() < 1e-8, "{i}: {slope} and {d}");
        }
    }
}

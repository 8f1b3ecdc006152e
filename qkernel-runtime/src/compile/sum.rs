//! Observables while a kernel is bound.

use std::ops::Neg;
use std::rc::Rc;

use crate::observable::Observable;

/// A Pauli sum in parts, each at least twice as long as the next.
///
/// Values of a graph are not changed but created again, and a loop that adds term after term makes a sum in every
/// iteration. So sums share their parts, and parts of like length are joined: n terms take of the order of n log n steps.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    parts: Vec<Rc<Observable>>,
}

impl From<Observable> for Sum {
    fn from(observable: Observable) -> Sum {
        Sum {
            parts: vec![Rc::new(observable)],
        }
    }
}

impl Sum {
    pub(super) fn plus(mut self, other: Sum) -> Sum {
        self.parts.extend(other.parts);
        let length = |part: &Rc<Observable>| part.terms().len();
        self.parts
            .sort_by_key(|part| std::cmp::Reverse(length(part)));
        while let [.., large, small] = &self.parts[..]
            && length(large) < 2 * length(small).max(1)
        {
            let joined = Rc::new(&**large + &**small);
            self.parts.truncate(self.parts.len() - 2);
            self.parts.push(joined);
        }
        self
    }

    /// All parts together.
    pub(super) fn total(&self) -> Rc<Observable> {
        match &self.parts[..] {
            [part] => part.clone(),
            parts => Rc::new(parts.iter().map(|part| &**part).sum()),
        }
    }
}

impl Neg for Sum {
    type Output = Sum;
    fn neg(self) -> Sum {
        Sum {
            parts: self.parts.iter().map(|part| Rc::new(-&**part)).collect(),
        }
    }
}

impl PartialEq for Sum {
    fn eq(&self, other: &Sum) -> bool {
        self.total() == other.total()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observable::{X, Z};

    #[test]
    fn parts_share_out_the_terms() {
        let mut sum = Sum::from(Observable::zero());
        for i in 0..1000 {
            sum = Sum::from(0.5 * Z(i) * Z(i + 1)).plus(sum);
            let lengths: Vec<usize> = sum.parts.iter().map(|part| part.terms().len()).collect();
            assert!(
                lengths.windows(2).all(|pair| pair[0] >= 2 * pair[1]),
                "{lengths:?}"
            );
        }
        let expected: Observable = (0..1000).map(|i| 0.5 * Z(i) * Z(i + 1)).sum();
        assert_eq!(*sum.total(), expected);
        assert_eq!(*(-sum.clone()).total(), -&expected);
        let none = sum.clone().plus(-sum);
        assert_eq!(*none.total(), Observable::zero());
        assert!(none.plus(X(0).into()) == X(0).into());
    }
}

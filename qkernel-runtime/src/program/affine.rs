//! Angles as affine forms over the arguments.

use crate::program::Affine;

/// `a + factor·b`.
pub(crate) fn add(a: &Affine, b: &Affine, factor: f64) -> Affine {
    let mut terms = Vec::with_capacity(a.terms.len() + b.terms.len());
    let (mut left, mut right) = (a.terms.iter().peekable(), b.terms.iter().peekable());
    loop {
        let term = match (left.peek(), right.peek()) {
            (Some(&&(i, x)), Some(&&(j, y))) if i == j => {
                left.next();
                right.next();
                (i, x + factor * y)
            }
            (Some(&&(i, x)), Some(&&(j, _))) if i < j => {
                left.next();
                (i, x)
            }
            (Some(&&(i, x)), None) => {
                left.next();
                (i, x)
            }
            (_, Some(&&(j, y))) => {
                right.next();
                (j, factor * y)
            }
            (None, None) => break,
        };
        if term.1 != 0.0 {
            terms.push(term);
        }
    }
    Affine {
        constant: a.constant + factor * b.constant,
        terms,
    }
}

pub(crate) fn scale(a: &Affine, factor: f64) -> Affine {
    add(&Affine::default(), a, factor)
}

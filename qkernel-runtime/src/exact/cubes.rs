//! For which outcomes a condition holds.

use std::borrow::Cow;

use crate::program::{BitId, Condition};

/// How many combinations of outcomes one condition may expand to, how many bits each of them may have, and how many may be looked at.
pub(super) const MAX_CUBES: usize = 1 << 12;
pub(super) const MAX_CUBE: usize = 1 << 10;
const MAX_LOOKED_AT: usize = 1 << 14;

/// How often a condition may name a bit: for each bit of a combination, it is gone through.
const MAX_BITS: usize = 1 << 14;

/// Places and their values, all of which have to hold.
pub(super) type Cube = Vec<(usize, bool)>;

/// The outcomes for which a condition has a value, as lists of bits that exclude each other; `None` if there are too many.
pub(super) fn outcomes(condition: &Condition, value: bool) -> Option<Vec<Vec<(BitId, bool)>>> {
    let (mut cube, mut cubes, mut looked_at) = (Vec::new(), Vec::new(), 0);
    let is_wide = condition.bits().nth(MAX_BITS).is_some();
    let too_many = is_wide || expand(condition, value, &mut cube, &mut cubes, &mut looked_at);
    (!too_many).then_some(cubes)
}

/// Where both cubes hold; `None` where they exclude each other.
pub(super) fn both(a: &[(usize, bool)], b: &[(usize, bool)]) -> Option<Cube> {
    let mut all = a.to_vec();
    for &(place, value) in b {
        match a.iter().find(|&&(other, _)| other == place) {
            Some(&(_, other)) if other != value => return None,
            Some(_) => {}
            None => all.push((place, value)),
        }
    }
    Some(all)
}

/// Shannon's expansion: cubes that exclude each other, over which the condition has the value. Returns whether there are
/// too many.
fn expand(
    condition: &Condition,
    value: bool,
    cube: &mut Vec<(BitId, bool)>,
    cubes: &mut Vec<Vec<(BitId, bool)>>,
    looked_at: &mut usize,
) -> bool {
    // What was known before is not in it any more.
    let known = simplify(condition, &cube[cube.len().saturating_sub(1)..]);
    if let Condition::Constant(holds) = &*known {
        if *holds == value {
            cubes.push(cube.clone());
        }
        *looked_at += 1;
        return cubes.len() > MAX_CUBES || *looked_at > MAX_LOOKED_AT;
    }
    if cube.len() == MAX_CUBE {
        return true;
    }
    let Some(bit) = known.bits().next() else {
        return false;
    };
    for outcome in [false, true] {
        cube.push((bit, outcome));
        let too_many = expand(&known, value, cube, cubes, looked_at);
        cube.pop();
        if too_many {
            return true;
        }
    }
    false
}

/// The condition once some bits are known.
fn simplify<'c>(condition: &'c Condition, known: &[(BitId, bool)]) -> Cow<'c, Condition> {
    use Condition::{And, Bit, Constant, Equal, Not, Or};
    Cow::Owned(match condition {
        Bit(bit) => match known.iter().find(|(other, _)| other == bit) {
            Some(&(_, value)) => Constant(value),
            None => return Cow::Borrowed(condition),
        },
        Constant(_) => return Cow::Borrowed(condition),
        Not(inner) => match simplify(inner, known).into_owned() {
            Constant(value) => Constant(!value),
            inner => Not(Box::new(inner)),
        },
        And(a, b) | Or(a, b) | Equal(a, b) => {
            let (a, b) = (
                simplify(a, known).into_owned(),
                simplify(b, known).into_owned(),
            );
            match (condition, a, b) {
                (And(..), Constant(false), _) | (And(..), _, Constant(false)) => Constant(false),
                (And(..), Constant(true), x) | (And(..), x, Constant(true)) => x,
                (And(..), a, b) => And(Box::new(a), Box::new(b)),
                (Or(..), Constant(true), _) | (Or(..), _, Constant(true)) => Constant(true),
                (Or(..), Constant(false), x) | (Or(..), x, Constant(false)) => x,
                (Or(..), a, b) => Or(Box::new(a), Box::new(b)),
                (_, Constant(true), x) | (_, x, Constant(true)) => x,
                (_, Constant(false), Constant(false)) => Constant(true),
                (_, Constant(false), x) | (_, x, Constant(false)) => Not(Box::new(x)),
                (_, a, b) => Equal(Box::new(a), Box::new(b)),
            }
        }
    })
}

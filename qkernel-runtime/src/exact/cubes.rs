//! For which outcomes a condition holds.

use std::collections::HashMap;

use crate::program::parts::known;
use crate::program::{BitId, Condition, Operator};

/// How many combinations of outcomes one condition may expand to, how many bits each of them may have, and how many may be looked at.
pub(super) const MAX_CUBES: usize = 1 << 12;
pub(super) const MAX_CUBE: usize = 1 << 10;
const MAX_LOOKED_AT: usize = 1 << 14;

/// How many parts a condition may have: for each bit of a combination, it is gone through.
const MAX_PARTS: usize = 1 << 15;

/// Places and their values, all of which have to hold.
pub(super) type Cube = Vec<(usize, bool)>;

/// The outcomes for which a condition has a value, as lists of bits that exclude each other; `None` if there are too many.
pub(super) fn outcomes(condition: &Condition, value: bool) -> Option<Vec<Vec<(BitId, bool)>>> {
    let parts = condition.parts();
    if parts.len() > MAX_PARTS {
        return None;
    }
    let mut expansion = Expansion {
        known: HashMap::new(),
        parts,
        value,
        cube: Vec::new(),
        cubes: Vec::new(),
        looked_at: 0,
    };
    let too_many = expansion.expand();
    (!too_many).then_some(expansion.cubes)
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

/// Shannon's expansion: cubes that exclude each other, over which the condition has the value.
struct Expansion {
    parts: Vec<Operator<u32>>,
    value: bool,
    /// The bits that are in the cube.
    known: HashMap<BitId, bool>,
    cube: Vec<(BitId, bool)>,
    cubes: Vec<Vec<(BitId, bool)>>,
    looked_at: usize,
}

impl Expansion {
    /// Adds the cubes that have this one in them. Returns whether there are too many.
    fn expand(&mut self) -> bool {
        let values = known(&self.parts, |bit| self.known.get(&bit).copied());
        let bit = match values.last() {
            Some(&Err(bit)) => bit,
            holds => {
                if holds == Some(&Ok(self.value)) {
                    self.cubes.push(self.cube.clone());
                }
                self.looked_at += 1;
                return self.cubes.len() > MAX_CUBES || self.looked_at > MAX_LOOKED_AT;
            }
        };
        if self.cube.len() == MAX_CUBE {
            return true;
        }
        for outcome in [false, true] {
            self.cube.push((bit, outcome));
            self.known.insert(bit, outcome);
            let too_many = self.expand();
            self.known.remove(&bit);
            self.cube.pop();
            if too_many {
                return true;
            }
        }
        false
    }
}

//! Loops and branches inside of each other.

use crate::error::{self, Errors};
use crate::lower::Region;

/// How many levels there are at most. rustc evaluates constants in 128 frames, of which a level takes up to five.
const MOST: usize = 20;

/// Reports the first one that is too deep: rustc would only speak of frames.
pub(super) fn check(region: &Region<'_>, errors: &Errors) {
    below(region, 0, errors);
}

fn below(region: &Region<'_>, depth: usize, errors: &Errors) -> bool {
    region.nodes.iter().any(|node| {
        node.op.regions().any(|inner| {
            if depth == MOST {
                errors.push(node.span, error::nested(MOST));
                return true;
            }
            below(inner, depth + 1, errors)
        })
    })
}

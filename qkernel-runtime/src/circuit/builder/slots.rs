//! Angles as numbers over the slots of the program that is built.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::CircuitBuilder;
use super::angle::{Angle, Atom, MAX_DEPTH, Nonlinear};
use crate::program::{Affine, Derived, SlotId};

impl CircuitBuilder {
    /// The number over the program's slots; each product and function takes one, once.
    pub(super) fn affine(&mut self, angle: &Angle) -> Result<Affine, String> {
        if angle.depth > MAX_DEPTH {
            return Err(format!(
                "more than {MAX_DEPTH} products and functions are nested in an angle"
            ));
        }
        let mut terms: BTreeMap<SlotId, f64> = BTreeMap::new();
        for (atom, coefficient) in &angle.terms {
            let slot = match atom {
                Atom::Symbol(symbol) if symbol.builder == self.id => symbol.slot,
                Atom::Symbol(_) => {
                    return Err("an angle has a parameter of another builder".into());
                }
                Atom::Nonlinear(node) => self.node(node)?,
            };
            *terms.entry(slot).or_insert(0.0) += coefficient;
        }
        terms.retain(|_, coefficient| *coefficient != 0.0);
        Ok(Affine {
            constant: angle.constant,
            terms: terms.into_iter().collect(),
        })
    }

    fn node(&mut self, node: &Arc<Nonlinear>) -> Result<SlotId, String> {
        let address = Arc::as_ptr(node).addr();
        if let Some((_, slot)) = self.derived.get(&address) {
            return Ok(*slot);
        }
        let derived = match &**node {
            Nonlinear::Product(a, b) => Derived::Product(self.affine(a)?, self.affine(b)?),
            Nonlinear::Apply(function, a) => Derived::Apply(*function, self.affine(a)?),
            Nonlinear::Combine(function, a, b) => {
                Derived::Combine(*function, self.affine(a)?, self.affine(b)?)
            }
        };
        let slot = self.program.derive(derived);
        self.derived.insert(address, (Arc::clone(node), slot));
        Ok(slot)
    }
}

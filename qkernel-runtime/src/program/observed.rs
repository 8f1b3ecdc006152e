//! The same gates with other observables.

use super::{Affine, Derived, ObservableId, Output, Program, Slot, SlotId};
use crate::observable::Observable;

impl Program {
    /// The program with these expectation values as its only results. Angles stay what they are; numbers that depend on
    /// the expectation values of before are left out.
    pub(crate) fn with_observables(&self, observables: &[Observable]) -> Program {
        let mut program = self.clone();
        program.observables = observables.to_vec();
        program.derived.clear();
        // Where each derived number is now, if it is still there.
        let mut places: Vec<Option<SlotId>> = Vec::new();
        for derived in &self.derived {
            let is_late = matches!(derived, Derived::Expectation(_));
            let there = derived.map(|number| moved(number, &places));
            let is_kept = !is_late && there.operands().all(Option::is_some);
            let kept = || there.map(|number| number.clone().unwrap_or_default());
            places.push(is_kept.then(|| program.derive(kept())));
        }
        for angle in program.instructions.angles_mut() {
            if let Some(there) = moved(angle, &places) {
                *angle = there;
            }
        }
        let values = (0..observables.len())
            .map(|k| program.derive(Derived::Expectation(ObservableId::new(k))))
            .map(Affine::from)
            .collect();
        program.outputs = vec![Output::FloatVector(values)];
        program
    }

    /// Adds a derived number.
    pub(crate) fn derive(&mut self, derived: Derived) -> SlotId {
        self.derived.push(derived);
        SlotId::derived(self.derived.len() - 1)
    }
}

/// The number with its slots where they are now, if all of them are still there.
fn moved(number: &Affine, places: &[Option<SlotId>]) -> Option<Affine> {
    let place = |&(slot, factor): &(SlotId, f64)| match slot.slot() {
        Slot::Derived(index) => Some(((*places.get(index as usize)?)?, factor)),
        _ => Some((slot, factor)),
    };
    Some(Affine {
        constant: number.constant,
        terms: number.terms.iter().map(place).collect::<Option<_>>()?,
    })
}

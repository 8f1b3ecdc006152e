//! Qubits on a shared state whose measurements are followed.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::relabelled::Places;
use super::{Shared, Store};
use crate::{Error, Primitive, PrimitiveKind, Register};

/// A register. What comes next is not known: a far qubit takes the place of the near one that was not needed for longest.
#[derive(Debug)]
pub(super) struct DistributedRegister<S: Store> {
    store: Arc<S>,
    /// For errors.
    kernel: Arc<str>,
    near: usize,
    /// To look at a state, ranks may have to exchange its qubits.
    inner: RefCell<Inner<S::State>>,
}

#[derive(Debug)]
struct Inner<T> {
    state: T,
    places: Places,
    /// When each qubit was needed near last.
    used: Vec<usize>,
    now: usize,
}

impl<S: Store> DistributedRegister<S> {
    pub(super) fn new(
        store: &Arc<S>,
        kernel: &Arc<str>,
        qubits: usize,
        near: usize,
    ) -> Result<Self, Error> {
        Ok(DistributedRegister {
            store: Arc::clone(store),
            kernel: Arc::clone(kernel),
            near,
            inner: RefCell::new(Inner {
                state: store.state(kernel, qubits)?,
                places: Places::new((0..qubits).collect()),
                used: vec![0; qubits],
                now: 0,
            }),
        })
    }
}

impl<T: Shared> Inner<T> {
    fn exchange(&mut self, near: usize, far: usize) {
        self.state.exchange(near, far);
        self.places.exchange(near, far);
    }

    /// Brings each qubit to the place of its own number.
    fn restore(&mut self, near: usize) {
        for place in (0..self.places.of.len()).rev() {
            let from = self.places.of[place];
            if from == place {
                continue;
            }
            match (from < near, place < near) {
                (true, true) => {
                    let [low, high] = [from.min(place), from.max(place)].map(|place| 1 << place);
                    let swap = Primitive {
                        kind: PrimitiveKind::Swap,
                        controls: 0,
                        low,
                        high,
                    };
                    self.state.apply(swap, [1.0, 0.0]);
                    self.places.exchange(from, place);
                }
                (true, false) => self.exchange(from, place),
                // Places from the highest down: what is far may only come from a lower place.
                (false, _) => {
                    self.exchange(0, from);
                    self.exchange(0, place);
                    self.exchange(0, from);
                }
            }
        }
    }
}

impl<S: Store> Register for DistributedRegister<S> {
    fn fork(&self) -> Result<Box<dyn Register>, Error> {
        let inner = &mut *self.inner.borrow_mut();
        let mut state = self.store.state(&self.kernel, inner.places.of.len())?;
        state.copy_from(&mut inner.state);
        Ok(Box::new(DistributedRegister {
            store: Arc::clone(&self.store),
            kernel: Arc::clone(&self.kernel),
            near: self.near,
            inner: RefCell::new(Inner {
                state,
                places: inner.places.clone(),
                used: inner.used.clone(),
                now: inner.now,
            }),
        }))
    }

    fn apply(&mut self, primitive: Primitive, turn: [f64; 2]) {
        let near = self.near;
        let Inner {
            state,
            places,
            used,
            now,
        } = self.inner.get_mut();
        let qubits = primitive.changed();
        *now += 1;
        for (near, far) in places.bring_near(qubits, near, |qubit| *now - used[qubit]) {
            state.exchange(near, far);
        }
        let needed = used.iter_mut().enumerate();
        needed
            .filter(|(qubit, _)| qubits >> qubit & 1 == 1)
            .for_each(|(_, used)| *used = *now);
        state.apply(places.primitive(primitive), turn);
    }

    fn probability(&self, qubit: usize) -> f64 {
        let inner = &mut *self.inner.borrow_mut();
        inner.state.probability(inner.places.of[qubit])
    }

    fn project(&mut self, qubit: usize, outcome: bool, probability: f64) {
        let inner = self.inner.get_mut();
        let place = inner.places.of[qubit];
        inner.state.project(place, outcome, probability);
    }

    fn probabilities(&self, each: &mut dyn FnMut(usize, f64) -> ControlFlow<()>) {
        let inner = &mut *self.inner.borrow_mut();
        inner.restore(self.near);
        inner.state.probabilities(each);
    }
}

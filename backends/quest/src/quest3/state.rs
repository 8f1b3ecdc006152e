//! A state of QuEST 3.5, as the engine sees it.

use std::ops::ControlFlow;
use std::sync::Arc;

use num_complex::Complex64;
use qkernel_runtime::engine::{PauliTerm, Primitive, Shared};

use super::gates::{Product, product};
use super::registers::Registers3;
use crate::worker::Worker;

/// How many amplitudes are asked for at once.
const PIECE: usize = 1 << 12;
/// Up to so many qubits all probabilities are asked for at once, 128 MiB.
const AT_ONCE: usize = 24;

/// A state, by its number on QuEST's thread.
#[derive(Debug)]
pub struct State {
    worker: Arc<Worker<Registers3>>,
    id: usize,
    qubits: usize,
}

/// Observables as products that are different.
#[derive(Debug)]
pub struct Observed {
    /// The part of each observable that is a multiple of the identity.
    constants: Vec<f64>,
    products: Arc<[Product]>,
    /// Observable, product, coefficient.
    terms: Vec<(usize, usize, f64)>,
}

impl State {
    /// There must be room for it.
    pub(super) fn new(worker: &Arc<Worker<Registers3>>, qubits: usize) -> State {
        State {
            worker: Arc::clone(worker),
            id: worker.ask(move |registers| registers.add(qubits)),
            qubits,
        }
    }
}

impl Drop for State {
    fn drop(&mut self) {
        let id = self.id;
        self.worker.tell(move |registers| registers.remove(id));
    }
}

impl Shared for State {
    type Observed = Observed;

    const SECOND: bool = true;

    fn observed(observables: &[Vec<PauliTerm>], _: usize, _: usize) -> Observed {
        let mut constants = vec![0.0; observables.len()];
        let (mut found, mut terms) = (Vec::<(usize, usize)>::new(), Vec::new());
        let mut products = Vec::new();
        for (number, observable) in observables.iter().enumerate() {
            for term in observable {
                if term.is_identity() {
                    constants[number] += term.coefficient;
                    continue;
                }
                let known = found.iter().position(|&masks| masks == (term.x, term.z));
                let at = known.unwrap_or_else(|| {
                    found.push((term.x, term.z));
                    products.push(product(term));
                    found.len() - 1
                });
                terms.push((number, at, term.coefficient));
            }
        }
        Observed {
            constants,
            products: products.into(),
            terms,
        }
    }

    fn restart(&mut self) {
        let id = self.id;
        self.worker
            .tell(move |registers| registers.get(id).restart());
    }

    fn copy_from(&mut self, other: &mut Self) {
        let (to, from) = (self.id, other.id);
        self.worker.tell(move |registers| {
            registers.pair(to, from, |to, from| to.copy_from(from));
        });
    }

    fn apply(&mut self, primitive: Primitive, turn: [f64; 2]) {
        let id = self.id;
        self.worker
            .tell(move |registers| registers.get(id).apply(primitive, turn));
    }

    /// QuEST's swap sends all amplitudes of a rank, as each of its gates on a far qubit does, and not half of them.
    fn exchange(&mut self, near: usize, far: usize) {
        let swap = Primitive {
            kind: qkernel_runtime::engine::PrimitiveKind::Swap,
            controls: 0,
            low: 1 << near,
            high: 1 << far,
        };
        self.apply(swap, [1.0, 0.0]);
    }

    fn slope(&mut self, bra: &mut Self, primitive: Primitive) -> f64 {
        let (ket, bra) = (self.id, bra.id);
        self.worker
            .ask(move |registers| registers.pair(ket, bra, |ket, bra| ket.slope(bra, primitive)))
    }

    /// QuEST's inner products are sums over the ranks.
    fn sum(&mut self, _: &mut [f64]) {}

    fn expectations(&mut self, observed: &Observed, work: Option<&mut Self>, values: &mut [f64]) {
        values.copy_from_slice(&observed.constants);
        let Some(work) = work else { return };
        let (ket, work) = (self.id, work.id);
        let products = Arc::clone(&observed.products);
        let found = self.worker.ask(move |registers| {
            registers.pair(ket, work, |ket, work| {
                let each = products.iter();
                each.map(|product| ket.expectation(product, work))
                    .collect::<Vec<_>>()
            })
        });
        for &(number, product, c) in &observed.terms {
            values[number] += c * found[product];
        }
    }

    fn weigh(&mut self, observed: &Observed, weights: &[f64], image: &mut Self) {
        let mut by_product = vec![0.0; observed.products.len()];
        for &(number, product, c) in &observed.terms {
            by_product[product] += weights[number] * c;
        }
        let (ket, image) = (self.id, image.id);
        let products = Arc::clone(&observed.products);
        self.worker.tell(move |registers| {
            let each = by_product.into_iter().zip(products.iter().cloned());
            let sum: Vec<_> = each.filter(|(weight, _)| *weight != 0.0).collect();
            registers.pair(ket, image, |ket, image| ket.weigh(&sum, image));
        });
    }

    fn amplitudes(&mut self, each: &mut dyn FnMut(usize, Complex64) -> ControlFlow<()>) {
        let (id, all) = (self.id, 1usize << self.qubits);
        for start in (0..all).step_by(PIECE) {
            let indices = start..all.min(start + PIECE);
            let piece = self
                .worker
                .ask(move |registers| registers.get(id).amplitudes(indices));
            for (i, amplitude) in piece.into_iter().enumerate() {
                if each(start + i, amplitude).is_break() {
                    return;
                }
            }
        }
    }

    fn probabilities(&mut self, each: &mut dyn FnMut(usize, f64) -> ControlFlow<()>) {
        if self.qubits > AT_ONCE {
            self.amplitudes(&mut |index, amplitude| each(index, amplitude.norm_sqr()));
            return;
        }
        let id = self.id;
        let all = self
            .worker
            .ask(move |registers| registers.get(id).probabilities());
        let _ = all
            .into_iter()
            .enumerate()
            .try_for_each(|(index, probability)| each(index, probability));
    }

    fn probability(&mut self, place: usize) -> f64 {
        let id = self.id;
        self.worker
            .ask(move |registers| registers.get(id).probability(place))
    }

    fn project(&mut self, place: usize, outcome: bool, probability: f64) {
        let id = self.id;
        self.worker.tell(move |registers| {
            registers.get(id).project(place, outcome, probability);
        });
    }
}

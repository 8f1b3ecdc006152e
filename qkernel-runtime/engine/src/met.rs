//! Qubits that have met, and their state.

use num_complex::Complex64;

use crate::statevector::{State, check_memory};
use crate::{PauliTerm, Primitive};

/// A weight that is rounding: what is left out for it moves no result by more than this.
const NOTHING: f64 = 1e-20;

/// The joint state of some qubits.
///
/// Some of them are held, by handles; of the others nothing is known any more but what they did to these. The bits of an
/// index are those of the held qubits, and above them those of the others.
#[derive(Clone, Debug)]
pub struct Met {
    state: State,
    /// The held qubits, in the order of their bits.
    held: Vec<u64>,
}

impl Met {
    /// One qubit in |0>.
    pub fn new(handle: u64) -> Met {
        Met {
            state: State::from_amplitudes(vec![Complex64::ONE, Complex64::ZERO]),
            held: vec![handle],
        }
    }

    /// The handles of the qubits that are held.
    pub fn held(&self) -> &[u64] {
        &self.held
    }

    /// How many qubits there are, those without a handle included.
    pub fn qubits(&self) -> usize {
        self.state.qubits()
    }

    /// How many of them have no handle.
    pub fn traced_out(&self) -> usize {
        self.qubits() - self.held.len()
    }

    /// The number of a held qubit.
    pub fn position(&self, handle: u64) -> usize {
        let at = self.held.iter().position(|&held| held == handle);
        at.expect("a part knows the qubits that it holds")
    }

    /// Applies a primitive with this cosine and sine to qubits that are held.
    pub fn apply(&mut self, primitive: Primitive, turn: [f64; 2]) {
        self.state.apply(primitive, turn);
    }

    /// Puts another handle in the place of one.
    pub fn rename(&mut self, qubit: usize, handle: u64) {
        self.held[qubit] = handle;
    }

    /// The expectation value of an observable, as the terms of its sum, on the held qubits.
    pub fn expectation(&self, observable: Vec<PauliTerm>) -> f64 {
        self.state.expectation(observable)
    }

    /// One part of two.
    pub fn join(self, other: Met) -> Met {
        let (low, high) = (1 << self.held.len(), 1 << other.held.len());
        let size = self.state.amplitudes().len() * other.state.amplitudes().len();
        let mut joined = Vec::with_capacity(size);
        for outer in other.state.amplitudes().chunks_exact(high) {
            for inner in self.state.amplitudes().chunks_exact(low) {
                for &a in outer {
                    joined.extend(inner.iter().map(|&b| a * b));
                }
            }
        }
        let mut held = self.held;
        held.extend(other.held);
        Met {
            state: State::from_amplitudes(joined),
            held,
        }
    }

    /// Draws the joint outcome of measuring all held qubits, where some are known to be what `bits` has at the ones of
    /// `known`. `draw` is uniform in [0, 1).
    pub fn outcome(&self, known: usize, bits: usize, draw: f64) -> usize {
        let possible = || {
            let amplitudes = self.state.amplitudes().iter().enumerate();
            amplitudes
                .filter(|&(index, _)| index & known == bits)
                .map(|(index, amplitude)| (index, amplitude.norm_sqr()))
        };
        let total = match known {
            0 => 1.0,
            _ => possible().map(|(_, weight)| weight).sum::<f64>(),
        };
        let mut left = draw * total;
        let mut drawn = bits;
        for (index, weight) in possible().filter(|&(_, weight)| weight > 0.0) {
            drawn = index;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        drawn
    }

    /// Goes on with the qubits that are not measured, where the measured ones are what `bits` has at the ones of `measured`.
    pub fn collapse(&mut self, measured: usize, bits: usize) {
        let amplitudes = self.state.amplitudes().iter().enumerate();
        let mut kept: Vec<Complex64> = amplitudes
            .filter(|&(index, _)| index & measured == bits)
            .map(|(_, &amplitude)| amplitude)
            .collect();
        let weight: f64 = kept.iter().map(Complex64::norm_sqr).sum();
        let scale = 1.0 / weight.sqrt();
        kept.iter_mut().for_each(|amplitude| *amplitude *= scale);
        self.state = State::from_amplitudes(kept);
        let mut qubit = 0;
        self.held.retain(|_| {
            qubit += 1;
            measured >> (qubit - 1) & 1 == 0
        });
        let mut qubit = self.held.len();
        while qubit < self.qubits() {
            if !self.factor_out(qubit) {
                qubit += 1;
            }
        }
    }

    /// Traces a qubit out: it leaves if it is entangled with no other one.
    pub fn release(&mut self, handle: u64) {
        let (qubit, last) = (self.position(handle), self.held.len() - 1);
        // It becomes the first above those that are held; the last of these takes its place.
        if qubit != last {
            let (low, high) = (1 << qubit, 1 << last);
            let amplitudes = self.state.amplitudes_mut();
            for index in (0..amplitudes.len()).filter(|index| index & (low | high) == low) {
                amplitudes.swap(index, index ^ low ^ high);
            }
        }
        self.held.swap_remove(qubit);
        self.factor_out(last);
    }

    /// Drops a qubit whose state is a factor of the state.
    fn factor_out(&mut self, qubit: usize) -> bool {
        let stride = 1 << qubit;
        let pairs = || {
            let blocks = self.state.amplitudes().chunks_exact(2 * stride);
            blocks.flat_map(|block| block[..stride].iter().zip(&block[stride..]))
        };
        let (mut zero, mut one, mut cross) = (0.0, 0.0, Complex64::ZERO);
        for (a, b) in pairs() {
            zero += a.norm_sqr();
            one += b.norm_sqr();
            cross += a * b.conj();
        }
        // Its density matrix is [[zero, cross], [cross*, one]]. Of a pure state, each column is a multiple of it.
        if zero * one - cross.norm_sqr() > 1e-9 {
            return false;
        }
        let (alpha, beta) = match zero >= one {
            true => (Complex64::from(zero), cross.conj()),
            false => (cross, Complex64::from(one)),
        };
        let scale = 1.0 / (alpha.norm_sqr() + beta.norm_sqr()).sqrt();
        let (alpha, beta) = (alpha * scale, beta * scale);
        let lost: f64 = pairs()
            .map(|(a, b)| (alpha * b - beta * a).norm_sqr())
            .sum();
        if lost > NOTHING {
            return false;
        }
        let (alpha, beta) = (alpha.conj(), beta.conj());
        let rest = pairs().map(|(a, b)| alpha * a + beta * b).collect();
        self.state = State::from_amplitudes(rest);
        true
    }

    /// Replaces the qubits without a handle by fewer, where fewer have the same effect on the others.
    ///
    /// With the amplitudes as a matrix M, a row for each state of those qubits, the density matrix of the others is M† M.
    /// With M = Q R, where the columns of Q are orthonormal, it is R† R: the rows of R, as many as M has rank, do.
    ///
    /// Each row of R costs a pass over the state. `work` is how many amplitudes may be touched for it; if that does not do,
    /// nothing changes.
    pub fn compress(&mut self, work: usize) {
        let held = 1 << self.held.len();
        let amplitudes = self.state.amplitudes();
        let rows = amplitudes.len() / held;
        let most = work / amplitudes.len();
        if most == 0 || check_memory("", self.qubits(), 1).is_err() {
            return;
        }
        let weigh = |column: &[Complex64]| column.iter().map(Complex64::norm_sqr).sum::<f64>();
        let mut columns: Vec<Vec<Complex64>> = (0..held)
            .map(|k| amplitudes.iter().skip(k).step_by(held).copied().collect())
            .collect();
        let mut weights: Vec<f64> = columns.iter().map(|column| weigh(column)).collect();
        let mut factor = Vec::new();
        let mut rank = 0usize;
        while weights.iter().sum::<f64>() > NOTHING {
            if 2 * rank >= rows || rank >= most {
                return;
            }
            let heaviest = (0..held).max_by(|&a, &b| weights[a].total_cmp(&weights[b]));
            let heaviest = heaviest.expect("there is a column");
            let scale = 1.0 / weights[heaviest].sqrt();
            let pivot: Vec<Complex64> = columns[heaviest].iter().map(|a| a * scale).collect();
            for (column, weight) in columns.iter_mut().zip(&mut weights) {
                let along: Complex64 = pivot.iter().zip(&*column).map(|(p, a)| p.conj() * a).sum();
                factor.push(along);
                for (a, p) in column.iter_mut().zip(&pivot) {
                    *a -= along * p;
                }
                *weight = weigh(column);
            }
            rank += 1;
        }
        factor.resize(held * rank.next_power_of_two(), Complex64::ZERO);
        self.state = State::from_amplitudes(factor);
    }
}

#[cfg(test)]
mod tests;

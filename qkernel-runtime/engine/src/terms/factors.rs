//! What observables come to at the start of the circuit: products of factors, which are numbers of a sample.

use std::collections::HashMap;
use std::ops::Range;

use super::encoding::{Chain, Encoding};
use super::propagate::{Limits, MOST_TOGETHER, Propagated, TooMany, propagate};
use super::rotations::{By, Pauli};
use crate::{Part, PauliTerm};

/// The most cells and pairs of a plan: a batch should not wait for coefficients longer than for its samples.
const LIMITS: Limits = Limits {
    cells: 1 << 13,
    pairs: 1 << 18,
};

/// From how many pairs on it is worth a look whether the observables share their products.
const MANY_PAIRS: usize = 1 << 10;

/// What is known of the products at the start of the circuit.
pub(super) struct Found<'a> {
    encodings: &'a [Encoding],
    /// The qubits that are turned once, where a product needs them.
    turned: Vec<usize>,
    /// The factors that occur, qubit and axis: sines, cosines, those of chains.
    pub(super) factors: Vec<(usize, usize)>,
}

impl<'a> Found<'a> {
    pub(super) fn new(encodings: &'a [Encoding]) -> Found<'a> {
        Found {
            encodings,
            turned: Vec::new(),
            factors: Vec::new(),
        }
    }

    /// Takes the sine and cosine of each turn that a product needs as factors. The sine has the derivative that the cosine is, and the
    /// other way round, so one of them comes with the other.
    pub(super) fn use_turns(&mut self, propagated: &[(Range<usize>, Propagated)]) {
        let products = propagated.iter().flat_map(|(_, found)| &found.products);
        let needed = products.filter(|(product, _)| self.some(*product));
        let needed = needed.fold(0, |all, (product, _)| all | product.qubits());
        let mut both = [Vec::new(), Vec::new()];
        for (qubit, encoding) in self.encodings.iter().enumerate() {
            if let Encoding::Turn { cos, sin, .. } = encoding
                && needed >> qubit & 1 == 1
            {
                self.turned.push(qubit);
                both[0].push((qubit, sin.0));
                both[1].push((qubit, cos.0));
            }
        }
        self.factors = both.concat();
    }

    /// Whether an expectation value may be different from 0.
    fn some(&self, product: Pauli) -> bool {
        axes(product).all(|(qubit, axis)| match &self.encodings[qubit] {
            Encoding::Constant(state) => state[axis] != 0.0,
            Encoding::Turn { cos, sin, .. } => axis == cos.0 || axis == sin.0,
            Encoding::Chain(_, some) => some[axis],
        })
    }

    /// The numbers of a product's factors, with its sign; none where the product is always 0.
    pub(super) fn factors_of(&mut self, product: Pauli) -> Option<(Vec<u32>, f64)> {
        if !self.some(product) {
            return None;
        }
        let (mut factors, mut sign) = (Vec::new(), 1.0);
        for (qubit, axis) in axes(product) {
            match &self.encodings[qubit] {
                Encoding::Constant(state) => {
                    sign *= state[axis];
                    continue;
                }
                Encoding::Turn { cos, sin, .. } => {
                    sign *= if axis == cos.0 { cos.1 } else { sin.1 };
                }
                Encoding::Chain(..) => {}
            }
            // Row 0 is all 1.
            factors.push(self.number(qubit, axis) as u32 + 1);
        }
        Some((factors, sign))
    }

    /// The number of a factor, which is added to those that occur.
    fn number(&mut self, qubit: usize, axis: usize) -> usize {
        let known = self.factors.iter().position(|&f| f == (qubit, axis));
        known.unwrap_or_else(|| {
            self.factors.push((qubit, axis));
            self.factors.len() - 1
        })
    }

    /// The observables, each alone or all together, whichever turns fewer numbers.
    pub(super) fn groups(
        &self,
        part: &Part,
        rest: &[(Pauli, By)],
    ) -> Result<Vec<(Range<usize>, Propagated)>, TooMany> {
        let run = |range: Range<usize>, limits: Limits| {
            let observables: Vec<&[PauliTerm]> =
                part.observables[range].iter().map(|o| &o[..]).collect();
            let mut found = propagate(&observables, rest, limits)?;
            let useful = found
                .products
                .iter()
                .map(|&(product, _)| self.some(product));
            found.prune(useful.collect());
            Ok(found)
        };
        let count = part.observables.len();
        let (mut left, mut alone) = (LIMITS, Vec::new());
        for number in 0..count {
            match run(number..number + 1, left) {
                Ok(found) => {
                    left.cells -= found.products.len();
                    left.pairs = left.pairs.saturating_sub(found.pairs.len());
                    alone.push((number..number + 1, found));
                }
                Err(TooMany) => break,
            }
        }
        let pairs: usize = alone.iter().map(|(_, found)| found.pairs.len()).sum();
        let complete = alone.len() == count;
        if complete && pairs < MANY_PAIRS || count == 1 {
            return if complete { Ok(alone) } else { Err(TooMany) };
        }
        let starts = (0..count).step_by(MOST_TOGETHER);
        let ranges = starts.map(|start| start..(start + MOST_TOGETHER).min(count));
        let mut together = Vec::new();
        for range in ranges {
            match run(range.clone(), LIMITS) {
                Ok(found) => together.push((range, found)),
                Err(TooMany) => return if complete { Ok(alone) } else { Err(TooMany) },
            }
        }
        let blocks = together.iter();
        let blocks = blocks.map(|(range, found)| range.len().div_ceil(4) * found.pairs.len());
        // Four numbers turn in little more time than one.
        if complete && pairs < 2 * blocks.sum::<usize>() {
            return Ok(alone);
        }
        Ok(together)
    }

    /// The angles of the turns.
    pub(super) fn turns(&self) -> Vec<usize> {
        let angle = |&qubit: &usize| match self.encodings[qubit] {
            Encoding::Turn { angle, .. } => Some(angle),
            _ => None,
        };
        self.turned.iter().filter_map(angle).collect()
    }

    /// The chains that a product needs.
    pub(super) fn chains(&self) -> Vec<Chain> {
        let chain = |(qubit, encoding): (usize, &Encoding)| {
            let Encoding::Chain(links, _) = encoding else {
                return None;
            };
            let rows = [0, 1, 2].map(|axis| {
                let known = self.factors.iter().position(|&f| f == (qubit, axis));
                known.map_or(0, |number| number as u32 + 1)
            });
            let links = links.clone();
            (rows != [0; 3]).then_some(Chain { rows, links })
        };
        self.encodings
            .iter()
            .enumerate()
            .filter_map(chain)
            .collect()
    }
}

/// The qubits that a product acts on, each with its axis.
fn axes(product: Pauli) -> impl Iterator<Item = (usize, usize)> {
    let qubits = (0..usize::BITS as usize).filter(move |q| product.qubits() >> q & 1 == 1);
    qubits.map(move |q| {
        let axis = match (product.x >> q & 1, product.z >> q & 1) {
            (1, 0) => 0,
            (1, _) => 1,
            _ => 2,
        };
        (q, axis)
    })
}

/// The rows, while they are found.
pub(super) struct Rows {
    by_factors: HashMap<Vec<u32>, u32>,
    pub(super) first: u32,
    pub(super) products: Vec<[u32; 2]>,
}

impl Rows {
    pub(super) fn new(factors: usize) -> Rows {
        Rows {
            by_factors: HashMap::new(),
            first: factors as u32 + 1,
            products: Vec::new(),
        }
    }

    /// The row of a product: that of all factors but one, if there is one, times that factor.
    pub(super) fn row(&mut self, factors: &[u32]) -> u32 {
        match *factors {
            [] => 0,
            [one] => one,
            _ => {
                if let Some(&row) = self.by_factors.get(factors) {
                    return row;
                }
                let without = |left: usize| {
                    let mut others = factors.to_vec();
                    others.remove(left);
                    others
                };
                let last = factors.len() - 1;
                let known = |&left: &usize| self.by_factors.contains_key(&without(left));
                let left = (0..factors.len()).rev().find(known).unwrap_or(last);
                let others = self.row(&without(left));
                let row = self.first + self.products.len() as u32;
                self.products.push([others, factors[left]]);
                self.by_factors.insert(factors.to_vec(), row);
                row
            }
        }
    }
}

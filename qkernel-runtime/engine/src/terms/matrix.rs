//! The coefficients of a deep circuit, by the matrix of all that its samples share.
//!
//! An observable H comes to U† H U at the start of the circuit, where a product P of Pauli operators has the coefficient Tr(U† H U P) / 2ⁿ.
//! A rotation turns 2 · 4ⁿ numbers of the matrix U, but as many coefficients for each observable, so of a circuit whose observables have
//! come to nearly all products U is the shorter way. Its columns go side by side.
//!
//! Every move turns pairs of numbers: a rotation about a product P with an X or Y those of two rows, and the phases of neighbouring products
//! of Zs the real and imaginary part of a row. Backwards all turns are undone, and each gives its slope on the way.

mod moves;
mod products;
mod row;
#[cfg(test)]
mod tests;

use super::rotations::{By, Pauli};
use crate::arithmetic::Arithmetic;
use crate::real::Lane;
use crate::wide::Work;
use crate::{Part, PauliTerm, Precision};
use moves::{Move, Paired, backwards, forwards, scales, total};
use products::{across, image, inner, outer, signed_sums};
use row::{COLUMNS, Row};

/// The most turns between phases: before there are more, their scales make numbers too large.
const MOST_TURNS: usize = 32;

/// The coefficient of a product, and what it adds to a term.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) output: usize,
    pub(super) term: usize,
    pub(super) product: Pauli,
    pub(super) factor: f64,
}

/// The same, found.
#[derive(Clone, Copy, Debug, PartialEq)]
struct LocatedEntry {
    term: usize,
    /// Where the coefficient is among the numbers of all products.
    place: usize,
    factor: f64,
}

/// What is left of a part after the samples' angles, as moves.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    /// How many rows and columns there are.
    size: usize,
    moves: Vec<Move>,
    /// How many moves are turns: their numbers are the first.
    turns: usize,
    /// What the moves turn by, without the shared angles. Of phases a number for each product of Zs.
    fixed: Vec<f64>,
    /// The number of a turn or product that a shared angle is added to, the number of the angle, and a factor.
    shared: Vec<(usize, usize, f64)>,
    /// The observables that have a term, with their coefficients.
    observables: Vec<(Vec<PauliTerm>, Vec<LocatedEntry>)>,
    /// Whether a product has an odd number of Ys: only then imaginary parts matter.
    imaginary: bool,
}

impl Matrix {
    /// The most qubits of a part that has one: the buffers of more are larger than a cache.
    pub(super) const MOST_QUBITS: usize = 6;

    /// For rotations in the order that they are applied, and the products that the terms need, by observable.
    pub(super) fn new(part: &Part, rest: &[(Pauli, By)], mut entries: Vec<Entry>) -> Matrix {
        let size = 1 << part.qubits;
        let mut all = part.observables.iter().flatten();
        // What is diagonal at the end changes no diagonal observable.
        let diagonal = all.all(|term| term.x == 0);
        let last = rest.iter().rposition(|(on, _)| !diagonal || on.x != 0);
        let rest = &rest[..last.map_or(0, |last| last + 1)];
        let rest = rest.iter().filter(|(_, by)| by.quarters() != Some(0));
        let turns = rest.clone().filter(|(on, _)| on.x != 0).count();
        let (mut fixed, mut shared) = (vec![0.0; turns], Vec::new());
        let (mut moves, mut turn) = (Vec::new(), 0);
        let phases = |moves: &mut Vec<Move>, fixed: &mut Vec<f64>| {
            moves.push(Move::Phases(fixed.len()));
            fixed.resize(fixed.len() + size, 0.0);
            fixed.len() - size
        };
        for &(on, by) in rest {
            // exp(-i φ P / 2).
            let (place, half) = if on.x == 0 {
                let first = match moves.last() {
                    Some(&Move::Phases(first)) => first,
                    _ => phases(&mut moves, &mut fixed),
                };
                (first + on.z, -0.5)
            } else {
                let last = moves[moves.len().saturating_sub(MOST_TURNS)..].iter();
                if last.filter(|step| step.by_turn().is_some()).count() == MOST_TURNS {
                    phases(&mut moves, &mut fixed);
                }
                // -i P takes row k to row k ⊕ x, with this power of i where an even number of the bits of z is 1.
                let power = 3 + on.ys();
                moves.push(Move::Turn {
                    by: turn,
                    rows: Paired {
                        on,
                        real: power.is_multiple_of(2),
                        negative: power & 2 != 0,
                    },
                });
                turn += 1;
                (turn - 1, 0.5)
            };
            match by {
                By::Fixed(angle) => fixed[place] += half * angle,
                By::Angle(angle, factor) => shared.push((place, angle, half * factor)),
            }
        }
        if let Some(Move::Turn { .. }) = moves.last() {
            phases(&mut moves, &mut fixed);
        }
        let scale = 1.0 / size as f64;
        let rows = size * size.div_ceil(COLUMNS);
        let place = |entry: &Entry| {
            let Pauli { x, z } = entry.product;
            // The real part of i to the number of Ys times what is found.
            let ys = entry.product.ys();
            let negative = ys % 4 == 1 || ys % 4 == 2;
            let row = ys as usize % 2 * rows + x / COLUMNS * size + z;
            LocatedEntry {
                term: entry.term,
                place: row * COLUMNS + x % COLUMNS,
                factor: entry.factor * if negative { -scale } else { scale },
            }
        };
        let imaginary = entries.iter().any(|entry| entry.product.ys() % 2 == 1);
        entries.sort_by_key(|entry| entry.output);
        let observables = entries.chunk_by(|a, b| a.output == b.output).map(|own| {
            let observable = part.observables[own[0].output].clone();
            (observable, own.iter().map(place).collect())
        });
        Matrix {
            size,
            moves,
            turns,
            fixed,
            shared,
            observables: observables.collect(),
            imaginary,
        }
    }

    /// How many operations it takes, forwards and backwards.
    pub(super) fn cost(&self) -> f64 {
        let numbers = (self.size * self.size) as f64;
        let products = 2.0 * self.parts() as f64 * self.size as f64;
        let once = self.observables.len() as f64 * (products + 10.0);
        numbers * (4.0 * self.moves.len() as f64 + once)
    }

    /// 1 where only real parts matter, or 2.
    fn parts(&self) -> usize {
        if self.imaginary { 2 } else { 1 }
    }

    /// How many blocks of columns there are.
    fn blocks(&self) -> usize {
        self.size.div_ceil(COLUMNS)
    }
}

/// Numbers of a matrix, for the angles of a batch.
#[derive(Clone, Debug)]
pub(super) struct Room<R, const V: usize> {
    sines: Vec<f64>,
    cosines: Vec<f64>,
    /// What the moves do with numbers, forwards and backwards.
    turns: Vec<[R; 2]>,
    back_turns: Vec<[R; 2]>,
    /// The derivatives by what the moves turn by, of some columns each, and in all.
    slopes: Vec<[R; V]>,
    sums: Vec<f64>,
    /// The matrix: first the first columns of all rows. What follows has the same form.
    ket: Vec<Row<R>>,
    /// The matrix on the way back, and the derivatives by its numbers.
    back: Vec<Row<R>>,
    bra: Vec<Row<R>>,
    /// An observable times the matrix.
    image: Vec<Row<R>>,
    /// For each product, row z and column x, what it is found by: real parts, and imaginary parts where they matter.
    products: Vec<Lane<R, COLUMNS>>,
}

impl<R, const V: usize> Default for Room<R, V> {
    fn default() -> Self {
        Room {
            sines: Vec::new(),
            cosines: Vec::new(),
            turns: Vec::new(),
            back_turns: Vec::new(),
            slopes: Vec::new(),
            sums: Vec::new(),
            ket: Vec::new(),
            back: Vec::new(),
            bra: Vec::new(),
            image: Vec::new(),
            products: Vec::new(),
        }
    }
}

impl<R: Precision, const V: usize> Room<R, V> {
    fn make(&mut self, matrix: &Matrix) {
        self.sines.resize(matrix.fixed.len(), 0.0);
        self.cosines.resize(matrix.fixed.len(), 0.0);
        self.slopes.resize(matrix.fixed.len(), [R::default(); V]);
        self.sums.resize(matrix.fixed.len(), 0.0);
        self.turns.resize(matrix.fixed.len(), Default::default());
        self.back_turns
            .resize(matrix.fixed.len(), Default::default());
        let rows = matrix.blocks() * matrix.size;
        let all = [
            &mut self.ket,
            &mut self.back,
            &mut self.bra,
            &mut self.image,
        ];
        for buffer in all {
            buffer.resize(rows, Default::default());
        }
        self.products.resize(matrix.parts() * rows, Lane::default());
    }
}

/// Computes the coefficient of each term. `V` numbers fill a vector register.
pub(super) struct Evaluate<'a, R, F, const V: usize> {
    pub(super) matrix: &'a Matrix,
    /// The number of an angle that all samples share.
    pub(super) angles: F,
    pub(super) room: &'a mut Room<R, V>,
    pub(super) terms: &'a mut [R],
}

impl<R: Precision, F: Fn(usize) -> f64, const V: usize> Work for Evaluate<'_, R, F, V> {
    #[inline(always)]
    fn run(self) {
        let Evaluate {
            matrix,
            angles,
            room,
            terms,
        } = self;
        let size = matrix.size;
        room.make(matrix);
        room.sines.copy_from_slice(&matrix.fixed);
        for &(place, angle, factor) in &matrix.shared {
            room.sines[place] += factor * angles(angle);
        }
        for phases in room.sines[matrix.turns..].chunks_exact_mut(size) {
            signed_sums(phases);
        }
        f64::all_sines(&mut room.sines, &mut room.cosines);
        let turns = [&room.cosines[..], &room.sines];
        scales(matrix.moves.iter(), size, turns, &mut room.turns, |_, _| {});
        for (block, ket) in room.ket.chunks_exact_mut(size).enumerate() {
            ket.fill(Default::default());
            let own = ket[block * COLUMNS..].iter_mut().take(COLUMNS);
            for (column, row) in own.enumerate() {
                row[0].0[column] = R::narrow(1.0);
            }
            for step in &matrix.moves {
                forwards::<R, V>(*step, &room.turns, ket);
            }
        }
        terms.fill(R::default());
        for (observable, places) in &matrix.observables {
            image::<R, V>(observable, size, &room.ket, &mut room.image);
            let parts = room.products.chunks_exact_mut(room.ket.len());
            for (part, products) in parts.enumerate() {
                inner::<R, V>(size, part, &room.ket, &room.image, products);
                across(size, products);
                products.chunks_exact_mut(size).for_each(signed_sums);
            }
            for place in places {
                let number = room.products[place.place / COLUMNS].0[place.place % COLUMNS];
                let term = &mut terms[place.term];
                *term = number.fused(R::narrow(place.factor), *term);
            }
        }
    }
}

/// Takes the derivatives by the terms back to the shared angles: adds to `by_angle`.
pub(super) struct Pull<'a, R, G, const V: usize> {
    pub(super) matrix: &'a Matrix,
    pub(super) room: &'a mut Room<R, V>,
    pub(super) by_term: &'a [f64],
    pub(super) by_angle: G,
}

impl<R: Precision, G: FnMut(usize, f64), const V: usize> Work for Pull<'_, R, G, V> {
    #[inline(always)]
    fn run(self) {
        let Pull {
            matrix,
            room,
            by_term,
            mut by_angle,
        } = self;
        let size = matrix.size;
        room.bra.fill(Default::default());
        for (observable, places) in &matrix.observables {
            room.products.fill(Lane::default());
            for place in places {
                // Rows and columns of U† H U count alike.
                let number = 2.0 * place.factor * by_term[place.term];
                room.products[place.place / COLUMNS].0[place.place % COLUMNS] = R::narrow(number);
            }
            image::<R, V>(observable, size, &room.ket, &mut room.image);
            let parts = room.products.chunks_exact_mut(room.ket.len());
            for (part, products) in parts.enumerate() {
                products.chunks_exact_mut(size).for_each(signed_sums);
                across(size, products);
                outer::<R, V>(size, part, &room.image, products, &mut room.bra);
            }
        }
        room.back.copy_from_slice(&room.ket);
        room.slopes.fill([R::default(); V]);
        let turns = [&room.cosines[..], &room.sines];
        let back = matrix.moves.iter().rev();
        // Both states have the scale, so a slope has it twice.
        scales(back, size, turns, &mut room.back_turns, |place, scale| {
            room.sums[place] = scale * scale;
        });
        let blocks = room.back.chunks_exact_mut(size);
        for (ket, bra) in blocks.zip(room.bra.chunks_exact_mut(size)) {
            for step in matrix.moves.iter().rev() {
                backwards::<R, V>(*step, &room.back_turns, ket, bra, &mut room.slopes);
            }
        }
        for (sum, lanes) in room.sums.iter_mut().zip(&room.slopes) {
            *sum *= total(*lanes);
        }
        for phases in room.sums[matrix.turns..].chunks_exact_mut(size) {
            signed_sums(phases);
        }
        for &(place, angle, factor) in &matrix.shared {
            by_angle(angle, factor * room.sums[place]);
        }
    }
}

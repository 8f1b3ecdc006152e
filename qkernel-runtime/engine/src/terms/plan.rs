//! What a batch computes: the coefficients of the terms, once, and the products that they go with, for each sample.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::encoding::{Chain, Split, split};
use super::factors::{Found, Rows};
use super::matrix::{Entry, Matrix};
use super::propagate::{Propagated, TooMany, Turned};
use super::rotations::{By, Pauli};
use crate::Cost;
use crate::Part;

/// The most terms of a plan.
const MOST_TERMS: usize = 1 << 12;

/// Observables whose coefficients are in the same cells, each cell a number for each of them.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// 1, or a multiple of 4: how many numbers a cell has. They are in blocks of at most 4: first the first numbers of all cells.
    pub(super) width: usize,
    /// How many cells there are.
    pub(super) cells: usize,
    /// Where the numbers of the group begin among those of all.
    pub(super) first: usize,
    pub(super) turns: Vec<Rotation>,
    /// The cells that rotations fill others from.
    pub(super) sources: Vec<u32>,
    /// The first cell of a pair turns towards the second.
    pub(super) pairs: Vec<[u32; 2]>,
}

/// A rotation of pairs of cells, some of whose second cells were 0 before it.
#[derive(Clone, Debug)]
pub(super) struct Rotation {
    /// The number of what it turns by.
    pub(super) by: usize,
    /// The first cell that it fills; the others follow, one for each source.
    pub(super) filled: usize,
    pub(super) sources: Range<usize>,
    pub(super) pairs: Range<usize>,
}

impl Group {
    /// Where the number of an observable is, among those of all groups.
    fn place(&self, cell: usize, observable: usize) -> usize {
        let block = self.width.min(4);
        self.first + (observable / block * self.cells + cell) * block + observable % block
    }
}

/// Numbers of cells that are added, with their signs.
type Sum = Vec<(u32, f64)>;

/// The same products of a number of cells, each with its sign.
type Products = Vec<(Pauli, f64)>;

/// A product of factors with a coefficient, added to an output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Term {
    pub(super) output: u32,
    pub(super) row: u32,
}

/// A part, prepared for batches of one kind.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) outputs: usize,
    /// What rotations turn by: a sum.
    pub(super) turned_by: Vec<Vec<By>>,
    pub(super) groups: Vec<Group>,
    /// How many numbers the cells of all groups have.
    pub(super) numbers: usize,
    /// What they begin with, where it is not 0.
    pub(super) start: Vec<(usize, f64)>,
    /// For each qubit that is turned once, the angle. The rows are all 1, the sines of these angles, their cosines, the factors of
    /// chains, and products of two earlier rows.
    pub(super) turns: Vec<usize>,
    pub(super) chains: Vec<Chain>,
    /// How many links all chains have.
    pub(super) links: usize,
    /// How many rows are 1 or factors.
    pub(super) factors: usize,
    /// The further rows: each a product of two.
    pub(super) products: Vec<[u32; 2]>,
    /// The terms, by row; of those of a row, first the [fours](super::fours).
    pub(super) terms: Vec<Term>,
    /// For each row, where its terms begin; and where the last ones end.
    pub(super) by_row: Vec<u32>,
    /// For each row, where its terms begin that are alone.
    pub(super) alone: Vec<u32>,
    /// The products that each row is a factor of, with the other factor, one row after the other; from the last product to the first.
    pub(super) uses: Vec<[u32; 2]>,
    /// For each row, where its uses begin; and where the last ones end.
    pub(super) by_factor: Vec<u32>,
    /// The rows and first numbers of the fours, those of four outputs after those of the four before.
    pub(super) fours: Vec<[u32; 2]>,
    /// For each four outputs, where their fours end.
    pub(super) four_ends: Vec<u32>,
    /// The rows and numbers of the terms of each output that are alone, one output after the other.
    pub(super) by_output: Vec<[u32; 2]>,
    /// For each output, where its terms end.
    pub(super) output_ends: Vec<u32>,
    /// For each term, the numbers of cells that its coefficient is the sum of, with their signs.
    pub(super) sums: Sum,
    /// For each term, where its sum ends.
    pub(super) sum_ends: Vec<u32>,
    /// What the coefficients are computed by instead, where that takes less time.
    pub(super) matrix: Option<Matrix>,
}

impl Plan {
    /// # Errors
    /// Why the part is not taken.
    pub(super) fn new(part: &Part, each: &[bool]) -> Result<Plan, String> {
        let (mut plan, matrix) = Plan::with_matrix(part, each)?;
        plan.matrix = matrix.filter(|matrix| matrix.cost() < plan.turning());
        Ok(plan)
    }

    /// The plan by turns of cells, and what it may do instead.
    pub(super) fn with_matrix(
        part: &Part,
        each: &[bool],
    ) -> Result<(Plan, Option<Matrix>), String> {
        let Split { encodings, rest } = split(part, each)?;
        let found = Found::new(&encodings);
        let too_many = |TooMany| {
            "the outputs have too many terms in the samples' sines and cosines".to_string()
        };
        let groups = found.groups(part, &rest).map_err(too_many)?;
        Plan::of(part, &rest, groups, found).map_err(too_many)
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.factors + self.products.len()
    }

    /// Whether the derivative by an angle with a number for each row is that of a turn or a link.
    pub(super) fn turns_by(&self, angle: usize) -> bool {
        let mut links = self.chains.iter().flat_map(|chain| &chain.links);
        self.turns.contains(&angle)
            || links.any(|link| matches!(link.by, By::Angle(own, _) if own == angle))
    }

    /// How many operations the coefficients take by turns of cells, forwards and backwards.
    fn turning(&self) -> f64 {
        let turned = self.groups.iter();
        let turned: usize = turned
            .map(|group| group.width.div_ceil(4) * (group.pairs.len() + group.sources.len()))
            .sum();
        (24 * turned + 12 * self.turned_by.len() + 8 * self.sums.len()) as f64
    }

    /// How many operations a batch takes, forwards and backwards.
    pub(super) fn cost(&self) -> Cost {
        let turns = self.turns.len() + self.links;
        let coefficients = self.matrix.as_ref().map(Matrix::cost);
        Cost {
            once: coefficients.unwrap_or_else(|| self.turning()) + 800.0,
            group: (4 * self.terms.len() + 4 * self.products.len() + 60 * turns) as f64,
            rows: 4,
        }
    }

    fn of(
        part: &Part,
        rest: &[(Pauli, By)],
        propagated: Vec<(Range<usize>, Propagated)>,
        mut found: Found<'_>,
    ) -> Result<(Plan, Option<Matrix>), TooMany> {
        let mut turned_by = Vec::new();
        let mut groups: Vec<Group> = Vec::new();
        let (mut numbers, mut start) = (0usize, Vec::new());
        found.use_turns(&propagated);
        // The coefficients by their factors and output.
        let mut sums: BTreeMap<(Vec<u32>, usize), (Sum, Products)> = BTreeMap::new();
        for (observables, propagated) in merged(propagated) {
            let width = match observables {
                Observables::Merged(_) => 1,
                Observables::Together(ref range) => range.len().next_multiple_of(4),
            };
            if width > 1 {
                // Four numbers are loaded at once.
                numbers = numbers.next_multiple_of(4);
            }
            let cells = propagated.products.len();
            let mut places = Places::new(cells);
            for &(cell, ..) in &propagated.start {
                places.fill(cell);
            }
            let (mut turns, mut pairs, mut sources) = (Vec::new(), Vec::new(), Vec::new());
            for (by, own) in joined(cells, &propagated.turns, &propagated.pairs) {
                let known = turned_by.iter().position(|known| *known == by);
                let number = known.unwrap_or_else(|| {
                    turned_by.push(by);
                    turned_by.len() - 1
                });
                let (first, first_source) = (pairs.len(), sources.len());
                let filled = places.count;
                places.turn(own, &mut sources, &mut pairs);
                turns.push(Rotation {
                    by: number,
                    filled,
                    sources: first_source..sources.len(),
                    pairs: first..pairs.len(),
                });
            }
            let group = Group {
                width,
                cells: places.count,
                first: numbers,
                turns,
                sources,
                pairs,
            };
            numbers += width * group.cells;
            for &(cell, observable, coefficient) in &propagated.start {
                let Some((place, _)) = places.of[cell] else {
                    continue;
                };
                start.push((group.place(place, observable), coefficient));
            }
            for (cell, &(product, sign)) in propagated.products.iter().enumerate() {
                let Some((place, turned)) = places.of[cell] else {
                    continue;
                };
                let Some((factors, own)) = found.factors_of(product) else {
                    continue;
                };
                let sign = if turned { -sign } else { sign };
                let mut add = |number: usize, observable: usize| {
                    let place = group.place(place, number) as u32;
                    let (sum, products) = sums.entry((factors.clone(), observable)).or_default();
                    sum.push((place, sign * own));
                    products.push((product, own));
                };
                match &observables {
                    Observables::Merged(of_cells) => add(0, of_cells[cell]),
                    Observables::Together(range) => {
                        for (number, observable) in range.clone().enumerate() {
                            if propagated.reached[cell] >> number & 1 == 1 {
                                add(number, observable);
                            }
                        }
                    }
                }
            }
            groups.push(group);
        }
        if sums.len() > MOST_TERMS {
            return Err(TooMany);
        }
        let mut rows = Rows::new(found.factors.len());
        let mut terms = Vec::new();
        // Short products first: longer ones are made of them.
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by_key(|((factors, _), _)| factors.len());
        for ((factors, output), sum) in sums {
            terms.push((rows.row(&factors), output as u32, sum));
        }
        terms.sort_by_key(|&(row, output, _)| (row, output));
        let alone = fours_first(&mut terms, rows.first as usize + rows.products.len());
        let factors = found.factors.len() + 1;
        let chains = found.chains();
        let mut plan = Plan {
            outputs: part.observables.len(),
            turned_by,
            groups,
            numbers,
            start,
            turns: found.turns(),
            links: chains.iter().map(|chain| chain.links.len()).sum(),
            chains,
            factors,
            products: rows.products,
            by_row: Vec::new(),
            alone,
            fours: Vec::new(),
            four_ends: Vec::new(),
            uses: Vec::new(),
            by_factor: Vec::new(),
            by_output: Vec::new(),
            output_ends: Vec::new(),
            sums: Vec::new(),
            sum_ends: Vec::new(),
            matrix: None,
            terms: Vec::with_capacity(terms.len()),
        };
        let mut entries = Vec::new();
        for (row, output, (sum, products)) in terms {
            while plan.by_row.len() <= row as usize {
                plan.by_row.push(plan.terms.len() as u32);
            }
            let term = plan.terms.len();
            entries.extend(products.into_iter().map(|(product, factor)| Entry {
                output: output as usize,
                term,
                product,
                factor,
            }));
            plan.terms.push(Term { output, row });
            plan.sums.extend(sum);
            plan.sum_ends.push(plan.sums.len() as u32);
        }
        plan.by_row.resize(plan.rows() + 1, plan.terms.len() as u32);
        let mut uses = vec![Vec::new(); plan.rows()];
        for (number, &[a, b]) in plan.products.iter().enumerate().rev() {
            let row = (plan.factors + number) as u32;
            uses[a as usize].push([row, b]);
            uses[b as usize].push([row, a]);
        }
        for own in uses {
            plan.by_factor.push(plan.uses.len() as u32);
            plan.uses.extend(own);
        }
        plan.by_factor.push(plan.uses.len() as u32);
        let is_alone = |number: usize, term: &Term| number as u32 >= plan.alone[term.row as usize];
        for output in 0..plan.outputs as u32 {
            let own = plan.terms.iter().enumerate();
            let own = own.filter(|(_, term)| term.output == output);
            let (alone, fours): (Vec<_>, Vec<_>) =
                own.partition(|&(number, term)| is_alone(number, term));
            let places = |(number, term): (usize, &Term)| [term.row, number as u32];
            plan.by_output.extend(alone.into_iter().map(places));
            plan.output_ends.push(plan.by_output.len() as u32);
            if output % 4 == 0 {
                plan.fours.extend(fours.into_iter().map(places));
                plan.four_ends.push(plan.fours.len() as u32);
            }
        }
        let small = part.qubits <= Matrix::MOST_QUBITS;
        let matrix = small.then(|| Matrix::new(part, rest, entries));
        Ok((plan, matrix))
    }
}

/// Takes terms of four outputs that have the same row together, where the first of them has a number that four divides, and puts them before
/// the others of the row. Terms are a row, an output, and more, in this order; gives for each row where the others begin.
fn fours_first<A>(terms: &mut Vec<(u32, u32, A)>, rows: usize) -> Vec<u32> {
    let mut alone = vec![0; rows];
    let (mut sorted, mut left) = (Vec::with_capacity(terms.len()), Vec::new());
    let mut own = std::mem::take(terms).into_iter().peekable();
    for (row, alone) in alone.iter_mut().enumerate() {
        while let Some(&(_, output, _)) = own.peek().filter(|term| term.0 as usize == row) {
            let same = |term: &(u32, u32, A)| term.0 as usize == row && term.1 / 4 == output / 4;
            let some: Vec<_> = std::iter::from_fn(|| own.next_if(same)).collect();
            if some.len() == 4 {
                &mut sorted
            } else {
                &mut left
            }
            .extend(some);
        }
        *alone = sorted.len() as u32;
        sorted.append(&mut left);
    }
    *terms = sorted;
    alone
}

/// Where cells are: in the order in which they are filled, so that a rotation fills cells that follow each other.
struct Places {
    /// For each cell its place, and whether the sign of its number is changed; none for one that is always 0.
    of: Vec<Option<(usize, bool)>>,
    count: usize,
}

impl Places {
    fn new(cells: usize) -> Places {
        Places {
            of: vec![None; cells],
            count: 0,
        }
    }

    /// A cell that observables begin with.
    fn fill(&mut self, cell: usize) {
        if self.of[cell].is_none() {
            self.of[cell] = Some((self.count, false));
            self.count += 1;
        }
    }

    /// The pairs of a rotation, and the sources of those whose other cell it fills.
    fn turn(&mut self, pairs: &[[u32; 2]], sources: &mut Vec<u32>, both: &mut Vec<[u32; 2]>) {
        for &[i, j] in pairs {
            let (i, j) = (i as usize, j as usize);
            // A number that would be turned away from its source has the other sign instead.
            let source = match (self.of[i], self.of[j]) {
                (None, None) => continue,
                (Some((a, turned_a)), Some((b, turned_b))) => {
                    let (a, b) = (a as u32, b as u32);
                    both.push(if turned_a == turned_b { [a, b] } else { [b, a] });
                    continue;
                }
                (Some((a, turned)), None) => {
                    self.of[j] = Some((self.count, turned));
                    a
                }
                (None, Some((b, turned))) => {
                    self.of[i] = Some((self.count, !turned));
                    b
                }
            };
            sources.push(source as u32);
            self.count += 1;
        }
    }
}

/// Rotations of the same pairs become one where no other one comes between them: of a qubit about Z before and after a CZ, for one.
fn joined<'a>(
    cells: usize,
    turns: &[Turned],
    pairs: &'a [[u32; 2]],
) -> Vec<(Vec<By>, &'a [[u32; 2]])> {
    let mut all: Vec<(Vec<By>, &[[u32; 2]])> = Vec::with_capacity(turns.len());
    // For each cell the last rotation that turns it, the other cell, and whether it turns towards that.
    let mut last: Vec<Option<(usize, u32, bool)>> = vec![None; cells];
    for Turned { by, pairs: own, .. } in turns {
        let own = &pairs[own.clone()];
        let before = own.first().and_then(|&[i, _]| last[i as usize]);
        let same = before.filter(|&(number, _, forwards)| {
            let mut pairs = own.iter();
            all[number].1.len() == own.len()
                && pairs.all(|&[i, j]| {
                    [last[i as usize], last[j as usize]]
                        == [Some((number, j, forwards)), Some((number, i, !forwards))]
                })
        });
        match (same, *by) {
            (Some((number, _, true)), by) => all[number].0.push(by),
            (Some((number, ..)), By::Fixed(angle)) => all[number].0.push(By::Fixed(-angle)),
            (Some((number, ..)), By::Angle(angle, factor)) => {
                all[number].0.push(By::Angle(angle, -factor));
            }
            (None, by) => {
                for &[i, j] in own {
                    last[i as usize] = Some((all.len(), j, true));
                    last[j as usize] = Some((all.len(), i, false));
                }
                all.push((vec![by], own));
            }
        }
    }
    all
}

/// Which observables have their coefficients in some cells.
enum Observables {
    /// For each cell the only one.
    Merged(Vec<usize>),
    /// All of these in all.
    Together(Range<usize>),
}

/// Puts the cells of all observables that are alone side by side: their rotations do not wait for each other.
fn merged(all: Vec<(Range<usize>, Propagated)>) -> Vec<(Observables, Propagated)> {
    let (alone, together): (Vec<_>, Vec<_>) = all.into_iter().partition(|(o, _)| o.len() == 1);
    let mut of_cells = Vec::new();
    let mut sum = Propagated {
        products: Vec::new(),
        reached: Vec::new(),
        start: Vec::new(),
        turns: Vec::new(),
        pairs: Vec::new(),
    };
    // From the last rotation to the first.
    let mut turns: BTreeMap<Reverse<usize>, (By, Vec<[u32; 2]>)> = BTreeMap::new();
    for (observable, found) in alone {
        let first = of_cells.len();
        of_cells.resize(first + found.products.len(), observable.start);
        sum.products.extend(found.products);
        sum.reached.extend(found.reached);
        let start = found.start.into_iter();
        sum.start
            .extend(start.map(|(cell, _, c)| (first + cell, 0, c)));
        for Turned {
            by,
            rotation,
            pairs,
        } in found.turns
        {
            let (_, all) = turns.entry(Reverse(rotation)).or_insert((by, Vec::new()));
            let own = found.pairs[pairs].iter();
            all.extend(own.map(|pair| pair.map(|cell| first as u32 + cell)));
        }
    }
    for (Reverse(rotation), (by, pairs)) in turns {
        let first = sum.pairs.len();
        sum.pairs.extend(pairs);
        sum.turns.push(Turned {
            by,
            rotation,
            pairs: first..sum.pairs.len(),
        });
    }
    let alone = (!of_cells.is_empty()).then_some((Observables::Merged(of_cells), sum));
    let together = together.into_iter();
    let together = together.map(|(range, found)| (Observables::Together(range), found));
    alone.into_iter().chain(together).collect()
}

//! A part for engines whose qubits are not all near: where each qubit is, and when it is exchanged.

use crate::statevector::AMPLITUDE;
use crate::{Error, Part, PauliTerm, Primitive, PrimitiveKind, Step, Turn};

/// A part on places, of which the lowest are near.
///
/// A far qubit that has to be near takes the place of the near one that is needed again last, or never. Gates that only multiply
/// amplitudes stay where they are, and uncontrolled swaps only change the map. Which qubits are near at the start is free, as all are |0>.
///
/// ```
/// use qkernel_engine::{PrimitiveKind, Part, Primitive, Relabelled, Step, Turn};
///
/// // 2 layers of a rotation of each of 6 qubits, of which 4 are near.
/// let step = |layer: usize, qubit: usize| Step {
///     primitive: Primitive { kind: PrimitiveKind::Ry, controls: 0, low: 1 << qubit, high: 0 },
///     turn: Turn::Angle(layer * 6 + qubit),
/// };
/// let steps = (0..2).flat_map(|layer| (0..6).map(move |qubit| step(layer, qubit)));
/// let part = Part {
///     kernel: "layers".into(),
///     qubits: 6,
///     steps: steps.collect(),
///     angles: (0..12).collect(),
///     observables: vec![],
/// };
/// let relabelled = Relabelled::new(&part, 4)?;
/// // As many in each layer as there are far qubits; each sends half of the rank's 2^4 amplitudes.
/// assert_eq!(relabelled.exchanges(), 2 * 2);
/// assert_eq!(relabelled.bytes(), 4 * 8 * 16);
/// # Ok::<(), qkernel_engine::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Relabelled {
    near: usize,
    moves: Vec<Move>,
    /// The move of each angle.
    angles: Vec<usize>,
    places: Places,
    exchanges: usize,
}

/// What is done next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Move {
    /// A primitive on places. Its targets are near, unless it is diagonal.
    Apply(Step),
    /// Near and far place exchange their qubits.
    Exchange {
        /// The near place.
        near: usize,
        /// The far place.
        far: usize,
    },
}

impl Relabelled {
    /// The part for states of which so many places are near.
    ///
    /// # Errors
    /// If fewer than two are, and others are not: a gate may need two.
    pub fn new(part: &Part, near: usize) -> Result<Relabelled, Error> {
        if near < 2 && near < part.qubits {
            return Err(Error::Refused {
                message: format!(
                    "`{}`: gates on two qubits need two near places, and of {} qubits {near} are near",
                    part.kernel, part.qubits
                ),
            });
        }
        let uses = Uses::new(part);
        let mut relabelled = Relabelled {
            near,
            moves: Vec::with_capacity(part.steps.len()),
            angles: vec![0; part.angles.len()],
            places: Places::new(uses.start(near)),
            exchanges: 0,
        };
        for (number, step) in part.steps.iter().enumerate() {
            match free_swap(&step) {
                Some(turn) => relabelled.swap(step.primitive, turn),
                None => {
                    relabelled
                        .bring_near(step.primitive.changed(), |qubit| uses.next(qubit, number));
                    relabelled.push(step);
                }
            }
        }
        Ok(relabelled)
    }

    /// An uncontrolled swap: the map changes, and |01> and |10> get their phase.
    fn swap(&mut self, swap: Primitive, turn: [f64; 2]) {
        let [a, b] = [swap.low, swap.high].map(|bit| bit.trailing_zeros() as usize);
        self.places.exchange(self.places.of[a], self.places.of[b]);
        if let Some((primitives, turn)) = swap.after_swap(turn) {
            for primitive in primitives {
                let turn = Turn::Fixed(turn);
                self.push(Step { primitive, turn });
            }
        }
    }

    fn push(&mut self, step: Step) {
        if let Turn::Angle(angle) = step.turn {
            self.angles[angle] = self.moves.len();
        }
        self.moves.push(Move::Apply(Step {
            primitive: self.places.primitive(step.primitive),
            ..step
        }));
    }

    /// Exchanges until all these qubits are near, with those that `next` says are needed again last.
    fn bring_near(&mut self, qubits: usize, next: impl Fn(usize) -> usize) {
        for (near, far) in self.places.bring_near(qubits, self.near, next) {
            self.exchanges += 1;
            self.moves.push(Move::Exchange { near, far });
        }
    }

    /// What is done, in order, to |0..0>.
    pub fn moves(&self) -> &[Move] {
        &self.moves
    }

    /// The move that has each of the part's angles, in ascending order.
    pub fn angles(&self) -> &[usize] {
        &self.angles
    }

    /// The place of each qubit after the last move.
    pub fn places(&self) -> &[usize] {
        &self.places.of
    }

    /// How often a near and a far place are exchanged.
    pub fn exchanges(&self) -> usize {
        self.exchanges
    }

    /// How many bytes each rank sends for the exchanges of one forward run: for each, half of its amplitudes. The adjoint method sends
    /// twice as many for its way back, as two states go there.
    pub fn bytes(&self) -> u128 {
        (self.exchanges as u128 * AMPLITUDE) << self.near >> 1
    }

    /// A product of Pauli operators on qubits as one over places, after the last move.
    pub fn term(&self, term: &PauliTerm) -> PauliTerm {
        PauliTerm {
            x: self.places.mask(term.x),
            z: self.places.mask(term.z),
            ..*term
        }
    }
}

/// The turn of a swap that the map can do.
fn free_swap(step: &Step) -> Option<[f64; 2]> {
    match (step.primitive, step.turn) {
        (
            Primitive {
                kind: PrimitiveKind::Swap,
                controls: 0,
                ..
            },
            Turn::Fixed(turn),
        ) => Some(turn),
        _ => None,
    }
}

/// The bits of a mask, by number.
fn bits(mut mask: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (mask != 0).then(|| mask.trailing_zeros() as usize)?;
        mask &= mask - 1;
        Some(bit)
    })
}

/// The place of each qubit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Places {
    pub(super) of: Vec<usize>,
    /// The qubit at each place.
    at: Vec<usize>,
}

impl Places {
    /// With these qubits at the places.
    pub(super) fn new(at: Vec<usize>) -> Places {
        let mut of = vec![0; at.len()];
        for (place, &qubit) in at.iter().enumerate() {
            of[qubit] = place;
        }
        Places { of, at }
    }

    pub(super) fn mask(&self, qubits: usize) -> usize {
        bits(qubits).fold(0, |mask, qubit| mask | 1 << self.of[qubit])
    }

    pub(super) fn primitive(&self, primitive: Primitive) -> Primitive {
        let [a, b] = [primitive.low, primitive.high].map(|bit| self.mask(bit));
        // Both targets are alike, and there may be none or one.
        let (low, high) = if b != 0 && b < a { (b, a) } else { (a, b) };
        Primitive {
            controls: self.mask(primitive.controls),
            low,
            high,
            ..primitive
        }
    }

    /// The qubits at two places are exchanged.
    pub(super) fn exchange(&mut self, a: usize, b: usize) {
        self.at.swap(a, b);
        self.of[self.at[a]] = a;
        self.of[self.at[b]] = b;
    }

    /// Exchanges until all these qubits are on one of the lowest places, with those for which `next` is highest; the near and the far
    /// place of each exchange. There must be as many near places.
    pub(super) fn bring_near(
        &mut self,
        qubits: usize,
        near: usize,
        next: impl Fn(usize) -> usize,
    ) -> Vec<(usize, usize)> {
        let mut exchanges = Vec::new();
        for qubit in bits(qubits) {
            let far = self.of[qubit];
            if far < near {
                continue;
            }
            let others = (0..near).filter(|&place| qubits & 1 << self.at[place] == 0);
            // The highest of them: its half of the amplitudes lies in one piece.
            let Some(last) = others.max_by_key(|&place| (next(self.at[place]), place)) else {
                continue;
            };
            self.exchange(last, far);
            exchanges.push((last, far));
        }
        exchanges
    }
}

/// The steps that need each qubit near, in order.
struct Uses(Vec<Vec<usize>>);

impl Uses {
    fn new(part: &Part) -> Uses {
        let mut uses = vec![Vec::new(); part.qubits];
        for (number, step) in part.steps.iter().enumerate() {
            if free_swap(&step).is_none() {
                bits(step.primitive.changed()).for_each(|qubit| uses[qubit].push(number));
            }
        }
        Uses(uses)
    }

    /// The first step after this one that needs the qubit.
    fn next(&self, qubit: usize, after: usize) -> usize {
        let uses = &self.0[qubit];
        let next = uses.partition_point(|&step| step <= after);
        uses.get(next).copied().unwrap_or(usize::MAX)
    }

    /// The qubits at the places of the start: those that are needed last are far.
    fn start(&self, near: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.0.len()).collect();
        order.sort_by_key(|&qubit| self.0[qubit].first().copied().unwrap_or(usize::MAX));
        let (first, last) = order.split_at_mut(near.min(self.0.len()));
        first.sort_unstable();
        last.sort_unstable();
        order
    }
}

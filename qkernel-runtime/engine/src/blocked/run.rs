//! A part on a state: values, derivatives by the adjoint method, shifted angles.

use std::sync::Arc;

use num_complex::Complex64;

use super::observed::{Observed, Scratch};
use super::permutation::Permute;
use super::phases::{Phases, PhasesBack, Place, Scale};
use super::plan::{Action, Geometry, Plan, Shape, Sweep, Turns};
use super::stages::Axis;
use super::state::State;
use super::step::{Apply, Exchange, Slope};
use super::tables::{Layout, Sums, Tables};
use super::turns::{One, OneBack, Two, TwoBack, Within, WithinBack};
use super::vector::{Group, LANES, Width};
use crate::shifts::one_by_one;
use crate::{Cost, Error, Part, Primitive, Run, Shift, Turn, check_memory};

/// The largest tangent that rotations are done by: with a greater one the amplitudes would grow too much.
const STEEP: f64 = 64.0;
/// What the factor of a state is held above, by multiplying it in.
const SMALL: f64 = 1e-60;

/// What all runs of a part share.
#[derive(Debug)]
struct Prepared {
    part: Arc<Part>,
    plan: Plan,
    layouts: Vec<Layout>,
    observed: Observed,
    /// Cosine and sine of each step, where its angle is fixed.
    fixed: Vec<[f64; 2]>,
    /// The actions before the first that values do not depend on: diagonals at the end, if all observables are diagonal.
    seen: usize,
    width: Width,
}

/// A run, with its buffers.
#[derive(Debug)]
pub(super) struct BlockedRun {
    prepared: Arc<Prepared>,
    /// The angles that `turns` has the cosines and sines of; NaN before the first run.
    angles: Vec<f64>,
    turns: Vec<[f64; 2]>,
    tables: Vec<Tables>,
    /// Which tables are not those of the turns.
    stale: Vec<bool>,
    factors: Factors,
    ket: State,
    /// How many actions were applied to the ket; none if there is no state yet, or another one.
    done: Option<usize>,
    bra: State,
    pieces: Pieces,
    back: Back,
    scratch: Scratch,
}

/// Buffers of the way back.
#[derive(Debug, Default)]
struct Back {
    /// For each diagonal.
    sums: Vec<Sums>,
    /// The derivative by the angle of each step.
    slopes: Vec<f64>,
    /// For the actions of a sweep what the states are multiplied by, and what they are then to be multiplied by.
    factors: Vec<(usize, f64, f64)>,
}

/// Copies of pieces of two states, and as much scratch.
#[derive(Debug, Default)]
struct Pieces {
    copies: [Vec<Group>; 2],
    scratch: Vec<Group>,
}

/// Real numbers that states are multiplied by.
#[derive(Debug, Default)]
struct Factors {
    /// For each action what it multiplies by, on the way forward.
    forward: Vec<f64>,
    /// What the state is to be multiplied by before each action, and at the end.
    left: Vec<f64>,
}

const NONE: Group = [[Complex64::ZERO; 2]; 2];

impl BlockedRun {
    pub(super) fn new(
        part: &Arc<Part>,
        width: Width,
        geometry: Geometry,
    ) -> Result<BlockedRun, Error> {
        if part.qubits > Part::MAX_QUBITS {
            check_memory(&part.kernel, part.qubits, 1)?;
        }
        let fixed = part.steps.iter().map(|step| match step.turn {
            Turn::Fixed(turn) => turn,
            Turn::Angle(_) => [1.0, 0.0],
        });
        let plan = Plan::new(part, geometry);
        let observed = Observed::new(&part.observables, plan.qubits, plan.low);
        let diagonal = |action: &Action| matches!(action, Action::Diagonal(_));
        let unseen = match observed.is_diagonal() {
            true => plan
                .actions
                .iter()
                .rev()
                .take_while(|action| diagonal(action))
                .count(),
            false => 0,
        };
        Ok(BlockedRun::of(Arc::new(Prepared {
            seen: plan.actions.len() - unseen,
            fixed: fixed.collect(),
            layouts: (plan.diagonals.iter())
                .map(|stage| Layout::new(stage, part, plan.qubits, plan.low))
                .collect(),
            observed,
            plan,
            part: Arc::clone(part),
            width,
        })))
    }

    fn of(prepared: Arc<Prepared>) -> BlockedRun {
        let diagonals = prepared.layouts.len();
        BlockedRun {
            angles: vec![f64::NAN; prepared.part.angles.len()],
            turns: prepared.fixed.clone(),
            tables: vec![Tables::default(); diagonals],
            stale: vec![true; diagonals],
            factors: Factors::default(),
            ket: State::default(),
            done: None,
            bra: State::default(),
            pieces: Pieces::default(),
            back: Back {
                sums: vec![Sums::default(); diagonals],
                ..Back::default()
            },
            scratch: Scratch::default(),
            prepared,
        }
    }

    /// Computes what depends on the angles that are not as they were.
    fn turn(&mut self, angles: &[f64]) {
        let prepared = Arc::clone(&self.prepared);
        let part = &*prepared.part;
        for ((old, &new), &step) in self.angles.iter_mut().zip(angles).zip(&part.angles) {
            if *old != new {
                *old = new;
                self.turns[step] = part.steps[step].primitive.turn(new);
                if let Action::Diagonal(number) = prepared.plan.actions[prepared.plan.places[step]]
                {
                    self.stale[number] = true;
                }
            }
        }
        self.fill();
    }

    fn fill(&mut self) {
        let prepared = Arc::clone(&self.prepared);
        let tables = self.tables.iter_mut().zip(&mut self.stale);
        for ((tables, stale), layout) in tables.zip(&prepared.layouts) {
            if std::mem::take(stale) {
                layout.fill(&self.turns, tables);
            }
        }
        let Factors { forward, left } = &mut self.factors;
        forward.clear();
        left.clear();
        let mut factor = 1.0;
        for action in &prepared.plan.actions {
            left.push(factor);
            let initial = matches!(action, Action::Turns(turns) if turns.initial);
            forward.push(if initial {
                1.0
            } else {
                passed(action, &self.turns, &mut factor)
            });
        }
        left.push(factor);
    }

    /// Room for the ket.
    fn first(&mut self) -> Result<(), Error> {
        if self.ket.is_empty() {
            let prepared = &self.prepared;
            self.ket = State::new(&prepared.part.kernel, prepared.part.qubits)?;
            let (tile, permuted) = (prepared.plan.tile, prepared.plan.permuted);
            let groups = |bits: usize| if bits == 0 { 0 } else { 1 << (bits - 2) };
            self.pieces.copies[0].resize(groups(tile), NONE);
            self.pieces.scratch.resize(groups(permuted), NONE);
        }
        Ok(())
    }

    /// Room for a second state.
    fn second(&mut self) -> Result<(), Error> {
        if self.bra.is_empty() {
            let Part { kernel, qubits, .. } = &*self.prepared.part;
            // The first state may be there already; both are asked for, so that a small one is refused at once.
            check_memory(kernel, *qubits, if self.ket.is_empty() { 2 } else { 1 })?;
            self.bra = State::new(kernel, *qubits)?;
            let copies = self.prepared.plan.tile;
            let groups = if copies == 0 { 0 } else { 1 << (copies - 2) };
            self.pieces.copies[1].resize(groups, NONE);
        }
        Ok(())
    }

    /// Brings the ket to where the actions before `last` are applied, which begins a sweep or ends one.
    fn advance(&mut self, last: usize) -> Result<(), Error> {
        self.first()?;
        let first = match self.done {
            Some(done) if done <= last => done,
            _ => {
                start(&self.prepared.plan, &self.turns, self.ket.groups_mut());
                0
            }
        };
        let context = Context {
            prepared: &self.prepared,
            turns: &self.turns,
            tables: &self.tables,
            factors: &self.factors.forward,
        };
        context.forward(first..last, self.ket.groups_mut(), &mut self.pieces);
        self.done = Some(last);
        Ok(())
    }
}

/// What an action multiplies a state by that is to be multiplied by `factor`, which is updated.
fn passed(action: &Action, turns: &[[f64; 2]], factor: &mut f64) -> f64 {
    match action {
        Action::Diagonal(_) => std::mem::replace(factor, 1.0),
        Action::Turns(Turns { axis, steps, .. }) => {
            let multiplied = if factor.abs() < SMALL {
                std::mem::replace(factor, 1.0)
            } else {
                1.0
            };
            for &(step, _) in steps {
                if let Some((_, cos)) = tangent(*axis, turns[step]) {
                    *factor *= cos;
                }
            }
            multiplied
        }
        Action::Permutation(_) | Action::Step(_) => 1.0,
    }
}

/// Tangent and cosine of a rotation, if it is done by the tangent.
#[inline(always)]
fn tangent(axis: Axis, [cos, sin]: [f64; 2]) -> Option<(f64, f64)> {
    if axis == Axis::Hadamard {
        return Some((1.0, std::f64::consts::FRAC_1_SQRT_2));
    }
    (sin.abs() < STEEP * cos.abs()).then(|| (sin / cos, cos))
}

/// |0..0>, turned by the rotations that come first on their qubits: a product.
fn start(plan: &Plan, turns: &[[f64; 2]], state: &mut [Group]) {
    let mut factors = [[Complex64::ONE, Complex64::ZERO]; usize::BITS as usize];
    for (number, action) in plan.actions.iter().enumerate() {
        if let Action::Turns(Turns {
            axis,
            steps,
            initial: true,
        }) = action
        {
            let sweep = plan
                .sweeps
                .iter()
                .find(|sweep| sweep.actions.contains(&number));
            let shape = sweep.expect("every action is in a sweep").shape;
            for &(step, local) in steps {
                let bit = (0..plan.qubits).find(|&bit| shape.local(1 << bit) == local);
                let half = std::f64::consts::FRAC_1_SQRT_2;
                let [cos, sin] = turns[step];
                factors[bit.expect("a piece has the bit")] = match axis {
                    Axis::Y => [cos.into(), sin.into()],
                    Axis::X => [cos.into(), Complex64::new(0.0, -sin)],
                    Axis::Hadamard => [half.into(), half.into()],
                };
            }
        }
    }
    let first: [Complex64; LANES] =
        std::array::from_fn(|lane| factors[0][lane & 1] * factors[1][lane >> 1]);
    state[0] = [first.map(|z| z.re), first.map(|z| z.im)]
        .map(|[a, b, c, d]| [Complex64::new(a, b), Complex64::new(c, d)]);
    for (bit, [zero, one]) in factors[..plan.qubits].iter().enumerate().skip(2) {
        let size = 1 << (bit - 2);
        let (low, high) = state[..2 * size].split_at_mut(size);
        for (a, b) in low.iter_mut().zip(high) {
            let [re, im] = *a;
            let times = |factor: &Complex64| {
                let product = |x: Complex64, y: Complex64, c: f64, s: f64| x * c + y * s;
                [
                    [0, 1].map(|k| product(re[k], im[k], factor.re, -factor.im)),
                    [0, 1].map(|k| product(im[k], re[k], factor.re, factor.im)),
                ]
            };
            (*b, *a) = (times(one), times(zero));
        }
    }
}

/// What actions are applied with.
struct Context<'a> {
    prepared: &'a Prepared,
    turns: &'a [[f64; 2]],
    tables: &'a [Tables],
    factors: &'a [f64],
}

/// Copies a piece that does not lie in one run, or brings it back.
fn copy(shape: Shape, base: usize, state: &mut [Group], piece: &mut [Group], back: bool) {
    let run = (1 << shape.low) / LANES;
    for (row, part) in piece.chunks_exact_mut(run).enumerate() {
        let whole = &mut state[(base + (row << shape.first)) / LANES..][..run];
        if back {
            whole.copy_from_slice(part);
        } else {
            part.copy_from_slice(whole);
        }
    }
}

impl Context<'_> {
    fn plan(&self) -> &Plan {
        &self.prepared.plan
    }

    /// The sweeps with some of these actions, with those that they have.
    fn sweeps(
        &self,
        range: std::ops::Range<usize>,
    ) -> impl DoubleEndedIterator<Item = (Shape, std::ops::Range<usize>)> {
        let part = move |Sweep { shape, actions }: &Sweep| {
            let some = actions.start.max(range.start)..actions.end.min(range.end);
            (!some.is_empty()).then_some((*shape, some))
        };
        self.plan().sweeps.iter().filter_map(part)
    }

    fn forward(&self, range: std::ops::Range<usize>, state: &mut [Group], pieces: &mut Pieces) {
        let Pieces { copies, scratch } = pieces;
        for (shape, actions) in self.sweeps(range) {
            let size = (1usize << shape.bits()) / LANES;
            for number in 0..shape.count(self.plan().qubits) {
                let base = shape.base(number);
                if shape.first == shape.last {
                    let piece = &mut state[base / LANES..][..size];
                    for action in actions.clone() {
                        self.apply(action, shape, base, piece, scratch);
                    }
                } else {
                    let piece = &mut copies[0][..size];
                    copy(shape, base, state, piece, false);
                    for action in actions.clone() {
                        self.apply(action, shape, base, piece, scratch);
                    }
                    copy(shape, base, state, piece, true);
                }
            }
        }
    }

    /// Where the amplitudes of a piece lie in the tables of a diagonal.
    fn place(&self, diagonal: usize, shape: Shape, base: usize) -> Place<'_> {
        let layout = &self.prepared.layouts[diagonal];
        let low = self.plan().low;
        let (run, step) = if shape.first == shape.last {
            (layout.vectors(), 1)
        } else {
            ((1 << shape.low.min(low)) / LANES, 1 << (shape.first - low))
        };
        Place {
            keys: &self.tables[diagonal].keys,
            vectors: layout.vectors(),
            run,
            offset: (base & ((1 << low) - 1)) / LANES,
            first: base >> low,
            step,
        }
    }

    /// A primitive that is not diagonal, on the bits of a piece; none where its controls do not hold.
    fn exchange(&self, primitive: Primitive, shape: Shape, base: usize) -> Option<Exchange> {
        let outer = shape.outer(primitive.controls);
        (base & outer == outer).then(|| {
            Exchange::new(Primitive {
                op: primitive.op,
                controls: shape.local(primitive.controls),
                low: shape.local(primitive.low),
                high: shape.local(primitive.high),
            })
        })
    }

    fn apply(
        &self,
        action: usize,
        shape: Shape,
        base: usize,
        piece: &mut [Group],
        scratch: &mut [Group],
    ) {
        let width = self.prepared.width;
        let factor = self.factors[action];
        match &self.plan().actions[action] {
            Action::Diagonal(number) => width.run(Phases {
                place: self.place(*number, shape, base),
                tables: &self.tables[*number],
                factor,
                state: piece,
            }),
            Action::Turns(Turns { initial: true, .. }) => {}
            Action::Turns(turns) => {
                if factor != 1.0 {
                    width.run(Scale {
                        state: piece,
                        factor,
                    });
                }
                self.turn(turns, piece);
            }
            Action::Permutation(permutation) => width.run(Permute {
                permutation,
                back: false,
                base,
                state: piece,
                scratch,
            }),
            Action::Step(step) => {
                let primitive = self.prepared.part.steps[*step].primitive;
                if let Some(exchange) = self.exchange(primitive, shape, base) {
                    width.run(Apply {
                        exchange,
                        turn: self.turns[*step],
                        state: piece,
                    });
                }
            }
        }
    }

    fn turn(&self, turns: &Turns, piece: &mut [Group]) {
        let (width, axis) = (self.prepared.width, turns.axis);
        let within = self.within(turns);
        if within != [None; 2] {
            width.run(Within {
                axis,
                state: piece,
                tangents: within,
            });
        }
        let mut held: Option<(usize, f64)> = None;
        for &(step, bit) in &turns.steps {
            let Some((tangent, _)) = tangent(axis, self.turns[step]) else {
                width.run(Apply {
                    exchange: steep(axis, bit),
                    turn: self.turns[step],
                    state: piece,
                });
                continue;
            };
            if bit < LANES {
                continue;
            }
            let stride = bit / LANES;
            match held.take() {
                None => held = Some((stride, tangent)),
                Some((before, first)) => width.run(Two {
                    axis,
                    state: piece,
                    strides: [before, stride],
                    tangents: [first, tangent],
                }),
            }
        }
        if let Some((stride, tangent)) = held {
            width.run(One {
                axis,
                state: piece,
                stride,
                tangent,
            });
        }
    }

    /// The tangents of the rotations within groups.
    fn within(&self, turns: &Turns) -> [Option<f64>; 2] {
        let mut within = [None; 2];
        for &(step, bit) in turns.steps.iter().filter(|(_, bit)| *bit < LANES) {
            within[bit / 2] = tangent(turns.axis, self.turns[step]).map(|(tangent, _)| tangent);
        }
        within
    }

    /// Takes the actions back from both states, in the opposite order. `factor` is what the states are to be multiplied by.
    fn backward(
        &self,
        range: std::ops::Range<usize>,
        states: [&mut [Group]; 2],
        mut factor: f64,
        pieces: &mut Pieces,
        back: &mut Back,
    ) {
        let [ket, bra] = states;
        let Back {
            sums,
            slopes,
            factors,
        } = back;
        let Pieces {
            copies: [kets, bras],
            scratch,
        } = pieces;
        for (shape, actions) in self.sweeps(range).rev() {
            let size = (1usize << shape.bits()) / LANES;
            factors.clear();
            for action in actions.clone().rev() {
                let of = &self.plan().actions[action];
                let left = factor;
                let multiplied = passed(of, self.turns, &mut factor);
                factors.push((action, multiplied, left / multiplied));
                if let Action::Diagonal(number) = of {
                    self.prepared.layouts[*number].clear(&mut sums[*number]);
                }
            }
            for number in 0..shape.count(self.plan().qubits) {
                let base = shape.base(number);
                let whole = shape.first == shape.last;
                let (ket_piece, bra_piece) = if whole {
                    let at = base / LANES;
                    (&mut ket[at..][..size], &mut bra[at..][..size])
                } else {
                    copy(shape, base, ket, &mut kets[..size], false);
                    copy(shape, base, bra, &mut bras[..size], false);
                    (&mut kets[..size], &mut bras[..size])
                };
                for &(action, multiplied, left) in &*factors {
                    self.undo(
                        (action, multiplied, left),
                        (shape, base),
                        [ket_piece, bra_piece],
                        scratch,
                        sums,
                        slopes,
                    );
                }
                if !whole {
                    copy(shape, base, ket, &mut kets[..size], true);
                    copy(shape, base, bra, &mut bras[..size], true);
                }
            }
            for &(action, multiplied, left) in &*factors {
                if let Action::Diagonal(number) = self.plan().actions[action] {
                    // The sums were taken before the factor was multiplied in.
                    let square = (left * multiplied).powi(2);
                    self.prepared.layouts[number]
                        .slopes(&sums[number], |step, slope| slopes[step] = square * slope);
                }
            }
        }
    }

    fn undo(
        &self,
        (action, multiplied, left): (usize, f64, f64),
        (shape, base): (Shape, usize),
        [ket, bra]: [&mut [Group]; 2],
        scratch: &mut [Group],
        sums: &mut [Sums],
        slopes: &mut [f64],
    ) {
        let width = self.prepared.width;
        match &self.plan().actions[action] {
            Action::Diagonal(number) => width.run(PhasesBack {
                place: self.place(*number, shape, base),
                tables: &self.tables[*number],
                factor: multiplied,
                states: [ket, bra],
                sums: Some(&mut sums[*number]),
            }),
            Action::Turns(turns) => {
                if multiplied != 1.0 {
                    for state in [&mut *ket, &mut *bra] {
                        width.run(Scale {
                            state,
                            factor: multiplied,
                        });
                    }
                }
                self.turn_back(turns, [ket, bra], left, slopes);
            }
            Action::Permutation(permutation) => {
                for state in [ket, bra] {
                    width.run(Permute {
                        permutation,
                        back: true,
                        base,
                        state,
                        scratch,
                    });
                }
            }
            Action::Step(step) => {
                let primitive = self.prepared.part.steps[*step].primitive;
                if let Some(exchange) = self.exchange(primitive, shape, base) {
                    self.step_back(*step, exchange, [ket, bra], left, slopes);
                }
            }
        }
    }

    fn step_back(
        &self,
        step: usize,
        exchange: Exchange,
        [ket, bra]: [&mut [Group]; 2],
        factor: f64,
        slopes: &mut [f64],
    ) {
        let width = self.prepared.width;
        if let Turn::Angle(_) = self.prepared.part.steps[step].turn {
            slopes[step] += factor * factor * width.run(Slope { exchange, ket, bra });
        }
        let [cos, sin] = self.turns[step];
        for state in [ket, bra] {
            width.run(Apply {
                exchange,
                turn: [cos, -sin],
                state,
            });
        }
    }

    fn turn_back(
        &self,
        turns: &Turns,
        [ket, bra]: [&mut [Group]; 2],
        mut factor: f64,
        slopes: &mut [f64],
    ) {
        let (width, axis) = (self.prepared.width, turns.axis);
        let mut add = |step: usize, sum: f64, factor: f64| slopes[step] += factor * factor * sum;
        let within = self.within(turns);
        if within != [None; 2] {
            let found = width.run(WithinBack {
                axis,
                states: [&mut *ket, &mut *bra],
                tangents: within,
            });
            let mut product = 1.0;
            for &(step, bit) in turns.steps.iter().filter(|(_, bit)| *bit < LANES) {
                if let Some((_, cos)) = tangent(axis, self.turns[step]) {
                    // Each is taken after those of the lower bits were undone.
                    add(step, found[bit / 2], factor * product);
                    product *= cos;
                }
            }
            factor *= product;
        }
        let mut held: Option<(usize, f64, usize)> = None;
        for &(step, bit) in &turns.steps {
            let Some((tan, _)) = tangent(axis, self.turns[step]) else {
                if let Turn::Angle(_) = self.prepared.part.steps[step].turn {
                    let exchange = steep(axis, bit);
                    let slope = width.run(Slope { exchange, ket, bra });
                    add(step, slope, factor);
                }
                let [cos, sin] = self.turns[step];
                for state in [&mut *ket, &mut *bra] {
                    width.run(Apply {
                        exchange: steep(axis, bit),
                        turn: [cos, -sin],
                        state,
                    });
                }
                continue;
            };
            if bit < LANES {
                continue;
            }
            let stride = bit / LANES;
            match held.take() {
                None => held = Some((stride, tan, step)),
                Some((before, first, other)) => {
                    let [p, q] = width.run(TwoBack {
                        axis,
                        states: [&mut *ket, &mut *bra],
                        strides: [before, stride],
                        tangents: [first, tan],
                    });
                    add(other, p, factor);
                    factor *= self.cosine(axis, other);
                    add(step, q, factor);
                    factor *= self.cosine(axis, step);
                }
            }
        }
        if let Some((stride, tangent, step)) = held {
            let sum = width.run(OneBack {
                axis,
                states: [ket, bra],
                stride,
                tangent,
            });
            add(step, sum, factor);
        }
    }

    fn cosine(&self, axis: Axis, step: usize) -> f64 {
        tangent(axis, self.turns[step]).map_or(1.0, |(_, cos)| cos)
    }
}

/// A rotation that is not done by its tangent.
fn steep(axis: Axis, bit: usize) -> Exchange {
    Exchange::new(Primitive {
        op: match axis {
            Axis::Y => crate::Op::Ry,
            Axis::X => crate::Op::Rx,
            Axis::Hadamard => crate::Op::Hadamard,
        },
        controls: 0,
        low: bit,
        high: 0,
    })
}

impl Run for BlockedRun {
    fn fork(&self) -> Box<dyn Run> {
        Box::new(BlockedRun::of(Arc::clone(&self.prepared)))
    }

    fn expectations(&mut self, angles: &[f64], values: &mut [f64]) -> Result<(), Error> {
        // Asked for first: what is too large for memory has large tables as well.
        self.first()?;
        self.turn(angles);
        self.done = None;
        let seen = self.prepared.seen;
        self.advance(seen)?;
        self.prepared.observed.expectations(
            self.prepared.width,
            self.ket.groups(),
            self.factors.left[seen],
            &mut self.scratch,
            values,
        );
        Ok(())
    }

    fn has_adjoint(&self) -> bool {
        true
    }

    /// Several gates in the time of one.
    fn cost(&self) -> f64 {
        Cost::of_state(&self.prepared.part) / 5.0
    }

    /// The final state and the observables' image of it are taken back through the circuit together. (Jones and Gacon 2020,
    /// arXiv:2009.02823) All slopes of a stage are found while it is undone.
    fn adjoint(&mut self, weights: &[f64], by_angle: &mut [f64]) -> Result<(), Error> {
        self.second()?;
        let seen = self.prepared.seen;
        if self.done != Some(seen) {
            self.done = None;
            self.advance(seen)?;
        }
        let prepared = Arc::clone(&self.prepared);
        prepared.observed.weigh(
            prepared.width,
            self.ket.groups(),
            weights,
            &mut self.scratch,
            self.bra.groups_mut(),
        );
        let context = Context {
            prepared: &prepared,
            turns: &self.turns,
            tables: &self.tables,
            factors: &self.factors.forward,
        };
        self.back.slopes.clear();
        self.back.slopes.resize(prepared.part.steps.len(), 0.0);
        let first = prepared.plan.first.min(seen);
        context.backward(
            first..seen,
            [self.ket.groups_mut(), self.bra.groups_mut()],
            self.factors.left[seen],
            &mut self.pieces,
            &mut self.back,
        );
        self.done = None;
        for (slope, &step) in by_angle.iter_mut().zip(&prepared.part.angles) {
            *slope = self.back.slopes[step];
        }
        Ok(())
    }

    /// The state before each sweep is made once, and only what follows is run for each shift of an angle in it.
    fn shifted(
        &mut self,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error> {
        self.second()?;
        // Asked for first: what is too large for memory has large tables as well.
        self.first()?;
        self.turn(angles);
        self.done = None;
        let prepared = Arc::clone(&self.prepared);
        let Prepared { plan, part, .. } = &*prepared;
        let seen = prepared.seen;
        let place = |shift: Shift| plan.places[part.angles[shift.angle]];
        for sweep in &plan.sweeps {
            one_by_one(shifts, values, |shift, row| {
                let (step, action) = (part.angles[shift.angle], place(shift));
                if !sweep.actions.contains(&action) {
                    return Ok(());
                }
                let initial = matches!(&plan.actions[action], Action::Turns(t) if t.initial);
                let first = if initial {
                    0
                } else {
                    sweep.actions.start.min(seen)
                };
                self.advance(first)?;
                // Turned once after the other, so that the sum of the angles is not rounded.
                let ([c, s], [d, t]) =
                    (self.turns[step], part.steps[step].primitive.turn(shift.by));
                let before =
                    std::mem::replace(&mut self.turns[step], [c * d - s * t, s * d + c * t]);
                self.renew(action);
                if initial {
                    start(plan, &self.turns, self.bra.groups_mut());
                } else {
                    self.bra.groups_mut().copy_from_slice(self.ket.groups());
                }
                let context = Context {
                    prepared: &prepared,
                    turns: &self.turns,
                    tables: &self.tables,
                    factors: &self.factors.forward,
                };
                context.forward(first..seen, self.bra.groups_mut(), &mut self.pieces);
                prepared.observed.expectations(
                    prepared.width,
                    self.bra.groups(),
                    self.factors.left[seen],
                    &mut self.scratch,
                    row,
                );
                self.turns[step] = before;
                self.renew(action);
                Ok(())
            })?;
        }
        Ok(())
    }

    fn amplitudes(&mut self, angles: &[f64]) -> Result<&[Complex64], Error> {
        // Asked for first: what is too large for memory has large tables as well.
        self.first()?;
        self.turn(angles);
        self.done = None;
        let last = self.prepared.plan.actions.len();
        self.advance(last)?;
        self.done = None;
        let factor = self.factors.left[last];
        Ok(self.ket.amplitudes(factor, 1 << self.prepared.part.qubits))
    }
}

impl BlockedRun {
    /// Computes anew what depends on the turns of an action.
    fn renew(&mut self, action: usize) {
        if let Action::Diagonal(number) = self.prepared.plan.actions[action] {
            self.stale[number] = true;
        }
        self.fill();
    }
}

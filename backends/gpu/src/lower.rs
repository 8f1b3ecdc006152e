//! A part as the GPU's code takes it.

use bytemuck::{Pod, Zeroable};
use qkernel_runtime::engine::{Part, PauliTerm, Precision, Primitive, PrimitiveKind, Turn};

use crate::shape::{Shape, places};

/// `Op` of the code for the GPU.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Op {
    kind: i32,
    x: u32,
    z: u32,
    y: u32,
    odd: u32,
    controls: u32,
    turn: u32,
    each: u32,
    slope: i32,
}

/// `Term` of the code for the GPU.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Term {
    x: u32,
    z: u32,
    y: u32,
    odd: u32,
    coefficient: f64,
}

/// The kinds of `Op`.
const ROTATE: i32 = 0;
const PHASE: i32 = 1;
const PAULI: i32 = 2;
const HADAMARD: i32 = 3;
const SWAP: i32 = 4;

/// `f64` or `f32`, as bytes.
pub trait Real: Precision + Pod {}

impl Real for f64 {}
impl Real for f32 {}

/// A part, lowered for batches in which the same angles have a number for each row.
#[derive(Clone, Debug)]
pub struct Lowered {
    pub shape: Shape,
    /// How many bytes a number has.
    pub real: usize,
    pub ops: Vec<Op>,
    pub terms: Vec<Term>,
    /// Where the terms of each observable begin, and those of the last one end.
    pub first: Vec<u32>,
    /// The cosines and sines that are fixed, as numbers.
    pub fixed: Vec<u8>,
    /// Which angles are halved, in the order of `order`.
    pub half: Vec<u8>,
    /// The angles: first those that all rows share.
    pub order: Vec<usize>,
    /// How many angles all rows share.
    pub shared: usize,
}

impl Lowered {
    pub fn new<R: Real>(part: &Part, shape: Shape, each: &[bool]) -> Lowered {
        let places = places(part, shape);
        let place = |mask: usize| {
            let bits = places.iter().enumerate();
            bits.fold(0, |all, (qubit, bit)| {
                all | ((mask >> qubit & 1) as u32) << bit
            })
        };
        let mut order: Vec<usize> = (0..each.len()).collect();
        order.sort_by_key(|&angle| each[angle]);
        let shared = each.iter().filter(|each| !**each).count();
        let mut number = vec![0; order.len()];
        for (at, &angle) in order.iter().enumerate() {
            number[angle] = at;
        }
        let fixed: Vec<[f64; 2]> = part
            .steps
            .iter()
            .filter_map(|step| match step.turn {
                Turn::Fixed(turn) => Some(turn),
                Turn::Angle(_) => None,
            })
            .collect();
        let mut half = vec![0; order.len()];
        let mut taken = 0;
        let ops = part
            .steps
            .iter()
            .map(|step| {
                let (turn, own, slope) = match step.turn {
                    Turn::Fixed(_) => {
                        taken += 1;
                        (taken - 1, false, -1)
                    }
                    Turn::Angle(angle) => {
                        let at = number[angle];
                        half[at] = u8::from(step.primitive.halves());
                        let turn = if each[angle] {
                            at - shared
                        } else {
                            fixed.len() + at
                        };
                        // Slopes are kept with those of each row first.
                        let slope = if each[angle] {
                            at - shared
                        } else {
                            order.len() - shared + at
                        };
                        (turn, each[angle], slope as i32)
                    }
                };
                op(step.primitive, &place, turn as u32, own, slope)
            })
            .collect();
        let mut first = vec![0];
        let mut terms = Vec::new();
        for observable in &part.observables {
            terms.extend(observable.iter().map(|own| term(own, &place)));
            first.push(terms.len() as u32);
        }
        let fixed: Vec<R> = fixed.iter().flatten().map(|&x| R::narrow(x)).collect();
        Lowered {
            shape,
            real: size_of::<R>(),
            ops,
            terms,
            first,
            fixed: bytemuck::cast_slice(&fixed).to_vec(),
            half,
            order,
            shared,
        }
    }

    pub fn observables(&self) -> usize {
        self.first.len() - 1
    }

    /// How many angles have a number for each row.
    pub fn each(&self) -> usize {
        self.order.len() - self.shared
    }
}

fn op(
    primitive: Primitive,
    place: &impl Fn(usize) -> u32,
    turn: u32,
    each: bool,
    slope: i32,
) -> Op {
    let targets = place(primitive.low | primitive.high);
    let x = place(primitive.changed());
    let (kind, z) = match primitive.kind {
        PrimitiveKind::Phase => (PHASE, 0),
        PrimitiveKind::Flip => (PAULI, 0),
        PrimitiveKind::FlipY => (PAULI, targets),
        PrimitiveKind::Hadamard => (HADAMARD, targets),
        PrimitiveKind::Rx | PrimitiveKind::Rxx => (ROTATE, 0),
        PrimitiveKind::Ry | PrimitiveKind::Rz | PrimitiveKind::Ryy | PrimitiveKind::Rzz => {
            (ROTATE, targets)
        }
        PrimitiveKind::Swap => (SWAP, targets),
    };
    let (y, odd) = match kind {
        ROTATE | PAULI => sign(x, z),
        _ => (0, 0),
    };
    Op {
        kind,
        x,
        z,
        y,
        odd,
        controls: place(primitive.controls),
        turn,
        each: u32::from(each),
        slope,
    }
}

fn term(term: &PauliTerm, place: &impl Fn(usize) -> u32) -> Term {
    let (x, z) = (place(term.x), place(term.z));
    let (y, odd) = sign(x, z);
    Term {
        x,
        z,
        y,
        odd,
        coefficient: term.coefficient,
    }
}

/// The number of Ys, and whether i^y is negative together with the sign of k ^ x against that of k.
fn sign(x: u32, z: u32) -> (u32, u32) {
    let y = (x & z).count_ones();
    (y, (y ^ y >> 1) & 1)
}

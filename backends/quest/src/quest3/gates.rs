//! Primitives, generators and Pauli sums as calls of QuEST 3.5.

use num_complex::Complex64;
use qkernel_runtime::engine::{PauliTerm, Primitive, PrimitiveKind};
use quest_bind::{
    ComplexMatrix2, PauliOpType, QuestError, Qureg, apply_pauli_sum, calc_inner_product,
};

use crate::end::end;

/// What QuEST returns; what it refuses is asked for by nobody, so that the job can only end.
pub(super) fn done<T>(result: Result<T, QuestError>) -> T {
    result.unwrap_or_else(|error| end(&format!("QuEST refuses a call: {error:?}")))
}

/// A register of QuEST, up to a global phase, which is kept beside it.
#[derive(Debug)]
pub(super) struct Register<'a> {
    quest: Qureg<'a>,
    qubits: usize,
    phase: f64,
}

/// The numbers of the bits of a mask.
fn bits(mask: usize) -> Vec<i32> {
    (0..usize::BITS as i32)
        .filter(|&bit| mask >> bit & 1 == 1)
        .collect()
}

/// The qubits of a product of Pauli operators, and the operator on each.
pub(super) type Product = (Vec<i32>, Vec<PauliOpType>);

pub(super) fn product(term: &PauliTerm) -> Product {
    let qubits = bits(term.x | term.z);
    let operators = qubits
        .iter()
        .map(|&qubit| match (term.x >> qubit & 1, term.z >> qubit & 1) {
            (1, 0) => PauliOpType::PAULI_X,
            (1, _) => PauliOpType::PAULI_Y,
            _ => PauliOpType::PAULI_Z,
        });
    let operators = operators.collect();
    (qubits, operators)
}

impl<'a> Register<'a> {
    pub(super) fn new(quest: Qureg<'a>, qubits: usize) -> Register<'a> {
        Register {
            quest,
            qubits,
            phase: 0.0,
        }
    }

    pub(super) fn restart(&mut self) {
        self.quest.init_zero_state();
        self.phase = 0.0;
    }

    pub(super) fn copy_from(&mut self, other: &Register<'_>) {
        done(self.quest.clone_qureg(&other.quest));
        self.phase = other.phase;
    }

    pub(super) fn apply(&mut self, primitive: Primitive, [cos, sin]: [f64; 2]) {
        let quest = &mut self.quest;
        let controls = bits(primitive.controls);
        let (low, high) = (
            primitive.low.trailing_zeros() as i32,
            primitive.high.trailing_zeros() as i32,
        );
        // QuEST halves the angles of rotations as well.
        let angle = sin.atan2(cos) * if primitive.halves() { 2.0 } else { 1.0 };
        let complex = Complex64::new;
        done(match (primitive.kind, &controls[..]) {
            (PrimitiveKind::Phase, []) => {
                self.phase += angle;
                Ok(())
            }
            (PrimitiveKind::Phase, &[one]) => quest.phase_shift(one, angle),
            (PrimitiveKind::Phase, all) => quest.multi_controlled_phase_shift(all, angle),
            (PrimitiveKind::Flip, []) => quest.pauli_x(low),
            (PrimitiveKind::Flip, all) => quest.multi_controlled_multi_qubit_not(all, &[low]),
            (PrimitiveKind::FlipY, []) => quest.pauli_y(low),
            (PrimitiveKind::FlipY, &[one]) => quest.controlled_pauli_y(one, low),
            (PrimitiveKind::FlipY, all) => {
                let y = ComplexMatrix2::new([[0.0; 2]; 2], [[0.0, -1.0], [1.0, 0.0]]);
                quest.multi_controlled_unitary(all, low, &y)
            }
            (PrimitiveKind::Hadamard, []) => quest.hadamard(low),
            (PrimitiveKind::Hadamard, all) => {
                let r = std::f64::consts::FRAC_1_SQRT_2;
                let h = ComplexMatrix2::new([[r, r], [r, -r]], [[0.0; 2]; 2]);
                quest.multi_controlled_unitary(all, low, &h)
            }
            (PrimitiveKind::Rx, []) => {
                quest.compact_unitary(low, complex(cos, 0.0), complex(0.0, -sin))
            }
            (PrimitiveKind::Rx, all) => {
                let rx = ComplexMatrix2::new([[cos, 0.0], [0.0, cos]], [[0.0, -sin], [-sin, 0.0]]);
                quest.multi_controlled_unitary(all, low, &rx)
            }
            (PrimitiveKind::Ry, []) => {
                quest.compact_unitary(low, complex(cos, 0.0), complex(sin, 0.0))
            }
            (PrimitiveKind::Ry, all) => {
                let ry = ComplexMatrix2::new([[cos, -sin], [sin, cos]], [[0.0; 2]; 2]);
                quest.multi_controlled_unitary(all, low, &ry)
            }
            // `rotate_z` would send the whole state for a far qubit.
            (PrimitiveKind::Rz, []) => quest.multi_rotate_z(&[low], angle),
            (PrimitiveKind::Rz, all) => quest.multi_controlled_multi_rotate_z(all, &[low], angle),
            (PrimitiveKind::Rzz, []) => quest.multi_rotate_z(&[low, high], angle),
            (PrimitiveKind::Rzz, all) => {
                quest.multi_controlled_multi_rotate_z(all, &[low, high], angle)
            }
            (kind @ (PrimitiveKind::Rxx | PrimitiveKind::Ryy), all) => {
                let pauli = match kind {
                    PrimitiveKind::Rxx => PauliOpType::PAULI_X,
                    _ => PauliOpType::PAULI_Y,
                };
                match all {
                    [] => quest.multi_rotate_pauli(&[low, high], &[pauli; 2], angle),
                    all => quest.multi_controlled_multi_rotate_pauli(
                        all,
                        &[low, high],
                        &[pauli; 2],
                        angle,
                    ),
                }
            }
            (PrimitiveKind::Swap, _) => {
                self.swap(primitive, [cos, sin]);
                Ok(())
            }
        });
    }

    fn swap(&mut self, primitive: Primitive, turn: [f64; 2]) {
        let Primitive {
            controls,
            low,
            high,
            ..
        } = primitive;
        if controls == 0 {
            let [a, b] = [low, high].map(|bit| bit.trailing_zeros() as i32);
            done(self.quest.swap_gate(a, b));
        } else {
            for (control, target) in [(low, high), (high, low), (low, high)] {
                let flip = Primitive {
                    kind: PrimitiveKind::Flip,
                    controls: controls | control,
                    low: target,
                    high: 0,
                };
                self.apply(flip, [1.0, 0.0]);
            }
        }
        if let Some((primitives, turn)) = primitive.after_swap(turn) {
            primitives
                .into_iter()
                .for_each(|primitive| self.apply(primitive, turn));
        }
    }

    /// See [`Shared::slope`](qkernel_runtime::engine::Shared::slope): the generator G is applied in place and, being its own inverse, taken
    /// back. Under controls it is applied as the controlled G = 1 - Π + G Π, and Im <bra|Π|ket> is that of the phase flip 1 - 2 Π,
    /// as Im <bra|ket> = 0.
    pub(super) fn slope(&mut self, bra: &Register<'_>, primitive: Primitive) -> f64 {
        let Primitive {
            kind,
            controls,
            low,
            high,
        } = primitive;
        let flip = |controls: usize| Primitive {
            kind: PrimitiveKind::Phase,
            controls,
            low: 0,
            high: 0,
        };
        let on = |kind: PrimitiveKind, target: usize| match kind {
            PrimitiveKind::Rx | PrimitiveKind::Rxx => Primitive {
                kind: PrimitiveKind::Flip,
                low: target,
                high: 0,
                controls,
            },
            PrimitiveKind::Ry | PrimitiveKind::Ryy => Primitive {
                kind: PrimitiveKind::FlipY,
                low: target,
                high: 0,
                controls,
            },
            // Z is the phase of -1.
            _ => flip(controls | target),
        };
        match kind {
            PrimitiveKind::Phase if controls == 0 => 0.0,
            PrimitiveKind::Phase => self.overlap(bra, &[flip(controls)]),
            PrimitiveKind::Rx
            | PrimitiveKind::Ry
            | PrimitiveKind::Rz
            | PrimitiveKind::Rxx
            | PrimitiveKind::Ryy
            | PrimitiveKind::Rzz => {
                let targets = [low, high].into_iter().filter(|&target| target != 0);
                let generator: Vec<_> = targets.map(|target| on(kind, target)).collect();
                let whole = self.overlap(bra, &generator);
                match controls {
                    0 => whole,
                    controls => whole - 0.5 * self.overlap(bra, &[flip(controls)]),
                }
            }
            PrimitiveKind::Flip
            | PrimitiveKind::FlipY
            | PrimitiveKind::Hadamard
            | PrimitiveKind::Swap => 0.0,
        }
    }

    /// Im <bra| U |self>, where U are these gates, each its own inverse, which commute.
    fn overlap(&mut self, bra: &Register<'_>, gates: &[Primitive]) -> f64 {
        // The cosine is that of a phase of -1; the other gates have none.
        let apply = |register: &mut Register<'_>| {
            gates
                .iter()
                .for_each(|&gate| register.apply(gate, [-1.0, 0.0]));
        };
        apply(self);
        let z = done(calc_inner_product(&bra.quest, &self.quest));
        apply(self);
        (z * Complex64::cis(self.phase - bra.phase)).im
    }

    /// <self| P |self>.
    pub(super) fn expectation(
        &mut self,
        (qubits, operators): &Product,
        work: &mut Register<'_>,
    ) -> f64 {
        match (&qubits[..], &operators[..]) {
            // Without a copy.
            (&[qubit], [PauliOpType::PAULI_Z]) => 1.0 - 2.0 * self.probability(qubit as usize),
            _ => done(
                self.quest
                    .calc_expec_pauli_prod(qubits, operators, &mut work.quest),
            ),
        }
    }

    /// `image` = Σ weight · P |self>.
    pub(super) fn weigh(&mut self, sum: &[(f64, Product)], image: &mut Register<'_>) {
        image.phase = self.phase;
        if sum.is_empty() {
            // QuEST takes no empty sum.
            image.quest.init_blank_state();
            return;
        }
        let mut codes = vec![PauliOpType::PAULI_I; sum.len() * self.qubits];
        for ((_, (qubits, operators)), codes) in sum.iter().zip(codes.chunks_mut(self.qubits)) {
            for (&qubit, &operator) in qubits.iter().zip(operators) {
                codes[qubit as usize] = operator;
            }
        }
        let weights: Vec<f64> = sum.iter().map(|(weight, _)| *weight).collect();
        done(apply_pauli_sum(
            &mut self.quest,
            &codes,
            &weights,
            &mut image.quest,
        ));
    }

    pub(super) fn amplitudes(&self, indices: std::ops::Range<usize>) -> Vec<Complex64> {
        let phase = Complex64::cis(self.phase);
        indices
            .map(|index| done(self.quest.get_amp(index as i64)) * phase)
            .collect()
    }

    /// Of all basis states.
    pub(super) fn probabilities(&self) -> Vec<f64> {
        let mut all = vec![0.0; 1 << self.qubits];
        let qubits: Vec<i32> = (0..self.qubits as i32).collect();
        done(self.quest.calc_prob_of_all_outcomes(&mut all, &qubits));
        all
    }

    pub(super) fn probability(&self, place: usize) -> f64 {
        let one = done(self.quest.calc_prob_of_outcome(place as i32, 1));
        one.clamp(0.0, 1.0)
    }

    /// QuEST's own collapse would refuse outcomes that hardly ever come up.
    pub(super) fn project(&mut self, place: usize, outcome: bool, probability: f64) {
        let scale = 1.0 / probability.sqrt();
        let scaled = ComplexMatrix2::new([[scale, 0.0], [0.0, scale]], [[0.0; 2]; 2]);
        let place = place as i32;
        done(self.quest.apply_projector(place, i32::from(outcome)));
        done(self.quest.apply_matrix2(0, &scaled));
    }
}

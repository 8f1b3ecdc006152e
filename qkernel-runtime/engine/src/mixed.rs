//! Parts with qubits that are given up on the way, as density matrices.
//!
//! The matrix ρ of n qubits is held as the state of 2 n: its row is in the low qubits, its column in the high ones. A gate U
//! takes ρ to U ρ U†, so it acts on the rows as it is and on the columns conjugated. A qubit that is given up is traced out,
//! and |0> takes its place. So a long circuit with few qubits at a time needs little memory, whatever it measures.

use std::sync::Arc;

use num_complex::Complex64;

use super::{Part, PauliTerm, Primitive, PrimitiveKind, Run, Shift, State, Turn};
use crate::Error;
use crate::shifts::one_by_one;
use crate::statevector::{check_memory, sign};

/// A part, and before which of its steps which qubits are replaced by |0>, in order.
#[derive(Clone, Debug)]
pub struct Mixed {
    part: Arc<Part>,
    resets: Arc<[(usize, usize)]>,
    /// Kept from run to run.
    rho: Option<State>,
}

impl Mixed {
    /// The part may have half as many qubits as others.
    pub fn new(part: &Arc<Part>, resets: &Arc<[(usize, usize)]>) -> Mixed {
        Mixed {
            part: Arc::clone(part),
            resets: Arc::clone(resets),
            rho: None,
        }
    }

    /// The values, with one angle turned further.
    fn values(
        &mut self,
        angles: &[f64],
        shift: Option<Shift>,
        values: &mut [f64],
    ) -> Result<(), Error> {
        let n = self.part.qubits;
        let rho = match &mut self.rho {
            Some(rho) => {
                rho.amplitudes_mut().fill(Complex64::ZERO);
                rho.amplitudes_mut()[0] = Complex64::ONE;
                rho
            }
            none => none.insert(State::new(&self.part.kernel, 2 * n)?),
        };
        let mut resets = self.resets.iter().peekable();
        for (i, step) in self.part.steps.iter().enumerate() {
            while let Some((_, qubit)) = resets.next_if(|(before, _)| *before == i) {
                forget(rho.amplitudes_mut(), n, *qubit);
            }
            apply(
                rho.amplitudes_mut(),
                n,
                step.primitive,
                step.cos_sin(angles),
            );
            if let (Turn::Angle(angle), Some(shift)) = (step.turn, shift)
                && shift.angle == angle
            {
                let turn = step.primitive.turn(shift.by);
                apply(rho.amplitudes_mut(), n, step.primitive, turn);
            }
        }
        for (value, observable) in values.iter_mut().zip(&self.part.observables) {
            let terms = observable.iter();
            *value = terms
                .map(|term| term.coefficient * trace(rho.amplitudes(), n, term))
                .sum();
        }
        Ok(())
    }
}

/// U on the rows, its conjugate on the columns.
fn apply(rho: &mut [Complex64], n: usize, primitive: Primitive, [cos, sin]: [f64; 2]) {
    primitive.apply(rho, [cos, sin]);
    let columns = Primitive {
        controls: primitive.controls << n,
        low: primitive.low << n,
        high: primitive.high << n,
        ..primitive
    };
    // c - i s Y is real; of all others with an angle, conjugation turns the sign of the sine.
    let sin = if primitive.kind == PrimitiveKind::Ry {
        sin
    } else {
        -sin
    };
    columns.apply(rho, [cos, sin]);
    // Y has the conjugate -Y.
    if primitive.kind == PrimitiveKind::FlipY {
        let minus = Primitive {
            kind: PrimitiveKind::Phase,
            low: 0,
            high: 0,
            ..columns
        };
        minus.apply(rho, [-1.0, 0.0]);
    }
}

/// Traces a qubit out and puts |0> in its place.
fn forget(rho: &mut [Complex64], n: usize, qubit: usize) {
    let (row, column) = (1 << qubit, 1 << qubit << n);
    for i in 0..rho.len() {
        match (i & row != 0, i & column != 0) {
            (false, false) => {
                let ones = rho[i | row | column];
                rho[i] += ones;
            }
            _ => rho[i] = Complex64::ZERO,
        }
    }
}

/// Tr(ρ P) for the product P of a term: P|r> is a phase times |r ⊕ x>.
fn trace(rho: &[Complex64], n: usize, term: &PauliTerm) -> f64 {
    let mut sum = Complex64::ZERO;
    for column in 0..1usize << n {
        // <column| P is the conjugate of P|column>.
        sum += rho[(column ^ term.x) | column << n] * sign(column & term.z);
    }
    (term.factor().conj() * sum).re
}

impl Run for Mixed {
    fn fits(&self) -> Result<(), Error> {
        match self.rho {
            None => check_memory(&self.part.kernel, 2 * self.part.qubits, 1),
            Some(_) => Ok(()),
        }
    }

    fn fork(&self) -> Box<dyn Run> {
        Box::new(Mixed::new(&self.part, &self.resets))
    }

    /// Once, and twice more for each angle.
    fn cost(&self) -> f64 {
        let amplitudes = (2.0 * self.part.qubits as f64).exp2();
        let runs = 1 + 2 * self.part.angles.len();
        8.0 * (self.part.steps.len() * runs) as f64 * amplitudes
    }

    fn expectations(&mut self, angles: &[f64], values: &mut [f64]) -> Result<(), Error> {
        self.values(angles, None, values)
    }

    fn shifted(
        &mut self,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error> {
        one_by_one(shifts, values, |shift, row| {
            self.values(angles, Some(shift), row)
        })
    }
}

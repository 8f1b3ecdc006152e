//! What a circuit of a builder returns.

use super::{Angle, CircuitBuilder, Symbol};
use crate::program::{BitId, Condition, Output};

/// A result: a number, several numbers, a bit, or several bits.
///
/// | made from | result |
/// | --- | --- |
/// | [`Symbol`], [`Angle`], `f64` | a number: an expectation value, or arithmetic on some |
/// | `Vec<Symbol>`, `Vec<Angle>` | several numbers |
/// | [`BitId`], [`Condition`] | a bit |
/// | `Vec<BitId>`, `&[BitId]`, `Vec<Condition>` | several bits, element 0 first |
#[derive(Clone, Debug)]
pub struct Returned(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Number(Angle),
    Numbers(Vec<Angle>),
    Bit(Condition),
    Bits(Vec<Condition>),
}

macro_rules! results {
    ($($from:ty: $value:ident => $kind:expr;)*) => {$(
        impl From<$from> for Returned {
            fn from($value: $from) -> Returned {
                Returned($kind)
            }
        }
    )*};
}
results! {
    Symbol: number => Kind::Number(number.into());
    Angle: number => Kind::Number(number);
    f64: number => Kind::Number(number.into());
    Vec<Symbol>: numbers => Kind::Numbers(numbers.into_iter().map(Angle::from).collect());
    Vec<Angle>: numbers => Kind::Numbers(numbers);
    BitId: bit => Kind::Bit(bit.into());
    Condition: bit => Kind::Bit(bit);
    Vec<BitId>: bits => Kind::Bits(bits.into_iter().map(Condition::Bit).collect());
    &[BitId]: bits => Kind::Bits(bits.iter().copied().map(Condition::Bit).collect());
    Vec<Condition>: bits => Kind::Bits(bits);
}

impl CircuitBuilder {
    /// States a result, in place of everything that is measured. Several are returned in the order of the calls.
    ///
    /// ```
    /// # use qkernel_runtime::prelude::*;
    /// let mut b = Circuit::builder();
    /// let q = b.qubit();
    /// let x = b.scalar("x");
    /// b.ry(q, x);
    /// let z = b.expval(Z(0));
    /// b.returns((1.0 - z) / 2.0);
    /// let (value, gradient) = b.build()?.value_and_gradient(&[0.6])?;
    /// assert!((value - 0.3_f64.sin().powi(2)).abs() < 1e-12);
    /// assert!((gradient[0] - 0.6_f64.sin() / 2.0).abs() < 1e-12);
    /// # Ok::<(), Error>(())
    /// ```
    #[track_caller]
    pub fn returns(&mut self, result: impl Into<Returned>) -> &mut Self {
        let output = match result.into().0 {
            Kind::Number(number) => self.affine(&number).map(Output::Float),
            Kind::Numbers(numbers) => numbers
                .iter()
                .map(|number| self.affine(number))
                .collect::<Result<_, _>>()
                .map(Output::FloatVector),
            Kind::Bit(bit) => {
                self.there("returns", &bit);
                Ok(Output::Bit(bit))
            }
            Kind::Bits(bits) => {
                for bit in &bits {
                    self.there("returns", bit);
                }
                Ok(Output::BitVector(bits))
            }
        };
        match output {
            Ok(output) => self.returned.get_or_insert_default().push(output),
            Err(fault) => self.fail("returns", fault),
        }
        self
    }
}

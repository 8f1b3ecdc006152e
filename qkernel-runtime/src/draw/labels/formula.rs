//! Angles as formulas of the arguments' names.

use std::fmt::Write;

use super::number::number;
use crate::program::{Affine, Derived, Program, Shape, Slot, SlotId};
use qkernel_ir::sign_of_term;

/// Texts are cut here: derived numbers of derived numbers can be endless.
pub(super) const LONGEST: usize = 1000;

/// How deep formulas nest before they are cut.
const DEEPEST: usize = 24;

/// Writes formulas.
pub(super) struct Formulas<'p> {
    program: &'p Program,
    /// How many digits numbers have; all, if `None`.
    digits: Option<usize>,
    pub(super) out: String,
}

impl<'p> Formulas<'p> {
    pub(super) fn new(program: &'p Program, digits: Option<usize>) -> Formulas<'p> {
        Formulas {
            program,
            digits,
            out: String::new(),
        }
    }

    /// Whether the formula has to end here; then it says so.
    fn is_full(&mut self, depth: usize) -> bool {
        let full = depth > DEEPEST || self.out.len() > LONGEST;
        if full && !self.out.ends_with('…') {
            self.out.push('…');
        }
        full
    }

    /// `0.5*x + y - 1`
    pub(super) fn affine(&mut self, affine: &Affine, depth: usize) {
        let mut first = true;
        for &(slot, factor) in &affine.terms {
            if self.is_full(depth) {
                return;
            }
            self.out.push_str(sign_of_term(first, factor < 0.0));
            first = false;
            if factor.abs() != 1.0 {
                self.out.push_str(&number(factor.abs(), self.digits));
                self.out.push('*');
            }
            self.slot(slot, depth + 1);
        }
        if first || affine.constant != 0.0 {
            let constant = affine.constant;
            self.out.push_str(sign_of_term(first, constant < 0.0));
            self.out.push_str(&number(constant.abs(), self.digits));
        }
    }

    /// As a factor of a product.
    fn factor(&mut self, affine: &Affine, depth: usize) {
        let is_simple = match (&*affine.terms, affine.constant) {
            ([], constant) => constant >= 0.0,
            ([(_, factor)], 0.0) => *factor == 1.0,
            _ => false,
        };
        match is_simple {
            true => self.affine(affine, depth),
            false => self.of("", &[affine], depth),
        }
    }

    /// A function of these.
    fn of(&mut self, function: &str, all: &[&Affine], depth: usize) {
        self.out.push_str(function);
        self.out.push('(');
        for (k, affine) in all.iter().enumerate() {
            self.out.push_str(if k == 0 { "" } else { ", " });
            self.affine(affine, depth);
        }
        self.out.push(')');
    }

    /// An argument by its name, or how the number is made.
    fn slot(&mut self, slot: SlotId, depth: usize) {
        if self.is_full(depth) {
            return;
        }
        let program = self.program;
        match slot.slot() {
            Slot::Argument {
                argument,
                row,
                column,
            } => {
                let Some(argument) = program.arguments.get(argument as usize) else {
                    return self.out.push('?');
                };
                self.out.push_str(&argument.name);
                let _ = match argument.shape {
                    Shape::Scalar => Ok(()),
                    Shape::Vector(_) => write!(self.out, "[{column}]"),
                    Shape::Matrix(..) => write!(self.out, "[({row}, {column})]"),
                };
            }
            Slot::Derived(index) => match program.derived.get(index as usize) {
                Some(Derived::Product(a, b)) => {
                    self.factor(a, depth);
                    self.out.push('*');
                    self.factor(b, depth);
                }
                // `1/(x*y)`, not `1/x*y`.
                Some(Derived::Apply(function, a)) => self.of(function.written(), &[a], depth),
                Some(Derived::Combine(function, a, b)) => self.of(function.name(), &[a, b], depth),
                Some(Derived::Expectation(id)) => {
                    let _ = match program.observables.get(id.index()) {
                        Some(observable) => write!(self.out, "⟨{observable}⟩"),
                        None => write!(self.out, "?"),
                    };
                }
                None => self.out.push('?'),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::super::Label;
    use super::*;
    use crate::program::Argument;
    use crate::program::Function;

    fn program() -> Program {
        let argument = |name: &str, shape| Argument {
            name: name.into(),
            shape,
        };
        let x = Affine::from(SlotId::element(0, 0));
        let sum = Affine {
            constant: 1.0,
            terms: vec![(SlotId::element(0, 0), 1.0), (SlotId::element(1, 3), -0.5)].into(),
        };
        Program {
            arguments: vec![
                argument("x", Shape::Scalar),
                argument("weights", Shape::Vector(4)),
                argument("m", Shape::Matrix(2, 3)),
            ],
            derived: vec![
                Derived::Product(x.clone(), sum.clone()),
                Derived::Apply(Function::Sin, sum),
                Derived::Apply(Function::Recip, SlotId::derived(0).into()),
            ],
            ..Program::default()
        }
    }

    fn written(terms: &[(SlotId, f64)], constant: f64) -> String {
        Label::gate(
            &program(),
            "rx",
            &[Affine {
                constant,
                terms: terms.to_vec().into(),
            }],
        )
        .text()
    }

    #[test]
    fn angles_are_formulas() {
        assert_eq!(written(&[], 0.0), "rx(0)");
        assert_eq!(written(&[], -PI / 2.0), "rx(-π/2)");
        assert_eq!(written(&[], 3.0 * PI / 4.0), "rx(3π/4)");
        assert_eq!(written(&[], 0.1 + 0.2), "rx(0.3)");
        assert_eq!(written(&[], 1.5e-9), "rx(1.5e-9)");
        assert_eq!(
            written(&[(SlotId::element(1, 3), 1.0)], 0.0),
            "rx(weights[3])"
        );
        assert_eq!(
            written(&[(SlotId::entry(2, 1, 2), -1.0)], 0.0),
            "rx(-m[(1, 2)])"
        );
        assert_eq!(
            written(
                &[(SlotId::element(0, 0), 0.5), (SlotId::derived(1), -2.0)],
                -1.5
            ),
            "rx(0.5*x - 2*sin(x - 0.5*weights[3] + 1) - 1.5)"
        );
        assert_eq!(
            written(&[(SlotId::derived(2), PI)], 0.0),
            "rx(π*1/(x*(x - 0.5*weights[3] + 1)))"
        );
    }

    #[test]
    fn all_digits_are_in_the_whole_label() {
        let label = Label::gate(&program(), "p", &[Affine::number(0.123456789)]);
        assert_eq!(
            (&*label.text(), &*label.whole),
            ("p(0.123457)", "p(0.123456789)")
        );
    }

    #[test]
    fn endless_formulas_are_cut() {
        let square = |k: usize| {
            let below = match k {
                0 => Affine::from(SlotId::element(0, 0)),
                _ => SlotId::derived(k - 1).into(),
            };
            Derived::Product(below.clone(), below)
        };
        let program = Program {
            derived: (0..10_000).map(square).collect(),
            ..program()
        };
        let label = Label::gate(&program, "rx", &[SlotId::derived(9_999).into()]);
        let text = label.text();
        assert!(text.len() < 2 * LONGEST && text.contains('…'));
    }
}

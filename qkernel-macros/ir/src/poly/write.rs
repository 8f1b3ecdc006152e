//! Polynomials as formulas.

use super::Poly;
use crate::{Names, Text};

impl Poly {
    /// Appends the polynomial as a formula: `2*n*d + 1`.
    pub const fn write(&self, names: &Names, text: &mut Text) {
        if self.len == 0 {
            text.push("0");
        }
        let (mut constant, mut is_first, mut i) = (0, true, 0);
        while i < self.len {
            let term = &self.terms[i];
            if term.degree() == 0 {
                constant = term.coefficient;
            } else {
                sign(term.coefficient, is_first, text);
                is_first = false;
                self.write_product(i, names, text);
            }
            i += 1;
        }
        // The number comes last.
        if constant != 0 {
            sign(constant, is_first, text);
            text.push_number(constant.unsigned_abs());
        }
    }

    const fn write_product(&self, number: usize, names: &Names, text: &mut Text) {
        let term = &self.terms[number];
        let size = term.coefficient.unsigned_abs();
        if size != 1 {
            text.push_number(size);
            text.push("*");
        }
        each!(k, 0..term.degree(), {
            if k > 0 {
                text.push("*");
            }
            let symbol = term.factors[k];
            text.push(names.get(symbol.value()));
            if symbol.is_length() {
                text.push(".len()");
            }
        });
    }
}

const fn sign(coefficient: i64, is_first: bool, text: &mut Text) {
    match (is_first, coefficient < 0) {
        (true, true) => text.push("-"),
        (true, false) => {}
        (false, true) => text.push(" - "),
        (false, false) => text.push(" + "),
    }
}

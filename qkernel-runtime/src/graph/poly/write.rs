//! Polynomials as formulas.

use super::Poly;
use crate::graph::Names;
use crate::graph::text::Text;

impl Poly {
    /// Appends the polynomial as a formula: `2*n*d + 1`.
    pub(in crate::graph) const fn write(&self, names: &Names, text: &mut Text) {
        if self.len == 0 {
            text.push("0");
        }
        let mut i = 0;
        while i < self.len {
            let term = &self.terms[i];
            let (negative, size) = (term.coefficient < 0, term.coefficient.unsigned_abs());
            match (i, negative) {
                (0, true) => text.push("-"),
                (0, false) => {}
                (_, true) => text.push(" - "),
                (_, false) => text.push(" + "),
            }
            let degree = term.degree();
            if size != 1 || degree == 0 {
                text.push_number(size);
                if degree > 0 {
                    text.push("*");
                }
            }
            let mut k = 0;
            while k < degree {
                if k > 0 {
                    text.push("*");
                }
                let symbol = term.factors[k];
                text.push(names.get(symbol.value()));
                if symbol.is_length() {
                    text.push(".len()");
                }
                k += 1;
            }
            i += 1;
        }
    }
}

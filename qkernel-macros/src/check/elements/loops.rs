//! Loops, and numbers that have to be known before the circuit runs.

use qkernel_ir::Poly;

use crate::check::elements::Elements;
use crate::check::elements::symbols::Kind;
use crate::error::{self, Message};
use crate::flow::Flow;
use crate::model::{Expr, For, Range};

impl Elements<'_> {
    /// The first iteration is checked. Effects over several iterations are left to `compile()`.
    pub(super) fn for_loop(&mut self, each: &For) {
        for bound in each.range.bounds() {
            self.value(bound, None, None);
            self.fixed(bound, error::measured_bound);
        }
        self.range(&each.range);
        let assigned = each.body.assigned();
        self.symbols.forget(&assigned);
        if let Some(name) = &each.variable
            && let Some(id) = name.variable
        {
            self.symbols.declare(id, &name.ident, None, Kind::Other);
        }
        let (measured, _, after) = self.ways(
            |elements| {
                elements.block(&each.body, None);
                elements.symbols.measured(&assigned)
            },
            |_| {},
        );
        self.symbols.merge(after, None);
        self.symbols.forget(&assigned);
        self.symbols.mark_measured(&measured);
    }

    /// A range counts something, and in steps: not `range(5, 2)`, not `range(0, n, 0)`.
    fn range(&mut self, range: &Range) {
        let zero = Some(Poly::constant(0));
        let step = range.step.as_ref();
        if let Some(step) = step.filter(|step| self.symbols.poly(step) == zero) {
            self.errors.push_at(&step.tokens, error::step_is_zero());
            return;
        }
        let start = match &range.start {
            Some(start) => self.symbols.poly(start),
            None => zero,
        };
        let (Some(start), Some(end)) = (start, self.symbols.poly(&range.end)) else {
            return;
        };
        if end
            .minus(&start)
            .as_constant()
            .is_some_and(|count| count <= 0)
        {
            let at = range.start.as_ref().unwrap_or(&range.end);
            self.errors.warn(at.span(), error::empty_range());
        }
    }

    /// A number of the circuit's shape does not depend on a measurement: not `for _ in range(ones)`, not
    /// `qubit_array(ones)`, not `q[ones]` after `if measure(q[i]) { ones += 1; }`.
    pub(super) fn fixed(&mut self, number: &Expr, message: fn() -> Message) {
        if self.symbols.is_measured(number) {
            self.errors.push_at(&number.tokens, message());
        }
    }
}

//! What rustc would refuse, too, in words that do not speak of circuits.

use std::collections::{HashMap, HashSet};

use crate::error::Errors;
use crate::error::{element_assigned, modifier_kept, variable_called};
use crate::known::{Operation, is_pi};
use crate::model::*;

/// Reports it; it is left out of the function then.
pub(super) fn check(kernel: &mut Kernel, errors: &Errors) {
    let mut refusing = Refusing {
        variables: &kernel.variables,
        errors,
        kept: HashSet::new(),
        perhaps_kept: HashMap::new(),
        changed: Vec::new(),
    };
    kernel.body.visit(&mut |part| match part {
        Visited::Statement(statement) => {
            if let StatementKind::Let {
                pattern,
                value: Some(value),
                ..
            } = &statement.kind
            {
                if refusing.is_kept(value) {
                    refusing.keep(pattern);
                } else if let Pattern::Bind(Name {
                    variable: Some(id), ..
                }) = pattern
                    && refusing.takes_kernel(value)
                {
                    refusing.perhaps_kept.insert(*id, value.text());
                }
            }
        }
        Visited::Place(place) => refusing.place(place),
        Visited::Expr(expr) => refusing.expr(expr),
    });
    let Refusing { changed, .. } = refusing;
    for id in changed {
        kernel.variables[id].doubtful = true;
    }
}

struct Refusing<'a> {
    variables: &'a ByVariable<Variable>,
    errors: &'a Errors,
    /// The variables that are what a modifier gives. That they are called was reported with their definition.
    kept: HashSet<VarId>,
    /// The variables that may be what a modifier of another name gives, with the call of it.
    perhaps_kept: HashMap<VarId, String>,
    /// The variables whose elements are assigned.
    changed: Vec<VarId>,
}

impl Refusing<'_> {
    fn keep(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Bind(name) => self.kept.extend(name.variable),
            Pattern::Tuple(parts) => parts.iter().for_each(|part| self.keep(part)),
            Pattern::Ignore => {}
        }
    }

    /// Only registers are built element by element: not `out[i] = measure(q[i])`.
    fn place(&mut self, place: &Place) {
        if let Place::Element {
            base,
            tokens,
            holds: Some(element),
            ..
        } = place
            && *element != Element::Qubit
        {
            self.changed.extend(base.variable);
            let instead = match element {
                Element::Bit => {
                    "measure a register as a whole, `let bits = measure(q);`, or keep each bit in a variable"
                }
                _ => "keep what is computed in a variable: `let angle = ..;`",
            };
            let message = element_assigned(&base.ident.to_string(), instead);
            self.errors.push_at(tokens, message);
        }
    }

    fn expr(&self, expr: &Expr) {
        // The gate of that name is hidden: not `fn k(h: Observable) -> Float { expval(h(qubit()), h) }`.
        if let ExprKind::Call { callee, .. } | ExprKind::Modified { callee, .. } = &expr.kind
            && let Some(id) = callee.variable
            && let Some(name) = callee.path.get_ident()
            && !self.kept.contains(&id)
            && !self.variables[id].doubtful
        {
            let message = match self.perhaps_kept.get(&id) {
                Some(call) => modifier_kept(call),
                None => variable_called(&name.to_string()),
            };
            self.errors.push_at(&callee.path, message);
        }
        // What a modifier gives is called at once: not `let g = inverse(s);`.
        if self.is_kept(expr) {
            self.errors
                .push_at(&expr.tokens, modifier_kept(&expr.text()));
        }
    }

    /// Whether it is the call of a modifier, whose first argument is no variable.
    fn is_kept(&self, expr: &Expr) -> bool {
        let ExprKind::Call { callee, args } = &expr.kind else {
            return false;
        };
        let is_kernel = match args.first().map(|first| &first.kind) {
            Some(ExprKind::Name(name)) => {
                let is_value = name.variable.is_some_and(|id| !self.kept.contains(&id));
                !is_value && !is_pi(name)
            }
            Some(ExprKind::Constant(_)) => true,
            Some(ExprKind::Call { .. }) => args.first().is_some_and(|first| self.is_kept(first)),
            _ => false,
        };
        callee.operation() == Some(Operation::Modifier) && is_kernel
    }

    /// Whether it is a call whose first argument is named as kernels are: perhaps that of a modifier.
    fn takes_kernel(&self, expr: &Expr) -> bool {
        let ExprKind::Call { args, .. } = &expr.kind else {
            return false;
        };
        match args.first().map(|first| &first.kind) {
            Some(ExprKind::Name(name)) => {
                let text = name.ident.to_string();
                name.variable.is_none() && !text.starts_with(char::is_uppercase)
            }
            Some(ExprKind::Call { .. }) => self.takes_kernel(&args[0]),
            _ => false,
        }
    }
}

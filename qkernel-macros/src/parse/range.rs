//! What a loop runs over.

use syn::Pat;

use crate::error::{self, Errors, Message};
use crate::known;
use crate::model::{BinaryOp, Expr, ExprKind, Name, Order, Pattern, Range, UnaryOp};
use crate::parse::body::pattern as pattern_of;
use crate::parse::{bare, expr};
use crate::spell;

/// A loop runs over indices: not `for x in inputs`.
pub(super) fn range(expr: &syn::Expr, errors: &Errors) -> Option<Range> {
    match expr {
        syn::Expr::Paren(paren) => range(&paren.expr, errors),
        syn::Expr::Range(range) => {
            if let Some(message) = method_of_its_end(range) {
                errors.push_at(expr, message);
                return None;
            }
            let start = match &range.start {
                Some(start) => Some(expr::parse(start, errors)?),
                None => None,
            };
            let Some(end) = &range.end else {
                errors.push_at(expr, error::not_a_range());
                return None;
            };
            let end = expr::parse(end, errors)?;
            Some(Range {
                start,
                end: match range.limits {
                    syn::RangeLimits::HalfOpen(_) => end,
                    syn::RangeLimits::Closed(_) => next(end),
                },
                step: None,
                order: Order::Up,
            })
        }
        syn::Expr::Call(call) if may_be_range(&call.func) && (1..=3).contains(&call.args.len()) => {
            if let Some(message) = below_zero(call).or_else(|| range_in(call)) {
                errors.push_at(expr, message);
                return None;
            }
            let mut args: Vec<Expr> = call
                .args
                .iter()
                .map(|argument| expr::parse(argument, errors))
                .collect::<Option<_>>()?;
            let step = if args.len() == 3 { args.pop() } else { None };
            let end = args.pop()?;
            let start = args.pop();
            Some(match (start, step) {
                // The values down from `start`, which is among them, to `end`, which is not.
                (
                    Some(start),
                    Some(Expr {
                        kind: ExprKind::Unary(UnaryOp::Neg, step),
                        ..
                    }),
                ) => Range {
                    start: Some(next(end)),
                    end: next(start),
                    step: Some(*step),
                    order: Order::Down,
                },
                (start, step) => Range {
                    start,
                    end,
                    step,
                    order: Order::Up,
                },
            })
        }
        syn::Expr::MethodCall(call)
            if call.method == "rev" && call.args.is_empty() && counts(&call.receiver) =>
        {
            if matches!(bare(&call.receiver), syn::Expr::MethodCall(inner) if inner.method == "rev")
            {
                errors.push_at(expr, error::rev_written_twice());
                return None;
            }
            let all = range(&call.receiver, errors)?;
            let order = match (&all.step, all.order) {
                // The steps that may follow begin at its end.
                (None, Order::Up) => Order::Down,
                (None, _) => Order::Up,
                (Some(_), order) => order.reversed(),
            };
            Some(Range { order, ..all })
        }
        syn::Expr::MethodCall(call)
            if call.method == "step_by" && call.args.len() == 1 && counts(&call.receiver) =>
        {
            let all = range(&call.receiver, errors)?;
            let step = expr::parse(call.args.first()?, errors)?;
            if all.step.is_some() {
                errors.push_at(expr, error::range_in_steps());
                return None;
            }
            Some(Range {
                step: Some(step),
                ..all
            })
        }
        _ => {
            errors.push_at(expr, not_a_range(expr, errors));
            None
        }
    }
}

/// The number after another one.
fn next(number: Expr) -> Expr {
    let tokens = number.tokens.clone();
    let kind = match number.kind {
        ExprKind::UInt(value) if value < u64::MAX => ExprKind::UInt(value + 1),
        _ => {
            let one = Expr::new(ExprKind::UInt(1), &tokens);
            ExprKind::Binary(BinaryOp::Add, Box::new(number), Box::new(one))
        }
    };
    Expr::new(kind, tokens)
}

/// A range of `UInt`s cannot end before 0: not `range(n - 1, -1, -1)`.
fn below_zero(call: &syn::ExprCall) -> Option<Message> {
    let is_negative = |bound: &syn::Expr| matches!(bound, syn::Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)));
    let mut bounds = call.args.iter().take(2);
    if !bounds.any(is_negative) {
        return None;
    }
    // The value after the first one, at which a range that counts down to 1 starts.
    let start = one_more(&spell::expr(call.args.first()?));
    Some(error::range_below_zero(&start))
}

/// `range((i + 1)..n)`: both ways to write a range at once.
fn range_in(call: &syn::ExprCall) -> Option<Message> {
    let syn::Expr::Range(inner) = bare(call.args.first()?) else {
        return None;
    };
    let bound = |bound: &syn::Expr| spell::expr(bare(bound));
    let end = bound(inner.end.as_ref()?);
    let end = match inner.limits {
        syn::RangeLimits::HalfOpen(_) => end,
        syn::RangeLimits::Closed(_) => one_more(&end),
    };
    let start = inner.start.as_ref().map(|start| bound(start));
    Some(error::range_of_range(&match start.as_deref() {
        None | Some("0") => format!("range({end})"),
        Some(start) => format!("range({start}, {end})"),
    }))
}

/// `0..n.rev()`: as in Rust, the method is that of the end.
fn method_of_its_end(range: &syn::ExprRange) -> Option<Message> {
    let (mut end, mut first) = (&**range.end.as_ref()?, None);
    while let syn::Expr::MethodCall(call) = end
        && instead_of(&call.method.to_string()).is_some()
    {
        (end, first) = (&*call.receiver, Some(call));
    }
    let method = first?.method.to_string();
    let (written, end) = (spell::expr(range), spell::expr(end));
    // The methods come last.
    let (numbers, methods) = written.split_once(&format!("{end}.{method}("))?;
    let meant = format!("({numbers}{end}).{method}({methods}");
    Some(error::method_of_its_end(&method, &end, &meant))
}

/// The value after one, as it is written: `n` for `n - 1`.
fn one_more(value: &str) -> String {
    match value.strip_suffix(" - 1") {
        Some(after) => after.to_owned(),
        None => format!("{value} + 1"),
    }
}

/// The message for a loop that counts in a way that kernels do not have, or not at all.
fn not_a_range(expr: &syn::Expr, errors: &Errors) -> Message {
    match expr {
        syn::Expr::Call(call) if is_range(&call.func) => error::arguments_of_range(),
        syn::Expr::MethodCall(call) if call.method == "rev" && counts(&call.receiver) => {
            error::rev_takes_nothing()
        }
        syn::Expr::MethodCall(call) => {
            let receiver = bare(&call.receiver);
            match call.method.to_string().as_str() {
                "iter" | "iter_mut" | "into_iter" | "enumerate" => not_a_range(receiver, errors),
                _ => error::not_a_range(),
            }
        }
        syn::Expr::Reference(reference) => not_a_range(&reference.expr, errors),
        syn::Expr::Path(path) if path.path.get_ident().is_some() => {
            let name = spell::expr(path);
            match errors.is_number(&name) {
                true => error::loop_over_number(&name),
                false => error::loop_over_elements(&name),
            }
        }
        _ => error::not_a_range(),
    }
}

/// Whether numbers are counted, also in ways that kernels do not have.
pub(crate) fn counts(range: &syn::Expr) -> bool {
    match range {
        syn::Expr::Range(_) => true,
        syn::Expr::Paren(paren) => counts(&paren.expr),
        syn::Expr::MethodCall(call) => counts(&call.receiver),
        syn::Expr::Call(call) => may_be_range(&call.func),
        _ => false,
    }
}

/// What to write for a method of ranges that is called on something else.
pub(super) fn instead_of(method: &str) -> Option<&'static str> {
    let is_of_ranges = method == "rev" || method == "step_by";
    is_of_ranges.then_some("write it after a range: `range(n).rev()`, `range(n).step_by(2)`")
}

/// Whether the method of a range takes a step.
pub(crate) fn has_step(call: &syn::ExprMethodCall) -> bool {
    call.method == "step_by"
}

fn is_range(function: &syn::Expr) -> bool {
    matches!(function, syn::Expr::Path(path) if known::is_range(&path.path))
}

/// Whether it may be `range`, whatever its name.
pub(crate) fn may_be_range(function: &syn::Expr) -> bool {
    matches!(function, syn::Expr::Path(path) if path.qself.is_none() && known::may_be_range(&path.path))
}

pub(super) fn loop_variable(pattern: &Pat, errors: &Errors) -> Option<Option<Name>> {
    match pattern_of(pattern, errors)? {
        Pattern::Bind(name) => Some(Some(name)),
        Pattern::Ignore => Some(None),
        Pattern::Tuple(_) => {
            errors.push_at(pattern, error::not_a_range());
            None
        }
    }
}

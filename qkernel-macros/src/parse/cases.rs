//! `match` on a number: a chain of `if`s. Whether a case is missing or comes too late, rustc says.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr as Syn, Lit, Pat, RangeLimits};

use crate::error::{self, Errors};
use crate::model::{
    BinaryOp, Block, Cases, Expr, ExprKind, Name, Pattern, Statement, StatementKind, UnaryOp,
};
use crate::parse::chain::{self, Link, binary};
use crate::parse::{body, expr};

/// The name of a value that is matched on and has none. No picture and no message shows it.
const MATCHED: &str = "__matched";

pub(super) fn parse(matched: &syn::ExprMatch, errors: &Errors) -> Option<ExprKind> {
    let value = expr::parse(&matched.expr, errors);
    let arms: Vec<_> = matched
        .arms
        .iter()
        .map(|arm| self::arm(arm, errors))
        .collect();
    let (value, arms) = (value?, arms.into_iter().collect::<Option<Vec<_>>>()?);
    if arms.is_empty() {
        let instead = "write at least `_ => ..`";
        let message = error::not_in_a_circuit("a `match` without cases", instead);
        errors.push_at(matched.match_token, message);
        return None;
    }
    // What is matched on is computed once.
    let (kept, value) = match &value.kind {
        ExprKind::Name(_) => (None, value),
        _ => {
            let name = Name::new(syn::Ident::new(MATCHED, Span::mixed_site()));
            let read = Expr::new(ExprKind::Name(name.clone()), &value.tokens);
            (Some((name, value)), read)
        }
    };
    let (mut links, mut otherwise) = (Vec::new(), None);
    let last = arms.len() - 1;
    let written = matched.arms.iter().map(|arm| crate::spell::expr(&arm.pat));
    let written: Vec<String> = written.collect();
    for (k, arm) in arms.into_iter().enumerate() {
        match arm.condition(&value) {
            // The last one is what is left, and what comes after `_` is never reached.
            Some(condition) if k != last => links.push(Link {
                condition,
                then: arm.block,
                tokens: arm.tokens,
                cases: Some(Cases {
                    taken: written[k].clone(),
                    other: (k + 1 == last).then(|| written[last].clone()),
                }),
            }),
            _ => {
                otherwise = Some(arm.block);
                break;
            }
        }
    }
    let mut block = chain::block(links, otherwise)?;
    if let Some((name, value)) = kept {
        let span = value.span();
        let tail = Expr::new(ExprKind::Block(block), matched);
        let kind = StatementKind::Let {
            pattern: Pattern::Bind(name),
            ty: None,
            value: Some(value),
        };
        block = Block::new(vec![Statement { kind, span }], Some(tail));
    }
    Some(ExprKind::Block(block))
}

/// What a pattern takes.
enum Case {
    /// From a number to another one, which is among them; or to the largest one.
    Numbers(u64, Option<u64>),
    Bit(bool),
}

impl Case {
    fn condition(&self, value: &Expr) -> Expr {
        let (text, span) = (&value.tokens, value.span());
        let compare = |op, number: u64| {
            let mut literal = Literal::u64_unsuffixed(number);
            literal.set_span(span);
            let number = Expr::new(ExprKind::UInt(number), literal);
            binary(op, span, value.clone(), number)
        };
        match *self {
            Case::Bit(true) => value.clone(),
            Case::Bit(false) => {
                let not = ExprKind::Unary(UnaryOp::Not, Box::new(value.clone()));
                Expr::new(not, quote_spanned!(span=> !#text))
            }
            Case::Numbers(number, Some(last)) if number == last => compare(BinaryOp::Eq, number),
            Case::Numbers(first, None) => compare(BinaryOp::Ge, first),
            Case::Numbers(0, Some(last)) => compare(BinaryOp::Le, last),
            Case::Numbers(first, Some(last)) => {
                let (from, to) = (compare(BinaryOp::Ge, first), compare(BinaryOp::Le, last));
                binary(BinaryOp::And, span, from, to)
            }
        }
    }
}

/// A case.
struct Arm {
    /// What it takes, nothing for `_`.
    cases: Vec<Case>,
    guard: Option<Expr>,
    tokens: TokenStream,
    block: Block,
}

impl Arm {
    /// `None` where it takes everything.
    fn condition(&self, value: &Expr) -> Option<Expr> {
        let cases = self.cases.iter().map(|case| case.condition(value));
        let cases = cases.reduce(|a, b| binary(BinaryOp::Or, value.span(), a, b));
        match (cases, self.guard.clone()) {
            (Some(cases), Some(guard)) => Some(binary(
                BinaryOp::And,
                value.span(),
                grouped(cases),
                grouped(guard),
            )),
            (cases, guard) => cases.or(guard),
        }
    }
}

/// In parentheses, where `&&` beside it would take a part away.
fn grouped(expr: Expr) -> Expr {
    let tokens = match expr.kind {
        ExprKind::Binary(BinaryOp::Or, ..) => {
            let inner = &expr.tokens;
            quote!((#inner))
        }
        _ => expr.tokens,
    };
    Expr { tokens, ..expr }
}

fn arm(arm: &syn::Arm, errors: &Errors) -> Option<Arm> {
    let guarded = guarded(&arm.pat, errors);
    // A block, an expression, or a statement without its semicolon.
    let block = match &*arm.body {
        Syn::Block(block) if block.label.is_none() => body::block(&block.block, errors),
        expr => {
            let stmts = vec![syn::Stmt::Expr(expr.clone(), None)];
            let brace_token = syn::token::Brace::default();
            body::block(&syn::Block { brace_token, stmts }, errors)
        }
    };
    let (cases, guard) = guarded?;
    Some(Arm {
        cases,
        guard,
        tokens: arm.to_token_stream(),
        block,
    })
}

/// What a pattern takes, and the condition after `if`; `None` after an error.
fn guarded(pattern: &Pat, errors: &Errors) -> Option<(Vec<Case>, Option<Expr>)> {
    match pattern {
        Pat::Guard(guarded) => {
            let cases = cases(&guarded.pat, errors);
            let guard = expr::parse(&guarded.guard, errors);
            Some((cases?, Some(guard?)))
        }
        _ => Some((cases(pattern, errors)?, None)),
    }
}

/// The cases of a pattern, none for `_`; `None` after an error.
fn cases(pattern: &Pat, errors: &Errors) -> Option<Vec<Case>> {
    let refuse = || {
        errors.push_at(pattern, error::case_not_supported());
        None
    };
    match pattern {
        Pat::Wild(_) => Some(Vec::new()),
        Pat::Paren(inner) => cases(&inner.pat, errors),
        Pat::Or(either) => {
            let parts: Vec<_> = (either.cases.iter())
                .map(|case| cases(case, errors))
                .collect();
            let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
            Some(match parts.iter().any(Vec::is_empty) {
                true => Vec::new(),
                false => parts.into_iter().flatten().collect(),
            })
        }
        Pat::Lit(literal) if let Some(message) = no_number(literal) => {
            errors.push_at(pattern, message);
            None
        }
        Pat::Lit(literal) => match (&literal.lit, number(&literal.lit)) {
            (Lit::Bool(bit), _) => Some(vec![Case::Bit(bit.value)]),
            (_, Some(number)) => Some(vec![Case::Numbers(number, Some(number))]),
            _ => refuse(),
        },
        Pat::Range(range) => {
            let (first, last) = (end(range.start.as_deref()), end(range.end.as_deref()));
            let (Some(first), Some(last)) = (first, last) else {
                return refuse();
            };
            let last = match (last, range.limits) {
                (Some(0), RangeLimits::HalfOpen(_)) => return refuse(),
                (Some(past), RangeLimits::HalfOpen(_)) => Some(past - 1),
                (last, _) => last,
            };
            Some(vec![Case::Numbers(first.unwrap_or(0), last)])
        }
        _ => refuse(),
    }
}

/// The end of a range that may have none; `None` for what is no whole number.
fn end(end: Option<&Syn>) -> Option<Option<u64>> {
    match end {
        None => Some(None),
        Some(Syn::Lit(literal)) => number(&literal.lit).map(Some),
        Some(_) => None,
    }
}

/// Why a literal cannot be a case, where it is a number.
fn no_number(literal: &impl ToTokens) -> Option<error::Message> {
    let text = crate::spell::expr(literal);
    let expr: Syn = syn::parse2(literal.to_token_stream()).ok()?;
    match &expr {
        Syn::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => {
            Some(error::negative_case(&text))
        }
        Syn::Lit(literal) => match &literal.lit {
            Lit::Float(_) => Some(error::angle_case(&text)),
            Lit::Int(number) if number.base10_parse::<u64>().is_err() => {
                Some(error::large_case(&text))
            }
            _ => None,
        },
        _ => None,
    }
}

fn number(literal: &Lit) -> Option<u64> {
    match literal {
        Lit::Int(number) => number.base10_parse().ok(),
        _ => None,
    }
}

//! `match` on a number: a chain of `if`s. Whether a case is missing or comes too late, rustc says.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr as Syn, Lit, Pat, RangeLimits};

use crate::error::{self, Errors};
use crate::model::{
    BinaryOp, Block, Expr, ExprKind, Known, Name, Pattern, Statement, StatementKind, UnaryOp,
};
use crate::parse::{body, expr};

/// The name of a value that is matched on and has none. No picture and no message shows it.
const MATCHED: &str = "__matched";

pub(super) fn choice(choice: &syn::ExprMatch, errors: &Errors) -> Option<ExprKind> {
    let value = expr::parse(&choice.expr, errors);
    let arms: Vec<_> = choice
        .arms
        .iter()
        .map(|arm| self::arm(arm, errors))
        .collect();
    let (value, arms) = (value?, arms.into_iter().collect::<Option<Vec<_>>>()?);
    let Some(last) = arms.len().checked_sub(1) else {
        let instead = "write at least `_ => ..`";
        let message = error::not_in_a_circuit("a `match` without cases", instead);
        errors.push_at(choice.match_token, message);
        return None;
    };
    // What is matched on is computed once.
    let (kept, value) = match &value.kind {
        ExprKind::Name(_) => (None, value),
        _ => {
            let name = Name::new(syn::Ident::new(MATCHED, Span::mixed_site()));
            let read = of(ExprKind::Name(name.clone()), &value.tokens);
            (Some((name, value)), read)
        }
    };
    let mut rest = None;
    for (k, (cases, tokens, block)) in arms.into_iter().enumerate().rev() {
        let condition = cases
            .into_iter()
            .map(|case| case.condition(&value))
            .reduce(|a, b| binary(BinaryOp::Or, value.span(), a, b));
        rest = Some(match condition {
            // The last one is what is left.
            Some(condition) if k != last => {
                let kind = ExprKind::If {
                    condition: Box::new(condition),
                    then: block,
                    otherwise: rest,
                };
                Block::new(Vec::new(), Some(of(kind, &tokens)))
            }
            _ => block,
        });
    }
    let mut block = rest?;
    if let Some((name, value)) = kept {
        let span = value.span();
        let tail = of(ExprKind::Block(block), choice);
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
    fn condition(self, value: &Expr) -> Expr {
        let (text, span) = (&value.tokens, value.span());
        let compare = |op, number: u64| {
            let mut literal = Literal::u64_unsuffixed(number);
            literal.set_span(span);
            let number = of(ExprKind::UInt(number), literal);
            binary(op, span, value.clone(), number)
        };
        match self {
            Case::Bit(true) => value.clone(),
            Case::Bit(false) => {
                let not = ExprKind::Unary(UnaryOp::Not, Box::new(value.clone()));
                of(not, quote_spanned!(span=> !#text))
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

/// An operation as it would be written, for messages; they are at what is matched on.
fn binary(op: BinaryOp, span: Span, left: Expr, right: Expr) -> Expr {
    let sign: TokenStream = op.sign().parse().unwrap_or_default();
    let sign = sign.into_iter().map(|mut token| {
        token.set_span(span);
        token
    });
    let (sign, first, second) = (sign.collect::<TokenStream>(), &left.tokens, &right.tokens);
    let tokens = quote!(#first #sign #second);
    of(
        ExprKind::Binary(op, Box::new(left), Box::new(right)),
        tokens,
    )
}

fn of(kind: ExprKind, tokens: impl ToTokens) -> Expr {
    Expr {
        kind,
        tokens: tokens.into_token_stream(),
        known: Known::default(),
    }
}

/// What a case is of, `None` for `_`; its tokens, and its body.
type Arm = (Vec<Case>, TokenStream, Block);

fn arm(arm: &syn::Arm, errors: &Errors) -> Option<Arm> {
    let cases = cases(&arm.pat, errors);
    let block = body::case(&arm.body, errors);
    Some((cases?, arm.to_token_stream(), block))
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
        Pat::Guard(guarded) => {
            let instead = "write `if` in the body of the case";
            let message = error::not_in_a_circuit("a guard", instead);
            errors.push_at(guarded.if_token, message);
            None
        }
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

fn number(literal: &Lit) -> Option<u64> {
    match literal {
        Lit::Int(number) => number.base10_parse().ok(),
        _ => None,
    }
}

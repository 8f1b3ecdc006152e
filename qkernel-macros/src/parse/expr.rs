//! Expressions.

use quote::ToTokens;
use syn::{BinOp, Expr as Syn, Lit, UnOp};

use crate::error::{self, Errors};
use crate::model::{BinaryOp, Block, Expr, ExprKind, Name, UnaryOp};
use crate::parse::chain::{self, Link};
use crate::parse::unsupported::{refuse, slice};
use crate::parse::{body, call, cases};
use crate::spell;

/// The model of an expression, or `None` after an error.
pub(super) fn parse(expr: &Syn, errors: &Errors) -> Option<Expr> {
    Some(Expr::new(kind(expr, errors)?, expr))
}

pub(super) fn boxed(expr: &Syn, errors: &Errors) -> Option<Box<Expr>> {
    parse(expr, errors).map(Box::new)
}

fn kind(expr: &Syn, errors: &Errors) -> Option<ExprKind> {
    match expr {
        Syn::Paren(paren) => kind(&paren.expr, errors),
        Syn::Group(group) => kind(&group.expr, errors),
        Syn::Path(path) => Some(match path.path.get_ident() {
            Some(name) => ExprKind::Name(Name::new(name.clone())),
            None => ExprKind::Constant(path.path.clone()),
        }),
        Syn::Lit(literal) => self::literal(&literal.lit, errors),
        Syn::Call(call) => call::call(call, errors),
        Syn::MethodCall(call) => call::method(call, errors),
        Syn::Index(index) => {
            if let Syn::Range(range) = &*index.index {
                slice(index, range, errors);
                return None;
            }
            if let Syn::Index(inner) = &*index.expr {
                let part = |index: &syn::ExprIndex| spell::expr(&index.index);
                let (base, row, column) = (spell::expr(&inner.expr), part(inner), part(index));
                let text = spell::expr(index);
                errors.push_at(
                    index,
                    error::element_of_element(&text, &base, &row, &column),
                );
                return None;
            }
            let base = boxed(&index.expr, errors);
            let indices = match &*index.index {
                Syn::Tuple(tuple) => all(&tuple.elems, errors),
                index => parse(index, errors).map(|index| vec![index]),
            };
            Some(ExprKind::Element {
                base: base?,
                indices: indices?,
            })
        }
        Syn::Unary(unary) => {
            let operand = boxed(&unary.expr, errors);
            match unary.op {
                UnOp::Neg(_) => Some(ExprKind::Unary(UnaryOp::Neg, operand?)),
                UnOp::Not(_) => Some(ExprKind::Unary(UnaryOp::Not, operand?)),
                _ => {
                    errors.push_at(
                        unary.op,
                        error::not_in_a_circuit("a reference", "use the value itself"),
                    );
                    None
                }
            }
        }
        Syn::Binary(binary) => {
            let (left, right) = (boxed(&binary.left, errors), boxed(&binary.right, errors));
            let Some(op) = binary_op(&binary.op) else {
                let text = format!("`{}`", spell::expr(binary.op));
                let instead = match binary.op {
                    BinOp::BitAnd(_) => "did you mean `&&`?",
                    BinOp::BitOr(_) => "did you mean `||`?",
                    _ => "operators are `+ - * / %`, comparisons, `&&`, `||`, `^` and `!`",
                };
                errors.push_at(binary.op, error::not_in_a_circuit(&text, instead));
                return None;
            };
            Some(ExprKind::Binary(op, left?, right?))
        }
        Syn::Cast(cast) => self::cast(cast, errors),
        Syn::If(branch) => self::branch(branch, errors),
        Syn::Match(matched) => cases::parse(matched, errors),
        Syn::Block(block) if block.label.is_none() => {
            Some(ExprKind::Block(body::block(&block.block, errors)))
        }
        Syn::Tuple(tuple) => all(&tuple.elems, errors).map(ExprKind::Tuple),
        Syn::Field(field) => match &field.member {
            syn::Member::Unnamed(index) => {
                Some(ExprKind::Field(boxed(&field.base, errors)?, index.index))
            }
            syn::Member::Named(name) => {
                errors.push_at(
                    name,
                    error::not_in_a_circuit(
                        "a field of a struct",
                        "make it a parameter of its own",
                    ),
                );
                None
            }
        },
        other => {
            refuse(other, errors);
            None
        }
    }
}

/// An `if` with every `else if` after it.
fn branch(first: &syn::ExprIf, errors: &Errors) -> Option<ExprKind> {
    let (mut links, mut next) = (Vec::new(), Some(first));
    let mut otherwise = None;
    while let Some(branch) = next.take() {
        let condition = condition(&branch.cond, errors);
        let then = body::block(&branch.then_branch, errors);
        links.push(condition.map(|condition| Link {
            condition,
            then,
            tokens: branch.to_token_stream(),
            cases: None,
        }));
        match branch.else_branch.as_ref().map(|(_, rest)| &**rest) {
            Some(Syn::If(rest)) => next = Some(rest),
            Some(Syn::Block(rest)) => otherwise = Some(body::block(&rest.block, errors)),
            Some(rest) => otherwise = Some(Block::new(Vec::new(), parse(rest, errors))),
            None => {}
        }
    }
    let links = links.into_iter().collect::<Option<_>>()?;
    Some(chain::block(links, otherwise)?.tail?.kind)
}

fn condition(condition: &Syn, errors: &Errors) -> Option<Expr> {
    let (at, message) = match condition {
        Syn::Let(condition) => (
            condition.let_token.to_token_stream(),
            error::not_in_a_circuit("`if let`", "write `if` with a condition"),
        ),
        Syn::Assign(assign) => (
            assign.eq_token.to_token_stream(),
            error::not_in_a_circuit("an assignment as a condition", "compare with `==`"),
        ),
        condition => return parse(condition, errors),
    };
    errors.push_at(at, message);
    None
}

pub(super) fn all<'a>(
    list: impl IntoIterator<Item = &'a Syn>,
    errors: &Errors,
) -> Option<Vec<Expr>> {
    // Every element is looked at, so that every error is found.
    let parsed: Vec<_> = list.into_iter().map(|expr| parse(expr, errors)).collect();
    parsed.into_iter().collect()
}

fn literal(literal: &Lit, errors: &Errors) -> Option<ExprKind> {
    match literal {
        Lit::Int(int) if matches!(int.suffix(), "f64" | "f32") => {
            float(int, int.base10_parse(), errors)
        }
        Lit::Int(int) => match int.base10_parse::<u64>() {
            Ok(value) => Some(ExprKind::UInt(value)),
            Err(error) => {
                errors.push_syn(error);
                None
            }
        },
        Lit::Float(number) => float(number, number.base10_parse(), errors),
        Lit::Bool(bool) => Some(ExprKind::Bit(bool.value)),
        other => {
            errors.push_at(
                other,
                error::not_in_a_circuit("text", "choose with a `Bit` or a `UInt` parameter"),
            );
            None
        }
    }
}

/// A number that a `Float` can hold: not `1e400`.
fn float(literal: impl ToTokens, value: syn::Result<f64>, errors: &Errors) -> Option<ExprKind> {
    match value {
        Ok(value) if value.is_finite() => Some(ExprKind::Float(value)),
        _ => {
            let text = literal.to_token_stream().to_string();
            errors.push_at(literal, error::not_a_float(&text));
            None
        }
    }
}

/// Whole numbers become angles, angles never become sizes: not `theta as usize`.
fn cast(cast: &syn::ExprCast, errors: &Errors) -> Option<ExprKind> {
    let value = boxed(&cast.expr, errors);
    let text = spell::ty(&cast.ty);
    match text.rsplit("::").next().unwrap_or_default() {
        "Float" | "f64" => Some(ExprKind::ToFloat(value?)),
        // What it is cast from is looked at in `rules::casts`.
        "UInt" | "usize" => Some(ExprKind::ToUInt(value?)),
        _ => {
            errors.push_at(&cast.ty, error::cast_not_supported(&text));
            None
        }
    }
}

pub(super) fn binary_op(op: &BinOp) -> Option<BinaryOp> {
    BinaryOp::of(&op.to_token_stream().to_string())
}

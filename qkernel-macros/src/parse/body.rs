//! Statements, patterns and places.

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Pat, Stmt};

use crate::error::{self, Errors};
use crate::model::{
    AGAIN, BinaryOp, Block, Expr, ExprKind, For, Name, Pattern, Place, Statement, StatementKind,
};
use crate::parse::expr;
use crate::parse::range::{loop_variable, range};
use crate::parse::types::{self, StripSizes};
use crate::parse::unsupported;

/// The body of a kernel: a block whose last statement may be a `return`.
pub(super) fn kernel_body(block: &syn::Block, errors: &Errors) -> Block {
    let mut statements = block.stmts.clone();
    statements.retain(|statement| !is_empty(statement));
    if let Some(Stmt::Expr(syn::Expr::Return(last), _)) = statements.last_mut() {
        let value = last.expr.take();
        statements.pop();
        if let Some(value) = value {
            statements.push(Stmt::Expr(*value, None));
        }
    }
    block_of(&statements, errors)
}

pub(super) fn block(block: &syn::Block, errors: &Errors) -> Block {
    block_of(&block.stmts, errors)
}

fn block_of(statements: &[Stmt], errors: &Errors) -> Block {
    let mut parsed = Block::new(Vec::new(), None);
    for (index, statement) in statements.iter().enumerate() {
        let is_last = index + 1 == statements.len();
        match statement {
            Stmt::Expr(expr, None) if is_last && !is_statement(expr) => {
                parsed.tail = expr::parse(expr, errors).map(Box::new);
                if parsed.tail.is_none() {
                    parsed.statements.push(unsupported::statement(statement));
                }
            }
            statement if is_empty(statement) => {}
            _ => {
                let kind = self::statement(statement, errors);
                let span = statement.span();
                parsed.statements.push(match kind {
                    Some(kind) => Statement { kind, span },
                    None => unsupported::statement(statement),
                });
            }
        }
    }
    parsed
}

/// A semicolon on its own.
fn is_empty(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Expr(syn::Expr::Verbatim(tokens), Some(_)) if tokens.is_empty())
}

/// Whether an expression without a semicolon at the end of a block is a statement all the same.
fn is_statement(expr: &syn::Expr) -> bool {
    matches!(
        expr,
        syn::Expr::ForLoop(_) | syn::Expr::While(_) | syn::Expr::Loop(_)
    ) || is_stored(expr)
}

/// Whether it is an assignment: `q = h(q)`, `k += 1`.
pub(crate) fn is_stored(expr: &syn::Expr) -> bool {
    matches!(expr, syn::Expr::Assign(_))
        || matches!(expr, syn::Expr::Binary(binary) if is_update(&binary.op))
}

fn statement(statement: &Stmt, errors: &Errors) -> Option<StatementKind> {
    match statement {
        Stmt::Local(local) => {
            if let Some((token, _)) = local.init.as_ref().and_then(|init| init.diverge.as_ref()) {
                let instead = "write `let` with names or tuples of names";
                errors.push_at(token, error::not_in_a_circuit("`let .. else`", instead));
                return None;
            }
            let pattern = pattern(&local.pat, errors);
            let value = local
                .init
                .as_ref()
                .map(|init| expr::parse(&init.expr, errors));
            let ty = stated_type(&local.pat, errors);
            let value = match value {
                None => None,
                Some(value) => Some(value?),
            };
            Some(StatementKind::Let {
                pattern: pattern?,
                ty,
                value,
            })
        }
        Stmt::Item(item) => {
            errors.push_at(item, error::item_in_kernel(item_name(item)));
            None
        }
        Stmt::Macro(call) => {
            errors.push_at(&call.mac.path, unsupported::macro_call(&call.mac));
            None
        }
        Stmt::Expr(expr, _) => expression_statement(expr, errors),
    }
}

/// The type in `let n: UInt = ..`. A type that kernels do not have is rustc's to judge.
fn stated_type(pattern: &Pat, errors: &Errors) -> Option<crate::model::KernelType> {
    let Pat::Type(pattern) = pattern else {
        return None;
    };
    let mut stripped = (*pattern.ty).clone();
    StripSizes.visit_type_mut(&mut stripped);
    if stripped != *pattern.ty {
        errors.push_at(&pattern.ty, error::size_only_in_signature());
    }
    types::parse(&stripped, &Errors::default())
}

fn expression_statement(expr: &syn::Expr, errors: &Errors) -> Option<StatementKind> {
    match expr {
        syn::Expr::Assign(assign) => {
            let value = expr::parse(&assign.right, errors);
            let place = place(&assign.left, errors);
            Some(StatementKind::Assign {
                place: place?,
                value: value?,
            })
        }
        syn::Expr::Binary(binary) if update_op(&binary.op).is_some() => {
            let value = expr::parse(&binary.right, errors);
            let place = place(&binary.left, errors);
            Some(StatementKind::Update {
                place: place?,
                op: update_op(&binary.op)?,
                value: value?,
            })
        }
        syn::Expr::ForLoop(for_loop) => {
            let range = range(&for_loop.expr, errors);
            let variable = match range {
                Some(_) => loop_variable(&for_loop.pat, errors),
                None => None,
            };
            let mutable = matches!(&*for_loop.pat, Pat::Ident(pat) if pat.mutability.is_some());
            let in_body = errors.part();
            let body = block(&for_loop.body, &in_body);
            // What a loop over elements does with one of them follows from that.
            let of_elements = range.is_none() && !matches!(*for_loop.expr, syn::Expr::Range(_));
            errors.extend_but(in_body, of_elements.then_some(error::NOT_IN_A_CIRCUIT));
            Some(StatementKind::For(Box::new(For {
                variable: variable?,
                mutable,
                range: range?,
                body,
            })))
        }
        syn::Expr::While(each) => while_loop(each, errors).map(StatementKind::Expr),
        _ => expr::parse(expr, errors).map(StatementKind::Expr),
    }
}

/// `while c { .. }` is `if c { { .. } c.__again(); }`, where the last statement goes back to the first.
fn while_loop(each: &syn::ExprWhile, errors: &Errors) -> Option<Expr> {
    if let Some(label) = &each.label {
        let instead = "write the loop without it";
        errors.push_at(label, error::not_in_a_circuit("a label", instead));
    }
    let condition = match &*each.cond {
        syn::Expr::Let(condition) => {
            let instead = "write `while` with a measured bit";
            let message = error::not_in_a_circuit("`while let`", instead);
            errors.push_at(condition.let_token, message);
            None
        }
        condition => expr::parse(condition, errors),
    };
    let body = block(&each.body, errors);
    let condition = condition?;
    let tokens = each.while_token.to_token_stream();
    let of = |kind| Expr::new(kind, &tokens);
    let statement = |expr| Statement {
        kind: StatementKind::Expr(expr),
        span: each.while_token.span(),
    };
    let again = ExprKind::Method {
        receiver: Box::new(condition.clone()),
        name: syn::Ident::new(AGAIN, each.while_token.span()),
        args: Vec::new(),
    };
    let again = Expr::new(again, &condition.tokens);
    Some(of(ExprKind::If {
        condition: Box::new(condition),
        then: Block::new(
            vec![statement(of(ExprKind::Block(body))), statement(again)],
            None,
        ),
        otherwise: None,
        cases: None,
    }))
}

pub(super) fn pattern(pattern: &Pat, errors: &Errors) -> Option<Pattern> {
    match pattern {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => {
            Some(Pattern::Bind(Name::new(pat.ident.clone())))
        }
        Pat::Wild(_) => Some(Pattern::Ignore),
        Pat::Paren(pat) => self::pattern(&pat.pat, errors),
        Pat::Type(pat) => self::pattern(&pat.pat, errors),
        Pat::Tuple(pat) => {
            let parts: Vec<_> = pat
                .elems
                .iter()
                .map(|part| self::pattern(part, errors))
                .collect();
            parts.into_iter().collect::<Option<_>>().map(Pattern::Tuple)
        }
        _ => {
            errors.push_at(pattern, error::pattern_not_supported());
            None
        }
    }
}

fn place(expr: &syn::Expr, errors: &Errors) -> Option<Place> {
    match expr {
        syn::Expr::Paren(paren) => place(&paren.expr, errors),
        syn::Expr::Path(path) if path.path.get_ident().is_some() => path
            .path
            .get_ident()
            .cloned()
            .map(|name| Place::Variable(Name::new(name))),
        syn::Expr::Infer(_) => Some(Place::Ignore),
        syn::Expr::Index(index) => {
            let base = match &*index.expr {
                syn::Expr::Path(path) => path.path.get_ident().cloned(),
                _ => None,
            };
            if base.is_none() {
                errors.push_at(expr, error::not_a_place());
            }
            Some(Place::Element {
                base: Name::new(base?),
                index: expr::parse(&index.index, errors)?,
                tokens: expr.to_token_stream(),
                holds: None,
            })
        }
        syn::Expr::Tuple(tuple) => {
            let parts: Vec<_> = tuple.elems.iter().map(|part| place(part, errors)).collect();
            parts.into_iter().collect::<Option<_>>().map(Place::Tuple)
        }
        _ => {
            errors.push_at(expr, error::not_a_place());
            None
        }
    }
}

pub(crate) fn is_update(op: &syn::BinOp) -> bool {
    update_op(op).is_some()
}

fn update_op(op: &syn::BinOp) -> Option<BinaryOp> {
    let sign = op.to_token_stream().to_string();
    BinaryOp::of(sign.strip_suffix('=')?).filter(|op| op.updates())
}

fn item_name(item: &syn::Item) -> &'static str {
    match item {
        syn::Item::Fn(_) => "a function",
        syn::Item::Const(_) | syn::Item::Static(_) => "a constant",
        syn::Item::Use(_) => "an import",
        _ => "an item",
    }
}

//! Expressions.

use quote::ToTokens;
use syn::{BinOp, Expr as Syn, Lit, Path, UnOp};

use crate::error::{self, Errors};
use crate::model::{BinaryOp, Expr, ExprKind, Known, Modifier, UnaryOp};
use crate::parse::body;
use crate::parse::refused::{self, refuse, slice};
use crate::spell;

/// Functions of a number that a kernel may call as methods: they have a derivative.
pub(crate) const FUNCTIONS: &[&str] = &["sin", "cos", "exp", "ln", "sqrt", "tanh", "recip"];

/// Methods of Rust's types that are no gates.
const OF_NUMBERS: &[&str] = &[
    "abs",
    "acos",
    "asin",
    "atan",
    "atan2",
    "ceil",
    "clamp",
    "cosh",
    "expect",
    "floor",
    "get",
    "max",
    "min",
    "pop",
    "push",
    "round",
    "signum",
    "sinh",
    "tan",
    "to_string",
    "unwrap",
];

/// The model of an expression, or `None` after an error.
pub(super) fn parse(expr: &Syn, errors: &Errors) -> Option<Expr> {
    Some(Expr {
        kind: kind(expr, errors)?,
        tokens: expr.to_token_stream(),
        known: Known::default(),
    })
}

fn boxed(expr: &Syn, errors: &Errors) -> Option<Box<Expr>> {
    parse(expr, errors).map(Box::new)
}

fn kind(expr: &Syn, errors: &Errors) -> Option<ExprKind> {
    match expr {
        Syn::Paren(paren) => kind(&paren.expr, errors),
        Syn::Group(group) => kind(&group.expr, errors),
        Syn::Path(path) => Some(match path.path.get_ident() {
            Some(name) => ExprKind::Name(name.clone()),
            None => ExprKind::Constant(path.path.clone()),
        }),
        Syn::Lit(literal) => self::literal(&literal.lit, errors),
        Syn::Call(call) => self::call(call, errors),
        Syn::MethodCall(call) => method(call, errors),
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
                errors.push_at(
                    binary.op,
                    error::not_in_a_circuit(
                        &text,
                        "operators are `+ - * / %`, comparisons, `&&`, `||`, `^` and `!`",
                    ),
                );
                return None;
            };
            Some(ExprKind::Binary(op, left?, right?))
        }
        Syn::Cast(cast) => self::cast(cast, errors),
        Syn::If(branch) => {
            if let Syn::Let(condition) = &*branch.cond {
                errors.push_at(
                    condition.let_token,
                    error::not_in_a_circuit("`if let`", "write `if` with a condition"),
                );
            }
            let condition = match &*branch.cond {
                Syn::Let(_) => None,
                Syn::Assign(assign) => {
                    let instead = "compare with `==`";
                    let message = error::not_in_a_circuit("an assignment as a condition", instead);
                    errors.push_at(assign.eq_token, message);
                    None
                }
                condition => boxed(condition, errors),
            };
            let then = body::block(&branch.then_branch, errors);
            let otherwise = branch
                .else_branch
                .as_ref()
                .map(|(_, otherwise)| match &**otherwise {
                    Syn::Block(block) => body::block(&block.block, errors),
                    nested => crate::model::Block {
                        statements: Vec::new(),
                        tail: boxed(nested, errors),
                    },
                });
            Some(ExprKind::If {
                condition: condition?,
                then,
                otherwise,
            })
        }
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

fn all<'a>(list: impl IntoIterator<Item = &'a Syn>, errors: &Errors) -> Option<Vec<Expr>> {
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

fn call(call: &syn::ExprCall, errors: &Errors) -> Option<ExprKind> {
    let args = all(&call.args, errors);
    let mut modifiers = Vec::new();
    let path = callee(&call.func, &mut modifiers, errors);
    let (path, args) = (path?, args?);
    Some(if modifiers.is_empty() {
        ExprKind::Call { path, args }
    } else {
        ExprKind::Modified {
            modifiers,
            path,
            args,
        }
    })
}

/// The kernel that is called. What is called may be the result of a call, `control(k)(..)`: the call of a modifier, which
/// takes a kernel first.
fn callee(function: &Syn, modifiers: &mut Vec<Modifier>, errors: &Errors) -> Option<Path> {
    match function {
        Syn::Paren(paren) => callee(&paren.expr, modifiers, errors),
        Syn::Group(group) => callee(&group.expr, modifiers, errors),
        Syn::Call(call) if !call.args.is_empty() => {
            let modifier = name(&call.func, errors);
            let counts = all(call.args.iter().skip(1), errors);
            // The kernel is looked at in any case, so that every error is found.
            let outer = modifiers.len();
            let kernel = callee(&call.args[0], modifiers, errors);
            let modifier = Modifier {
                path: modifier?,
                counts: counts?,
            };
            modifiers.insert(outer, modifier);
            kernel
        }
        Syn::Closure(_) => {
            refuse(function, errors);
            None
        }
        _ => name(function, errors),
    }
}

/// The name of something that is called.
fn name(function: &Syn, errors: &Errors) -> Option<Path> {
    match function {
        Syn::Paren(paren) => name(&paren.expr, errors),
        Syn::Group(group) => name(&group.expr, errors),
        Syn::Path(path) if path.qself.is_none() => {
            let path = &path.path;
            let refused = if path.segments.iter().any(|part| !part.arguments.is_none()) {
                let name = path.segments.last().map(|part| part.ident.to_string());
                error::generic_call(&name.unwrap_or_default())
            } else if let Some(instead) =
                refused::constructor(path).or_else(|| refused::associated(path))
            {
                error::not_a_kernel(&spell::expr(function), instead)
            } else {
                return Some(path.clone());
            };
            errors.push_at(function, refused);
            None
        }
        _ => {
            errors.push_at(function, error::not_a_call(&spell::expr(function)));
            None
        }
    }
}

fn method(call: &syn::ExprMethodCall, errors: &Errors) -> Option<ExprKind> {
    let receiver = boxed(&call.receiver, errors);
    let name = call.method.to_string();
    if (name == "len" || FUNCTIONS.contains(&name.as_str())) && call.args.is_empty() {
        return Some(ExprKind::Method {
            receiver: receiver?,
            name: call.method.clone(),
        });
    }
    if name == "into" && call.args.is_empty() {
        return receiver.map(ExprKind::Into);
    }
    let text = spell::expr(&call.receiver);
    let instead = match name.as_str() {
        "powi" | "powf" | "pow" => match call.args.first().and_then(exponent) {
            Some(times) => format!("write `{}`", vec![text; times].join(" * ")),
            None => "compute the power before the kernel runs and pass it as a parameter".into(),
        },
        name if OF_NUMBERS.contains(&name) => format!("methods are {}", methods()),
        name => {
            let arguments = call.args.iter().map(spell::expr);
            let all: Vec<String> = std::iter::once(text).chain(arguments).collect();
            let function = format!("{name}({})", all.join(", "));
            errors.push_at(&call.method, error::no_method(name, &function, &methods()));
            return None;
        }
    };
    errors.push_at(&call.method, error::method_not_available(&name, &instead));
    None
}

/// A power that is written out: 2 to 4.
fn exponent(expr: &Syn) -> Option<usize> {
    let Syn::Lit(literal) = expr else { return None };
    let power = match &literal.lit {
        Lit::Int(int) => int.base10_parse().ok()?,
        Lit::Float(float) => float.base10_parse::<f64>().ok()?,
        _ => return None,
    };
    [2, 3, 4].into_iter().find(|&times| power == times as f64)
}

fn methods() -> String {
    std::iter::once(&"len")
        .chain(FUNCTIONS)
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Whole numbers become angles, angles never become sizes: not `theta as usize`.
fn cast(cast: &syn::ExprCast, errors: &Errors) -> Option<ExprKind> {
    let value = boxed(&cast.expr, errors);
    let text = spell::ty(&cast.ty);
    match text.rsplit("::").next().unwrap_or_default() {
        "Float" | "f64" => Some(ExprKind::ToFloat(value?)),
        // What it is cast from is looked at in `check::measured`.
        "UInt" | "usize" => Some(ExprKind::ToUInt(value?)),
        _ => {
            errors.push_at(&cast.ty, error::cast_not_supported(&text));
            None
        }
    }
}

pub(super) fn binary_op(op: &BinOp) -> Option<BinaryOp> {
    Some(match op {
        BinOp::Add(_) => BinaryOp::Add,
        BinOp::Sub(_) => BinaryOp::Sub,
        BinOp::Mul(_) => BinaryOp::Mul,
        BinOp::Div(_) => BinaryOp::Div,
        BinOp::Rem(_) => BinaryOp::Rem,
        BinOp::Eq(_) => BinaryOp::Eq,
        BinOp::Ne(_) => BinaryOp::Ne,
        BinOp::Lt(_) => BinaryOp::Lt,
        BinOp::Le(_) => BinaryOp::Le,
        BinOp::Gt(_) => BinaryOp::Gt,
        BinOp::Ge(_) => BinaryOp::Ge,
        BinOp::And(_) => BinaryOp::And,
        BinOp::Or(_) => BinaryOp::Or,
        BinOp::BitXor(_) => BinaryOp::Xor,
        _ => return None,
    })
}

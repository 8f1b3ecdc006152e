//! Calls of kernels, of modified kernels and of functions of numbers.

use qkernel_ir::{BinaryFunction, Named};
use syn::{Expr as Syn, Lit, Path, UnOp};

use crate::error::{self, Errors};
use crate::model::{Callee, Expr, ExprKind, Modifier, UnaryOp};
use crate::parse::expr::{all, boxed, parse};
use crate::parse::range::instead_of;
use crate::parse::unsupported::{self, refuse};
use crate::spell;

/// Methods of Rust's types that are no gates.
const OF_NUMBERS: &[&str] = &[
    "acosh",
    "asinh",
    "atanh",
    "cbrt",
    "ceil",
    "clamp",
    "cosh",
    "exp2",
    "expect",
    "floor",
    "get",
    "hypot",
    "log10",
    "log2",
    "pop",
    "push",
    "round",
    "signum",
    "sin_cos",
    "sinh",
    "to_string",
    "unwrap",
];

/// What functions are called elsewhere.
const ELSEWHERE: &[(&str, &str)] = &[
    ("arccos", "acos"),
    ("arcsin", "asin"),
    ("arctan", "atan"),
    ("arctan2", "atan2"),
    ("fabs", "abs"),
    ("log", "ln"),
    ("maximum", "max"),
    ("minimum", "min"),
];

/// Methods of Rust's lists that give iterators.
const ITERATORS: &[&str] = &[
    "iter",
    "iter_mut",
    "into_iter",
    "drain",
    "chunks",
    "map",
    "windows",
];

pub(super) fn call(call: &syn::ExprCall, errors: &Errors) -> Option<ExprKind> {
    let args = all(&call.args, errors);
    let mut modifiers = Vec::new();
    let path = callee(&call.func, &mut modifiers, errors);
    let (path, args) = (path?, args?);
    let callee = Callee {
        path,
        variable: None,
    };
    Some(if modifiers.is_empty() {
        ExprKind::Call { callee, args }
    } else {
        ExprKind::Modified {
            modifiers,
            callee,
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
            } else if let Some(name) = function_of_a_number(path) {
                match Named::of(&name) {
                    Some(known) => error::not_a_kernel(
                        &spell::expr(function),
                        &format!("write it as a method: {}", example(known)),
                    ),
                    None => error::method_not_available(
                        &spell::expr(function),
                        &format!(
                            "functions of an angle are methods: {}; compute others before the kernel runs and pass the result as a parameter",
                            functions()
                        ),
                    ),
                }
            } else if let Some(instead) =
                unsupported::constructor(path).or_else(|| unsupported::associated(path))
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

pub(super) fn method(call: &syn::ExprMethodCall, errors: &Errors) -> Option<ExprKind> {
    let receiver = boxed(&call.receiver, errors);
    let name = call.method.to_string();
    let function = Named::of(&name);
    if let (Some(Named::Two(BinaryFunction::Powi)), [exponent]) = (function, &*arguments(call)) {
        let exponent = whole(exponent, errors);
        return Some(ExprKind::Method {
            receiver: receiver?,
            name: call.method.clone(),
            args: vec![exponent?],
        });
    }
    let more = function.map(Named::more).or((name == "len").then_some(0));
    if let Some(more) = more {
        let args = all(&call.args, errors);
        if call.args.len() != more {
            let needed = ["no argument", "1 argument"][more];
            let example = function.map_or_else(|| "`q.len()`".into(), example);
            let message = error::number_of_arguments(&name, needed, call.args.len(), &example);
            errors.push_at(&call.method, message);
            return None;
        }
        return Some(ExprKind::Method {
            receiver: receiver?,
            name: call.method.clone(),
            args: args?,
        });
    }
    if (name == "clone" || name == "into") && call.args.is_empty() {
        return receiver.map(|receiver| ExprKind::Same(receiver, call.method.clone()));
    }
    // What is done with an iterator was reported with it.
    if is_iterator(&call.receiver) {
        return None;
    }
    if ITERATORS.contains(&name.as_str()) {
        errors.push_at(call, error::iterator(&spell::expr(call)));
        return None;
    }
    let text = spell::expr(&call.receiver);
    let instead = match name.as_str() {
        // Of whole numbers.
        "pow" => match call.args.first().and_then(literal) {
            Some(times @ 2..=4) => {
                let factor = bracketed(&call.receiver);
                format!("write `{}`", vec![factor; times as usize].join(" * "))
            }
            _ => "compute the power before the kernel runs and pass it as a parameter".into(),
        },
        "powf" => match call.args.first() {
            Some(power) => match literal(power) {
                Some(n) => format!("write `{}.powi({n})`", bracketed(&call.receiver)),
                None => format!(
                    "write `({} * {}.ln()).exp()`",
                    bracketed(power),
                    bracketed(&call.receiver)
                ),
            },
            None => format!("write {}", example(Named::Two(BinaryFunction::Powi))),
        },
        "clamp" => {
            let mut ends = call.args.iter().map(spell::expr);
            let (low, high) = (ends.next(), ends.next());
            let (low, high) = (low.as_deref(), high.as_deref());
            let text = bracketed(&call.receiver);
            format!(
                "write `{text}.max({}).min({})`",
                low.unwrap_or("a"),
                high.unwrap_or("b")
            )
        }
        name if let Some(instead) = instead_of(name) => instead.into(),
        name if OF_NUMBERS.contains(&name) => format!("methods are {}", methods()),
        name if let Some(meant) = meant(name) => format!("did you mean `{meant}`?"),
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

fn is_iterator(expr: &Syn) -> bool {
    match expr {
        Syn::Paren(paren) => is_iterator(&paren.expr),
        Syn::MethodCall(call) => {
            ITERATORS.contains(&call.method.to_string().as_str()) || is_iterator(&call.receiver)
        }
        _ => false,
    }
}

fn arguments(call: &syn::ExprMethodCall) -> Vec<&Syn> {
    call.args.iter().collect()
}

/// A whole number as a literal: `2`, `-1`, `2.0`.
fn literal(expr: &Syn) -> Option<i32> {
    match expr {
        Syn::Paren(paren) => literal(&paren.expr),
        Syn::Group(group) => literal(&group.expr),
        Syn::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
            literal(&unary.expr).and_then(i32::checked_neg)
        }
        Syn::Lit(literal) => match &literal.lit {
            Lit::Int(int) => int.base10_parse().ok(),
            Lit::Float(float) => {
                let value: f64 = float.base10_parse().ok()?;
                let is_whole = value.fract() == 0.0 && value.abs() <= f64::from(i32::MAX);
                is_whole.then_some(value as i32)
            }
            _ => None,
        },
        _ => None,
    }
}

/// The exponent of `powi`: a literal, or `n as i32`.
fn whole(expr: &Syn, errors: &Errors) -> Option<Expr> {
    let kind = match expr {
        Syn::Paren(paren) => return whole(&paren.expr, errors),
        Syn::Group(group) => return whole(&group.expr, errors),
        Syn::Cast(cast) if spell::ty(&cast.ty) == "i32" => {
            ExprKind::ToFloat(Box::new(parse(&cast.expr, errors)?))
        }
        Syn::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) && literal(expr).is_none() => {
            let inner = whole(&unary.expr, errors)?;
            ExprKind::Unary(UnaryOp::Neg, Box::new(inner))
        }
        _ => match literal(expr) {
            Some(value) => ExprKind::Float(value.into()),
            None => {
                let text = spell::expr(expr);
                let message = match is_whole_number(expr) {
                    true => error::large_exponent(&text),
                    false => error::exponent(&text),
                };
                errors.push_at(expr, message);
                return None;
            }
        },
    };
    Some(Expr::new(kind, expr))
}

/// Whether it is a literal without a fraction, however large.
fn is_whole_number(expr: &Syn) -> bool {
    match expr {
        Syn::Paren(paren) => is_whole_number(&paren.expr),
        Syn::Unary(unary) => is_whole_number(&unary.expr),
        Syn::Lit(literal) => matches!(literal.lit, Lit::Int(_)),
        _ => false,
    }
}

/// An operand of a method, in parentheses where it needs them.
fn bracketed(expr: &Syn) -> String {
    match expr {
        Syn::Path(_) | Syn::Lit(_) | Syn::Index(_) | Syn::Paren(_) | Syn::MethodCall(_) => {
            spell::expr(expr)
        }
        _ => format!("({})", spell::expr(expr)),
    }
}

/// How a function is called.
fn example(function: Named) -> String {
    let name = function.name();
    match function {
        Named::One(_) => format!("`theta.{name}()`"),
        Named::Two(BinaryFunction::Atan2) => format!("`y.{name}(x)`"),
        Named::Two(BinaryFunction::Powi) => format!("`theta.{name}(2)`"),
        Named::Two(_) => format!("`a.{name}(b)`"),
    }
}

/// The function that is most likely meant.
fn meant(name: &str) -> Option<&'static str> {
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == name);
    let near = || {
        let mut names = Named::all().map(Named::name);
        names.find(|known| name.len() > 2 && known.len() > 2 && is_near(name, known))
    };
    elsewhere.map(|(_, name)| *name).or_else(near)
}

/// Whether one letter is wrong, missing or too many, or two are exchanged.
fn is_near(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([x, y, rest @ ..], [z, w, other @ ..]) if x == w && y == z && rest == other => true,
        _ => {
            let rest = |list: &[u8]| list.get(1..).unwrap_or_default().to_vec();
            rest(a) == rest(b) || rest(a) == b || a == rest(b)
        }
    }
}

fn methods() -> String {
    format!("`len`, {}", functions())
}

fn functions() -> String {
    let names = Named::all().map(|function| format!("`{}`", function.name()));
    names.collect::<Vec<_>>().join(", ")
}

/// The name in `f64::atan2`, but not that of a conversion.
fn function_of_a_number(path: &Path) -> Option<String> {
    let mut segments = path.segments.iter().rev().map(|segment| &segment.ident);
    let (name, ty) = (segments.next()?, segments.next()?);
    ((ty == "f64" || ty == "Float") && name != "from").then(|| name.to_string())
}

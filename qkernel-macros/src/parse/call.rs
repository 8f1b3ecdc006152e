//! Calls of kernels, of modified kernels and of functions of numbers.

use syn::{Expr as Syn, Lit, Path};

use crate::error::{self, Errors};
use crate::model::{ExprKind, Modifier};
use crate::parse::expr::{all, boxed};
use crate::parse::refused::{self, refuse};
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

/// Methods of Rust's lists that give iterators.
const ITERATORS: &[&str] = &[
    "iter",
    "iter_mut",
    "into_iter",
    "drain",
    "chunks",
    "windows",
];

pub(super) fn call(call: &syn::ExprCall, errors: &Errors) -> Option<ExprKind> {
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
            } else if let Some(name) = function_of_a_number(path) {
                match FUNCTIONS.contains(&name.as_str()) {
                    true => error::not_a_kernel(
                        &spell::expr(function),
                        &format!("write it as a method: `theta.{name}()`"),
                    ),
                    false => error::method_not_available(
                        &spell::expr(function),
                        &format!(
                            "functions of an angle are methods: {}; compute others before the kernel runs and pass the result as a parameter",
                            functions()
                        ),
                    ),
                }
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

pub(super) fn method(call: &syn::ExprMethodCall, errors: &Errors) -> Option<ExprKind> {
    let receiver = boxed(&call.receiver, errors);
    let name = call.method.to_string();
    if (name == "len" || FUNCTIONS.contains(&name.as_str())) && call.args.is_empty() {
        return Some(ExprKind::Method {
            receiver: receiver?,
            name: call.method.clone(),
        });
    }
    if (name == "clone" || name == "into") && call.args.is_empty() {
        return receiver.map(|receiver| ExprKind::Same(receiver, call.method.clone()));
    }
    // What is done with an iterator was told with it.
    if is_iterator(&call.receiver) {
        return None;
    }
    if ITERATORS.contains(&name.as_str()) {
        errors.push_at(call, error::iterator(&spell::expr(call)));
        return None;
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

fn is_iterator(expr: &Syn) -> bool {
    match expr {
        Syn::Paren(paren) => is_iterator(&paren.expr),
        Syn::MethodCall(call) => {
            ITERATORS.contains(&call.method.to_string().as_str()) || is_iterator(&call.receiver)
        }
        _ => false,
    }
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
    format!("`len`, {}", functions())
}

fn functions() -> String {
    let names = FUNCTIONS.iter().map(|name| format!("`{name}`"));
    names.collect::<Vec<_>>().join(", ")
}

/// The name in `f64::atan2`, but not that of a conversion.
fn function_of_a_number(path: &Path) -> Option<String> {
    let mut segments = path.segments.iter().rev().map(|segment| &segment.ident);
    let (name, ty) = (segments.next()?, segments.next()?);
    ((ty == "f64" || ty == "Float") && name != "from").then(|| name.to_string())
}

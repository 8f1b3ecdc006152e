//! What Rust has and a circuit has not.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Expr as Syn, Pat, Stmt};

use crate::error::{self, Errors, Message};
use crate::model::{Name, Statement, StatementKind};
use crate::spell;

const INSTEAD_OF_ARRAYS: &str =
    "write `qubit_array(n)` for qubits, and pass numbers as a parameter: `Vector<Float>`";

pub(super) fn macro_call(call: &syn::Macro) -> Message {
    let text = format!("`{}!`", spell::expr(&call.path));
    let instead = match call.path.get_ident().map(ToString::to_string).as_deref() {
        Some("vec") => INSTEAD_OF_ARRAYS,
        Some("matches") => "write `match n { 0..=3 => true, _ => false }`",
        _ => "call it where the kernel is compiled or run",
    };
    error::not_in_a_circuit(&text, instead)
}

/// What to write for what is no kernel, but in scope everywhere: not `Ok(measure(q))`.
pub(super) fn constructor(path: &syn::Path) -> Option<&'static str> {
    let name = path.get_ident()?;
    (name == "Ok" || name == "Err" || name == "Some").then_some("give the value itself")
}

/// What to write for a function of a type: not `Qubit::new()`, not `f64::from(n)`.
pub(super) fn associated(path: &syn::Path) -> Option<&'static str> {
    let mut segments = path.segments.iter().rev().map(|segment| &segment.ident);
    let (name, ty) = (segments.next()?, segments.next()?);
    Some(match ty.to_string().as_str() {
        "Qubit" => "write `qubit()`",
        "Vector" | "Vec" => INSTEAD_OF_ARRAYS,
        "Float" | "f64" if name == "from" => "write `n as Float`",
        "UInt" | "usize" | "Bit" | "bool" => "write it with operators",
        "Observable" | "Matrix" => "compute it before the kernel runs and pass it as a parameter",
        _ => return None,
    })
}

pub(super) fn refuse(expr: &Syn, errors: &Errors) {
    let no = |at: &dyn ToTokens, what: &str, instead: &str| {
        errors.push_at(at, error::not_in_a_circuit(what, instead));
    };
    let outside = |at: &dyn ToTokens, what: &str| {
        let instead = "compute it before the kernel runs and pass it as a parameter";
        no(at, what, instead);
    };
    let value = ("a loop as a value", "write the loop as a statement");
    match expr {
        Syn::While(e) => no(&e.while_token, value.0, value.1),
        Syn::ForLoop(e) => no(&e.for_token, value.0, value.1),
        Syn::Loop(e) => errors.push_at(e.loop_token, error::loop_not_supported("loop")),
        Syn::Break(e) => errors.push_at(e.break_token, error::jump_not_supported("break")),
        Syn::Continue(e) => errors.push_at(e.continue_token, error::jump_not_supported("continue")),
        Syn::Return(e) => errors.push_at(e.return_token, error::early_return()),
        Syn::Closure(e) => errors.push_at(e, error::closure()),
        Syn::Try(e) => outside(&e.question_token, "`?`"),
        Syn::Unsafe(e) => outside(&e.unsafe_token, "`unsafe`"),
        Syn::Async(e) => outside(&e.async_token, "`async`"),
        Syn::Await(e) => outside(&e.await_token, "`await`"),
        Syn::Macro(e) => errors.push_at(&e.mac.path, macro_call(&e.mac)),
        Syn::Reference(e) => no(&e.and_token, "a reference", "use the value itself"),
        Syn::Array(_) | Syn::Repeat(_) => no(expr, "an array", INSTEAD_OF_ARRAYS),
        Syn::Range(_) => no(expr, "a range outside of `for`", "write a loop"),
        Syn::Struct(e) => {
            let name = spell::expr(&e.path);
            let instead = format!("call a kernel as a function: `{name}(..)`");
            no(&e.path, "a struct", &instead);
        }
        Syn::Let(e) => {
            let instead = "write `let` as a statement";
            no(&e.let_token, "`let` in a condition", instead);
        }
        Syn::Assign(e) => no(
            &e.eq_token,
            "an assignment as a value",
            "write it as a statement",
        ),
        Syn::Block(syn::ExprBlock {
            label: Some(label), ..
        }) => no(label, "a label", "write the block without it"),
        Syn::Const(e) => {
            let instead = "write the number, or a constant outside of the kernel";
            no(&e.const_token, "`const`", instead);
        }
        _ => outside(expr, "this expression"),
    }
}

/// Elements come one by one: not `q[0..3]`.
pub(super) fn slice(index: &syn::ExprIndex, range: &syn::ExprRange, errors: &Errors) {
    let (text, base) = (spell::expr(index), spell::expr(&index.expr));
    let start = range.start.as_ref().map_or_else(|| "0".into(), spell::expr);
    let end = match &range.end {
        Some(end) => spell::expr(end),
        None => format!("{base}.len()"),
    };
    errors.push_at(index, error::slice(&text, &base, &start, &end));
}

/// A statement that was refused: what it defines, and the names in it.
pub(super) fn statement(statement: &Stmt) -> Statement {
    let binds = match statement {
        Stmt::Local(local) => bound(&local.pat),
        _ => Vec::new(),
    };
    let mut mentions = Vec::new();
    names(statement.to_token_stream(), &mut mentions);
    Statement {
        kind: StatementKind::Refused {
            binds: binds.into_iter().map(Name::new).collect(),
            mentions,
        },
        span: statement.span(),
    }
}

/// The names that a pattern binds.
pub(crate) fn bound(pattern: &Pat) -> Vec<syn::Ident> {
    struct Bound(Vec<syn::Ident>);
    impl<'ast> Visit<'ast> for Bound {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            self.0.push(pattern.ident.clone());
            syn::visit::visit_pat_ident(self, pattern);
        }
    }
    let mut bound = Bound(Vec::new());
    bound.visit_pat(pattern);
    bound.0
}

fn names(tokens: TokenStream, list: &mut Vec<Name>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => list.push(Name::new(name)),
            TokenTree::Group(group) => names(group.stream(), list),
            _ => {}
        }
    }
}

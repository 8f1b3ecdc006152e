//! What Rust has and a circuit has not.

use syn::Expr as Syn;

use crate::error::{self, Errors, Message};
use crate::spell;

const INSTEAD_OF_ARRAYS: &str =
    "write `qubit_array(n)` for qubits, and pass numbers as a parameter: `Vector<Float>`";

pub(super) fn macro_call(call: &syn::Macro) -> Message {
    let text = format!("`{}!`", spell::expr(&call.path));
    let instead = match call.path.is_ident("vec") {
        true => INSTEAD_OF_ARRAYS,
        false => "call it where the kernel is compiled or run",
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
    let outside = "compute it before the kernel runs and pass it as a parameter";
    let thing = |what: &str| error::not_in_a_circuit(what, outside);
    match expr {
        Syn::While(e) => errors.push_at(
            e.while_token,
            error::not_in_a_circuit("a loop as a value", "write the loop as a statement"),
        ),
        Syn::Loop(e) => errors.push_at(e.loop_token, error::loop_not_supported("loop")),
        Syn::ForLoop(e) => errors.push_at(
            e.for_token,
            error::not_in_a_circuit("a loop as a value", "write the loop as a statement"),
        ),
        Syn::Break(e) => errors.push_at(e.break_token, error::jump_not_supported("break")),
        Syn::Continue(e) => errors.push_at(e.continue_token, error::jump_not_supported("continue")),
        Syn::Return(e) => errors.push_at(e.return_token, error::early_return()),
        Syn::Closure(e) => errors.push_at(e, error::closure()),
        Syn::Try(e) => errors.push_at(e.question_token, thing("`?`")),
        Syn::Unsafe(e) => errors.push_at(e.unsafe_token, thing("`unsafe`")),
        Syn::Async(e) => errors.push_at(e.async_token, thing("`async`")),
        Syn::Await(e) => errors.push_at(e.await_token, thing("`await`")),
        Syn::Macro(e) => errors.push_at(&e.mac.path, macro_call(&e.mac)),
        Syn::Reference(e) => {
            errors.push_at(
                e.and_token,
                error::not_in_a_circuit("a reference", "use the value itself"),
            );
        }
        Syn::Array(e) => errors.push_at(e, error::not_in_a_circuit("an array", INSTEAD_OF_ARRAYS)),
        Syn::Repeat(e) => errors.push_at(e, error::not_in_a_circuit("an array", INSTEAD_OF_ARRAYS)),
        Syn::Range(e) => errors.push_at(
            e,
            error::not_in_a_circuit("a range outside of `for`", "write a loop"),
        ),
        Syn::Struct(e) => {
            let name = spell::expr(&e.path);
            let instead = format!("call a kernel as a function: `{name}(..)`");
            errors.push_at(&e.path, error::not_in_a_circuit("a struct", &instead));
        }
        Syn::Let(e) => errors.push_at(
            e.let_token,
            error::not_in_a_circuit("`let` in a condition", "write `let` as a statement"),
        ),
        Syn::Assign(e) => errors.push_at(
            e.eq_token,
            error::not_in_a_circuit("an assignment as a value", "write it as a statement"),
        ),
        Syn::Block(syn::ExprBlock {
            label: Some(label), ..
        }) => errors.push_at(
            label,
            error::not_in_a_circuit("a label", "write the block without it"),
        ),
        Syn::Const(e) => errors.push_at(
            e.const_token,
            error::not_in_a_circuit(
                "`const`",
                "write the number, or a constant outside of the kernel",
            ),
        ),
        other => errors.push_at(other, thing("this expression")),
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

//! Modifiers around what runs: gates go through them on their way to the state.

use std::cell::RefCell;

use crate::gate::GateKind;
use crate::graph::{Effects, Modifier, Op};

/// A gate on its way; controls come before targets.
pub(crate) struct Gate {
    pub(crate) kind: GateKind,
    pub(crate) qubits: Vec<u64>,
    pub(crate) angles: Vec<f64>,
}

/// What a modifier does with the gates of the kernel that it was called with.
pub(crate) enum Action {
    /// Adds a control.
    Control(u64),
    /// Keeps them back.
    Inverse(Vec<Gate>),
    /// Lets them pass.
    Power,
}

/// A kernel that runs under a modifier.
struct Scope {
    kernel: &'static str,
    action: Action,
}

thread_local! {
    /// The innermost is last.
    static SCOPES: RefCell<Vec<Scope>> = const { RefCell::new(Vec::new()) };
}

/// Takes the innermost scope away, also when the kernel panics.
struct Close;

impl Drop for Close {
    fn drop(&mut self) {
        close();
    }
}

fn close() -> Option<Action> {
    SCOPES.with_borrow_mut(Vec::pop).map(|scope| scope.action)
}

/// Runs a kernel under a modifier, and gives the gates that were kept back.
pub(crate) fn within<T>(
    kernel: &'static str,
    action: Action,
    run: impl FnOnce() -> T,
) -> (T, Vec<Gate>) {
    SCOPES.with_borrow_mut(|scopes| scopes.push(Scope { kernel, action }));
    let guard = Close;
    let result = run();
    std::mem::forget(guard);
    match close() {
        Some(Action::Inverse(gates)) => (result, gates),
        _ => (result, Vec::new()),
    }
}

/// A gate as it reaches the state, or `None` if it is kept back.
pub(super) fn pass(mut gate: Gate) -> Option<Gate> {
    SCOPES.with_borrow_mut(|scopes| {
        for scope in scopes.iter_mut().rev() {
            match &mut scope.action {
                Action::Control(control) => gate.qubits.insert(0, *control),
                Action::Inverse(gates) => {
                    gates.push(gate);
                    return None;
                }
                Action::Power => {}
            }
        }
        Some(gate)
    })
}

/// Panics if the operation is done under a modifier.
#[track_caller]
pub(crate) fn forbid(op: &Op) {
    let refused = SCOPES.with_borrow(|scopes| {
        let scope = scopes.last()?;
        let modifier = match scope.action {
            Action::Control(_) => Modifier::Control,
            Action::Inverse(_) => Modifier::Inverse,
            Action::Power => Modifier::Power,
        };
        let (is, help) = Effects::of(op).fault()?;
        Some(modifier.message(name(scope.kernel), is, help))
    });
    if let Some(text) = refused {
        panic!("{}", text.as_str());
    }
}

/// The name of a function, by that of its type; empty for others.
pub(crate) fn name(kernel: &'static str) -> &'static str {
    match kernel.rsplit("::").next() {
        Some(name) if !kernel.contains(['<', '{', ' ']) => name,
        _ => "",
    }
}

//! Where the layers of an algorithm begin: calls, and rounds of loops that touch the same qubits as what came before.

use std::collections::BTreeSet;

use crate::draw::picture::{Shape, Step};
use crate::program::{Program, QubitId, Scope, ScopeId};

/// How many calls and rounds inside of each other are told apart.
const LEVELS: usize = 2;

/// The first step of each layer but the first, for outer ones and for those with inner ones.
pub(super) fn layers(program: &Program, steps: &[Step]) -> Vec<Vec<usize>> {
    let parts = parts(program, steps);
    (0..LEVELS)
        .map(|level| {
            let mut found = Vec::new();
            let mut last: Option<(&[ScopeId], BTreeSet<QubitId>)> = None;
            for part in &parts {
                let way = &part.way[..part.way.len().min(level + 1)];
                match &mut last {
                    Some((before, qubits)) if *before == way => qubits.extend(&part.qubits),
                    Some((_, qubits)) => {
                        // Those on other qubits may be side by side.
                        if part.qubits.iter().any(|qubit| qubits.contains(qubit)) {
                            found.push(part.first);
                            qubits.clear();
                        }
                        qubits.extend(&part.qubits);
                        let qubits = std::mem::take(qubits);
                        last = Some((way, qubits));
                    }
                    None => last = Some((way, part.qubits.iter().copied().collect())),
                }
            }
            found
        })
        .collect()
}

/// A step, or a frame with all that is in it.
struct Part {
    first: usize,
    /// The calls and rounds that it is part of, from the outside in.
    way: Vec<ScopeId>,
    qubits: Vec<QubitId>,
}

fn parts(program: &Program, steps: &[Step]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut depth = 0;
    for (first, step) in steps.iter().enumerate() {
        if depth == 0 {
            parts.push(Part {
                first,
                way: Vec::new(),
                qubits: Vec::new(),
            });
        }
        for element in &step.together {
            match element.shape {
                Shape::Open(_) => depth += 1,
                Shape::Close(_) => depth -= 1,
                _ => {}
            }
        }
        let Some(part) = parts.last_mut() else {
            continue;
        };
        part.qubits.extend(&step.qubits);
        if part.way.is_empty() {
            let way = program
                .scopes
                .way(step.scope)
                .filter(|(_, scope)| matches!(scope, Scope::Call(_) | Scope::Round(_)));
            part.way = way.map(|(id, _)| id).collect();
            part.way.reverse();
        }
    }
    parts
}

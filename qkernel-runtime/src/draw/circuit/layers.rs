//! Where the layers of an algorithm begin: calls, and rounds of loops that touch the same qubits as what came before.

use std::collections::BTreeSet;

use crate::draw::picture::{Glyph, Moment};
use crate::program::{Program, QubitId, Scope, ScopeId};

/// How many calls and rounds inside of each other are told apart.
const LEVELS: usize = 2;

/// The first moment of each layer but the first, for outer ones and for those with inner ones.
pub(super) fn layers(program: &Program, moments: &[Moment]) -> Vec<Vec<usize>> {
    let parts = parts(program, moments);
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

/// A moment, or a frame with all that is in it.
struct Segment {
    first: usize,
    /// The calls and rounds that it is part of, from the outside in.
    way: Vec<ScopeId>,
    qubits: Vec<QubitId>,
}

fn parts(program: &Program, moments: &[Moment]) -> Vec<Segment> {
    let mut parts: Vec<Segment> = Vec::new();
    let mut depth = 0;
    for (first, moment) in moments.iter().enumerate() {
        if depth == 0 {
            parts.push(Segment {
                first,
                way: Vec::new(),
                qubits: Vec::new(),
            });
        }
        for mark in &moment.together {
            match mark.glyph {
                Glyph::Open(_) => depth += 1,
                Glyph::Close(_) => depth -= 1,
                _ => {}
            }
        }
        let Some(part) = parts.last_mut() else {
            continue;
        };
        part.qubits.extend(&moment.qubits);
        if part.way.is_empty() {
            let way = program
                .scopes
                .way(moment.scope)
                .filter(|(_, scope)| matches!(scope, Scope::Call(_) | Scope::Round(_)));
            part.way = way.map(|(id, _)| id).collect();
            part.way.reverse();
        }
    }
    parts
}

//! Loops: what a number that goes from one iteration to the next is, at each of them and after the last.

use std::sync::Arc;

use super::Walker;
use super::value::Value;
use crate::formulas::assumptions::Assumptions;
use crate::formulas::atom::{Atom, Iterate, Symbol};
use crate::formulas::condition::Condition;
use crate::formulas::cost::Cost;
use crate::formulas::formula::Formula;
use crate::formulas::range::Range;

/// What is known of a number that is carried.
enum Carried {
    /// What it is at each value of the variable, and after the last.
    Solved(Formula, Formula),
    /// A placeholder.
    Open(Symbol),
}

impl Walker {
    /// Runs a body for each value of a range. It takes the carried values, and gives the next.
    pub(super) fn over(
        &mut self,
        range: &Range,
        names: &[&'static str],
        carried: Vec<Value>,
        body: &mut dyn FnMut(&mut Walker, Vec<Value>) -> Vec<Value>,
    ) -> Vec<Value> {
        let depth = self.loops.len() as u32;
        self.loops.push(range.var.clone());
        let mut first = Vec::new();
        let mut owners = Vec::new();
        for (k, value) in carried.iter().enumerate() {
            value.numbers(&mut first);
            owners.resize(first.len(), k);
        }
        let symbol = |k: usize| {
            let name = match names.get(owners[k]) {
                Some(&name) if !name.is_empty() => name.to_owned(),
                _ => format!("k{k}"),
            };
            Symbol::Carried(depth, k as u32, name.into())
        };
        // Most numbers stay as they are.
        let mut numbers: Vec<Carried> = (first.iter())
            .map(|first| Carried::Solved(first.clone(), first.clone()))
            .collect();
        let (mut cost, mut results, mut solved) = self.once(range, &carried, &numbers, body);
        let mut next = next_numbers(&carried, &results, &first);
        loop {
            let mut changed = false;
            for k in 0..first.len() {
                let stays = matches!(&numbers[k], Carried::Solved(at, _) if *at == first[k]);
                if stays && next[k] != first[k] {
                    numbers[k] = Carried::Open(symbol(k));
                    changed = true;
                }
            }
            if !changed {
                break;
            }
            (cost, results, solved) = self.once(range, &carried, &numbers, body);
            next = next_numbers(&carried, &results, &first);
        }
        loop {
            let open: Vec<(usize, Symbol)> = (numbers.iter().enumerate())
                .filter_map(|(k, number)| match number {
                    Carried::Open(symbol) => Some((k, symbol.clone())),
                    Carried::Solved(..) => None,
                })
                .collect();
            if open.is_empty() {
                break;
            }
            let mentions =
                |formula: &Formula| open.iter().any(|(_, symbol)| formula.mentions(symbol));
            let mut progress = false;
            for (k, symbol) in &open {
                let change = next[*k].minus(&Formula::from(symbol));
                let found = if !mentions(&change) {
                    let at = first[*k].plus(&range.before().sum(&change, &solved));
                    let after = first[*k].plus(&range.sum(&change, &self.assumptions));
                    Some((at, after))
                } else if !mentions(&next[*k]) && !next[*k].mentions(&range.var) {
                    let begins = Condition::Zero(Formula::from(&range.var).minus(&range.start));
                    let at = solved.choice(&begins, &first[*k], &next[*k]);
                    let known = &self.assumptions;
                    let none = Condition::Zero(range.count(known));
                    Some((at, known.choice(&none, &first[*k], &next[*k])))
                } else if next[*k] == flipped(symbol) {
                    let after = |count: Formula| first[*k].plus(&count).rem(&Formula::from(2));
                    let at = after(range.before().count(&solved));
                    Some((at, after(range.count(&self.assumptions))))
                } else {
                    None
                };
                if let Some((at, after)) = found {
                    numbers[*k] = Carried::Solved(at, after);
                    progress = true;
                }
            }
            if !progress {
                let group = fewest(&open, &next);
                let iterate = |range: Range| {
                    Arc::new(Iterate {
                        range,
                        values: group.iter().map(|(_, symbol)| symbol.clone()).collect(),
                        first: group.iter().map(|(k, _)| first[*k].clone()).collect(),
                        next: group.iter().map(|(k, _)| next[*k].clone()).collect(),
                    })
                };
                let (at, after) = (iterate(range.before()), iterate(range.clone()));
                for (place, (k, _)) in group.iter().enumerate() {
                    numbers[*k] = Carried::Solved(
                        Atom::Iterate(Arc::clone(&at), place).into(),
                        Atom::Iterate(Arc::clone(&after), place).into(),
                    );
                }
            }
            (cost, results, solved) = self.once(range, &carried, &numbers, body);
            next = next_numbers(&carried, &results, &first);
        }
        self.loops.pop();
        let cost = cost.repeated(range, &self.assumptions);
        self.spend(cost);
        let mut after = numbers.into_iter().map(|number| match number {
            Carried::Solved(_, after) => after,
            Carried::Open(_) => Atom::Unknown.into(),
        });
        (carried.iter().zip(results))
            .map(|(first, result)| match first.is_like(&result) {
                true => result.with_numbers(&mut after),
                // What had no value before the loop has one after it.
                false => {
                    let mut skipped = Vec::new();
                    first.numbers(&mut skipped);
                    skipped.iter().for_each(|_| drop(after.next()));
                    result.without(&range.var)
                }
            })
            .collect()
    }

    /// Runs the body once, for any value of the variable: what it costs and gives, and what is known in it.
    fn once(
        &mut self,
        range: &Range,
        carried: &[Value],
        numbers: &[Carried],
        body: &mut dyn FnMut(&mut Walker, Vec<Value>) -> Vec<Value>,
    ) -> (Cost, Vec<Value>, Assumptions) {
        let before = self.assumptions.mark();
        self.assumptions.enter(range);
        let known = self.assumptions.clone();
        let mut list = numbers.iter().map(|number| match number {
            Carried::Solved(at, _) => at.clone(),
            Carried::Open(symbol) => symbol.into(),
        });
        let values = carried
            .iter()
            .map(|value| value.with_numbers(&mut list))
            .collect();
        let (results, cost) = self.apart(|walker| body(walker, values));
        self.assumptions.forget(before);
        (cost, results, known)
    }
}

/// A bit that becomes the other one.
fn flipped(symbol: &Symbol) -> Formula {
    let zero = Condition::Zero(symbol.into());
    Formula::choice(zero, Formula::from(1), Formula::default())
}

/// The smallest group of numbers that depend on no others.
fn fewest(open: &[(usize, Symbol)], next: &[Formula]) -> Vec<(usize, Symbol)> {
    let groups = (0..open.len()).map(|start| {
        let mut group = vec![start];
        let mut at = 0;
        while at < group.len() {
            let own = &next[open[group[at]].0];
            for (other, (_, symbol)) in open.iter().enumerate() {
                if own.mentions(symbol) && !group.contains(&other) {
                    group.push(other);
                }
            }
            at += 1;
        }
        group.sort_unstable();
        group
    });
    let group = groups.min_by_key(Vec::len).unwrap_or_default();
    group.into_iter().map(|k| open[k].clone()).collect()
}

/// The numbers of the next iteration.
fn next_numbers(carried: &[Value], results: &[Value], first: &[Formula]) -> Vec<Formula> {
    let mut next = Vec::new();
    for (k, value) in carried.iter().enumerate() {
        let (mut own, mut numbers) = (Vec::new(), Vec::new());
        value.numbers(&mut own);
        match results.get(k) {
            Some(result) if value.is_like(result) => result.numbers(&mut numbers),
            _ => numbers.extend_from_slice(&first[next.len()..next.len() + own.len()]),
        }
        next.extend(numbers);
    }
    next
}

impl Value {
    /// A number that depends on a variable that is gone has no formula.
    fn without(self, var: &Symbol) -> Value {
        let mut numbers = Vec::new();
        self.numbers(&mut numbers);
        let mut list = numbers
            .into_iter()
            .map(|number| match number.mentions(var) {
                true => Atom::Unknown.into(),
                false => number,
            });
        self.with_numbers(&mut list)
    }
}

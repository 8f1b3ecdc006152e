//! The names and types of a graph's values. A long kernel has many thousand values, but few names and few ways in which a
//! type comes about; rustc evaluates each of these once.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use super::graph::table;
use super::{hidden, ops};
use crate::lower::{Graph, Id, Node, Op, OpKey, Region};

pub(super) fn emit(graph: &Graph, kernel: &Ident, rt: &TokenStream) -> TokenStream {
    let names = names(&graph.names, rt);
    let mut types = Types {
        ops: Vec::new(),
        numbers: HashMap::new(),
        rules: Vec::new(),
        known: HashMap::new(),
        classes: vec![0; graph.names.len()],
    };
    for (number, &id) in graph.body.args.iter().enumerate() {
        types.classes[id as usize] = types.rule([PARAM, 0, 0, number as u32, 0]);
    }
    types.region(&graph.body);
    let Types {
        ops,
        rules,
        classes,
        ..
    } = types;
    let ops = ops.into_iter().map(|op| ops::emit(op, rt));
    let (values, classes) = (classes.len(), table(classes));
    let (count, rules) = (rules.len(), table(rules.into_iter().flatten()));
    let kernel = hidden(kernel);
    quote_spanned! {Span::mixed_site()=>
        #rt::Values {
            names: #names,
            classes: &#rt::table::<u32, _, #values>(#classes),
            types: &#rt::infer::<#count>(
                &<#kernel as #rt::Kernel>::SIGNATURE, &[#(#ops),*], &#rt::table(#rules)
            ),
        }
    }
}

fn names(names: &[String], rt: &TokenStream) -> TokenStream {
    let mut list: Vec<&String> = Vec::new();
    let mut known = HashMap::new();
    let numbers = names.iter().map(|name| {
        *known.entry(name).or_insert_with(|| {
            list.push(name);
            list.len() as u32 - 1
        })
    });
    let (numbers, count) = (table(numbers), names.len());
    quote_spanned! {Span::mixed_site()=>
        #rt::Names { numbers: &#rt::table::<u32, _, #count>(#numbers), table: &[#(#list),*] }
    }
}

/// `[op, input 0 + 1, input 1 + 1, result, results]`, the inputs being numbers of rules.
type Rule = [u32; 5];

/// Instead of an operation: what a parameter is, and what loops count with.
const PARAM: u32 = u32::MAX;
const LOOP: u32 = u32::MAX - 1;

struct Types<'a> {
    ops: Vec<&'a Op>,
    numbers: HashMap<OpKey<'a>, u32>,
    rules: Vec<Rule>,
    known: HashMap<Rule, u32>,
    /// The number of each value's rule.
    classes: Vec<u32>,
}

impl<'a> Types<'a> {
    fn rule(&mut self, rule: Rule) -> u32 {
        *self.known.entry(rule).or_insert_with(|| {
            self.rules.push(rule);
            self.rules.len() as u32 - 1
        })
    }

    fn region(&mut self, region: &'a Region) {
        for node in &region.nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &'a Node) {
        match &node.op {
            Op::For { body, .. } => {
                self.classes[body.args[0] as usize] = self.rule([LOOP, 0, 0, 0, 0]);
                self.same(&body.args[1..], &node.ins[3..]);
                self.region(body);
                self.same(&node.outs, &body.yields);
            }
            Op::If { then, otherwise } => {
                self.region(then);
                self.region(otherwise);
                self.same(&node.outs, &then.yields);
            }
            op => {
                let number = self.number(op);
                let mut ins = [0; 2];
                for (rule, &id) in ins.iter_mut().zip(&node.ins) {
                    *rule = self.classes[id as usize] + 1;
                }
                if matches!(op, Op::Take) {
                    // The index does not matter to the type of an element.
                    ins[1] = 0;
                }
                for (out, &id) in node.outs.iter().enumerate() {
                    let (out, outs) = (out as u32, node.outs.len() as u32);
                    self.classes[id as usize] = self.rule([number, ins[0], ins[1], out, outs]);
                }
            }
        }
    }

    fn same(&mut self, ids: &[Id], others: &[Id]) {
        for (&id, &other) in ids.iter().zip(others) {
            self.classes[id as usize] = self.classes[other as usize];
        }
    }

    fn number(&mut self, op: &'a Op) -> u32 {
        let key = match op {
            // All are of one type.
            Op::UInt(_) => const { &Op::UInt(0) }.key(),
            op => op.key(),
        };
        *self
            .numbers
            .entry(key.expect("an operation without a body"))
            .or_insert_with(|| {
                self.ops.push(op);
                self.ops.len() as u32 - 1
            })
    }
}

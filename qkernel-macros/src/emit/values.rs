//! The names and types of a graph's values. A long kernel has many thousand values, but few names and few ways in which a
//! type comes about; rustc evaluates each of these once.

use std::collections::HashMap;

use proc_macro2::{Ident, Span, TokenStream};
use qkernel_ir::TypeRule;
use quote::quote_spanned;

use super::tables::table;
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
        types.classes[id as usize] = types.rule(of_none(TypeRule::PARAM, number as u32));
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
    let count = rules.len();
    let rules = table(rules.into_iter().flat_map(TypeRule::numbers));
    let kernel = hidden(kernel);
    quote_spanned! {Span::mixed_site()=>
        #rt::Values {
            names: #names,
            classes: &#rt::table::<u32, _, #values>(#classes),
            types: &#rt::infer::<#count>(
                &#kernel::__SIGNATURE, &[#(#ops),*], &#rt::table(#rules)
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

/// What no operation gives.
fn of_none(op: u32, out: u32) -> TypeRule {
    TypeRule {
        op,
        ins: [0; 2],
        out,
        outs: 0,
    }
}

struct Types<'a> {
    ops: Vec<&'a Op<'a>>,
    numbers: HashMap<OpKey<'a>, u32>,
    rules: Vec<TypeRule>,
    known: HashMap<TypeRule, u32>,
    /// The number of each value's rule.
    classes: Vec<u32>,
}

impl<'a> Types<'a> {
    fn rule(&mut self, rule: TypeRule) -> u32 {
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
                self.classes[body.args[0] as usize] = self.rule(of_none(TypeRule::LOOP, 0));
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
                    self.classes[id as usize] = self.rule(TypeRule {
                        op: number,
                        ins,
                        out: out as u32,
                        outs: node.outs.len() as u32,
                    });
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

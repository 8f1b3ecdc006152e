//! Loops and branches.

use proc_macro2::Span;

use super::graph::Code;
use super::{Id, Lowered, Lowering, Op, Region, Source};
use crate::flow::Flow;
use crate::model::{BinaryOp, Block, ByVariable, Expr, ExprKind, For, UnaryOp, VarId};

impl<'k> Lowering<'k> {
    pub(super) fn for_loop(&mut self, each: &'k For, span: Span) {
        let range = &each.range;
        let start = match &range.start {
            Some(start) => self.value_of(start),
            None => self.one(Op::UInt(0), Vec::new(), span),
        };
        let end = self.value_of(&range.end);
        let step = match &range.step {
            Some(step) => self.value_of(step),
            None => self.one(Op::UInt(1), Vec::new(), span),
        };
        let carried = self.assigned([&each.body]);
        let mut ins = vec![start, end, step];
        for &variable in &carried {
            ins.push(self.current(variable, span));
        }
        let names = self.names_of(&ins[3..]);

        let (code, (args, yields)) = self.within(Code::default(), |inside| {
            let loop_value = inside.fresh("");
            if let Some(name) = &each.variable {
                inside.assign(name, Lowered::Value(loop_value));
            }
            let mut args = vec![loop_value];
            for (&variable, name) in carried.iter().zip(&names) {
                let id = inside.fresh(name);
                args.push(id);
                inside.variables[variable] = Some(Lowered::Value(id));
            }
            inside.block(&each.body, Some(0));
            let yields = carried
                .iter()
                .map(|&variable| inside.current(variable, span))
                .collect();
            (args, yields)
        });
        let op = Op::For {
            body: Region::new(args, code, yields),
            order: range.order,
        };
        let outs = self.node(op, ins, carried.len(), span);
        self.made_of(Source::For(each));
        self.become_outs(carried, &outs, names);
    }

    pub(super) fn branch(
        &mut self,
        branch: &'k Expr,
        condition: &'k Expr,
        then: &'k Block,
        otherwise: Option<&'k Block>,
        wanted: Option<usize>,
    ) -> Lowered {
        let span = branch.span();
        // In a round of `while bit` the bit is set, and after the last one it is not.
        let decided = then.repeated().and_then(|_| decided(condition));
        let condition = self.value_of(condition);
        let before = self.variables.clone();
        let ((then_code, then_result), (else_code, else_result), after_then) = self.ways(
            |lowering| match then.repeated() {
                Some((body, _)) => lowering.round(then, body, decided, span),
                None => lowering.arm(Some(then), wanted),
            },
            |lowering| lowering.arm(otherwise, wanted),
        );
        let after_else = std::mem::replace(&mut self.variables, before);

        // A variable that has a value on both sides has one after the branch.
        let merged: Vec<VarId> = self
            .assigned([then].into_iter().chain(otherwise))
            .into_iter()
            .chain(self.uninitialised())
            .filter(|&variable| after_then[variable].is_some() && after_else[variable].is_some())
            .collect();
        let then = self.close_arm(then_code, then_result, &merged, &after_then, span);
        let otherwise = self.close_arm(else_code, else_result, &merged, &after_else, span);
        let total = then.yields.len();
        let results = total - merged.len();
        let names = self.names_of(&then.yields[results..]);
        let outs = self.node(Op::If { then, otherwise }, vec![condition], total, span);
        self.made_of(Source::Expr(branch));
        self.become_outs(merged, &outs[results..], names);
        if let Some((variable, holds)) = decided {
            let bit = self.one(Op::Bit(!holds), Vec::new(), span);
            self.variables[variable] = Some(Lowered::Value(bit));
        }
        match (wanted, &outs[..results]) {
            (None, &[id]) => Lowered::Value(id),
            (_, outs) => Lowered::Tuple(outs.iter().copied().map(Lowered::Value).collect()),
        }
    }

    /// What a round of a `while` does.
    fn round(
        &mut self,
        block: &'k Block,
        body: &'k Block,
        decided: Option<(VarId, bool)>,
        span: Span,
    ) -> (Code<'k>, Lowered) {
        let changed = self.assigned([body]);
        self.within(Code::default(), |inside| {
            let mut heads = Vec::new();
            for variable in changed {
                let now = match decided {
                    Some((other, holds)) if other == variable => {
                        inside.one(Op::Bit(holds), Vec::new(), span)
                    }
                    _ => {
                        let before = inside.current(variable, span);
                        let head = inside.one(Op::Head, vec![before], span);
                        inside.names[head as usize] =
                            inside.kernel.variables[variable].name.to_string();
                        heads.push((variable, head));
                        head
                    }
                };
                inside.variables[variable] = Some(Lowered::Value(now));
            }
            inside.rounds.push(heads);
            inside.block(block, Some(0));
            inside.rounds.pop();
            Lowered::NOTHING
        })
    }

    /// The end of a round.
    pub(super) fn again(&mut self, condition: &'k Expr, span: Span) {
        let mut ins = vec![self.value_of(condition)];
        for (variable, head) in self.rounds.last().cloned().unwrap_or_default() {
            // One value, also of a tuple: nothing comes after the end of a round.
            let end = self.current(variable, span);
            self.variables[variable] = Some(Lowered::Value(end));
            ins.extend([head, end]);
        }
        self.node(Op::Again, ins, 0, span);
    }

    /// `left && right`, `left || right`, where the right side may be wrong and is not computed if the left side decides.
    pub(super) fn short_circuit(
        &mut self,
        whole: &'k Expr,
        op: BinaryOp,
        left: &'k Expr,
        right: &'k Expr,
    ) -> Lowered {
        let span = whole.span();
        let condition = self.value_of(left);
        let region = |(code, value)| Region::new(Vec::new(), code, vec![value]);
        let decide = region(self.within(Code::default(), |inside| inside.value_of(right)));
        let decided = region(self.within(Code::default(), |inside| {
            inside.one(Op::Bit(op == BinaryOp::Or), Vec::new(), span)
        }));
        let (then, otherwise) = match op {
            BinaryOp::And => (decide, decided),
            _ => (decided, decide),
        };
        let decided = self.one(Op::If { then, otherwise }, vec![condition], span);
        self.made_of(Source::Expr(whole));
        Lowered::Value(decided)
    }

    /// One side of a branch with its result; what is carried out of it is not known yet.
    fn arm(&mut self, block: Option<&'k Block>, wanted: Option<usize>) -> (Code<'k>, Lowered) {
        self.within(Code::default(), |inside| {
            let result = match block {
                Some(block) => inside.block(block, wanted),
                None => Lowered::NOTHING,
            };
            match (wanted, result) {
                (Some(0), _) => Lowered::NOTHING,
                (Some(count), value @ Lowered::Value(_)) => {
                    Lowered::Tuple(inside.parts(value, count, Span::call_site()))
                }
                (_, result) => result,
            }
        })
    }

    /// One side of a branch, with the variables that it carries out.
    fn close_arm(
        &mut self,
        code: Code<'k>,
        result: Lowered,
        merged: &[VarId],
        after: &ByVariable<Option<Lowered>>,
        span: Span,
    ) -> Region<'k> {
        let carried = merged
            .iter()
            .filter_map(|&variable| after[variable].clone());
        let results = match result {
            Lowered::Tuple(parts) => parts,
            value => vec![value],
        };
        let (code, yields) = self.within(code, |inside| {
            results
                .into_iter()
                .chain(carried)
                .map(|value| inside.value(value, span))
                .collect()
        });
        Region::new(Vec::new(), code, yields)
    }

    /// The variables outside of the blocks that are assigned in them and have a value before them.
    fn assigned<'a>(&self, blocks: impl IntoIterator<Item = &'a Block>) -> Vec<VarId> {
        let mut variables: Vec<VarId> = blocks
            .into_iter()
            .flat_map(Block::assigned)
            .filter(|&variable| self.variables[variable].is_some())
            .collect();
        variables.sort_unstable();
        variables.dedup();
        variables
    }

    fn uninitialised(&self) -> Vec<VarId> {
        let ids = self.variables.ids();
        ids.filter(|&id| self.variables[id].is_none()).collect()
    }

    fn current(&mut self, variable: VarId, span: Span) -> Id {
        let value = self.variables[variable].clone().unwrap_or(Lowered::NOTHING);
        self.value(value, span)
    }

    fn names_of(&self, ids: &[Id]) -> Vec<String> {
        ids.iter()
            .map(|&id| self.names[id as usize].clone())
            .collect()
    }

    /// After a loop or a branch, what it carried are the values that its node gives.
    fn become_outs(&mut self, variables: Vec<VarId>, outs: &[Id], names: Vec<String>) {
        for ((variable, &id), name) in variables.into_iter().zip(outs).zip(names) {
            self.names[id as usize] = name;
            self.variables[variable] = Some(Lowered::Value(id));
        }
    }

    /// Adds to another region; gives it back with what `build` gives.
    fn within<T>(&mut self, code: Code<'k>, build: impl FnOnce(&mut Self) -> T) -> (Code<'k>, T) {
        let outer = std::mem::replace(&mut self.code, code);
        let result = build(self);
        (std::mem::replace(&mut self.code, outer), result)
    }
}

/// The variable that a condition is, or of which it is the opposite, with its value where the condition holds.
fn decided(condition: &Expr) -> Option<(VarId, bool)> {
    match &condition.kind {
        ExprKind::Name(name) => Some((name.variable?, true)),
        ExprKind::Unary(UnaryOp::Not, inner) => {
            let (variable, holds) = decided(inner)?;
            Some((variable, !holds))
        }
        _ => None,
    }
}

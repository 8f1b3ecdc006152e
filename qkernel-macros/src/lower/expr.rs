//! Expressions.

use proc_macro2::Span;
use qkernel_ir::Named;
use quote::ToTokens;
use syn::Path;

use super::{Id, Lowered, Lowering, Op};
use crate::known::Operation;
use crate::model::{AGAIN, BinaryOp, Element, Expr, ExprKind, KernelType, Modifier};

impl Lowering<'_> {
    /// Lowers an expression; `wanted` is the number of elements if a tuple is expected.
    pub(super) fn expr(&mut self, expr: &Expr, wanted: Option<usize>) -> Lowered {
        let span = expr.span();
        let (op, ins) = match &expr.kind {
            ExprKind::Name(name) => return self.read(name),
            ExprKind::Tuple(parts) => {
                return Lowered::Tuple(parts.iter().map(|part| self.expr(part, None)).collect());
            }
            ExprKind::Block(block) => return self.block(block, wanted),
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                return self.branch(condition, then, otherwise.as_ref(), wanted, span);
            }
            ExprKind::Call { callee, args } => {
                let path = &callee.path;
                let takes_any = callee.operation().is_some_and(Operation::takes_any_size);
                let ins = self.values_of(args);
                let call = ins.len();
                let result = self.call(Op::Call(path.clone()), path, ins, args, wanted);
                // What its sizes have to do with each other is told at its name.
                if !takes_any && args.iter().any(|arg| arg.known.is(Element::UInt)) {
                    self.site(call, &path.to_token_stream());
                }
                return result;
            }
            ExprKind::Modified {
                modifiers,
                callee,
                args,
            } => return self.modified(modifiers, &callee.path, args, wanted),
            ExprKind::Field(base, k) => match self.expr(base, None) {
                Lowered::Tuple(parts) => {
                    return parts.get(*k as usize).cloned().unwrap_or(Lowered::NOTHING);
                }
                Lowered::Value(id) => (Op::Field(*k), vec![id]),
            },
            ExprKind::Constant(path) => (Op::Constant(path.clone()), Vec::new()),
            ExprKind::UInt(value) => (Op::UInt(*value), Vec::new()),
            ExprKind::Float(value) => (Op::Float(*value), Vec::new()),
            ExprKind::Bit(value) => (Op::Bit(*value), Vec::new()),
            ExprKind::Method { receiver, name, .. } if name == AGAIN => {
                self.again(receiver, span);
                return Lowered::NOTHING;
            }
            ExprKind::Method {
                receiver,
                name,
                args,
            } => {
                let mut ins = vec![self.value_of(receiver)];
                ins.extend(self.values_of(args));
                let op = Named::of(&name.to_string()).map_or(Op::Len, Op::Function);
                return Lowered::Value(self.one(op, ins, name.span()));
            }
            ExprKind::Element { base, indices } => {
                let mut ins = vec![self.value_of(base)];
                ins.extend(indices.iter().map(|index| self.index(index)));
                let taken = self.one(Op::Take, ins, span);
                if indices.iter().any(Expr::may_leave_range) {
                    self.site(0, &expr.tokens);
                    self.taken.push(expr.text());
                }
                return Lowered::Value(taken);
            }
            ExprKind::Unary(op, operand) => (Op::Unary(*op), vec![self.value_of(operand)]),
            // As in Rust, the right side is not looked at where the left side decides.
            ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right)
                if right.may_fail() =>
            {
                return self.short_circuit(*op, left, right, span);
            }
            ExprKind::Binary(op, left, right) => {
                let ins = vec![self.value_of(left), self.value_of(right)];
                (Op::Binary(*op), ins)
            }
            ExprKind::ToUInt(operand) | ExprKind::Same(operand, _) => {
                return self.expr(operand, wanted);
            }
            ExprKind::ToFloat(operand) => (Op::ToFloat, vec![self.value_of(operand)]),
        };
        Lowered::Value(self.one(op, ins, span))
    }

    pub(super) fn values_of(&mut self, exprs: &[Expr]) -> Vec<Id> {
        exprs.iter().map(|expr| self.value_of(expr)).collect()
    }

    /// A call of `path`. The arguments are the last of the inputs.
    fn call(
        &mut self,
        op: Op,
        path: &Path,
        ins: Vec<Id>,
        args: &[Expr],
        wanted: Option<usize>,
    ) -> Lowered {
        let first = ins.len() - args.len();
        let span = path
            .segments
            .last()
            .map_or(Span::call_site(), |segment| segment.ident.span());
        let outs = self.node(op, ins, wanted.unwrap_or(1), span);
        for (argument, arg) in args.iter().enumerate() {
            let may_have_length = match &arg.kind {
                // A parameter of another type has no length, whatever is assigned to it.
                ExprKind::Name(name) => !matches!(
                    self.kernel.parameter(name),
                    Some((_, param)) if matches!(param.ty, KernelType::Scalar(_))
                ),
                ExprKind::Call { .. } | ExprKind::Modified { .. } | ExprKind::Field(..) => true,
                _ => false,
            };
            if may_have_length {
                self.site(first + argument, &arg.tokens);
            }
        }
        self.compare_elements(first, args);
        match wanted {
            Some(_) => Lowered::Tuple(outs.into_iter().map(Lowered::Value).collect()),
            None => Lowered::Value(outs[0]),
        }
    }

    /// `cx(q[i], q[j])`: a site for each element that may be an earlier one.
    fn compare_elements(&mut self, first: usize, args: &[Expr]) {
        if !args.iter().all(Expr::has_no_blocks) {
            return;
        }
        for (number, arg) in args.iter().enumerate() {
            let Some((base, index)) = arg.formula_of_element() else {
                continue;
            };
            let is_number = |index: &Expr| matches!(index.kind, ExprKind::UInt(_));
            let mut before = args[..number].iter().filter_map(Expr::formula_of_element);
            if before.any(|(other, at)| other == base && !(is_number(at) && is_number(index))) {
                self.site(first + number, &arg.tokens);
                if let Some(node) = self.nodes.last_mut() {
                    node.apart = true;
                }
            }
        }
    }

    fn modified(
        &mut self,
        modifiers: &[Modifier],
        path: &Path,
        args: &[Expr],
        wanted: Option<usize>,
    ) -> Lowered {
        let counts = modifiers.iter().flat_map(|modifier| &modifier.counts);
        let mut ins: Vec<Id> = counts.map(|count| self.value_of(count)).collect();
        ins.extend(self.values_of(args));
        let around = modifiers.iter().map(|modifier| &modifier.path);
        let op = Op::Modified(around.chain([path]).cloned().collect());
        // Whether the kernel can be modified is the obligation after its last argument.
        let kernel = ins.len();
        let result = self.call(op, path, ins, args, wanted);
        self.site(kernel, &path.to_token_stream());
        result
    }
}

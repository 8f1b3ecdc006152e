//! Expressions.

use proc_macro2::Span;
use qkernel_ir::Named;
use quote::ToTokens;
use syn::Path;

use super::{Event, Id, Lowered, Lowering, Op, Source};
use crate::known::Operation;
use crate::model::{AGAIN, BinaryOp, Element, Expr, ExprKind, KernelType, VarId};

impl<'k> Lowering<'k> {
    /// Lowers an expression; `wanted` is the number of elements if a tuple is expected.
    pub(super) fn expr(&mut self, expr: &'k Expr, wanted: Option<usize>) -> Lowered {
        let span = expr.span();
        let (op, ins) = match &expr.kind {
            ExprKind::Name(_) | ExprKind::Field(..) => {
                if let Some((variable, _)) = expr.place()
                    && self.may_hold_qubits(variable)
                {
                    self.event(Event::Used(expr));
                }
                return self.place(expr);
            }
            ExprKind::Tuple(parts) => {
                return Lowered::Tuple(parts.iter().map(|part| self.expr(part, None)).collect());
            }
            ExprKind::Block(block) => return self.block(block, wanted),
            ExprKind::If {
                condition,
                then,
                otherwise,
                ..
            } => {
                return self.branch(expr, condition, then, otherwise.as_ref(), wanted);
            }
            ExprKind::Call { callee, args } => {
                let path = &callee.path;
                let takes_any = callee.operation().is_some_and(Operation::takes_any_size);
                let ins = self.values_of(args);
                let call = ins.len();
                let result = self.call(expr, Op::Call(path.clone()), path, ins, args, wanted);
                // What its sizes have to do with each other is reported at its name.
                if !takes_any && args.iter().any(|arg| arg.inferred.is(Element::UInt)) {
                    self.site(call, &path.to_token_stream());
                }
                return result;
            }
            ExprKind::Modified {
                modifiers,
                callee,
                args,
            } => {
                let path = &callee.path;
                let counts = modifiers.iter().flat_map(|modifier| &modifier.counts);
                let mut ins: Vec<Id> = counts.map(|count| self.value_of(count)).collect();
                ins.extend(self.values_of(args));
                let around = modifiers.iter().map(|modifier| &modifier.path);
                let op = Op::Modified(around.chain([path]).cloned().collect());
                // Whether the kernel can be modified is the obligation after its last argument.
                let kernel = ins.len();
                let result = self.call(expr, op, path, ins, args, wanted);
                self.site(kernel, &path.to_token_stream());
                return result;
            }
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
                let mut ins = vec![self.value_at(receiver)];
                ins.extend(self.values_of(args));
                let op = Named::of(&name.to_string()).map_or(Op::Len, Op::Function);
                return Lowered::Value(self.one(op, ins, name.span()));
            }
            ExprKind::Element { base, indices } => {
                let mut ins = vec![self.value_at(base)];
                ins.extend(indices.iter().map(|index| self.index(index)));
                let taken = self.one(Op::Take, ins, span);
                self.made_of(Source::Expr(expr));
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
                return self.short_circuit(expr, *op, left, right);
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

    pub(super) fn values_of(&mut self, exprs: &'k [Expr]) -> Vec<Id> {
        exprs.iter().map(|expr| self.value_of(expr)).collect()
    }

    /// What a variable or a field of it holds, where that does not use it; any other expression is computed.
    fn place(&mut self, expr: &'k Expr) -> Lowered {
        match &expr.kind {
            ExprKind::Name(name) => self.read(name),
            ExprKind::Field(base, k) => match self.place(base) {
                Lowered::Tuple(parts) => {
                    parts.get(*k as usize).cloned().unwrap_or(Lowered::NOTHING)
                }
                Lowered::Value(id) => {
                    Lowered::Value(self.one(Op::Field(*k), vec![id], expr.span()))
                }
            },
            _ => self.expr(expr, None),
        }
    }

    fn value_at(&mut self, place: &'k Expr) -> Id {
        let value = self.place(place);
        self.value(value, place.span())
    }

    pub(super) fn may_hold_qubits(&self, variable: VarId) -> bool {
        !self.kernel.variables[variable].inferred.has_no_qubits()
    }

    /// A call of `path`. The arguments are the last of the inputs.
    fn call(
        &mut self,
        call: &'k Expr,
        op: Op<'k>,
        path: &Path,
        ins: Vec<Id>,
        args: &'k [Expr],
        wanted: Option<usize>,
    ) -> Lowered {
        let first = ins.len() - args.len();
        let span = path
            .segments
            .last()
            .map_or(Span::call_site(), |segment| segment.ident.span());
        let outs = self.node(op, ins, wanted.unwrap_or(1), span);
        self.made_of(Source::Expr(call));
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
                if let Some(node) = self.code.nodes.last_mut() {
                    node.apart = true;
                }
            }
        }
    }
}

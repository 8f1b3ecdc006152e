//! Runs the nodes of a kernel.

use super::binder::{Binder, MAX_STEPS};
use super::list::{Done, Span, get};
use super::listed::{Listed, NAMELESS, Scope};
use super::value::*;
use crate::graph::{Constant, Graph, Offset, Op, Order, Region, Text, ValueId};
use qkernel_ir::{each, is_same, lesser, rules};

impl Binder<'_> {
    /// Runs a kernel on the arguments in its frame.
    pub(super) const fn kernel(&mut self, frame: CallFrame) -> Done {
        get!(self.check_sizes(frame));
        get!(self.region(frame, &frame.graph.body));
        let yields = frame.graph.body.yields;
        each!(k, 0..yields.len(), {
            get!(self.whole(
                self.get(frame, yields[k]),
                frame.graph.values.name(yields[k]),
                frame,
                Offset::NAME
            ));
        });
        self.check_results(frame)
    }

    pub(super) const fn region(&mut self, frame: CallFrame, region: &'static Region) -> Done {
        each!(k, 0..region.nodes.len(), {
            let node = &region.nodes.get(k);
            let at = At { frame, node };
            self.state.run += 1;
            if self.state.run > MAX_STEPS {
                return Err(self.too_many_steps(frame, node.loc));
            }
            get!(self.node(at, region, k));
        });
        Ok(())
    }

    /// `position` is the node's in its region.
    const fn node(&mut self, at: At<'_>, region: &'static Region, position: usize) -> Done {
        let value = match at.node.op {
            Op::Call(graph) => {
                // Most calls are gates: each function on the way costs rustc some microseconds.
                if let [shape] = graph.body.nodes.shapes
                    && let Op::Gate { kind, controls } = shape.op
                {
                    return self.gate_call(at, kind, controls as usize + kind.targets());
                }
                return self.call(at, graph);
            }
            Op::Gate { kind, controls } => {
                return self.gate_call(at, kind, controls as usize + kind.targets());
            }
            Op::Modified(modified) => return self.modified(at, modified),
            Op::For { body, order } => return self.repeat(at, body, order),
            Op::If { then, otherwise } => return self.branch(at, then, otherwise),
            Op::Put => return self.put(at),
            Op::Again => return self.again(at),
            Op::Head => {
                let name = at.frame.graph.values.name(at.node.outs[0]);
                get!(self.head(self.input(at, 0), name))
            }
            Op::Take => get!(self.take(at, region, position)),
            Op::Constant(Constant::UInt(value)) => {
                if value > usize::MAX as u64 {
                    let text = Text::new("[QK0080] ")
                        .with_number(value)
                        .with(" is too large for this machine");
                    return Err(self.wrong(at, text));
                }
                Value::UInt(value as usize)
            }
            Op::Constant(Constant::Float(value)) => Value::Float(Affine::number(value)),
            Op::Constant(Constant::Bit(value)) => Value::Bit(value as u32),
            Op::Len => get!(self.len_of(at)),
            Op::Pack => Value::Tuple(get!(self.pack(at.frame, at.node.ins))),
            Op::Field(k) => match self.input(at, 0) {
                Value::Tuple(parts) => self.items.items[parts.start() + k as usize],
                value => value,
            },
            Op::Unary(op) => get!(self.unary(at, op)),
            Op::Binary(op) => get!(self.binary(at, op)),
            Op::ToFloat => get!(self.float_of(at)),
            Op::Function(function) => get!(self.function(at, function)),
            Op::BinaryFunction(function) => get!(self.function_of_two(at, function)),
            _ => return self.operation(at, &at.node.op),
        };
        if let [out] = at.node.outs {
            self.values.items[at.frame.base + out.0 as usize] = value;
            // What is computed of known bits and one outcome may be that outcome, but it is another thing.
            if self.state.is_listed && !matches!(at.node.op, Op::Unary(_) | Op::Binary(_)) {
                self.name(at.frame, *out, value);
            }
            return Ok(());
        }
        self.define(at, value)
    }

    const fn len_of(&mut self, at: At<'_>) -> Done<Value> {
        match self.length(self.input(at, 0)) {
            Some(count) => Ok(Value::UInt(count)),
            None => {
                let text = self.describe(Text::new("[QK0078] the length of "), at, 0, "this value");
                Err(self.wrong(
                    at,
                    text.with(" is not stated: write `Vector<Float, { n }>`"),
                ))
            }
        }
    }

    /// Values as the parts of a tuple.
    pub(super) const fn pack(&mut self, frame: CallFrame, ids: &[ValueId]) -> Done<Span> {
        let first = self.items.len;
        each!(k, 0..ids.len(), {
            get!(self.items.push(self.get(frame, ids[k])));
        });
        Ok(self.items.since(first))
    }

    /// Binds what a node gives: one value, or the parts of a tuple to several.
    pub(super) const fn define(&mut self, at: At<'_>, value: Value) -> Done {
        if at.node.outs.len() == 1 {
            self.set(at.frame, at.node.outs[0], value);
            self.name(at.frame, at.node.outs[0], value);
        } else if let Value::Tuple(parts) = value {
            each!(k, 0..lesser(at.node.outs.len(), parts.len()), {
                let value = self.items.items[parts.start() + k];
                self.set(at.frame, at.node.outs[k], value);
                self.name(at.frame, at.node.outs[k], value);
            });
        }
        Ok(())
    }

    /// Binds what a node gives to values of another frame.
    pub(super) const fn define_from(
        &mut self,
        at: At<'_>,
        from: CallFrame,
        ids: &[ValueId],
    ) -> Done {
        if at.node.outs.len() == 1 && ids.len() != 1 {
            let parts = get!(self.pack(from, ids));
            self.set(at.frame, at.node.outs[0], Value::Tuple(parts));
        } else if at.node.outs.len() != ids.len() && ids.len() == 1 {
            let value = self.get(from, ids[0]);
            return self.define(at, value);
        } else {
            each!(k, 0..lesser(at.node.outs.len(), ids.len()), {
                let value = self.get(from, ids[k]);
                self.set(at.frame, at.node.outs[k], value);
                self.name(at.frame, at.node.outs[k], value);
            });
        }
        Ok(())
    }

    /// A frame for a kernel that is called; its arguments are a node's inputs from `first` on, registers whole.
    pub(super) const fn frame_of(
        &mut self,
        at: At<'_>,
        first: usize,
        graph: &'static Graph,
    ) -> Done<CallFrame> {
        let base = get!(self.values.reserve(graph.values.len()));
        let callee = CallFrame { graph, base };
        let args = graph.body.args;
        let mut k = 0;
        while k < args.len() && first + k < at.node.ins.len() {
            let id = at.node.ins[first + k];
            let value = self.get(at.frame, id);
            get!(self.whole(value, at.frame.graph.values.name(id), at.frame, at.node.loc));
            self.set(callee, args[k], value);
            k += 1;
        }
        Ok(callee)
    }

    const fn call(&mut self, at: At<'_>, graph: &'static Graph) -> Done {
        // An operation has no body of its own: errors and origins are those of its call. So it is with gates, which are done before.
        if let Some(op) = graph.builtin() {
            return self.operation(at, op);
        }
        let callee = get!(self.frame_of(at, 0, graph));
        get!(self.called(at, callee));
        get!(self.define_from(at, callee, graph.body.yields));
        self.values.cut(callee.base);
        Ok(())
    }

    /// Notes a call, together with those of the same kernel before it: a kernel may compute for long.
    const fn count_call(&mut self, graph: &'static Graph) -> Done {
        if self.state.is_listed
            && self.steps.len > self.state.arm
            && let Listed::Calls(last, count) = &mut self.steps.items[self.steps.len - 1]
            && is_same(last.signature.name, graph.signature.name)
        {
            *count += 1;
            return Ok(());
        }
        self.list(Listed::Calls(graph, 1))
    }

    /// Runs a kernel that is called at a node.
    pub(super) const fn called(&mut self, at: At<'_>, callee: CallFrame) -> Done {
        get!(self.check_needs(at, callee));
        get!(self.count_call(callee.graph));
        get!(self.enter_call(at.frame, at.node.loc, callee));
        self.state.depth += 1;
        self.name_arguments(callee);
        get!(self.kernel(callee));
        self.state.depth -= 1;
        self.leave();
        Ok(())
    }

    const fn repeat(&mut self, at: At<'_>, body: &'static Region, order: Order) -> Done {
        let start = get!(self.uint(at, 0));
        let end = get!(self.uint(at, 1));
        let step = get!(self.uint(at, 2));
        let Some(numbers) = order.numbers(start, end, step) else {
            let text = Text::new("[QK0053] ").with(rules::STEP_IS_ZERO);
            return Err(self.wrong(at, text));
        };
        self.hand_over(at.frame, at.node.ins.split_at(3).1, body.args.split_at(1).1);
        let name = at.frame.graph.values.name(body.args[0]);
        let name = if name.is_empty() { NAMELESS } else { name };
        get!(self.enter(Scope::Loop { name, numbers }));
        if self.state.loops == 0 {
            self.state.before = self.lengths();
        }
        self.state.loops += 1;
        let mut k = 0;
        while k < numbers.count {
            self.state.run += 1;
            if self.state.run > MAX_STEPS {
                if k > 0 {
                    self.leave();
                }
                return Err(self.too_many_steps(at.frame, at.node.loc));
            }
            let variable = at.frame.base + body.args[0].0 as usize;
            self.values.items[variable] = Value::UInt(numbers.value(k));
            get!(self.enter_round(k));
            get!(self.region(at.frame, body));
            match body.yields {
                [] => {}
                [one] => self.set(at.frame, body.args[1], self.get(at.frame, *one)),
                all => get!(self.exchange(at.frame, all, body.args.split_at(1).1)),
            }
            k += 1;
        }
        if k > 0 {
            self.leave();
        }
        self.state.loops -= 1;
        self.leave();
        self.hand_over(at.frame, body.args.split_at(1).1, at.node.outs);
        Ok(())
    }

    const fn hand_over(&mut self, frame: CallFrame, from: &[ValueId], to: &[ValueId]) {
        each!(k, 0..lesser(from.len(), to.len()), {
            self.set(frame, to[k], self.get(frame, from[k]));
        });
    }

    /// As `hand_over`, all at once: the values may change places.
    const fn exchange(&mut self, frame: CallFrame, from: &[ValueId], to: &[ValueId]) -> Done {
        let values = get!(self.pack(frame, from));
        each!(k, 0..lesser(values.len(), to.len()), {
            self.set(frame, to[k], self.items.items[values.start() + k]);
        });
        self.items.cut(values.start());
        Ok(())
    }
}

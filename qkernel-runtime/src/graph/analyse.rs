//! Sizes without numbers: lengths and indices of a kernel as polynomials in its sizes, while rustc evaluates
//! constants. What is wrong whatever the sizes are is a compile error; what depends on them is left to `compile()`.

use super::poly::{Poly, Symbol};
use super::text::Text;
use super::{
    BinaryOp, Constant, Element, Graph, Loc, Node, Op, Param, Region, Signature, Size, SizeOp,
    Type, Value, ValueId,
};

const FAULTS: usize = 8;
const RESULTS: usize = 8;

/// What is known of a kernel's sizes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Analysis {
    /// The length, or for a `UInt` the value, of each result, over the parameters.
    pub results: [Poly; RESULTS],
    faults: [Fault; FAULTS],
    count: usize,
}

/// A mistake at a node.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fault {
    line: u32,
    column: u32,
    /// The number of the argument, for a call.
    argument: usize,
    text: Text,
}

impl Analysis {
    /// Nothing is known, as of a kernel that has errors.
    pub const UNKNOWN: Analysis = Analysis {
        results: [Poly::UNKNOWN; RESULTS],
        faults: [Fault {
            line: 0,
            column: 0,
            argument: 0,
            text: Text::EMPTY,
        }; FAULTS],
        count: 0,
    };

    /// The message for the node at a place, if there is a mistake.
    pub const fn fault(&self, line: u32, column: u32, argument: usize) -> Option<&Text> {
        let mut i = 0;
        while i < self.count {
            let fault = &self.faults[i];
            if fault.line == line && fault.column == column && fault.argument == argument {
                return Some(&fault.text);
            }
            i += 1;
        }
        None
    }

    const fn report(&mut self, loc: Loc, argument: usize, text: Text) {
        if self.fault(loc.line, loc.column, argument).is_none() && self.count < FAULTS {
            self.faults[self.count] = Fault {
                line: loc.line,
                column: loc.column,
                argument,
                text,
            };
            self.count += 1;
        }
    }
}

/// The analysis of a kernel with `N` values.
pub const fn analyse<const N: usize>(
    signature: &Signature,
    values: &[Value],
    body: &Region,
) -> Analysis {
    let mut state: State<'_, N> = State {
        values,
        polys: [Poly::UNKNOWN; N],
        loops: [Loop::NONE; N],
        silent: false,
        branches: 0,
        params: signature.params.len(),
        analysis: Analysis::UNKNOWN,
    };
    let mut i = 0;
    while i < body.args.len() && i < signature.params.len() {
        let id = body.args[i];
        let param = &signature.params[i];
        state.polys[id.0 as usize] = match param.ty {
            Type::Scalar(Element::UInt) => Poly::symbol(Symbol::of(id)),
            Type::Vector(_) => match &param.size {
                Some(size) => own_size(size, body.args),
                None => Poly::symbol(Symbol::length_of(id)),
            },
            _ => Poly::UNKNOWN,
        };
        i += 1;
    }
    state.region(body);
    let mut i = 0;
    while i < body.yields.len() && i < RESULTS {
        state.analysis.results[i] = state.polys[body.yields[i].0 as usize];
        i += 1;
    }
    state.analysis
}

/// A declared length over the kernel's own parameters.
const fn own_size(size: &Size, args: &[ValueId]) -> Poly {
    let mut polys = [Poly::UNKNOWN; MAX_PARAMS];
    let mut i = 0;
    while i < args.len() && i < MAX_PARAMS {
        polys[i] = Poly::symbol(Symbol::of(args[i]));
        i += 1;
    }
    evaluate(size, &polys)
}

const MAX_PARAMS: usize = 32;

/// A declared length, where the parameters have these values.
const fn evaluate(size: &Size, params: &[Poly; MAX_PARAMS]) -> Poly {
    let mut stack = [Poly::UNKNOWN; 16];
    let mut height = 0;
    let mut i = 0;
    while i < size.code.len() {
        if height == stack.len() {
            return Poly::UNKNOWN;
        }
        match size.code[i] {
            SizeOp::Constant(value) => {
                stack[height] = Poly::constant(value as i64);
                height += 1;
            }
            SizeOp::Param(number) => {
                stack[height] = if (number as usize) < MAX_PARAMS {
                    params[number as usize]
                } else {
                    Poly::UNKNOWN
                };
                height += 1;
            }
            SizeOp::Binary(op) => {
                if height < 2 {
                    return Poly::UNKNOWN;
                }
                height -= 1;
                stack[height - 1] = binary(op, &stack[height - 1], &stack[height]);
            }
        }
        i += 1;
    }
    if height == 1 { stack[0] } else { Poly::UNKNOWN }
}

const fn binary(op: BinaryOp, left: &Poly, right: &Poly) -> Poly {
    match op {
        BinaryOp::Add => left.plus(right),
        BinaryOp::Sub => left.minus(right),
        BinaryOp::Mul => left.times(right),
        BinaryOp::Div | BinaryOp::Rem => match (left.as_constant(), right.as_constant()) {
            (Some(a), Some(b)) if a >= 0 && b > 0 => {
                Poly::constant(if matches!(op, BinaryOp::Div) {
                    a / b
                } else {
                    a % b
                })
            }
            _ => Poly::UNKNOWN,
        },
        _ => Poly::UNKNOWN,
    }
}

/// A loop around the present node.
#[derive(Clone, Copy)]
struct Loop {
    /// The first value of the loop variable, and the last, where they are known.
    first: Poly,
    last: Poly,
    down: bool,
    /// How many branches were around the loop.
    branches: usize,
}

impl Loop {
    const NONE: Loop = Loop {
        first: Poly::UNKNOWN,
        last: Poly::UNKNOWN,
        down: false,
        branches: 0,
    };
}

struct State<'a, const N: usize> {
    values: &'a [Value],
    /// The value of a number, the length of a vector.
    polys: [Poly; N],
    /// The loop of each loop variable.
    loops: [Loop; N],
    /// Whether faults are left for a second pass.
    silent: bool,
    /// How many branches are around the present node.
    branches: usize,
    /// How many parameters there are; they are the first values.
    params: usize,
    analysis: Analysis,
}

impl<const N: usize> State<'_, N> {
    const fn get(&self, node: &Node, k: usize) -> Poly {
        if k < node.ins.len() {
            self.polys[node.ins[k].0 as usize]
        } else {
            Poly::UNKNOWN
        }
    }

    const fn set(&mut self, id: ValueId, poly: Poly) {
        self.polys[id.0 as usize] = poly;
    }

    const fn name(&self, id: ValueId) -> &'static str {
        self.values[id.0 as usize].name
    }

    const fn region(&mut self, region: &Region) {
        let mut i = 0;
        while i < region.nodes.len() {
            self.node(&region.nodes[i]);
            i += 1;
        }
    }

    const fn node(&mut self, node: &Node) {
        let result = match node.op {
            Op::For { body, down } => return self.repeat(node, body, down),
            Op::If { then, otherwise } => return self.branch(node, then, otherwise),
            Op::Call(graph) => return self.call(node, graph),
            Op::Take => {
                self.check_index(node);
                return;
            }
            Op::Put => {
                self.check_index(node);
                return;
            }
            Op::Constant(Constant::UInt(value)) => Poly::constant(value as i64),
            Op::Len => self.get(node, 0),
            Op::Binary(op) => binary(op, &self.get(node, 0), &self.get(node, 1)),
            _ => return,
        };
        if node.outs.len() == 1 {
            self.set(node.outs[0], result);
        }
    }

    /// What a loop carries keeps its size, or nothing is known of it: a first pass tells which.
    const fn repeat(&mut self, node: &Node, body: &Region, down: bool) {
        let variable = body.args[0];
        let one = Poly::constant(1);
        let (start, end, step) = (self.get(node, 0), self.get(node, 1), self.get(node, 2));
        let steps_by_one = step.equals(&one);
        self.set(variable, Poly::symbol(Symbol::of(variable)));
        self.loops[variable.0 as usize] = Loop {
            first: start,
            last: match (steps_by_one, down) {
                (false, _) => Poly::UNKNOWN,
                (true, false) => end.minus(&one),
                (true, true) => end.plus(&one),
            },
            down,
            branches: self.branches,
        };
        let mut k = 1;
        while k < body.args.len() && k + 2 < node.ins.len() {
            let initial = self.get(node, k + 2);
            self.set(body.args[k], initial);
            k += 1;
        }
        let outer = self.silent;
        self.silent = true;
        self.region(body);
        let mut changed = false;
        let mut k = 1;
        while k < body.args.len() && k <= body.yields.len() {
            let (before, after) = (
                self.polys[body.args[k].0 as usize],
                self.polys[body.yields[k - 1].0 as usize],
            );
            if !before.equals(&after) {
                changed = true;
                // It has some value, the same wherever it stands in one iteration.
                let symbol = Symbol::of(body.args[k]);
                let is_size = matches!(
                    self.values[body.args[k].0 as usize].ty,
                    Type::Scalar(Element::UInt)
                );
                self.set(
                    body.args[k],
                    if is_size {
                        Poly::symbol(symbol)
                    } else {
                        Poly::UNKNOWN
                    },
                );
            }
            k += 1;
        }
        self.silent = outer;
        if changed || !outer {
            self.region(body);
        }
        let mut k = 0;
        while k < node.outs.len() && k < body.yields.len() {
            let initial = self.get(node, k + 3);
            let after = self.polys[body.yields[k].0 as usize];
            self.set(
                node.outs[k],
                if initial.equals(&after) {
                    initial
                } else {
                    Poly::UNKNOWN
                },
            );
            k += 1;
        }
    }

    const fn branch(&mut self, node: &Node, then: &Region, otherwise: &Region) {
        self.branches += 1;
        self.region(then);
        self.region(otherwise);
        self.branches -= 1;
        let mut k = 0;
        while k < node.outs.len() && k < then.yields.len() && k < otherwise.yields.len() {
            let (a, b) = (
                self.polys[then.yields[k].0 as usize],
                self.polys[otherwise.yields[k].0 as usize],
            );
            self.set(node.outs[k], if a.equals(&b) { a } else { Poly::UNKNOWN });
            k += 1;
        }
    }

    const fn call(&mut self, node: &Node, graph: &Graph) {
        // Nothing is known of a qubit.
        if let [
            Node {
                op: Op::Gate { .. },
                ..
            },
        ] = graph.body.nodes
        {
            return;
        }
        let signature = &graph.signature;
        let mut params = [Poly::UNKNOWN; MAX_PARAMS];
        let mut k = 0;
        while k < signature.params.len() && k < MAX_PARAMS {
            params[k] = self.get(node, k);
            k += 1;
        }
        let mut k = 0;
        while k < signature.params.len() && k < node.ins.len() {
            self.check_length(node, graph, k, &params);
            k += 1;
        }
        let mut k = 0;
        while k < node.outs.len() {
            let result = match graph.body.nodes {
                [
                    Node {
                        op: Op::QubitArray | Op::Measure | Op::Reset,
                        ..
                    },
                ] => params[0],
                [Node { op: Op::Expval, .. }] => params[1],
                _ if k < graph.results.len() && node.outs.len() == graph.body.yields.len() => {
                    translate(&graph.results[k], graph, &params)
                }
                _ => Poly::UNKNOWN,
            };
            self.set(node.outs[k], result);
            k += 1;
        }
    }

    /// `layers(q, n, d, weights)`: the argument has the length that the callee states.
    const fn check_length(
        &mut self,
        node: &Node,
        graph: &Graph,
        k: usize,
        params: &[Poly; MAX_PARAMS],
    ) {
        let param: &Param = &graph.signature.params[k];
        let Some(size) = &param.size else { return };
        let (found, expected) = (params[k], evaluate(size, params));
        let difference = found.minus(&expected);
        if self.silent || !difference.is_known() || difference.is_zero() {
            return;
        }
        // Two formulas over sizes of the kernel are the same or they are not. A length that is not stated, or
        // a variable of a loop, may turn out to fit, and so may anything that a condition guards.
        if difference.as_constant().is_none()
            && (self.branches > 0 || self.mentions_open(&difference))
        {
            return;
        }
        let mut text = Text::EMPTY;
        let name = self.name(node.ins[k]);
        if name.is_empty() {
            text.push("[QK0049] this result");
        } else {
            text.push("[QK0044] `");
            text.push(name);
            text.push("`");
        }
        text.push(" has length ");
        found.write(self.values, &mut text);
        text.push(", but `");
        text.push(graph.signature.name);
        text.push("` needs `");
        text.push(param.name);
        text.push("` of length ");
        expected.write(self.values, &mut text);
        self.analysis.report(node.loc, k, text);
    }

    /// Whether anything but a `UInt` parameter is in it.
    const fn mentions_open(&self, poly: &Poly) -> bool {
        let mut place = 0;
        while let Some(symbol) = poly.symbol_at(place) {
            if !symbol.is_none() && (symbol.is_length() || symbol.value().0 as usize >= self.params)
            {
                return true;
            }
            place += 1;
        }
        false
    }

    /// `q[i + 1]` in `range(n)`: the index stays in the vector.
    const fn check_index(&mut self, node: &Node) {
        if self.silent || node.ins.len() < 2 {
            return;
        }
        let (length, index) = (
            &self.polys[node.ins[0].0 as usize],
            &self.polys[node.ins[1].0 as usize],
        );
        // `q[3]` is the most frequent, and most often nothing can be said.
        if let Some(0..) = index.as_constant()
            && (!length.is_known() || length.grows())
        {
            return;
        }
        let (length, index) = (*length, *index);
        if !index.is_known() {
            return;
        }
        let lowest = self.extreme(&index, false);
        if Poly::constant(-1).minus(&lowest).is_never_negative() {
            let mut text = Text::EMPTY;
            text.push("[QK0047] index `");
            index.write(self.values, &mut text);
            text.push("` is ");
            lowest.write(self.values, &mut text);
            text.push(if lowest.equals(&index) {
                ", but an index starts at 0"
            } else {
                " on the first iteration\n\nhelp: start the loop later: `range(1, n)`"
            });
            self.analysis.report(node.loc, 0, text);
            return;
        }
        let highest = self.extreme(&index, true);
        if !highest.minus(&length).is_never_negative() {
            return;
        }
        let mut text = Text::EMPTY;
        let fixed = index.as_constant().is_some() && length.as_constant().is_some();
        text.push(if fixed {
            "[QK0046] index "
        } else {
            "[QK0045] index `"
        });
        index.write(self.values, &mut text);
        if fixed {
            text.push(" is out of range for `");
            text.push(self.name(node.ins[0]));
            text.push("` of length ");
            length.write(self.values, &mut text);
        } else {
            text.push(if highest.equals(&index) {
                "` is past the end: `"
            } else {
                "` reaches "
            });
            if !highest.equals(&index) {
                highest.write(self.values, &mut text);
                text.push(", but `");
            }
            text.push(self.name(node.ins[0]));
            text.push("` has length ");
            length.write(self.values, &mut text);
            text.push(" (last index ");
            length
                .minus(&Poly::constant(1))
                .write(self.values, &mut text);
            text.push(")");
        }
        self.analysis.report(node.loc, 0, text);
    }

    /// The highest or the lowest value of an index over the loops around it, as far as one is reached for
    /// certain: a condition between the loop and the index may keep its variable from its ends.
    const fn extreme(&self, index: &Poly, highest: bool) -> Poly {
        let mut poly = *index;
        let mut rounds = 0;
        while rounds < 8 {
            let Some(symbol) = self.loop_variable(&poly) else {
                break;
            };
            let around = &self.loops[symbol.value().0 as usize];
            let coefficient = poly.coefficient_of(symbol);
            let grows = coefficient.is_never_negative();
            let falls = Poly::constant(0).minus(&coefficient).is_never_negative();
            if !grows && !falls {
                return Poly::UNKNOWN;
            }
            // Where the index grows with the variable, its highest value is at the variable's highest.
            let at_last = (grows == highest) != around.down;
            let end = if at_last { &around.last } else { &around.first };
            poly = poly.substitute(symbol, end);
            rounds += 1;
        }
        poly
    }

    /// A loop variable in the polynomial that takes all of its values; the innermost one.
    const fn loop_variable(&self, poly: &Poly) -> Option<Symbol> {
        let mut found: Option<Symbol> = None;
        let mut place = 0;
        while let Some(symbol) = poly.symbol_at(place) {
            if !symbol.is_none() && !symbol.is_length() {
                let id = symbol.value().0;
                let around = &self.loops[id as usize];
                let is_loop = around.first.is_known() && around.branches == self.branches;
                let is_inner = match found {
                    Some(other) => id > other.value().0,
                    None => true,
                };
                if is_loop && is_inner {
                    found = Some(symbol);
                }
            }
            place += 1;
        }
        found
    }
}

/// A callee's result, over the caller's sizes.
const fn translate(result: &Poly, graph: &Graph, params: &[Poly; MAX_PARAMS]) -> Poly {
    let mut poly = *result;
    // The callee's symbols get numbers that no caller has, for both count from 0.
    let mut k = 0;
    while k < graph.body.args.len() && k < MAX_PARAMS {
        let id = graph.body.args[k];
        poly = poly.substitute(Symbol::of(id), &Poly::symbol(Symbol::foreign(k, false)));
        poly = poly.substitute(
            Symbol::length_of(id),
            &Poly::symbol(Symbol::foreign(k, true)),
        );
        k += 1;
    }
    if poly.has_own_symbols() {
        return Poly::UNKNOWN;
    }
    let mut k = 0;
    while k < graph.body.args.len() && k < MAX_PARAMS {
        poly = poly.substitute(Symbol::foreign(k, false), &params[k]);
        poly = poly.substitute(Symbol::foreign(k, true), &params[k]);
        k += 1;
    }
    poly
}

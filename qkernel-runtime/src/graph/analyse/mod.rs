//! Sizes without numbers: lengths and indices of a kernel as polynomials in its sizes, while rustc evaluates
//! constants. What is wrong whatever the sizes are is a compile error; what depends on them is left to `compile()`.

mod apart;
mod call;
mod check;
mod modified;
mod needs;
mod reach;
mod run;
mod size;
mod stated;
#[cfg(test)]
mod tests;

use super::{Need, Offset, Region, Relation, Signature, ValueId, Values};
use qkernel_ir::Poly;
use qkernel_ir::Text;

use call::LastCall;
use run::{Loop, State};
use size::MAX_PARAMS;
pub(super) use size::own_params;

const FAULTS: usize = 64;
const NEEDS: usize = 12;
const RESULTS: usize = 8;

/// What is known of a kernel's sizes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Analysis {
    /// The length, or for a `UInt` the value, of each result, over the parameters.
    pub results: [Poly; RESULTS],
    faults: [Fault; FAULTS],
    count: usize,
    needs: [Need; NEEDS],
    needed: usize,
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
        needs: [Need::NONE; NEEDS],
        needed: 0,
    };

    /// The message for the node at a place, if there is a mistake.
    pub const fn fault(&self, at: Offset, argument: usize) -> Option<&Text> {
        let mut i = 0;
        while i < self.count {
            let fault = &self.faults[i];
            if fault.line == at.line && fault.column == at.column && fault.argument == argument {
                return Some(&fault.text);
            }
            i += 1;
        }
        None
    }

    /// How many needs there are, for [`Need::list`].
    pub const fn needed(&self) -> usize {
        self.needed
    }

    pub(super) const fn need(&self, number: usize) -> &Need {
        &self.needs[number]
    }

    /// Of two needs of which one follows from the other, the stronger one is kept.
    const fn add_need(&mut self, need: Need) {
        let mut i = self.needed;
        while i > 0 {
            i -= 1;
            let other = &self.needs[i];
            let (at_least, at_most) = need.formula.compare(&other.formula);
            let is_bound = matches!(need.relation, Relation::AtLeast);
            if !(at_least && at_most || is_bound && (at_least || at_most)) || !need.is_like(other) {
                continue;
            }
            if !at_least {
                self.needs[i] = need;
            }
            return;
        }
        if self.needed < NEEDS {
            self.needs[self.needed] = need;
            self.needed += 1;
        }
    }

    const fn report(&mut self, loc: Offset, argument: usize, text: Text) {
        if self.fault(loc, argument).is_none() && self.count < FAULTS {
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
    values: Values,
    body: &Region,
) -> Analysis {
    let mut state: State<N> = State {
        values,
        polys: [Poly::UNKNOWN; N],
        homes: [0; N],
        reach: [0; N],
        loops: [Loop::NONE; N],
        nest: [ValueId(0); 12],
        depth: 0,
        branches: 0,
        params: signature.params.len(),
        stated: signature.stated,
        analysis: Analysis::UNKNOWN,
        shape: 0,
        last: LastCall::NONE,
    };
    let params = own_params(signature, body.args);
    let mut i = 0;
    while i < body.args.len() && i < signature.params.len() {
        if i < MAX_PARAMS {
            state.polys[body.args[i].0 as usize] = params[i];
        }
        i += 1;
    }
    state.region(body);
    state.pass_on_reached();
    state.check_results(signature, body);
    let mut i = 0;
    while i < body.yields.len() && i < RESULTS {
        state.analysis.results[i] = state.polys[body.yields[i].0 as usize];
        i += 1;
    }
    state.analysis
}

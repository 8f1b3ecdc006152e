//! Sizes without numbers: lengths and indices of a kernel as polynomials in its sizes, while rustc evaluates
//! constants. What is wrong whatever the sizes are is a compile error; what depends on them is left to `compile()`.

mod check;
mod modified;
mod run;
mod size;

use super::poly::Poly;
use super::text::Text;
use super::{Loc, Region, Signature, Values};

use run::{Loop, State};
use size::{MAX_PARAMS, own_params};

const FAULTS: usize = 64;
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
    values: Values,
    body: &Region,
) -> Analysis {
    let mut state: State<N> = State {
        values,
        polys: [Poly::UNKNOWN; N],
        loops: [Loop::NONE; N],
        silent: false,
        branches: 0,
        params: signature.params.len(),
        analysis: Analysis::UNKNOWN,
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
    let mut i = 0;
    while i < body.yields.len() && i < RESULTS {
        state.analysis.results[i] = state.polys[body.yields[i].0 as usize];
        i += 1;
    }
    state.analysis
}

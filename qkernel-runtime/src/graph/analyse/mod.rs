//! Sizes without numbers: lengths and indices of a kernel as polynomials in its sizes, while rustc evaluates
//! constants. What is wrong whatever the sizes are is a compile error; what depends on them is left to `compile()`.

mod apart;
mod call;
mod check;
mod found;
mod modified;
mod needs;
mod reach;
mod run;
mod size;
mod state;
mod stated;
#[cfg(test)]
mod tests;

use super::{Region, Signature, ValueId, Values};
use qkernel_ir::Poly;

pub use found::Analysis;
use found::RESULTS;
use size::MAX_PARAMS;
pub(super) use size::own_params;
use state::{LastCall, Loop, State};

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

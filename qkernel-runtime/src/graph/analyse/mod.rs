//! Sizes without numbers: lengths and indices of a kernel as polynomials in its sizes, while rustc evaluates
//! constants. What is wrong whatever the sizes are is a compile error; what depends on them is left to `compile()`.

mod analyser;
mod apart;
mod call;
mod found;
mod lengths;
mod modified;
mod needs;
mod reach;
mod run;
mod size;
mod stated;
#[cfg(test)]
mod tests;

use super::{Region, Signature, ValueId, Values};
use qkernel_ir::{Poly, each, lesser};

use analyser::{Analyser, LastCall, Loop};
pub use found::Analysis;
use found::RESULTS;
use size::MAX_PARAMS;
pub(super) use size::own_params;

/// The analysis of a kernel with `N` values.
pub const fn analyse<const N: usize>(
    signature: &Signature,
    values: Values,
    body: &Region,
) -> Analysis {
    let mut analyser: Analyser<N> = Analyser {
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
    each!(i, 0..lesser(body.args.len(), signature.params.len()), {
        if i < MAX_PARAMS {
            analyser.polys[body.args[i].0 as usize] = params[i];
        }
    });
    analyser.region(body);
    analyser.pass_on_reached();
    analyser.check_results(signature, body);
    each!(i, 0..lesser(body.yields.len(), RESULTS), {
        analyser.analysis.results[i] = analyser.polys[body.yields[i].0 as usize];
    });
    analyser.analysis
}

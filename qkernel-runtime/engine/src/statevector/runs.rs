//! Walking a state in contiguous runs.
//!
//! A gate on some qubits pairs amplitudes whose indices differ in the bits of those qubits. All indices with
//! given values of these bits fall into runs as long as the lowest of the bits is worth; within a run
//! the loop has no bit arithmetic, and the compiler can vectorise it.

/// Calls `f(start, length)` for each run of indices below `size` whose bits in `mask` are all 0.
#[inline(always)]
pub(crate) fn runs(size: usize, mask: usize, mut f: impl FnMut(usize, usize)) {
    let length = if mask == 0 {
        size
    } else {
        1 << mask.trailing_zeros()
    };
    // Counting up with the masked bits held at 1 lets the carry pass over them.
    let skip = mask | (length - 1);
    let mut start = 0;
    while start < size {
        f(start, length);
        start = ((start | skip) + 1) & !skip;
    }
}

/// Each amplitude whose index has all bits of `mask`.
#[inline(always)]
pub(super) fn singles<A>(state: &mut [A], mask: usize, mut f: impl FnMut(&mut A)) {
    runs(state.len(), mask, |start, n| {
        state[start | mask..][..n].iter_mut().for_each(&mut f);
    });
}

/// Each pair of amplitudes that differ in the bit `stride`, where all bits of `controls` are 1.
#[inline(always)]
pub(super) fn pairs<A>(
    state: &mut [A],
    stride: usize,
    controls: usize,
    mut f: impl FnMut(&mut A, &mut A),
) {
    if controls != 0 {
        runs(state.len(), stride | controls, |start, n| {
            let (low, high) = state[start | controls..].split_at_mut(stride);
            for (a, b) in low[..n].iter_mut().zip(&mut high[..n]) {
                f(a, b);
            }
        });
    } else if stride == 1 {
        for pair in state.chunks_exact_mut(2) {
            let (low, high) = pair.split_at_mut(1);
            f(&mut low[0], &mut high[0]);
        }
    } else {
        for block in state.chunks_exact_mut(2 * stride) {
            let (low, high) = block.split_at_mut(stride);
            for (a, b) in low.iter_mut().zip(high) {
                f(a, b);
            }
        }
    }
}

/// Each group of four amplitudes that differ in the bits `low` < `high`, where all bits of `controls` are 1;
/// in the order of the indices, so the second has the bit `low` and the third the bit `high`.
#[inline(always)]
pub(super) fn quads<A>(
    state: &mut [A],
    (low, high): (usize, usize),
    controls: usize,
    mut f: impl FnMut(&mut A, &mut A, &mut A, &mut A),
) {
    runs(state.len(), low | high | controls, |start, n| {
        let (a, rest) = state[start | controls..].split_at_mut(low);
        let (b, rest) = rest.split_at_mut(high - low);
        let (c, d) = rest.split_at_mut(low);
        let (a, b, c, d) = (&mut a[..n], &mut b[..n], &mut c[..n], &mut d[..n]);
        for i in 0..n {
            f(&mut a[i], &mut b[i], &mut c[i], &mut d[i]);
        }
    });
}

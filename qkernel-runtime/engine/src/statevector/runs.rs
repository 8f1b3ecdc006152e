//! Walking a state in contiguous runs.
//!
//! A gate on some qubits pairs amplitudes whose indices differ in the bits of those qubits. All indices with
//! given values of these bits fall into runs as long as the lowest of the bits is worth; within a run
//! the loop has no bit arithmetic, and the compiler can vectorise it.

/// Start and length of each run of indices below `size` whose bits in `mask` are all 0.
///
/// An iterator and no function that takes a closure: a closure that is not inlined is compiled without the wide vectors of its
/// [caller](crate::wide).
#[inline(always)]
pub(crate) fn runs(size: usize, mask: usize) -> Runs {
    let length = if mask == 0 {
        size
    } else {
        1 << mask.trailing_zeros()
    };
    Runs {
        size,
        length,
        skip: mask | (length - 1),
        start: 0,
    }
}

/// See [`runs`].
pub(crate) struct Runs {
    size: usize,
    length: usize,
    skip: usize,
    start: usize,
}

impl Iterator for Runs {
    type Item = (usize, usize);

    #[inline(always)]
    fn next(&mut self) -> Option<(usize, usize)> {
        let start = self.start;
        // Counting up with the masked bits held at 1 lets the carry pass over them.
        self.start = ((start | self.skip) + 1) & !self.skip;
        (start < self.size).then_some((start, self.length))
    }
}

/// Each amplitude whose index has all bits of `mask`.
#[inline(always)]
pub(super) fn singles<A>(state: &mut [A], mask: usize, mut f: impl FnMut(&mut A)) {
    for (start, n) in runs(state.len(), mask) {
        state[start | mask..][..n].iter_mut().for_each(&mut f);
    }
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
        for (start, n) in runs(state.len(), stride | controls) {
            let (low, high) = state[start | controls..].split_at_mut(stride);
            for (a, b) in low[..n].iter_mut().zip(&mut high[..n]) {
                f(a, b);
            }
        }
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
    for (start, n) in runs(state.len(), low | high | controls) {
        let (a, rest) = state[start | controls..].split_at_mut(low);
        let (b, rest) = rest.split_at_mut(high - low);
        let (c, d) = rest.split_at_mut(low);
        let (a, b, c, d) = (&mut a[..n], &mut b[..n], &mut c[..n], &mut d[..n]);
        for i in 0..n {
            f(&mut a[i], &mut b[i], &mut c[i], &mut d[i]);
        }
    }
}

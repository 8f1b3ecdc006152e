//! The widest vectors that the processor has.

/// Work that is worth compiling for several processors. `run` and what it calls must be inlined to be compiled for each.
pub(super) trait Work {
    /// Does it.
    fn run(self);
}

/// Does the work with AVX2, if the processor has it.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
pub(super) fn widest(work: impl Work) {
    #[target_feature(enable = "avx2")]
    fn with_avx2(work: impl Work) {
        work.run();
    }

    if is_x86_feature_detected!("avx2") {
        // SAFETY: `with_avx2` is a safe function but for what it needs of the processor, which was just looked up.
        unsafe { with_avx2(work) }
    } else {
        work.run();
    }
}

/// Does the work.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn widest(work: impl Work) {
    work.run();
}

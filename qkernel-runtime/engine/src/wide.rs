//! The widest vectors that the processor has. Public for the kernels of hqnn-model, which has no `unsafe` of its own.
//!
//! Arithmetic is that of the code: nothing is fused that is not written as fused, so both compilations give the same bits.

/// Work that is worth compiling for several processors. `run` and what it calls must be inlined to be compiled for each.
pub trait Work {
    /// Does it.
    fn run(self);
}

/// Does the work with AVX2 and fused multiplication and addition, if the processor has both.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
pub fn widest(work: impl Work) {
    #[target_feature(enable = "avx2,fma")]
    fn with_avx2_and_fma(work: impl Work) {
        work.run();
    }

    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        // SAFETY: `with_avx2_and_fma` is a safe function but for what it needs of the processor, which was just looked up.
        unsafe { with_avx2_and_fma(work) }
    } else {
        work.run();
    }
}

/// Does the work.
#[cfg(not(target_arch = "x86_64"))]
pub fn widest(work: impl Work) {
    work.run();
}

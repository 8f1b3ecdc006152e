//! Which vectors loops are run on.

use super::amplitudes::GroupKernel;
use super::vector::{Complex, Kernel, Portable};

/// Which vectors are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Width {
    /// Only what the processor has.
    level: Level,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// Vectors of AVX-512 for groups, of AVX2 for all else.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Width {
    /// Those that this processor has, the fastest first. All have the last one.
    fn available() -> impl Iterator<Item = Width> {
        #[cfg(target_arch = "x86_64")]
        let vectors = {
            let avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            let avx512 = avx2 && is_x86_feature_detected!("avx512f");
            [avx512.then_some(Level::Avx512), avx2.then_some(Level::Avx2)]
        };
        #[cfg(not(target_arch = "x86_64"))]
        let vectors: [Option<Level>; 0] = [];
        let levels = vectors.into_iter().flatten().chain([Level::Portable]);
        levels.map(|level| Width { level })
    }

    /// The fastest that this processor has.
    pub(super) fn widest() -> Width {
        Width::available().next().unwrap_or(Width {
            level: Level::Portable,
        })
    }

    /// All that this processor has.
    #[cfg(test)]
    pub(super) fn all() -> Vec<Width> {
        Width::available().collect()
    }

    #[inline(always)]
    #[allow(unsafe_code)]
    pub(super) fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self.level {
            Level::Portable => kernel.run::<Portable>(),
            // SAFETY: the processor has AVX2 and FMA, or the level would be another; nothing else is asked of the caller.
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 | Level::Avx512 => unsafe { super::avx2::run(kernel) },
        }
    }

    #[inline(always)]
    #[allow(unsafe_code)]
    pub(super) fn run_groups<K: GroupKernel>(self, kernel: K) {
        match self.level {
            Level::Portable => kernel.run::<Complex<Portable>>(),
            // SAFETY: the processor has AVX2 and FMA, or the level would be another; nothing else is asked of the caller.
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => unsafe { super::avx2::run_groups(kernel) },
            // SAFETY: the processor has AVX-512F, or the level would be another; nothing else is asked of the caller.
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => unsafe { super::avx512::run_groups(kernel) },
        }
    }
}

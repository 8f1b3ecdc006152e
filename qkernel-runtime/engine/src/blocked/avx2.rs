//! Vectors of AVX2 with FMA.

#![allow(unsafe_code)]

use std::arch::x86_64::*;

use num_complex::Complex64;

use super::amplitudes::GroupKernel;
use super::vector::{Complex, Four, Kernel, LANES, Vector};

/// Runs a kernel on vectors of AVX2. Safe but for what it needs of the processor.
#[target_feature(enable = "avx2,fma")]
pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Avx2>()
}

/// Runs a kernel on pairs of vectors of AVX2, as [`run`].
#[target_feature(enable = "avx2,fma")]
pub(super) fn run_groups<K: GroupKernel>(kernel: K) {
    kernel.run::<Complex<Avx2>>();
}

/// Four numbers in a register. There is no such value outside of [`run`] and [`run_groups`], to which the processor must have AVX2 and FMA.
#[derive(Clone, Copy)]
struct Avx2(__m256d);

/// Operations that map registers to a register.
macro_rules! operations {
    ($($name:ident($self:ident $(, $other:ident)*) = $instruction:expr;)*) => {$(
        #[inline(always)]
        fn $name($self $(, $other: Self)*) -> Self {
            // SAFETY: the processor has AVX2 and FMA, see `Avx2`; the instruction needs nothing else.
            Avx2(unsafe { $instruction })
        }
    )*};
}

impl Vector for Avx2 {
    type Index = __m256i;

    operations! {
        add(self, b) = _mm256_add_pd(self.0, b.0);
        sub(self, b) = _mm256_sub_pd(self.0, b.0);
        mul(self, b) = _mm256_mul_pd(self.0, b.0);
        mul_add(self, b, c) = _mm256_fmadd_pd(self.0, b.0, c.0);
        neg_mul_add(self, b, c) = _mm256_fnmadd_pd(self.0, b.0, c.0);
        mul_sub(self, b, c) = _mm256_fmsub_pd(self.0, b.0, c.0);
        flip_one(self) = _mm256_permute_pd::<0b0101>(self.0);
        flip_two(self) = _mm256_permute2f128_pd::<1>(self.0, self.0);
        select(self, b, mask) = _mm256_blendv_pd(self.0, b.0, mask.0);
    }

    #[inline(always)]
    fn load(from: &Four) -> Self {
        // SAFETY: the processor has AVX, see `Avx2`; four numbers are read from where there are four.
        Avx2(unsafe { _mm256_loadu_pd(from.as_ptr()) })
    }

    #[inline(always)]
    fn store(self, to: &mut Four) {
        // SAFETY: the processor has AVX, see `Avx2`; four numbers are written to where there are four.
        unsafe { _mm256_storeu_pd(to.as_mut_ptr(), self.0) }
    }

    #[inline(always)]
    fn load_half(from: &[Complex64; 2]) -> Self {
        // SAFETY: the processor has AVX, see `Avx2`; a complex number is two numbers without padding (`repr(C)`), so there are four.
        Avx2(unsafe { _mm256_loadu_pd(from.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store_half(self, to: &mut [Complex64; 2]) {
        // SAFETY: as for `load_half`; all bits of two numbers are a complex number.
        unsafe { _mm256_storeu_pd(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn splat(number: f64) -> Self {
        // SAFETY: the processor has AVX, see `Avx2`; the instruction needs nothing else.
        Avx2(unsafe { _mm256_set1_pd(number) })
    }

    #[inline(always)]
    fn index(lanes: [usize; LANES]) -> __m256i {
        // A number is two halves of 32 bits.
        let half = |i: usize| (2 * lanes[i / 2] + i % 2) as i32;
        let [a, b, c, d, e, f, g, h] = std::array::from_fn(half);
        // SAFETY: the processor has AVX, see `Avx2`; the instruction needs nothing else.
        unsafe { _mm256_setr_epi32(a, b, c, d, e, f, g, h) }
    }

    #[inline(always)]
    fn shuffle(self, index: __m256i) -> Self {
        // SAFETY: the processor has AVX2, see `Avx2`; the instruction takes every index modulo eight.
        Avx2(unsafe {
            _mm256_castsi256_pd(_mm256_permutevar8x32_epi32(
                _mm256_castpd_si256(self.0),
                index,
            ))
        })
    }
}

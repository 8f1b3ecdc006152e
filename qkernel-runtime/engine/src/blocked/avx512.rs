//! Groups as vectors of AVX-512.

#![allow(unsafe_code)]

use std::arch::x86_64::*;

use super::amplitudes::{Amplitudes, GroupKernel};
use super::vector::{Four, Group, LANES};

/// Runs a kernel on vectors of AVX-512. Safe but for what it needs of the processor.
#[target_feature(enable = "avx512f")]
pub(super) fn run_groups<K: GroupKernel>(kernel: K) {
    kernel.run::<Avx512>();
}

/// Four real parts, then four imaginary parts, in a register. There is no such value outside of [`run_groups`], to which the processor must
/// have AVX-512F.
#[derive(Clone, Copy)]
struct Avx512(__m512d);

/// Operations that map registers to a register.
macro_rules! operations {
    ($($name:ident($self:ident $(, $other:ident: $kind:ty)*) = $instruction:expr;)*) => {$(
        #[inline(always)]
        fn $name($self $(, $other: $kind)*) -> Self {
            // SAFETY: the processor has AVX-512F, see `Avx512`; the instruction needs nothing else.
            Avx512(unsafe { $instruction })
        }
    )*};
}

/// These numbers for the real parts, and those for the imaginary ones.
#[inline(always)]
fn parts(re: Four, im: Four) -> __m512d {
    let parts = [re, im];
    // SAFETY: the processor has AVX-512F, see `Avx512`; eight numbers are read from where there are eight.
    unsafe { _mm512_loadu_pd(parts.as_ptr().cast()) }
}

impl Amplitudes for Avx512 {
    type Real = __m512d;
    type RealOfConj = __m512d;
    type Index = __m512i;

    operations! {
        add(self, b: Self) = _mm512_add_pd(self.0, b.0);
        sub(self, b: Self) = _mm512_sub_pd(self.0, b.0);
        add_times(self, r: __m512d, b: Self) = _mm512_fmadd_pd(r, b.0, self.0);
        sub_times(self, r: __m512d, b: Self) = _mm512_fnmadd_pd(r, b.0, self.0);
        add_times_conj(self, r: __m512d, b: Self) = _mm512_fmadd_pd(r, b.0, self.0);
        sub_times_conj(self, r: __m512d, b: Self) = _mm512_fnmadd_pd(r, b.0, self.0);
        exchanged(self) = _mm512_shuffle_f64x2::<0b01_00_11_10>(self.0, self.0);
        halves(self, b: Self) = _mm512_mask_blend_pd(0b1100_1100, self.0, b.0);
    }

    #[inline(always)]
    fn load(from: &Group) -> Self {
        // SAFETY: the processor has AVX-512F, see `Avx512`; a complex number is two numbers without padding (`repr(C)`), so there are eight.
        Avx512(unsafe { _mm512_loadu_pd(from.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store(self, to: &mut Group) {
        // SAFETY: as for `load`; all bits of two numbers are a complex number.
        unsafe { _mm512_storeu_pd(to.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    fn real(numbers: Four) -> __m512d {
        parts(numbers, numbers)
    }

    #[inline(always)]
    fn real_of_conj(numbers: Four) -> __m512d {
        parts(numbers, numbers.map(|number| -number))
    }

    #[inline(always)]
    fn flip(self, by: usize) -> Self {
        // SAFETY: the processor has AVX-512F, see `Avx512`; the instructions need nothing else.
        Avx512(unsafe {
            match by {
                1 => _mm512_permute_pd::<0b0101_0101>(self.0),
                _ => _mm512_shuffle_f64x2::<0b10_11_00_01>(self.0, self.0),
            }
        })
    }

    #[inline(always)]
    fn index(lanes: [usize; LANES]) -> __m512i {
        // The real parts of the first are numbers 0 to 3, the imaginary ones 4 to 7, those of the second come after that.
        let [a, b, c, d] = lanes.map(|lane| (lane % LANES + lane / LANES * 2 * LANES) as i64);
        let [e, f, g, h] = [a, b, c, d].map(|lane| lane + LANES as i64);
        // SAFETY: the processor has AVX-512F, see `Avx512`; the instruction needs nothing else.
        unsafe { _mm512_setr_epi64(a, b, c, d, e, f, g, h) }
    }

    #[inline(always)]
    fn gather(a: &Group, b: &Group, index: __m512i) -> Self {
        let (a, b) = (Avx512::load(a), Avx512::load(b));
        // SAFETY: the processor has AVX-512F, see `Avx512`; the instruction takes every index modulo sixteen.
        Avx512(unsafe { _mm512_permutex2var_pd(a.0, index, b.0) })
    }
}

//! The four amplitudes of a group, computed with at once.

use super::vector::{Complex, Four, Group, LANES, Vector};

/// Four complex numbers: two vectors, or one where vectors have eight lanes.
///
/// All operations are those of `f64`, and a product that is added to something is rounded once with it, so that all kinds give the same
/// bits.
pub(super) trait Amplitudes: Copy {
    /// Four real numbers to multiply by.
    type Real: Copy;
    /// The same, to multiply conjugates by.
    type RealOfConj: Copy;
    /// Where four come from among eight.
    type Index: Copy;

    fn load(from: &Group) -> Self;
    fn store(self, to: &mut Group);
    fn real(numbers: Four) -> Self::Real;
    fn real_of_conj(numbers: Four) -> Self::RealOfConj;
    fn add(self, b: Self) -> Self;
    fn sub(self, b: Self) -> Self;
    /// `self` + r b.
    fn add_times(self, r: Self::Real, b: Self) -> Self;
    /// `self` - r b.
    fn sub_times(self, r: Self::Real, b: Self) -> Self;
    /// `self` + r b*.
    fn add_times_conj(self, r: Self::RealOfConj, b: Self) -> Self;
    /// `self` - r b*.
    fn sub_times_conj(self, r: Self::RealOfConj, b: Self) -> Self;
    /// i times the conjugate: real and imaginary parts exchanged.
    fn exchanged(self) -> Self;
    /// Lane k is lane k ⊕ `by`, which is 1 or 2.
    fn flip(self, by: usize) -> Self;
    /// For [`gather`](Amplitudes::gather): lane k comes from lane `lanes[k]` of the first where that is below four, and else from the
    /// second, where it is four less.
    fn index(lanes: [usize; LANES]) -> Self::Index;
    fn gather(a: &Group, b: &Group, index: Self::Index) -> Self;
    /// The first two lanes of `self`, the last two of `b`.
    fn halves(self, b: Self) -> Self;
}

/// A loop over whole groups, as [`Kernel`](super::vector::Kernel).
pub(super) trait GroupKernel {
    fn run<A: Amplitudes>(self);
}

/// Which lane of both a lane comes from, and which come from the second, as for [`Vector::select`].
#[derive(Clone, Copy)]
pub(super) struct Index<V: Vector> {
    lanes: V::Index,
    second: V,
}

fn sign(negative: bool) -> f64 {
    if negative { -0.0 } else { 0.0 }
}

impl<V: Vector> Amplitudes for Complex<V> {
    type Real = V;
    type RealOfConj = V;
    type Index = Index<V>;

    #[inline(always)]
    fn load(from: &Group) -> Self {
        Complex::load(from)
    }

    #[inline(always)]
    fn store(self, to: &mut Group) {
        Complex::store(self, to);
    }

    #[inline(always)]
    fn real(numbers: Four) -> V {
        V::load(&numbers)
    }

    #[inline(always)]
    fn real_of_conj(numbers: Four) -> V {
        V::load(&numbers)
    }

    #[inline(always)]
    fn add(self, b: Self) -> Self {
        Complex {
            re: self.re.add(b.re),
            im: self.im.add(b.im),
        }
    }

    #[inline(always)]
    fn sub(self, b: Self) -> Self {
        Complex {
            re: self.re.sub(b.re),
            im: self.im.sub(b.im),
        }
    }

    #[inline(always)]
    fn add_times(self, r: V, b: Self) -> Self {
        Complex {
            re: r.mul_add(b.re, self.re),
            im: r.mul_add(b.im, self.im),
        }
    }

    #[inline(always)]
    fn sub_times(self, r: V, b: Self) -> Self {
        Complex {
            re: r.neg_mul_add(b.re, self.re),
            im: r.neg_mul_add(b.im, self.im),
        }
    }

    #[inline(always)]
    fn add_times_conj(self, r: V, b: Self) -> Self {
        Complex {
            re: r.mul_add(b.re, self.re),
            im: r.neg_mul_add(b.im, self.im),
        }
    }

    #[inline(always)]
    fn sub_times_conj(self, r: V, b: Self) -> Self {
        Complex {
            re: r.neg_mul_add(b.re, self.re),
            im: r.mul_add(b.im, self.im),
        }
    }

    #[inline(always)]
    fn exchanged(self) -> Self {
        Complex {
            re: self.im,
            im: self.re,
        }
    }

    #[inline(always)]
    fn flip(self, by: usize) -> Self {
        Complex::flip(self, by)
    }

    #[inline(always)]
    fn index(lanes: [usize; LANES]) -> Index<V> {
        Index {
            lanes: V::index(lanes.map(|lane| lane % LANES)),
            second: V::load(&lanes.map(|lane| sign(lane >= LANES))),
        }
    }

    #[inline(always)]
    fn gather(a: &Group, b: &Group, Index { lanes, second }: Index<V>) -> Self {
        let (a, b) = (Complex::<V>::load(a), Complex::<V>::load(b));
        Complex {
            re: a.re.shuffle(lanes).select(b.re.shuffle(lanes), second),
            im: a.im.shuffle(lanes).select(b.im.shuffle(lanes), second),
        }
    }

    #[inline(always)]
    fn halves(self, b: Self) -> Self {
        let second = V::load(&[0, 1, 2, 3].map(|lane| sign(lane >= 2)));
        Complex {
            re: self.re.select(b.re, second),
            im: self.im.select(b.im, second),
        }
    }
}

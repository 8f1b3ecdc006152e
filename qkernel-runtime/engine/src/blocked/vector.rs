//! Vectors of four numbers.

use num_complex::Complex64;

/// How many numbers a vector has.
pub(super) const LANES: usize = 4;

/// Four numbers.
pub(super) type Four = [f64; LANES];

/// The real parts of four amplitudes, then their imaginary parts: a line of the cache. The memory is that of four amplitudes,
/// so that a state can be turned into amplitudes in place.
pub(super) type Group = [[Complex64; 2]; 2];

/// Four numbers that are computed with at once.
///
/// All operations are those of `f64`, a lane at a time, and `mul_add` is rounded once everywhere; so all vectors give the same bits.
pub(super) trait Vector: Copy {
    /// Which lane each lane is taken from.
    type Index: Copy;

    fn load(from: &Four) -> Self;
    fn store(self, to: &mut Four);
    fn load_half(from: &[Complex64; 2]) -> Self;
    fn store_half(self, to: &mut [Complex64; 2]);
    fn splat(number: f64) -> Self;
    fn add(self, b: Self) -> Self;
    fn sub(self, b: Self) -> Self;
    fn mul(self, b: Self) -> Self;
    /// `self` * b + c.
    fn mul_add(self, b: Self, c: Self) -> Self;
    /// c - `self` * b.
    fn neg_mul_add(self, b: Self, c: Self) -> Self;
    /// `self` * b - c.
    fn mul_sub(self, b: Self, c: Self) -> Self;
    /// Lane k is lane k ⊕ 1.
    fn flip_one(self) -> Self;
    /// Lane k is lane k ⊕ 2.
    fn flip_two(self) -> Self;
    fn index(lanes: [usize; LANES]) -> Self::Index;
    /// Lane k is lane `index[k]`.
    fn shuffle(self, index: Self::Index) -> Self;
    /// The lanes of `b` where those of `mask` are negative, -0 included.
    fn select(self, b: Self, mask: Self) -> Self;

    /// Lane k is lane k ⊕ `by`.
    #[inline(always)]
    fn flip(self, by: usize) -> Self {
        match by {
            0 => self,
            1 => self.flip_one(),
            2 => self.flip_two(),
            _ => self.flip_two().flip_one(),
        }
    }

    #[inline(always)]
    fn lanes(self) -> Four {
        let mut lanes = [0.0; LANES];
        self.store(&mut lanes);
        lanes
    }

    /// The sum of the lanes.
    #[inline(always)]
    fn sum(self) -> f64 {
        let [a, b, c, d] = self.lanes();
        (a + b) + (c + d)
    }
}

/// Real and imaginary parts of four numbers.
#[derive(Clone, Copy)]
pub(super) struct Complex<V> {
    pub(super) re: V,
    pub(super) im: V,
}

impl<V: Vector> Complex<V> {
    #[inline(always)]
    pub(super) fn load(from: &Group) -> Self {
        Complex {
            re: V::load_half(&from[0]),
            im: V::load_half(&from[1]),
        }
    }

    #[inline(always)]
    pub(super) fn store(self, to: &mut Group) {
        self.re.store_half(&mut to[0]);
        self.im.store_half(&mut to[1]);
    }

    #[inline(always)]
    pub(super) fn from(parts: &[Four; 2]) -> Self {
        Complex {
            re: V::load(&parts[0]),
            im: V::load(&parts[1]),
        }
    }

    #[inline(always)]
    pub(super) fn times(self, b: Self) -> Self {
        Complex {
            re: self.re.mul_sub(b.re, self.im.mul(b.im)),
            im: self.re.mul_add(b.im, self.im.mul(b.re)),
        }
    }

    /// `self` times the conjugate of b.
    #[inline(always)]
    pub(super) fn times_conj(self, b: Self) -> Self {
        Complex {
            re: self.re.mul_add(b.re, self.im.mul(b.im)),
            im: self.im.mul_sub(b.re, self.re.mul(b.im)),
        }
    }

    /// `self` * b + c.
    #[inline(always)]
    pub(super) fn times_add(self, b: Self, c: Self) -> Self {
        Complex {
            re: self.im.neg_mul_add(b.im, self.re.mul_add(b.re, c.re)),
            im: self.im.mul_add(b.re, self.re.mul_add(b.im, c.im)),
        }
    }

    #[inline(always)]
    pub(super) fn flip(self, by: usize) -> Self {
        Complex {
            re: self.re.flip(by),
            im: self.im.flip(by),
        }
    }

    /// Im(self* b).
    #[inline(always)]
    pub(super) fn im_product(self, b: Self) -> V {
        self.re.mul_sub(b.im, self.im.mul(b.re))
    }
}

/// A loop over vectors, compiled for each kind of them. `run` and what it calls must be inlined for that.
pub(super) trait Kernel {
    type Output;

    fn run<V: Vector>(self) -> Self::Output;
}

/// Four numbers for any processor.
#[derive(Clone, Copy)]
pub(super) struct Portable(Four);

impl Portable {
    #[inline(always)]
    fn each(f: impl FnMut(usize) -> f64) -> Self {
        Portable(std::array::from_fn(f))
    }
}

impl Vector for Portable {
    type Index = [usize; LANES];

    #[inline(always)]
    fn load(from: &Four) -> Self {
        Portable(*from)
    }

    #[inline(always)]
    fn store(self, to: &mut Four) {
        *to = self.0;
    }

    #[inline(always)]
    fn load_half(&[a, b]: &[Complex64; 2]) -> Self {
        Portable([a.re, a.im, b.re, b.im])
    }

    #[inline(always)]
    fn store_half(self, to: &mut [Complex64; 2]) {
        let [a, b, c, d] = self.0;
        *to = [Complex64::new(a, b), Complex64::new(c, d)];
    }

    #[inline(always)]
    fn splat(number: f64) -> Self {
        Portable([number; LANES])
    }

    #[inline(always)]
    fn add(self, b: Self) -> Self {
        Portable::each(|i| self.0[i] + b.0[i])
    }

    #[inline(always)]
    fn sub(self, b: Self) -> Self {
        Portable::each(|i| self.0[i] - b.0[i])
    }

    #[inline(always)]
    fn mul(self, b: Self) -> Self {
        Portable::each(|i| self.0[i] * b.0[i])
    }

    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        Portable::each(|i| self.0[i].mul_add(b.0[i], c.0[i]))
    }

    #[inline(always)]
    fn neg_mul_add(self, b: Self, c: Self) -> Self {
        Portable::each(|i| (-self.0[i]).mul_add(b.0[i], c.0[i]))
    }

    #[inline(always)]
    fn mul_sub(self, b: Self, c: Self) -> Self {
        Portable::each(|i| self.0[i].mul_add(b.0[i], -c.0[i]))
    }

    #[inline(always)]
    fn flip_one(self) -> Self {
        Portable::each(|i| self.0[i ^ 1])
    }

    #[inline(always)]
    fn flip_two(self) -> Self {
        Portable::each(|i| self.0[i ^ 2])
    }

    #[inline(always)]
    fn index(lanes: [usize; LANES]) -> Self::Index {
        lanes
    }

    #[inline(always)]
    fn shuffle(self, index: Self::Index) -> Self {
        Portable::each(|i| self.0[index[i]])
    }

    #[inline(always)]
    fn select(self, b: Self, mask: Self) -> Self {
        Portable::each(|i| {
            if mask.0[i].is_sign_negative() {
                b.0[i]
            } else {
                self.0[i]
            }
        })
    }
}

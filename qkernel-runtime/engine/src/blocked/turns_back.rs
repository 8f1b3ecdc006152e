//! Rotations of different qubits undone on two states, with their slopes.

use super::turns::{Factors, X, Y, turned_within};
use super::vector::{Complex, Group, Kernel, Vector};

/// Two rotations undone on two states, and the sum that each slope follows from. Each is of the bit of a group's index that is its stride, the
/// first of the lower one.
pub(super) struct TwoBack<'a> {
    /// Whether it is RX, and not RY.
    pub(super) x: bool,
    pub(super) states: [&'a mut [Group]; 2],
    pub(super) strides: [usize; 2],
    pub(super) tangents: [f64; 2],
}

/// One rotation undone.
pub(super) struct OneBack<'a> {
    /// Whether it is RX, and not RY.
    pub(super) x: bool,
    pub(super) states: [&'a mut [Group]; 2],
    pub(super) stride: usize,
    pub(super) tangent: f64,
}

/// Rotations of the bits within a group undone: of both, or of one, with none for the other.
pub(super) struct WithinBack<'a> {
    /// Whether it is RX, and not RY.
    pub(super) x: bool,
    pub(super) states: [&'a mut [Group]; 2],
    pub(super) tangents: [Option<f64>; 2],
}

/// One of the two sets of real numbers that a rotation does not mix: for RY the real parts, for RX those of amplitudes with an even number
/// of ones and the imaginary parts of the others. `set` chooses, and `odd` says whether the number of ones is odd.
#[inline(always)]
fn load<V: Vector, const AXIS: u8>(from: &Group, set: usize, odd: usize) -> V {
    V::load_half(&from[if AXIS == X { set ^ odd } else { set }])
}

#[inline(always)]
fn store<V: Vector, const AXIS: u8>(v: V, to: &mut Group, set: usize, odd: usize) {
    v.store_half(&mut to[if AXIS == X { set ^ odd } else { set }]);
}

/// Undoes a rotation on a pair of numbers of each of two states, and adds b₁ k₀ - b₀ k₁ to a sum. With `minus` the rotation goes the
/// other way, and the product is subtracted.
#[inline(always)]
fn undone<V: Vector>(t: V, minus: bool, k: [V; 2], b: [V; 2], sum: V) -> ([V; 2], [V; 2], V) {
    let back = |[x, y]: [V; 2]| {
        if minus {
            [t.neg_mul_add(y, x), t.mul_add(x, y)]
        } else {
            [t.mul_add(y, x), t.neg_mul_add(x, y)]
        }
    };
    let sum = if minus {
        b[0].mul_add(k[1], b[1].neg_mul_add(k[0], sum))
    } else {
        b[0].neg_mul_add(k[1], b[1].mul_add(k[0], sum))
    };
    (back(k), back(b), sum)
}

/// Whether a rotation of a pair in a set goes the other way, where `odd` is that of the first of the pair.
#[inline(always)]
fn minus<const AXIS: u8>(set: usize, odd: usize) -> bool {
    AXIS == X && set ^ odd == 0
}

impl Kernel for TwoBack<'_> {
    type Output = [f64; 2];

    #[inline(always)]
    fn run<V: Vector>(self) -> [f64; 2] {
        let TwoBack {
            x,
            states,
            strides,
            tangents,
        } = self;
        match x {
            false => two_back::<V, Y>(states, strides, tangents),
            true => two_back::<V, X>(states, strides, tangents),
        }
    }
}

/// The four runs of a block whose groups differ in two bits.
#[inline(always)]
fn four(block: &mut [Group], at: usize, [low, high]: [usize; 2]) -> [&mut [Group]; 4] {
    let (a, c) = block.split_at_mut(high);
    let (a, b) = a[at..][..2 * low].split_at_mut(low);
    let (c, d) = c[at..][..2 * low].split_at_mut(low);
    [a, b, c, d]
}

#[inline(always)]
fn two_back<V: Vector, const AXIS: u8>(
    [ket, bra]: [&mut [Group]; 2],
    strides: [usize; 2],
    tangents: [f64; 2],
) -> [f64; 2] {
    let [low, high] = strides;
    let [s, t] = tangents.map(V::splat);
    let mut sums = [[V::splat(0.0); 2]; 2];
    let blocks = ket
        .chunks_exact_mut(2 * high)
        .zip(bra.chunks_exact_mut(2 * high));
    for (ket, bra) in blocks {
        for at in (0..high).step_by(2 * low) {
            let [k0, k1, k2, k3] = four(ket, at, strides);
            let [b0, b1, b2, b3] = four(bra, at, strides);
            let kets = k0.iter_mut().zip(k1).zip(k2).zip(k3);
            let bras = b0.iter_mut().zip(b1).zip(b2).zip(b3);
            for ((((k0, k1), k2), k3), (((b0, b1), b2), b3)) in kets.zip(bras) {
                for (set, sums) in sums.iter_mut().enumerate() {
                    let x0 = load::<V, AXIS>(k0, set, 0);
                    let x1 = load::<V, AXIS>(k1, set, 1);
                    let x2 = load::<V, AXIS>(k2, set, 1);
                    let x3 = load::<V, AXIS>(k3, set, 0);
                    let y0 = load::<V, AXIS>(b0, set, 0);
                    let y1 = load::<V, AXIS>(b1, set, 1);
                    let y2 = load::<V, AXIS>(b2, set, 1);
                    let y3 = load::<V, AXIS>(b3, set, 0);
                    let (even, odd) = (minus::<AXIS>(set, 0), minus::<AXIS>(set, 1));
                    let [p, q] = *sums;
                    let ([x0, x1], [y0, y1], p) = undone(s, even, [x0, x1], [y0, y1], p);
                    let ([x2, x3], [y2, y3], p) = undone(s, odd, [x2, x3], [y2, y3], p);
                    let ([x0, x2], [y0, y2], q) = undone(t, even, [x0, x2], [y0, y2], q);
                    let ([x1, x3], [y1, y3], q) = undone(t, odd, [x1, x3], [y1, y3], q);
                    *sums = [p, q];
                    store::<V, AXIS>(x0, k0, set, 0);
                    store::<V, AXIS>(x1, k1, set, 1);
                    store::<V, AXIS>(x2, k2, set, 1);
                    store::<V, AXIS>(x3, k3, set, 0);
                    store::<V, AXIS>(y0, b0, set, 0);
                    store::<V, AXIS>(y1, b1, set, 1);
                    store::<V, AXIS>(y2, b2, set, 1);
                    store::<V, AXIS>(y3, b3, set, 0);
                }
            }
        }
    }
    let [[a, b], [c, d]] = sums;
    [a.add(c).sum(), b.add(d).sum()]
}

impl Kernel for OneBack<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Vector>(self) -> f64 {
        let OneBack {
            x,
            states,
            stride,
            tangent,
        } = self;
        match x {
            false => one_back::<V, Y>(states, stride, tangent),
            true => one_back::<V, X>(states, stride, tangent),
        }
    }
}

#[inline(always)]
fn one_back<V: Vector, const AXIS: u8>(
    [ket, bra]: [&mut [Group]; 2],
    stride: usize,
    tangent: f64,
) -> f64 {
    let t = V::splat(tangent);
    let mut sums = [V::splat(0.0); 2];
    let blocks = ket
        .chunks_exact_mut(2 * stride)
        .zip(bra.chunks_exact_mut(2 * stride));
    for (ket, bra) in blocks {
        let (k0, k1) = ket.split_at_mut(stride);
        let (b0, b1) = bra.split_at_mut(stride);
        let (kets, bras) = (k0.iter_mut().zip(k1), b0.iter_mut().zip(b1));
        for ((k0, k1), (b0, b1)) in kets.zip(bras) {
            for (set, sum) in sums.iter_mut().enumerate() {
                let x = [load::<V, AXIS>(k0, set, 0), load::<V, AXIS>(k1, set, 1)];
                let y = [load::<V, AXIS>(b0, set, 0), load::<V, AXIS>(b1, set, 1)];
                let ([x0, x1], [y0, y1], next) = undone(t, minus::<AXIS>(set, 0), x, y, *sum);
                *sum = next;
                store::<V, AXIS>(x0, k0, set, 0);
                store::<V, AXIS>(x1, k1, set, 1);
                store::<V, AXIS>(y0, b0, set, 0);
                store::<V, AXIS>(y1, b1, set, 1);
            }
        }
    }
    sums[0].add(sums[1]).sum()
}

impl Kernel for WithinBack<'_> {
    type Output = [f64; 2];

    #[inline(always)]
    fn run<V: Vector>(self) -> [f64; 2] {
        let WithinBack {
            x,
            states,
            tangents,
        } = self;
        match x {
            false => within_back::<V, Y>(states, tangents),
            true => within_back::<V, X>(states, tangents),
        }
    }
}

#[inline(always)]
fn within_back<V: Vector, const AXIS: u8>(
    [ket, bra]: [&mut [Group]; 2],
    tangents: [Option<f64>; 2],
) -> [f64; 2] {
    // The rotation by 0 that stands for none leaves every bit as it is.
    let factors = [
        Factors::within::<AXIS>(1, -tangents[0].unwrap_or(0.0)),
        Factors::within::<AXIS>(2, -tangents[1].unwrap_or(0.0)),
    ];
    let mut sums = [[V::splat(0.0); 2]; 2];
    for (k, b) in ket.iter_mut().zip(bra) {
        let (mut x, mut y) = (Complex::<V>::load(k), Complex::<V>::load(b));
        for (bit, (&factor, sum)) in factors.iter().zip(&mut sums).enumerate() {
            let p = x.flip(1 << bit);
            *sum = match AXIS {
                Y => [y.re.mul_add(p.re, sum[0]), y.im.mul_add(p.im, sum[1])],
                _ => [y.re.mul_add(p.im, sum[0]), y.im.neg_mul_add(p.re, sum[1])],
            };
            x = turned_within::<_, AXIS>(factor, 1 << bit, x);
            y = turned_within::<_, AXIS>(factor, 1 << bit, y);
        }
        x.store(k);
        y.store(b);
    }
    let mut slopes = [0.0; 2];
    for (bit, (slope, [re, im])) in slopes.iter_mut().zip(sums).enumerate() {
        let sum = re.add(im).lanes();
        *slope = (0..4)
            .map(|lane| match AXIS {
                Y if lane >> bit & 1 == 0 => -sum[lane],
                _ => sum[lane],
            })
            .sum();
    }
    slopes
}

//! Rotations of different qubits, by tangents.
//!
//! RY by θ is cos θ/2 times a - t b and b + t a, where t = tan θ/2: one fused operation a number. The cosines of a stage are put together
//! and multiplied in later, with a table of phases or at the end. RX does the same to the real part of one amplitude and the imaginary
//! part of the other.

use super::stages::Axis;
use super::vector::{Complex, Group, Kernel, Vector};

/// Two rotations, each of the bit of a group's index that is its stride, the first of which is the lower one.
pub(super) struct Two<'a> {
    pub(super) axis: Axis,
    pub(super) state: &'a mut [Group],
    pub(super) strides: [usize; 2],
    pub(super) tangents: [f64; 2],
}

/// One rotation, of the bit of a group's index that is the stride.
pub(super) struct One<'a> {
    pub(super) axis: Axis,
    pub(super) state: &'a mut [Group],
    pub(super) stride: usize,
    pub(super) tangent: f64,
}

/// Rotations of the bits within a group: of both, or of one, with none for the other.
pub(super) struct Within<'a> {
    pub(super) axis: Axis,
    pub(super) state: &'a mut [Group],
    pub(super) tangents: [Option<f64>; 2],
}

pub(super) const Y: u8 = 0;
pub(super) const X: u8 = 1;
pub(super) const HADAMARD: u8 = 2;

/// The pair of amplitudes that the rotation makes of a pair.
#[inline(always)]
fn turned<V: Vector, const AXIS: u8>(t: V, a: Complex<V>, b: Complex<V>) -> [Complex<V>; 2] {
    match AXIS {
        Y => [
            Complex {
                re: t.neg_mul_add(b.re, a.re),
                im: t.neg_mul_add(b.im, a.im),
            },
            Complex {
                re: t.mul_add(a.re, b.re),
                im: t.mul_add(a.im, b.im),
            },
        ],
        X => [
            Complex {
                re: t.mul_add(b.im, a.re),
                im: t.neg_mul_add(b.re, a.im),
            },
            Complex {
                re: t.mul_add(a.im, b.re),
                im: t.neg_mul_add(a.re, b.im),
            },
        ],
        _ => [
            Complex {
                re: a.re.add(b.re),
                im: a.im.add(b.im),
            },
            Complex {
                re: a.re.sub(b.re),
                im: a.im.sub(b.im),
            },
        ],
    }
}

/// Calls a function that is generic over the axis.
macro_rules! by_axis {
    ($axis:expr, $function:ident::<$vector:ident>($($argument:expr),*)) => {
        match $axis {
            Axis::Y => $function::<$vector, Y>($($argument),*),
            Axis::X => $function::<$vector, X>($($argument),*),
            Axis::Hadamard => $function::<$vector, HADAMARD>($($argument),*),
        }
    };
}

impl Kernel for Two<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Two {
            axis,
            state,
            strides,
            tangents,
        } = self;
        by_axis!(axis, two::<V>(state, strides, tangents));
    }
}

/// The four runs of a block whose groups differ in two bits.
#[inline(always)]
pub(super) fn four(block: &mut [Group], at: usize, [low, high]: [usize; 2]) -> [&mut [Group]; 4] {
    let (a, c) = block.split_at_mut(high);
    let (a, b) = a[at..][..2 * low].split_at_mut(low);
    let (c, d) = c[at..][..2 * low].split_at_mut(low);
    [a, b, c, d]
}

#[inline(always)]
pub(super) fn two<V: Vector, const AXIS: u8>(
    state: &mut [Group],
    strides: [usize; 2],
    tangents: [f64; 2],
) {
    let [low, high] = strides;
    let [s, t] = tangents.map(V::splat);
    for block in state.chunks_exact_mut(2 * high) {
        for at in (0..high).step_by(2 * low) {
            let [p0, p1, p2, p3] = four(block, at, strides);
            for (((p0, p1), p2), p3) in p0.iter_mut().zip(p1).zip(p2).zip(p3) {
                let [a0, a1] = turned::<V, AXIS>(s, Complex::load(p0), Complex::load(p1));
                let [a2, a3] = turned::<V, AXIS>(s, Complex::load(p2), Complex::load(p3));
                let [a0, a2] = turned::<V, AXIS>(t, a0, a2);
                let [a1, a3] = turned::<V, AXIS>(t, a1, a3);
                a0.store(p0);
                a1.store(p1);
                a2.store(p2);
                a3.store(p3);
            }
        }
    }
}

impl Kernel for One<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let One {
            axis,
            state,
            stride,
            tangent,
        } = self;
        by_axis!(axis, one::<V>(state, stride, tangent));
    }
}

#[inline(always)]
pub(super) fn one<V: Vector, const AXIS: u8>(state: &mut [Group], stride: usize, tangent: f64) {
    let t = V::splat(tangent);
    for block in state.chunks_exact_mut(2 * stride) {
        let (low, high) = block.split_at_mut(stride);
        for (p0, p1) in low.iter_mut().zip(high) {
            let [a0, a1] = turned::<V, AXIS>(t, Complex::load(p0), Complex::load(p1));
            a0.store(p0);
            a1.store(p1);
        }
    }
}

/// The factor of each lane's partner, or with the Hadamard gate of each lane itself.
#[inline(always)]
pub(super) fn factors<V: Vector, const AXIS: u8>(bit: usize, tangent: f64) -> V {
    let lane = |lane: usize| match AXIS {
        X => tangent,
        Y if lane & bit == 0 => -tangent,
        Y => tangent,
        _ if lane & bit == 0 => 1.0,
        _ => -1.0,
    };
    V::load(&std::array::from_fn(lane))
}

/// What the rotation of a bit within a group makes of it.
#[inline(always)]
pub(super) fn turned_within<V: Vector, const AXIS: u8>(
    factor: V,
    a: Complex<V>,
    b: Complex<V>,
) -> Complex<V> {
    match AXIS {
        Y => Complex {
            re: factor.mul_add(b.re, a.re),
            im: factor.mul_add(b.im, a.im),
        },
        X => Complex {
            re: factor.mul_add(b.im, a.re),
            im: factor.neg_mul_add(b.re, a.im),
        },
        _ => Complex {
            re: factor.mul_add(a.re, b.re),
            im: factor.mul_add(a.im, b.im),
        },
    }
}

impl Kernel for Within<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Within {
            axis,
            state,
            tangents,
        } = self;
        by_axis!(axis, within::<V>(state, tangents));
    }
}

#[inline(always)]
pub(super) fn within<V: Vector, const AXIS: u8>(state: &mut [Group], tangents: [Option<f64>; 2]) {
    match tangents {
        [Some(s), Some(t)] => {
            let (s, t) = (factors::<V, AXIS>(1, s), factors::<V, AXIS>(2, t));
            for group in state {
                let a = Complex::load(group);
                let a = turned_within::<V, AXIS>(s, a, a.flip(1));
                turned_within::<V, AXIS>(t, a, a.flip(2)).store(group);
            }
        }
        [Some(s), None] => within_one::<V, AXIS>(state, 1, s),
        [None, Some(t)] => within_one::<V, AXIS>(state, 2, t),
        [None, None] => {}
    }
}

#[inline(always)]
fn within_one<V: Vector, const AXIS: u8>(state: &mut [Group], bit: usize, tangent: f64) {
    let t = factors::<V, AXIS>(bit, tangent);
    for group in state {
        let a = Complex::load(group);
        turned_within::<V, AXIS>(t, a, a.flip(bit)).store(group);
    }
}

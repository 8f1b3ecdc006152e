//! The arithmetic of [`ConvReluPool`](super::ConvReluPool), on slices.
//!
//! Forwards, the columns of an image are parted into even and odd ones, so that the four pixels of neighbouring windows
//! lie side by side and a row of windows is computed at once. Backwards, only the pixel that won its window has a gradient.
//! Sizes are constants, so that the compiler unrolls the kernel and makes vector code of the rest.

use crate::real::Real;

/// Windows that are computed at once.
const LANES: usize = 8;

/// Kernel columns that are taken at once on the way back.
const TAPS: usize = 4;

/// In place of a winner's number 0 to 3: no pixel of the window is above zero, so that it has no gradient.
const NONE: u8 = 4;

/// The buffers of one call, which later calls use again.
#[derive(Debug, Default)]
pub(super) struct Buffers<E> {
    /// The images as they came.
    pub(super) x: Vec<E>,
    pub(super) weight: Vec<E>,
    pub(super) bias: Vec<E>,
    /// Which pixel of each window won, for the way back.
    winners: Vec<u8>,
    /// The gradient of the result.
    pub(super) gy: Vec<E>,
    /// Gradients, to be added to those there are.
    pub(super) by_weight: Vec<E>,
    pub(super) by_bias: Vec<E>,
    /// One image with zeros around it: in forward, even and odd columns apart.
    padded: Vec<E>,
    by_padded: Vec<E>,
    /// The gradients of one channel that are not zero, and where in `padded` their first taps are.
    places: Vec<(usize, E)>,
}

/// Convolution, ReLU and pooling of images of `HIN`×`WIN` in `I` channels.
#[derive(Debug)]
pub(super) struct Block<
    const I: usize,
    const O: usize,
    const K: usize,
    const H: usize,
    const W: usize,
    const HIN: usize,
    const WIN: usize,
>;

impl<
    const I: usize,
    const O: usize,
    const K: usize,
    const H: usize,
    const W: usize,
    const HIN: usize,
    const WIN: usize,
> Block<I, O, K, H, W, HIN, WIN>
{
    /// Numbers in one image.
    pub(super) const IMAGE: usize = I * HIN * WIN;
    /// Numbers in the result of one image.
    const RESULT: usize = O * H * W;
    /// Rows with zeros above and below.
    const ROWS: usize = HIN + K - 1;
    /// Numbers in half a row, room for whole vectors included.
    const HALF: usize = W.div_ceil(LANES) * LANES + K / 2 + 1;
    /// Numbers in a row whose columns are in order, room for whole vectors included.
    const STRIDE: usize = WIN + K - 1 + TAPS;

    /// The result for the images in `buffers`; what [`backward`](Self::backward) needs stays there.
    pub(super) fn forward<E: Real>(batch: usize, buffers: &mut Buffers<E>) -> Vec<E> {
        let results = batch * Self::RESULT;
        // Whole vectors are written, the surplus of each row into the next.
        let mut y = vec![E::zero(); results + LANES];
        fit(&mut buffers.winners, results + LANES, 0);
        fit(
            &mut buffers.padded,
            I * Self::ROWS * 2 * Self::HALF,
            E::zero(),
        );
        let mut row = 0;
        for image in buffers.x.chunks_exact(Self::IMAGE.max(1)).take(batch) {
            Self::part(image, &mut buffers.padded);
            let kernels = buffers.weight.chunks_exact(I * K * K);
            for (kernel, &bias) in kernels.zip(&buffers.bias) {
                for r in 0..H {
                    for start in (0..W).step_by(LANES) {
                        let at = row * W + start;
                        let sums = Self::windows(&buffers.padded, kernel, bias, r, start);
                        let (y, winners) = (&mut y[at..][..LANES], &mut buffers.winners[at..]);
                        pool(sums, y, &mut winners[..LANES]);
                    }
                    row += 1;
                }
            }
        }
        y.truncate(results);
        y
    }

    /// Puts zeros around an image, and its even and odd columns apart.
    fn part<E: Real>(image: &[E], padded: &mut [E]) {
        padded.fill(E::zero());
        for i in 0..I {
            for r in 0..HIN {
                let pixels = &image[(i * HIN + r) * WIN..][..WIN];
                let row = &mut padded[(i * Self::ROWS + r + K / 2) * 2 * Self::HALF..];
                let (even, odd) = row[..2 * Self::HALF].split_at_mut(Self::HALF);
                // The first pixel is in column K / 2.
                let (first, second, skip) = if (K / 2).is_multiple_of(2) {
                    (even, odd, 0)
                } else {
                    (odd, even, 1)
                };
                for (to, from) in first[K / 4..].iter_mut().zip(pixels.iter().step_by(2)) {
                    *to = *from;
                }
                let second = &mut second[K / 4 + skip..];
                for (to, from) in second.iter_mut().zip(pixels[1..].iter().step_by(2)) {
                    *to = *from;
                }
            }
        }
    }

    /// The convolution's results in the windows from `start` of row `r`: by row and column within the window.
    #[inline(always)]
    fn windows<E: Real>(
        padded: &[E],
        kernel: &[E],
        bias: E,
        r: usize,
        start: usize,
    ) -> [[[E; LANES]; 2]; 2] {
        let mut sums = [[[bias; LANES]; 2]; 2];
        for i in 0..I {
            let image = &padded[(i * Self::ROWS + 2 * r) * 2 * Self::HALF..];
            let kernel = &kernel[i * K * K..][..K * K];
            for line in 0..K + 1 {
                let pixels = &image[line * 2 * Self::HALF..][..2 * Self::HALF];
                // A line is under one row of the kernel in the upper pixels, under the one before it in the lower ones.
                for (up, sums) in sums.iter_mut().enumerate() {
                    let u = line.wrapping_sub(up);
                    if u >= K {
                        continue;
                    }
                    for (left, sums) in sums.iter_mut().enumerate() {
                        let mut line = [E::zero(); LANES];
                        for v in 0..K {
                            let column = left + v;
                            let pixels = &pixels[column % 2 * Self::HALF + start + column / 2..];
                            let pixels: &[E] = &pixels[..LANES];
                            let tap = kernel[u * K + v];
                            for lane in 0..LANES {
                                line[lane] = if v == 0 {
                                    tap * pixels[lane]
                                } else {
                                    line[lane] + tap * pixels[lane]
                                };
                            }
                        }
                        for lane in 0..LANES {
                            sums[lane] += line[lane];
                        }
                    }
                }
            }
        }
        sums
    }

    /// The gradients of kernels and biases after [`forward`](Self::forward) and the gradient of its result, into
    /// `buffers`; those of the images are added to `gx`, if that is wanted.
    pub(super) fn backward<E: Real>(
        batch: usize,
        buffers: &mut Buffers<E>,
        mut gx: Option<&mut [E]>,
    ) {
        let Buffers {
            x,
            weight,
            winners,
            gy,
            by_weight,
            by_bias,
            padded,
            by_padded,
            places,
            ..
        } = buffers;
        let plane = Self::ROWS * Self::STRIDE;
        clear(padded, I * plane);
        clear(by_weight, O * I * K * K);
        clear(by_bias, O);
        places.resize(H * W, (0, E::zero()));
        for sample in 0..batch {
            let image = &x[sample * Self::IMAGE..][..Self::IMAGE];
            for (row, pixels) in image.chunks_exact(WIN.max(1)).enumerate() {
                padded[Self::inner(row)..][..WIN].copy_from_slice(pixels);
            }
            if gx.is_some() {
                clear(by_padded, I * plane);
            }
            for (o, by_bias) in by_bias.iter_mut().enumerate() {
                let at = sample * Self::RESULT + o * H * W;
                let (winners, gy) = (&winners[at..][..H * W], &gy[at..][..H * W]);
                let (count, sum) = Self::gather(winners, gy, places);
                *by_bias += sum;
                let kernel = o * I * K * K..(o + 1) * I * K * K;
                let (weight, by_weight) = (&weight[kernel.clone()], &mut by_weight[kernel]);
                for first in (0..K).step_by(TAPS) {
                    let taps = TAPS.min(K - first);
                    Self::weights(&places[..count], padded, first, taps, by_weight);
                    if gx.is_some() {
                        Self::images(&places[..count], weight, first, taps, by_padded);
                    }
                }
            }
            if let Some(gx) = &mut gx {
                let image = &mut gx[sample * Self::IMAGE..][..Self::IMAGE];
                for (row, pixels) in image.chunks_exact_mut(WIN.max(1)).enumerate() {
                    let more = &by_padded[Self::inner(row)..][..WIN];
                    for (pixel, &more) in pixels.iter_mut().zip(more) {
                        *pixel += more;
                    }
                }
            }
        }
    }

    /// Where a row of an image starts, channel after channel, once zeros are around it.
    fn inner(row: usize) -> usize {
        (row / HIN * Self::ROWS + row % HIN + K / 2) * Self::STRIDE + K / 2
    }

    /// The gradients that are not zero, with the places of their first taps; how many there are, and their sum.
    fn gather<E: Real>(winners: &[u8], gy: &[E], places: &mut [(usize, E)]) -> (usize, E) {
        let (mut count, mut sum) = (0, E::zero());
        for r in 0..H {
            for c in 0..W {
                let (winner, g) = (winners[r * W + c], gy[r * W + c]);
                let (row, column) = (
                    2 * r + usize::from(winner / 2),
                    2 * c + usize::from(winner % 2),
                );
                // Written anyhow, and overwritten if it does not count: no jump that cannot be foreseen.
                places[count] = (row * Self::STRIDE + column, g);
                let counts = winner != NONE && g != E::zero();
                count += usize::from(counts);
                sum += if counts { g } else { E::zero() };
            }
        }
        (count, sum)
    }

    /// Adds to the gradients of a kernel, in its columns from `first`.
    #[inline(always)]
    fn weights<E: Real>(
        places: &[(usize, E)],
        padded: &[E],
        first: usize,
        taps: usize,
        by_weight: &mut [E],
    ) {
        let mut sums = [[[E::zero(); TAPS]; K]; I];
        for &(place, g) in places {
            for (i, sums) in sums.iter_mut().enumerate() {
                for (u, sums) in sums.iter_mut().enumerate() {
                    let at = (i * Self::ROWS + u) * Self::STRIDE + place + first;
                    let pixels = &padded[at..][..TAPS];
                    for tap in 0..TAPS {
                        sums[tap] += g * pixels[tap];
                    }
                }
            }
        }
        for (row, sums) in sums.iter().flatten().enumerate() {
            for (sum, &more) in by_weight[row * K + first..].iter_mut().zip(&sums[..taps]) {
                *sum += more;
            }
        }
    }

    /// Adds to the gradient of an image what comes through the columns from `first` of a kernel.
    #[inline(always)]
    fn images<E: Real>(
        places: &[(usize, E)],
        weight: &[E],
        first: usize,
        taps: usize,
        by_padded: &mut [E],
    ) {
        let mut kernel = [[[E::zero(); TAPS]; K]; I];
        for (row, kernel) in kernel.iter_mut().flatten().enumerate() {
            kernel[..taps].copy_from_slice(&weight[row * K + first..][..taps]);
        }
        for &(place, g) in places {
            for (i, kernel) in kernel.iter().enumerate() {
                for (u, kernel) in kernel.iter().enumerate() {
                    let at = (i * Self::ROWS + u) * Self::STRIDE + place + first;
                    let pixels = &mut by_padded[at..][..TAPS];
                    for tap in 0..TAPS {
                        pixels[tap] += g * kernel[tap];
                    }
                }
            }
        }
    }
}

/// The largest pixel of each window if it is above zero, and which it was: the first of equal ones; a NaN wins, so that
/// it is not hidden.
#[inline(always)]
fn pool<E: Real>(sums: [[[E; LANES]; 2]; 2], y: &mut [E], winners: &mut [u8]) {
    let [[first, second], [third, fourth]] = sums;
    let (mut best, mut winner) = (first, [0; LANES]);
    for (number, pixels) in [(1, second), (2, third), (3, fourth)] {
        for lane in 0..LANES {
            let pixel = pixels[lane];
            let wins = pixel > best[lane] || pixel.is_nan();
            best[lane] = if wins { pixel } else { best[lane] };
            winner[lane] = if wins { number } else { winner[lane] };
        }
    }
    for lane in 0..LANES {
        let dark = best[lane] <= E::zero();
        y[lane] = if dark { E::zero() } else { best[lane] };
        winners[lane] = if dark { NONE } else { winner[lane] };
    }
}

/// Makes the buffer at least that long. What it holds does not matter.
fn fit<T: Copy>(buffer: &mut Vec<T>, length: usize, filler: T) {
    if buffer.len() < length {
        buffer.resize(length, filler);
    }
}

/// That many zeros.
fn clear<E: Real>(buffer: &mut Vec<E>, length: usize) {
    buffer.clear();
    buffer.resize(length, E::zero());
}

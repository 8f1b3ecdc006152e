//! Convolution, bias, ReLU and max pool of one group of images.
//!
//! Forwards, the columns of an image are parted into even and odd ones, so that the four pixels of neighbouring windows
//! lie side by side and a row of windows is computed at once. Backwards, only the pixel that won its window has a gradient.
//!
//! Sizes are numbers of the run, so that all networks share one copy, compiled with this crate; those of the usual kernels
//! are constants where loops over them must be unrolled. A lane of a vector is a number of its own that no other is added
//! to, and no product is fused with a sum: the bits do not depend on how wide the processor's vectors are.

use std::ops::AddAssign;

use num_traits::Float;

/// Windows that are computed at once.
const LANES: usize = 8;

/// Kernel columns that are taken at once on the way back.
const TAPS: usize = 4;

/// What is computed with: `f32` and `f64`.
pub trait Number: Float + AddAssign + Default + Send + Sync {}

impl Number for f32 {}
impl Number for f64 {}

/// Images of `height`×`width` in `channels` channels, convolved with `size`×`size` kernels and pooled to `maps` maps of
/// `rows`×`columns`.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Channels of an image.
    pub channels: usize,
    /// Maps of the result.
    pub maps: usize,
    /// Rows and columns of a kernel; odd.
    pub size: usize,
    /// Rows of the result, half of those of an image.
    pub rows: usize,
    /// Columns of the result, half of those of an image.
    pub columns: usize,
    /// Rows of an image.
    pub height: usize,
    /// Columns of an image.
    pub width: usize,
}

impl Sizes {
    /// Numbers in one image.
    pub(crate) fn image(&self) -> usize {
        self.channels * self.height * self.width
    }

    /// Numbers in the result of one image.
    pub(crate) fn result(&self) -> usize {
        self.maps * self.rows * self.columns
    }

    /// Numbers in the kernels of one map.
    fn kernel(&self) -> usize {
        self.channels * self.size * self.size
    }

    /// Rows with zeros above and below.
    fn padded_rows(&self) -> usize {
        self.height + self.size - 1
    }

    /// Numbers in half a row, room for whole vectors included.
    fn half(&self) -> usize {
        self.columns.div_ceil(LANES) * LANES + self.size / 2 + 1
    }

    /// Numbers in a row whose columns are in order, room for whole vectors included.
    fn stride(&self) -> usize {
        self.width + self.size - 1 + TAPS
    }

    /// Where a row of an image starts, channel after channel, once zeros are around it.
    fn inner(&self, row: usize) -> usize {
        let (channel, row) = (row / self.height, row % self.height);
        (channel * self.padded_rows() + row + self.size / 2) * self.stride() + self.size / 2
    }

    /// About how many operations one image takes forwards, and no more backwards.
    pub(crate) fn work(&self) -> usize {
        8 * self.result() * self.kernel()
    }
}

/// What a thread needs for its images.
#[derive(Debug, Default)]
pub(crate) struct Scratch<E> {
    /// One image with zeros around it: in forward, even and odd columns apart.
    padded: Vec<E>,
    by_padded: Vec<E>,
    /// The gradients of one map that are not zero, and where in `padded` their first taps are.
    places: Vec<(u32, E)>,
    /// Gradients of the kernels, and of what is added to the maps.
    pub(crate) by_weight: Vec<E>,
    pub(crate) by_bias: Vec<E>,
}

/// The results for these images, and which pixel of each window won, for the way back.
#[inline(always)]
pub(crate) fn forward<E: Number>(
    sizes: &Sizes,
    (weight, bias): (&[E], &[E]),
    images: &[E],
    scratch: &mut Scratch<E>,
    y: &mut [E],
    winners: &mut [E],
) {
    match sizes.size {
        1 => convolve(sizes, 1, (weight, bias), images, scratch, y, winners),
        3 => convolve(sizes, 3, (weight, bias), images, scratch, y, winners),
        5 => convolve(sizes, 5, (weight, bias), images, scratch, y, winners),
        size => convolve(sizes, size, (weight, bias), images, scratch, y, winners),
    }
}

#[inline(always)]
fn convolve<E: Number>(
    sizes: &Sizes,
    size: usize,
    (weight, bias): (&[E], &[E]),
    images: &[E],
    scratch: &mut Scratch<E>,
    y: &mut [E],
    winners: &mut [E],
) {
    let plane = sizes.padded_rows() * 2 * sizes.half();
    let padded = &mut scratch.padded;
    clear(padded, sizes.channels * plane);
    let mut at = 0;
    for image in images.chunks_exact(sizes.image().max(1)) {
        part(sizes, image, padded);
        for (kernel, &bias) in weight.chunks_exact(sizes.kernel()).zip(bias) {
            for row in 0..sizes.rows {
                let padded = &padded[2 * row * 2 * sizes.half()..];
                for start in (0..sizes.columns).step_by(LANES) {
                    let sums = windows(sizes, size, padded, kernel, bias, start);
                    let (best, winner) = pool(sums);
                    let (y, winners) = (&mut y[at + start..], &mut winners[at + start..]);
                    // Whole vectors while there is room, the surplus of each row into the next.
                    if let (Some((y, _)), Some((winners, _))) = (
                        y.split_first_chunk_mut::<LANES>(),
                        winners.split_first_chunk_mut::<LANES>(),
                    ) {
                        *y = best;
                        *winners = winner;
                    } else {
                        let lanes = y.len();
                        y.copy_from_slice(&best[..lanes]);
                        winners.copy_from_slice(&winner[..lanes]);
                    }
                }
                at += sizes.columns;
            }
        }
    }
}

/// Puts an image between the zeros, its even and odd columns apart.
#[inline(always)]
fn part<E: Number>(sizes: &Sizes, image: &[E], padded: &mut [E]) {
    let (size, half) = (sizes.size, sizes.half());
    for (row, pixels) in image.chunks_exact(sizes.width).enumerate() {
        let (channel, row) = (row / sizes.height, row % sizes.height);
        let at = (channel * sizes.padded_rows() + row + size / 2) * 2 * half;
        let (even, odd) = padded[at..][..2 * half].split_at_mut(half);
        // The first pixel is in column size / 2.
        let (first, second, skip) = if (size / 2).is_multiple_of(2) {
            (even, odd, 0)
        } else {
            (odd, even, 1)
        };
        let (pairs, last) = pixels.as_chunks::<2>();
        let (first, second) = (&mut first[size / 4..], &mut second[size / 4 + skip..]);
        for ((a, b), pair) in first.iter_mut().zip(second).zip(pairs) {
            [*a, *b] = *pair;
        }
        if let [last] = last {
            first[pairs.len()] = *last;
        }
    }
}

/// Pixels of neighbouring windows: by row and column within the window.
type Windows<E> = [[[E; LANES]; 2]; 2];

/// The convolution's results in the windows from `start` of the row of windows at the start of `padded`.
#[inline(always)]
fn windows<E: Number>(
    sizes: &Sizes,
    size: usize,
    padded: &[E],
    kernel: &[E],
    bias: E,
    start: usize,
) -> Windows<E> {
    let half = sizes.half();
    let mut sums = [[[bias; LANES]; 2]; 2];
    for (channel, kernel) in kernel.chunks_exact(size * size).enumerate() {
        let image = &padded[channel * sizes.padded_rows() * 2 * half..];
        for line in 0..size + 1 {
            let pixels = &image[line * 2 * half..][..2 * half];
            let reach = LANES + size.div_ceil(2);
            let columns = [&pixels[start..][..reach], &pixels[half + start..][..reach]];
            // A line is under one row of the kernel in the upper pixels, under the one before it in the lower ones.
            for (up, sums) in sums.iter_mut().enumerate() {
                let u = line.wrapping_sub(up);
                if u >= size {
                    continue;
                }
                for (left, sums) in sums.iter_mut().enumerate() {
                    let mut line = [E::zero(); LANES];
                    for v in 0..size {
                        let column = left + v;
                        let pixels = &columns[column % 2][column / 2..][..LANES];
                        let tap = kernel[u * size + v];
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

/// The largest pixel of each window if it is above zero, and which it was, 0 to 3: the first of equal ones; a NaN wins, so
/// that it is not hidden. 4 says that no pixel is above zero, so that none has a gradient.
#[inline(always)]
fn pool<E: Number>(sums: Windows<E>) -> ([E; LANES], [E; LANES]) {
    let [[first, second], [third, fourth]] = sums;
    let (mut best, mut winner) = (first, [E::zero(); LANES]);
    let two = E::one() + E::one();
    for (number, pixels) in [(E::one(), second), (two, third), (two + E::one(), fourth)] {
        for lane in 0..LANES {
            let pixel = pixels[lane];
            // Both are looked at: a jump between them could not be foreseen, and would keep lanes apart.
            let wins = (pixel > best[lane]) | pixel.is_nan();
            best[lane] = if wins { pixel } else { best[lane] };
            winner[lane] = if wins { number } else { winner[lane] };
        }
    }
    for lane in 0..LANES {
        let dark = best[lane] <= E::zero();
        best[lane] = if dark { E::zero() } else { best[lane] };
        winner[lane] = if dark { two + two } else { winner[lane] };
    }
    (best, winner)
}

/// The gradients of kernels and biases by these images, into `scratch`, after [`forward`] has found the winners; those of the
/// images are added to `by_images`, if that is wanted.
#[inline(always)]
pub(crate) fn backward<E: Number>(
    sizes: &Sizes,
    weight: &[E],
    images: &[E],
    (gy, winners): (&[E], &[E]),
    scratch: &mut Scratch<E>,
    mut by_images: Option<&mut [E]>,
) {
    let Scratch {
        padded,
        by_padded,
        places,
        by_weight,
        by_bias,
    } = scratch;
    let numbers = sizes.channels * sizes.padded_rows() * sizes.stride();
    let (window, kernel) = (sizes.rows * sizes.columns, sizes.kernel());
    clear(padded, numbers);
    clear(by_weight, sizes.maps * kernel);
    clear(by_bias, sizes.maps);
    places.resize(window, (0, E::zero()));
    for (sample, image) in images.chunks_exact(sizes.image().max(1)).enumerate() {
        for (row, pixels) in image.chunks_exact(sizes.width).enumerate() {
            padded[sizes.inner(row)..][..sizes.width].copy_from_slice(pixels);
        }
        clear(by_padded, if by_images.is_some() { numbers } else { 0 });
        for (map, by_bias) in by_bias.iter_mut().enumerate() {
            let at = sample * sizes.result() + map * window;
            let (count, sum) = gather(sizes, &winners[at..][..window], &gy[at..][..window], places);
            *by_bias += sum;
            let places = &places[..count];
            let (weight, by_weight) = (
                &weight[map * kernel..][..kernel],
                &mut by_weight[map * kernel..][..kernel],
            );
            let mut row = 0;
            // Many rows at once: the sums of one wait for each other.
            while row < sizes.channels * sizes.size {
                let rows = sizes.channels * sizes.size - row;
                row += if rows >= 12 {
                    rows_back::<12, E>(sizes, row, places, padded, weight, by_weight, by_padded)
                } else if rows >= 3 {
                    rows_back::<3, E>(sizes, row, places, padded, weight, by_weight, by_padded)
                } else {
                    rows_back::<1, E>(sizes, row, places, padded, weight, by_weight, by_padded)
                };
            }
        }
        if let Some(by_images) = &mut by_images {
            let image = &mut by_images[sample * sizes.image()..][..sizes.image()];
            for (row, pixels) in image.chunks_exact_mut(sizes.width).enumerate() {
                let more = &by_padded[sizes.inner(row)..][..sizes.width];
                for (pixel, &more) in pixels.iter_mut().zip(more) {
                    *pixel += more;
                }
            }
        }
    }
}

/// The gradients that are not zero, with the places of their first taps; how many there are, and their sum.
#[inline(always)]
fn gather<E: Number>(
    sizes: &Sizes,
    winners: &[E],
    gy: &[E],
    places: &mut [(u32, E)],
) -> (usize, E) {
    let (mut count, mut sum) = (0, E::zero());
    let stride = sizes.stride() as u32;
    for row in 0..sizes.rows {
        let end = (row + 1) * sizes.columns;
        for start in (0..sizes.columns).step_by(LANES) {
            let at = row * sizes.columns + start;
            let own = LANES.min(end - at);
            let corner = 2 * (row as u32 * stride + start as u32);
            let (found, counted) = won(lanes(&winners[at..]), lanes(&gy[at..]), corner, stride);
            for (&place, &g) in found[..own].iter().zip(&counted) {
                // Written anyhow, and overwritten if it does not count: no jump that cannot be foreseen.
                places[count] = (place, g);
                count += usize::from(g != E::zero());
                sum += g;
            }
        }
    }
    (count, sum)
}

/// The first numbers, filled up with zeros.
#[inline(always)]
fn lanes<E: Number>(numbers: &[E]) -> [E; LANES] {
    numbers.first_chunk().copied().unwrap_or_else(|| {
        let mut some = [E::zero(); LANES];
        some[..numbers.len()].copy_from_slice(numbers);
        some
    })
}

/// For neighbouring windows, of which the first has its first pixel at `corner`: the place of the pixel that won, and the gradient, 0 if none
/// won.
#[inline(always)]
fn won<E: Number>(
    winners: [E; LANES],
    gy: [E; LANES],
    corner: u32,
    stride: u32,
) -> ([u32; LANES], [E; LANES]) {
    let (mut places, mut counted) = ([0; LANES], [E::zero(); LANES]);
    let two = E::one() + E::one();
    for lane in 0..LANES {
        let winner = winners[lane];
        let lower = winner >= two;
        let column = if lower { winner - two } else { winner };
        let (below, right) = (
            if lower { stride } else { 0 },
            u32::from(column >= E::one()),
        );
        places[lane] = corner + 2 * lane as u32 + below + right;
        counted[lane] = if winner < two + two {
            gy[lane]
        } else {
            E::zero()
        };
    }
    (places, counted)
}

/// Adds to the gradients of `R` rows of a map's kernels, channel after channel from `row` on, and to that of the image, if it
/// has room, what comes through these rows. Gives `R`.
#[inline(always)]
fn rows_back<const R: usize, E: Number>(
    sizes: &Sizes,
    row: usize,
    places: &[(u32, E)],
    padded: &[E],
    weight: &[E],
    by_weight: &mut [E],
    by_padded: &mut [E],
) -> usize {
    let size = sizes.size;
    for first in (0..size).step_by(TAPS) {
        let taps = TAPS.min(size - first);
        let (mut kernel, mut sums) = ([[E::zero(); TAPS]; R], [[E::zero(); TAPS]; R]);
        let mut starts = [0; R];
        for (r, (kernel, start)) in kernel.iter_mut().zip(&mut starts).enumerate() {
            let row = row + r;
            kernel[..taps].copy_from_slice(&weight[row * size + first..][..taps]);
            *start = (row / size * sizes.padded_rows() + row % size) * sizes.stride() + first;
        }
        for &(place, g) in places {
            for (sums, start) in sums.iter_mut().zip(starts) {
                let Some(pixels) = padded[start + place as usize..].first_chunk::<TAPS>() else {
                    break;
                };
                for tap in 0..TAPS {
                    sums[tap] += g * pixels[tap];
                }
            }
        }
        for (r, sums) in sums.iter().enumerate() {
            let by_row = &mut by_weight[(row + r) * size + first..][..taps];
            for (sum, &more) in by_row.iter_mut().zip(sums) {
                *sum += more;
            }
        }
        if by_padded.is_empty() {
            continue;
        }
        for &(place, g) in places {
            for (kernel, start) in kernel.iter().zip(starts) {
                let Some(pixels) = by_padded[start + place as usize..].first_chunk_mut::<TAPS>()
                else {
                    break;
                };
                for tap in 0..TAPS {
                    pixels[tap] += g * kernel[tap];
                }
            }
        }
    }
    R
}

/// That many zeros.
fn clear<E: Number>(buffer: &mut Vec<E>, length: usize) {
    buffer.clear();
    buffer.resize(length, E::zero());
}

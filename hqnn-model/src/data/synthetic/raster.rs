//! Filling outlines into 28×28 grey pixels.

use crate::model::SIDE;

/// Each pixel is the mean of this many points in each direction.
const FINE: usize = 4;

/// A filled outline. Coordinates go from -1 to 1, x to the right, y *down*.
pub(super) struct Polygon {
    outline: Vec<(f32, f32)>,
    /// The smallest and the largest y of the outline.
    height: (f32, f32),
    shade: f32,
}

impl Polygon {
    fn new(shade: f32, outline: Vec<(f32, f32)>) -> Polygon {
        let ys = || outline.iter().map(|&(_, y)| y);
        let height = (
            ys().fold(f32::INFINITY, f32::min),
            ys().fold(f32::NEG_INFINITY, f32::max),
        );
        Polygon {
            outline,
            height,
            shade,
        }
    }

    /// Straight lines between the points, closed.
    pub(super) fn filled(shade: f32, outline: &[(f32, f32)]) -> Polygon {
        Polygon::new(shade, outline.to_vec())
    }

    /// The right half of an outline from top to bottom, with its mirror image on the left.
    pub(super) fn mirrored(shade: f32, right: &[(f32, f32)]) -> Polygon {
        let left = right.iter().rev().map(|&(x, y)| (-x, y));
        Polygon::new(shade, right.iter().copied().chain(left).collect())
    }

    /// A round line of Catmull-Rom splines through the points, closed.
    pub(super) fn smooth(shade: f32, points: &[(f32, f32)]) -> Polygon {
        const STEPS: usize = 8;
        let n = points.len();
        let mut outline = Vec::with_capacity(n * STEPS);
        for i in 0..n {
            let [a, b, c, d] = [
                points[(i + n - 1) % n],
                points[i],
                points[(i + 1) % n],
                points[(i + 2) % n],
            ];
            for step in 0..STEPS {
                let t = step as f32 / STEPS as f32;
                let spline = |a: f32, b: f32, c: f32, d: f32| {
                    0.5 * (2.0 * b
                        + (c - a) * t
                        + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                        + (3.0 * b - a - 3.0 * c + d) * t * t * t)
                };
                outline.push((spline(a.0, b.0, c.0, d.0), spline(a.1, b.1, c.1, d.1)));
            }
        }
        Polygon::new(shade, outline)
    }

    /// A band of that width along a line.
    pub(super) fn band(shade: f32, width: f32, line: &[(f32, f32)]) -> Polygon {
        let half = width / 2.0;
        let normal = |i: usize| {
            let (from, to) = (line[i.saturating_sub(1)], line[(i + 1).min(line.len() - 1)]);
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = (dx * dx + dy * dy).sqrt().max(1e-6);
            (-dy / length * half, dx / length * half)
        };
        let side = |sign: f32, i: usize| {
            (
                line[i].0 + sign * normal(i).0,
                line[i].1 + sign * normal(i).1,
            )
        };
        let there = (0..line.len()).map(|i| side(1.0, i));
        let back = (0..line.len()).rev().map(|i| side(-1.0, i));
        Polygon::new(shade, there.chain(back).collect())
    }

    /// The even-odd rule.
    fn covers(&self, x: f32, y: f32) -> bool {
        // No side crosses such a row.
        if y < self.height.0 || y >= self.height.1 {
            return false;
        }
        let mut inside = false;
        let mut previous = self.outline[self.outline.len() - 1];
        for &corner in &self.outline {
            let ((x0, y0), (x1, y1)) = (previous, corner);
            if (y0 > y) != (y1 > y) && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0) {
                inside = !inside;
            }
            previous = corner;
        }
        inside
    }
}

/// Where and how a garment lies in the picture.
pub(super) struct Pose {
    pub(super) shift: (f32, f32),
    pub(super) scale: (f32, f32),
    /// How far x moves for each step in y.
    pub(super) slant: f32,
    /// A small turn, in radians.
    pub(super) turn: f32,
}

/// Grey values with how much of each pixel the garment covers.
pub(super) struct Canvas {
    grey: Vec<f32>,
    cover: Vec<f32>,
}

impl Canvas {
    /// Paints the parts one over the other. A shade of 0 or less cuts a hole.
    pub(super) fn fill(parts: &[Polygon], pose: &Pose) -> Canvas {
        let mut canvas = Canvas {
            grey: vec![0.0; SIDE * SIDE],
            cover: vec![0.0; SIDE * SIDE],
        };
        // To first order in the turn, which is small: no sine whose last bit differs between systems.
        let (cos, sin) = (1.0 - pose.turn * pose.turn / 2.0, pose.turn);
        let points = SIDE * FINE;
        let weight = 1.0 / (FINE * FINE) as f32;
        for row in 0..points {
            for column in 0..points {
                let place = |i: usize| (2.0 * i as f32 + 1.0) / points as f32 - 1.0;
                let (x, y) = (place(column) - pose.shift.0, place(row) - pose.shift.1);
                let (x, y) = (cos * x + sin * y, cos * y - sin * x);
                let (x, y) = ((x - pose.slant * y) / pose.scale.0, y / pose.scale.1);
                if let Some(top) = parts
                    .iter()
                    .rev()
                    .find(|part| part.covers(x, y))
                    .filter(|part| part.shade > 0.0)
                {
                    let pixel = row / FINE * SIDE + column / FINE;
                    canvas.grey[pixel] += weight * top.shade;
                    canvas.cover[pixel] += weight;
                }
            }
        }
        canvas
    }

    /// Sets the brightness, and lets it change from top to bottom and from left to right.
    pub(super) fn shade(&mut self, brightness: f32, down: f32, right: f32) {
        self.each(|x, y| brightness * (1.0 + down * y + right * x));
    }

    /// Waves of light and dark along a direction: (0, 1) gives stripes across. `frequency` is in radians a pixel.
    pub(super) fn stripes(
        &mut self,
        direction: (f32, f32),
        frequency: f32,
        phase: f32,
        depth: f32,
    ) {
        let half = SIDE as f32 / 2.0;
        self.each(|x, y| {
            // A triangle wave: exact on every system.
            let turns = ((x * direction.0 + y * direction.1) * half * frequency + phase)
                / std::f32::consts::TAU;
            let wave = 4.0 * (turns - turns.floor() - 0.5).abs() - 1.0;
            1.0 - depth + depth * wave
        });
    }

    fn each(&mut self, factor: impl Fn(f32, f32) -> f32) {
        for (index, grey) in self.grey.iter_mut().enumerate() {
            let place = |i: usize| (2.0 * i as f32 + 1.0) / SIDE as f32 - 1.0;
            *grey *= factor(place(index % SIDE), place(index / SIDE)).max(0.0);
        }
    }

    /// The finished image; noise lies on the garment only, the background stays black.
    pub(super) fn into_pixels(self, mut noise: impl FnMut() -> f32) -> Vec<u8> {
        let pixel = |(&grey, &cover): (&f32, &f32)| {
            ((grey + cover * noise()).clamp(0.0, 1.0) * 255.0).round() as u8
        };
        self.grey.iter().zip(&self.cover).map(pixel).collect()
    }
}

//! What convolution, ReLU and pooling cost a training step, as one operation and as three:
//! `cargo bench -p hqnn-model --bench conv_block`.
//!
//! Both are measured in turns within one run, so that a busy machine slows both alike; what counts are the ratios.

use std::time::{Duration, Instant};

use dfdx::prelude::*;
use hqnn_model::layers::MaxPool2;
use hqnn_model::layers::builder::{Conv, ConvReluPool};

type Plain = (
    (Conv<1, 4, 3>, ReLU, MaxPool2<14, 14>),
    (Conv<4, 4, 3>, ReLU, MaxPool2<7, 7>),
);
type Fused = (ConvReluPool<1, 4, 3, 14, 14>, ConvReluPool<4, 4, 3, 7, 7>);

type Images<E, T = NoneTape> = Tensor<(usize, Const<1>, Const<28>, Const<28>), E, Cpu, T>;
type Maps<E, T = NoneTape> = Tensor<(usize, Const<4>, Const<7>, Const<7>), E, Cpu, T>;

const ROUNDS: usize = 31;
/// How long one sample of a round should take.
const SAMPLE: Duration = Duration::from_millis(5);

fn main() {
    println!(
        "the tutorial's two convolutions with ReLU and pooling; per batch, minimum of {ROUNDS} rounds"
    );
    println!("                          three operations    one operation    ratio");
    for batch in [1, 4, 64] {
        row(
            "f32",
            Cpu::default().build_module::<Plain, f32>(),
            Cpu::default().build_module::<Fused, f32>(),
            batch,
        );
        row(
            "f64",
            Cpu::default().build_module::<Plain, f64>(),
            Cpu::default().build_module::<Fused, f64>(),
            batch,
        );
    }
}

fn row<P, F, E>(numbers: &str, plain: P, fused: F, batch: usize)
where
    E: hqnn_model::Real,
    Cpu: Device<E>,
    rand_distr::StandardNormal: rand_distr::Distribution<E>,
    P: Module<Images<E>, Output = Maps<E>>
        + Module<Images<E, OwnedTape<E, Cpu>>, Output = Maps<E, OwnedTape<E, Cpu>>>,
    F: Module<Images<E>, Output = Maps<E>>
        + Module<Images<E, OwnedTape<E, Cpu>>, Output = Maps<E, OwnedTape<E, Cpu>>>,
{
    let images: Images<E> =
        Cpu::seed_from_u64(1).sample_normal_like(&(batch, Const::<1>, Const::<28>, Const::<28>));
    type Work<'a> = (&'a str, [&'a dyn Fn(); 2]);
    let works: [Work<'_>; 2] = [
        (
            "forward",
            [&|| drop(plain.forward(images.clone())), &|| {
                drop(fused.forward(images.clone()))
            }],
        ),
        (
            "and back",
            [
                &|| {
                    drop(
                        plain
                            .forward(images.leaky_trace())
                            .sum::<Rank0, _>()
                            .backward(),
                    )
                },
                &|| {
                    drop(
                        fused
                            .forward(images.leaky_trace())
                            .sum::<Rank0, _>()
                            .backward(),
                    )
                },
            ],
        ),
    ];
    for (name, works) in works {
        let [three, one] = minima(works);
        println!(
            "{numbers}, batch {batch:>2}, {name:>8} {:>15.1} us {:>13.1} us {:>8.2}",
            three * 1e6,
            one * 1e6,
            three / one
        );
    }
}

/// The shortest time of each, in seconds.
fn minima(works: [&dyn Fn(); 2]) -> [f64; 2] {
    let repeats = works.map(|work| {
        work();
        let start = Instant::now();
        work();
        (SAMPLE.as_nanos() / start.elapsed().as_nanos().max(1)).clamp(1, 100_000) as u32
    });
    let mut shortest = [Duration::MAX; 2];
    for _ in 0..ROUNDS {
        for ((work, repeats), shortest) in works.iter().zip(repeats).zip(&mut shortest) {
            let start = Instant::now();
            for _ in 0..repeats {
                work();
            }
            *shortest = (*shortest).min(start.elapsed() / repeats);
        }
    }
    shortest.map(|time| time.as_secs_f64())
}

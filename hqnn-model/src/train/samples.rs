//! Samples of any shape with what is to be learnt of each.

use std::marker::PhantomData;

use dfdx::prelude::{Const, Cpu, Device, NoneTape, OwnedTape, Rank1, Rank3, Tensor};

use super::target::Target;
use crate::data::{Dataset, Split};
use crate::fnv::Fnv;
use crate::model::SIDE;
use crate::network::{Batch, Outputs, SampleShape, Trainable};
use crate::real::{narrow, wide};
use crate::{Error, Real};

/// What a [`Trainer`](crate::Trainer) asks of training and test data: [`Samples`], and the images of [`Split`].
pub trait Examples {
    /// The shape of one sample.
    type Shape: SampleShape;
    /// What is to be learnt of a sample: a class, or numbers.
    type Target: Target;

    /// How many samples there are.
    fn len(&self) -> usize;

    /// Whether there is no sample.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The samples as the network wants them, sample after sample.
    fn numbers<E: Real>(&self) -> Vec<E>;

    /// What is to be learnt of each sample.
    fn targets(&self) -> Vec<Self::Target>;

    /// A number that changes when any sample or target does, to tell data apart.
    fn fingerprint(&self) -> u64;
}

/// Data whose samples a network takes. It asks for the network with the data's shape in hand, so that rustc does not take
/// the shape of the network for that of the data.
#[doc(hidden)]
pub trait Feeds<M, const OUT: usize, E: Real>: Examples
where
    Cpu: Device<E>,
{
    /// # Errors
    /// As [`Trainable::infer`].
    fn infer(
        network: &M,
        samples: Batch<Self::Shape, E, NoneTape>,
    ) -> Result<Outputs<OUT, E, NoneTape>, Error>;

    /// # Errors
    /// As [`Trainable::trace`].
    fn trace(
        network: &M,
        samples: Batch<Self::Shape, E, OwnedTape<E, Cpu>>,
    ) -> Result<Outputs<OUT, E, OwnedTape<E, Cpu>>, Error>;
}

impl<P: Examples, M, const OUT: usize, E: Real> Feeds<M, OUT, E> for P
where
    M: Trainable<P::Shape, OUT, E>,
    Cpu: Device<E>,
{
    fn infer(
        network: &M,
        samples: Batch<P::Shape, E, NoneTape>,
    ) -> Result<Outputs<OUT, E, NoneTape>, Error> {
        network.infer(samples)
    }

    fn trace(
        network: &M,
        samples: Batch<P::Shape, E, OwnedTape<E, Cpu>>,
    ) -> Result<Outputs<OUT, E, OwnedTape<E, Cpu>>, Error> {
        network.trace(samples)
    }
}

impl Examples for Split {
    type Shape = Rank3<1, SIDE, SIDE>;
    type Target = usize;

    fn len(&self) -> usize {
        Split::len(self)
    }

    fn numbers<E: Real>(&self) -> Vec<E> {
        let numbers = self.normalized().into_iter();
        numbers.map(|x| E::narrow(f64::from(x))).collect()
    }

    fn targets(&self) -> Vec<usize> {
        self.labels().iter().map(|&label| label.into()).collect()
    }

    fn fingerprint(&self) -> u64 {
        Split::fingerprint(self)
    }
}

/// Samples of shape `S`, each with a target: `usize` for the number of a class, `[f64; N]` for `N` numbers.
///
/// ```
/// use dfdx::prelude::*;
/// use hqnn_model::Samples;
///
/// // Points of two numbers, and the class of each.
/// let points: Samples<Rank1<2>, usize> = [([0.0, 1.0], 0), ([2.0, -1.0], 1)].into_iter().collect();
/// assert_eq!(points.len(), 2);
///
/// // Images of 2×2 pixels, row by row, and one number each.
/// let pixels = vec![0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
/// let images = Samples::<Rank3<1, 2, 2>, [f64; 1]>::new(pixels, vec![[0.5], [1.5]])?;
/// assert_eq!(images.sample(1), Some(&[0.4, 0.5, 0.6, 0.7][..]));
///
/// // The same from a tensor.
/// let tensor: Tensor<Rank4<2, 1, 2, 2>, f32, _> = Cpu::default().zeros();
/// let blank = Samples::<Rank3<1, 2, 2>, usize>::from_tensor(&tensor, vec![0, 1])?;
/// assert_eq!(blank.len(), 2);
/// # Ok::<(), hqnn_model::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Samples<S, Y> {
    numbers: Vec<f64>,
    targets: Vec<Y>,
    shape: PhantomData<S>,
}

impl<S: SampleShape, Y> Samples<S, Y> {
    /// The numbers of all samples, sample after sample, row by row, and the target of each sample.
    ///
    /// # Errors
    /// There are not as many numbers as the shape says.
    pub fn new(numbers: Vec<f64>, targets: Vec<Y>) -> Result<Self, Error> {
        if Some(numbers.len()) != targets.len().checked_mul(S::NUMEL) {
            return Err(Error::Mismatch(format!(
                "{} samples of shape {:?} are {} numbers, but there are {}",
                targets.len(),
                S::default().concrete(),
                targets.len().saturating_mul(S::NUMEL),
                numbers.len(),
            )));
        }
        Ok(Samples {
            numbers,
            targets,
            shape: PhantomData,
        })
    }

    /// A tensor of samples, and the target of each.
    ///
    /// # Errors
    /// There are more or fewer targets than samples.
    pub fn from_tensor<B: dfdx::prelude::Dim, E: Real>(
        samples: &Tensor<S::Batch<B>, E, Cpu>,
        targets: Vec<Y>,
    ) -> Result<Self, Error> {
        Samples::new(wide(&samples.as_vec()), targets)
    }

    /// How many samples there are.
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// What is to be learnt of each sample.
    pub fn targets(&self) -> &[Y] {
        &self.targets
    }

    /// The numbers of a sample, row by row, or `None` if there are fewer samples.
    pub fn sample(&self, index: usize) -> Option<&[f64]> {
        if index >= self.len() {
            return None;
        }
        self.numbers.get(index * S::NUMEL..)?.get(..S::NUMEL)
    }

    /// The first samples, at most as many as there are, and the others.
    pub fn split_at(mut self, count: usize) -> (Self, Self) {
        let count = count.min(self.len());
        let rest = Samples {
            numbers: self.numbers.split_off(count * S::NUMEL),
            targets: self.targets.split_off(count),
            shape: PhantomData,
        };
        (self, rest)
    }
}

/// A table: rows of `N` numbers with their targets.
impl<const N: usize, Y> FromIterator<([f64; N], Y)> for Samples<Rank1<N>, Y> {
    fn from_iter<I: IntoIterator<Item = ([f64; N], Y)>>(rows: I) -> Self {
        let (mut numbers, mut targets) = (Vec::new(), Vec::new());
        for (row, target) in rows {
            numbers.extend(row);
            targets.push(target);
        }
        Samples::<(Const<N>,), Y> {
            numbers,
            targets,
            shape: PhantomData,
        }
    }
}

impl<S: SampleShape, Y: Target> Examples for Samples<S, Y> {
    type Shape = S;
    type Target = Y;

    fn len(&self) -> usize {
        self.targets.len()
    }

    fn numbers<E: Real>(&self) -> Vec<E> {
        narrow(&self.numbers)
    }

    fn targets(&self) -> Vec<Y> {
        self.targets.clone()
    }

    fn fingerprint(&self) -> u64 {
        let mut hash = Fnv::new();
        let targets = self.targets.iter().flat_map(Target::bits);
        for bits in targets.chain(self.numbers.iter().map(|x| x.to_bits())) {
            hash.bytes(&bits.to_le_bytes());
        }
        hash.finish()
    }
}

impl<S, Y> Dataset<Samples<S, Y>> {
    /// Samples to learn from, and samples that are only looked at to judge the network. `source` says where they are
    /// from, for people to read.
    pub fn new(source: impl Into<String>, train: Samples<S, Y>, test: Samples<S, Y>) -> Self {
        Dataset {
            source: source.into(),
            classes: Vec::new(),
            train,
            test,
        }
    }

    /// The same with a name for each class.
    pub fn with_classes<C: Into<String>>(mut self, names: impl IntoIterator<Item = C>) -> Self {
        self.classes = names.into_iter().map(Into::into).collect();
        self
    }
}

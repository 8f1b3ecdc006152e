//! What ranks do together: a step, an evaluation, and a look at whether they are still the same.

use dfdx::nn::TensorCollection;
use dfdx::prelude::{Cpu, Device, Gradients};

use super::objective::Loss;
use super::samples::Feeds;
use super::{BatchResult, EVALUATION_BATCH, Trainer, diverged};
use crate::fnv::Fnv;
use crate::params::parameters;
use crate::ranks::{self, Ranks, share};
use crate::real::{split, wide};
use crate::run_id::{hash_config, hash_parameters};
use crate::walk::each;
use crate::{Error, Real};

impl<M, const OUT: usize, E: Real, P, L, O, R> Trainer<M, OUT, E, P, L, O, R>
where
    M: TensorCollection<E, Cpu>,
    P: Feeds<M, OUT, E>,
    L: Loss<OUT, E, Target = P::Target>,
    R: Ranks,
    Cpu: Device<E>,
{
    /// Loss, outputs and gradients of a batch, each part from the rank that it falls to.
    pub(super) fn shared(
        &mut self,
        places: &[usize],
        epoch: usize,
    ) -> Result<BatchResult<E>, Error> {
        let (rank, count) = (self.ranks.rank(), self.ranks.count());
        let parts: Vec<&[usize]> = places.chunks(self.config.part_size()).collect();
        if parts.len() == 1 && count == 1 {
            return self.gradients(places).map_err(diverged(epoch));
        }
        // Loss and outputs of each part, and its gradients.
        let (mut small, mut rows) = (Vec::new(), Vec::new());
        let own = &parts[share(parts.len(), rank, count)];
        let computed = own.iter().try_for_each(|part| {
            let (loss, outputs, mut gradients) = self.gradients(part)?;
            let weight = part.len() as f64 / places.len() as f64;
            small.push(loss * weight);
            small.extend(outputs);
            let weight = E::narrow(weight);
            self.each_gradient(&mut gradients, &mut |numbers| {
                rows.extend(numbers.iter().map(|&g| (g * weight).wide()));
            })?;
            self.gradients = Some(gradients);
            Ok(())
        });
        let lengths = (0..count).map(|rank| {
            let parts = parts[share(parts.len(), rank, count)].iter();
            parts.map(|part| 1 + part.len() * OUT).sum()
        });
        let lengths: Vec<usize> = lengths.collect();
        let mine = computed.map(|()| small).map_err(diverged(epoch));
        let small = ranks::gather(&self.ranks, mine, &lengths)?;
        let (mut losses, mut outputs) = (Vec::new(), Vec::with_capacity(places.len() * OUT));
        let mut rest = &small[..];
        for part in &parts {
            let (own, others) = rest.split_at(1 + part.len() * OUT);
            losses.push(own[0]);
            outputs.extend_from_slice(&own[1..]);
            rest = others;
        }

        let mut gradients = self.zeros()?;
        let mut width = 0;
        self.each_gradient(&mut gradients, &mut |numbers| width += numbers.len())?;
        let add = |a, b| (E::narrow(a) + E::narrow(b)).wide();
        let sums = ranks::sum(&self.ranks, rows, width, parts.len(), add)?;
        let mut sums = sums.into_iter();
        self.each_gradient(&mut gradients, &mut |numbers| {
            for (to, sum) in numbers.iter_mut().zip(&mut sums) {
                *to = E::narrow(sum);
            }
        })?;
        let loss = ranks::sum(&ranks::Alone, losses, 1, parts.len(), ranks::add)?;
        Ok((loss[0], outputs, gradients))
    }

    /// Shows the gradient of every parameter that is trained, in the network's own order.
    fn each_gradient(
        &self,
        gradients: &mut Gradients<E, Cpu>,
        visit: &mut dyn FnMut(&mut [E]),
    ) -> Result<(), Error> {
        each(&self.network, &mut |about, parameter| {
            if about.trained {
                visit(parameter.gradient(gradients)?);
            }
            Ok(())
        })
    }

    /// What the network makes of the test samples, row by row; each rank looks at some of them. `explain` says what an error
    /// means, before the other ranks hear of it.
    pub(super) fn outputs(&self, explain: impl Fn(Error) -> Error) -> Result<Vec<f64>, Error> {
        let (rank, count) = (self.ranks.rank(), self.ranks.count());
        let places: Vec<usize> = (0..self.test.len()).collect();
        let chunks: Vec<&[usize]> = places.chunks(EVALUATION_BATCH).collect();
        let mut outputs = Vec::with_capacity(places.len() * OUT);
        let own = &chunks[share(chunks.len(), rank, count)];
        let computed = own.iter().try_for_each(|places| {
            let samples = self.test.batch(places, &self.device)?;
            let (_, numbers, _) = split(P::infer(&self.network, samples)?)?;
            outputs.extend(wide(&numbers));
            Ok(())
        });
        let lengths = (0..count).map(|rank| {
            let chunks = chunks[share(chunks.len(), rank, count)].iter();
            chunks.map(|chunk| chunk.len() * OUT).sum()
        });
        let lengths: Vec<usize> = lengths.collect();
        let mine = computed.map(|()| outputs).map_err(explain);
        ranks::gather(&self.ranks, mine, &lengths)
    }

    /// Whether all ranks have the same data, settings and weights. Nothing else is ever sent of these.
    pub(super) fn compare(&self) -> Result<(), Error> {
        if self.ranks.count() == 1 {
            return Ok(());
        }
        let (mut settings, mut weights) = (Fnv::new(), Fnv::new());
        hash_config(&mut settings, &self.config);
        for name in &self.data().classes {
            settings.part(name.as_bytes());
        }
        hash_parameters(&mut weights, &parameters(&self.network));
        let mine = [
            ("training data", self.fingerprint.0),
            ("test data", self.fingerprint.1),
            ("settings or classes", settings.finish()),
            ("numbers of epochs", self.config.epochs as u64),
            ("numbers of finished epochs", self.history.len() as u64),
            ("weights", weights.finish()),
        ];
        let words = mine.iter().map(|(_, word)| *word).collect();
        let all = ranks::gather_words(&self.ranks, Ok(words), mine.len())?;
        let (first, others) = all.split_at(mine.len());
        for (rank, other) in others.chunks_exact(mine.len()).enumerate() {
            if let Some(place) = (0..first.len()).find(|&i| first[i] != other[i]) {
                return Err(Error::Mismatch(format!(
                    "rank {} has other {} than rank 0; all ranks have to begin with the same network, data, settings and checkpoint",
                    rank + 1,
                    mine[place].0
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "../tests/shared.rs"]
mod tests;

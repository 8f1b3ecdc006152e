//! Every tensor of a network, one after the other, by one function for all networks.
//!
//! dfdx's own `RecursiveWalker` is compiled anew for each visitor of each network, which takes most of a program's build.
//! These are compiled once for each network, and what is done with a tensor once for each shape.

use dfdx::nn::{ModuleFields, ModuleVisitor, ScalarOptions, TensorCollection, TensorOptions};
use dfdx::optim::UnusedTensors;
use dfdx::prelude::{Cpu, CpuError, Device, Gradients, HasShape, Shape, Tensor, UniqueId};
use num_traits::NumCast;

use crate::Error;
use crate::real::{Real, gradient, read};

/// A tensor of any shape in a network.
pub(crate) trait AnyTensor<E: Real> {
    fn shape(&self) -> Vec<usize>;

    /// Its numbers, row by row, into a buffer that is used again.
    fn read(&self, numbers: &mut Vec<E>);

    /// Replaces its numbers, row by row; there must be as many.
    fn write(&mut self, numbers: &[E]);

    /// Its gradient, zeros if there is none yet.
    fn gradient<'a>(&self, gradients: &'a mut Gradients<E, Cpu>) -> Result<&'a mut [E], CpuError>;

    #[cfg_attr(not(feature = "train"), allow(dead_code))]
    fn id(&self) -> Option<UniqueId>;
}

// Without the bound `Cpu: Device<E>`; see `real`.
impl<S: Shape, E: Real> AnyTensor<E> for Tensor<S, E, Cpu> {
    fn shape(&self) -> Vec<usize> {
        HasShape::shape(self).concrete().into_iter().collect()
    }

    fn read(&self, numbers: &mut Vec<E>) {
        read(self, numbers);
    }

    fn write(&mut self, numbers: &[E]) {
        self.copy_from(numbers);
    }

    fn gradient<'a>(&self, gradients: &'a mut Gradients<E, Cpu>) -> Result<&'a mut [E], CpuError> {
        gradient(gradients, self)
    }

    fn id(&self) -> Option<UniqueId> {
        // dfdx shows the id of a tensor only in this list.
        let mut list = UnusedTensors::default();
        list.add(self);
        list.ids.pop()
    }
}

/// What a visitor is told of a tensor beside its numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'a> {
    /// The name within the network, `classifier.weight` for instance.
    pub(crate) name: &'a str,
    /// Whether optimizers change it.
    #[cfg_attr(not(feature = "train"), allow(dead_code))]
    pub(crate) trained: bool,
}

/// What is done with each tensor.
pub(crate) type Visit<'a, E> = dyn FnMut(About<'_>, &dyn AnyTensor<E>) -> Result<(), Error> + 'a;

/// As [`Visit`], with tensors that may be changed.
pub(crate) type VisitMut<'a, E> =
    dyn FnMut(About<'_>, &mut dyn AnyTensor<E>) -> Result<(), Error> + 'a;

/// Shows every tensor of a network to `visit`, in the network's own order.
pub(crate) fn each<M, E>(network: &M, visit: &mut Visit<'_, E>) -> Result<(), Error>
where
    M: TensorCollection<E, Cpu>,
    E: Real,
    Cpu: Device<E>,
{
    M::iter_tensors(&mut Walk {
        module: network,
        name: &mut String::new(),
        visit,
    })?;
    Ok(())
}

/// As [`each`], with tensors that may be changed.
pub(crate) fn each_mut<M, E>(network: &mut M, visit: &mut VisitMut<'_, E>) -> Result<(), Error>
where
    M: TensorCollection<E, Cpu>,
    E: Real,
    Cpu: Device<E>,
{
    M::iter_tensors(&mut Walk {
        module: network,
        name: &mut String::new(),
        visit,
    })?;
    Ok(())
}

/// A module within a network, `&M` or `&mut M`, and what is done with its tensors.
struct Walk<'a, M, V: ?Sized> {
    module: M,
    name: &'a mut String,
    visit: &'a mut V,
}

/// Adds the name of a field. Gives the length to go back to.
fn enter(path: &mut String, name: &str) -> usize {
    let before = path.len();
    if before > 0 {
        path.push('.');
    }
    path.push_str(name);
    before
}

macro_rules! walk {
    ($tensor:ty, $module:ty, |$get:ident, $get_mut:ident, $from:ident| $field:expr) => {
        impl<M, E> ModuleVisitor<M, E, Cpu>
            for Walk<'_, $module, dyn FnMut(About<'_>, $tensor) -> Result<(), Error> + '_>
        where
            M: TensorCollection<E, Cpu>,
            E: Real,
            Cpu: Device<E>,
        {
            type Err = Error;
            type E2 = E;
            type D2 = Cpu;

            fn visit_module<Field, GetRef, GetMut>(
                &mut self,
                name: &str,
                mut $get: GetRef,
                mut $get_mut: GetMut,
            ) -> Result<Option<Field::To<E, Cpu>>, Error>
            where
                GetRef: FnMut(&M) -> &Field,
                GetMut: FnMut(&mut M) -> &mut Field,
                Field: TensorCollection<E, Cpu>,
            {
                let before = enter(self.name, name);
                let $from = &mut self.module;
                Field::iter_tensors(&mut Walk {
                    module: $field,
                    name: &mut *self.name,
                    visit: &mut *self.visit,
                })?;
                self.name.truncate(before);
                Ok(None)
            }

            fn visit_tensor<S: Shape, GetRef, GetMut>(
                &mut self,
                name: &str,
                mut $get: GetRef,
                mut $get_mut: GetMut,
                options: TensorOptions<S, E, Cpu>,
            ) -> Result<Option<Tensor<S, E, Cpu>>, Error>
            where
                GetRef: FnMut(&M) -> &Tensor<S, E, Cpu>,
                GetMut: FnMut(&mut M) -> &mut Tensor<S, E, Cpu>,
            {
                let before = enter(self.name, name);
                let about = About {
                    name: &*self.name,
                    trained: options.do_gradient_update,
                };
                let $from = &mut self.module;
                (self.visit)(about, $field)?;
                self.name.truncate(before);
                Ok(None)
            }

            fn visit_scalar<N: NumCast, GetRef, GetMut>(
                &mut self,
                _: &str,
                _: GetRef,
                _: GetMut,
                _: ScalarOptions<N>,
            ) -> Result<Option<N>, Error>
            where
                GetRef: FnMut(&M) -> &N,
                GetMut: FnMut(&mut M) -> &mut N,
            {
                Ok(None)
            }

            fn visit_fields<F: ModuleFields<M, E, Cpu>>(
                &mut self,
                fields: F,
                _: impl FnOnce(F::Output<E, Cpu>) -> M::To<E, Cpu>,
            ) -> Result<Option<M::To<E, Cpu>>, Error> {
                fields.visit_fields(self)?;
                Ok(None)
            }
        }
    };
}

walk!(&dyn AnyTensor<E>, &M, |get, _get_mut, from| get(from));
walk!(
    &mut dyn AnyTensor<E>,
    &mut M,
    |_get, get_mut, from| get_mut(from)
);

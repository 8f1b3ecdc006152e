//! Derivatives of one or several results.

use super::{Circuit, Gradient};
use crate::arguments::{Arguments, Differentiable, Numbers, Parameters};
use crate::error::Error;
use crate::gradient::GradientMethod;
use crate::kernel::{Kernel, UnitaryKernel};

/// Derivatives of one or several results.
impl<K: Kernel> Circuit<K> {
    /// The exact derivative of every result by every argument: one gradient per result for a `Vector<Float>`, the gradient
    /// itself for a `Float`.
    ///
    /// # Errors
    /// As [`run`](Circuit::run), and where there is no derivative, see [`gradient`](crate::gradient).
    pub fn jacobian<J>(&self, arguments: impl Arguments<K::Params>) -> Result<J, Error>
    where
        K: UnitaryKernel,
        K::Params: Parameters,
        // A parameter of its own for the type, so that our `on_unimplemented` text is printed where there is none.
        K::Output: Differentiable<Jacobian<Gradient<K>> = J>,
    {
        self.jacobian_with(arguments, GradientMethod::default())
    }

    /// The derivatives by a method of choice.
    ///
    /// # Errors
    /// As [`jacobian`](Circuit::jacobian), and for a method with a step that is not positive.
    pub fn jacobian_with<J>(
        &self,
        arguments: impl Arguments<K::Params>,
        method: GradientMethod,
    ) -> Result<J, Error>
    where
        K: UnitaryKernel,
        K::Params: Parameters,
        K::Output: Differentiable<Jacobian<Gradient<K>> = J>,
    {
        let rows = self.rows(&self.flat(&arguments)?, method)?;
        Ok(K::Output::jacobian(rows.iter().map(|row| self.shaped(row))))
    }

    /// The results, and the exact derivative of Σ cotangent · result by every argument: what reverse-mode differentiation
    /// of a larger model asks for. The cotangent has the shape of the result.
    ///
    /// # Errors
    /// As [`jacobian`](Circuit::jacobian), and for a cotangent of another length.
    pub fn vjp<V>(
        &self,
        arguments: impl Arguments<K::Params>,
        cotangent: impl Numbers<K::Output>,
    ) -> Result<(V, Gradient<K>), Error>
    where
        K: UnitaryKernel,
        K::Params: Parameters,
        K::Output: Differentiable<Value = V>,
    {
        self.vjp_with(arguments, cotangent, GradientMethod::default())
    }

    /// The vector-Jacobian product by a method of choice.
    ///
    /// # Errors
    /// As [`vjp`](Circuit::vjp), and for a method with a step that is not positive.
    pub fn vjp_with<V>(
        &self,
        arguments: impl Arguments<K::Params>,
        cotangent: impl Numbers<K::Output>,
        method: GradientMethod,
    ) -> Result<(V, Gradient<K>), Error>
    where
        K: UnitaryKernel,
        K::Params: Parameters,
        K::Output: Differentiable<Value = V>,
    {
        let numbers = self.flat(&arguments)?;
        let mut weights = Vec::new();
        cotangent.write(&mut weights);
        let (values, gradient) = self.pulled(&numbers, &weights, method)?;
        Ok((self.value(&values), self.shaped(&gradient)))
    }

    /// The exact derivative of the results along a direction: Σ tangent · (derivative by the argument). The tangents
    /// have the shapes of the arguments.
    ///
    /// # Errors
    /// As [`jacobian`](Circuit::jacobian), and for tangents that do not fit or are not finite.
    pub fn jvp<V>(
        &self,
        arguments: impl Arguments<K::Params>,
        tangents: impl Arguments<K::Params>,
    ) -> Result<V, Error>
    where
        K: UnitaryKernel,
        K::Output: Differentiable<Value = V>,
    {
        self.jvp_with(arguments, tangents, GradientMethod::default())
    }

    /// The derivative along a direction by a method of choice.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn two(x: Float, y: Float, o: Observable) -> Float {
    ///     expval(ry(ry(qubit(), x), 2.0 * y), o)
    /// }
    ///
    /// let circuit = two { o: Z(0) }.compile()?;
    /// let step = GradientMethod::FiniteDifference { step: 1e-5 };
    /// let slope = circuit.jvp_with((0.3, 0.1), (1.0, -0.25), step)?;
    /// assert!((slope - -0.5_f64.sin() * 0.5).abs() < 1e-9);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`jvp`](Circuit::jvp), and for a method with a step that is not positive.
    pub fn jvp_with<V>(
        &self,
        arguments: impl Arguments<K::Params>,
        tangents: impl Arguments<K::Params>,
        method: GradientMethod,
    ) -> Result<V, Error>
    where
        K: UnitaryKernel,
        K::Output: Differentiable<Value = V>,
    {
        let direction = self.flat(&tangents)?;
        Ok(self.value(&self.along(&self.flat(&arguments)?, &direction, method)?))
    }
}

//! Circuits of unknown shape as layers, with sizes that are checked when the circuit is built.

use qkernel_runtime::circuit::{Circuit, Untyped};
use qkernel_runtime::program::{Argument, Output, Shape};

use super::circuit::KernelCircuit;
use super::roles::Roles;
use crate::Error;

impl KernelCircuit<Untyped> {
    /// The circuit of a layer, where the kernel is not known when the program is compiled: one of
    /// [`Circuit::builder`], or one that was read from a file. Its parameters are two vectors, found by the names `inputs` and `weights` or by those
    /// of `names`, and `sizes` are the numbers of its inputs, weights and results, which are checked.
    ///
    /// ```
    /// use hqnn_model::quantum_layer::{KernelCircuit, LayerCircuit};
    /// use qkernel_runtime::prelude::*;
    ///
    /// let mut b = Circuit::builder();
    /// let q = b.qubit();
    /// let (x, w) = (b.parameter("x", 1), b.parameter("weights", 1));
    /// b.ry(q, x[0]).rx(q, w[0]);
    /// b.expval(Z(0));
    /// let circuit = b.build()?;
    ///
    /// let wrong = KernelCircuit::untyped(circuit.clone(), [2, 1, 1], &[("inputs", "x")]).unwrap_err();
    /// assert_eq!(wrong.to_string(), "`circuit` cannot be a layer with inputs: 2, weights: 1, outputs: 1: the length of `x` is 1");
    ///
    /// let layer = KernelCircuit::untyped(circuit, [1, 1, 1], &[("inputs", "x")])?;
    /// let values = layer.forward(&[0.3], &[0.5])?;
    /// assert!((values[0] - 0.3_f64.cos() * 0.5_f64.cos()).abs() < 1e-12);
    /// # Ok::<(), hqnn_model::Error>(())
    /// ```
    ///
    /// # Errors
    /// For other parameters, other sizes, and a circuit that gives bits.
    pub fn untyped(
        circuit: Circuit,
        sizes: [usize; 3],
        names: &[(&str, &str)],
    ) -> Result<Self, Error> {
        let [inputs, weights, outputs] = sizes;
        let program = circuit.program();
        let refused = |fault: String| {
            Error::Config(format!(
                "`{}` cannot be a layer with inputs: {inputs}, weights: {weights}, outputs: {outputs}: {fault}",
                program.kernel
            ))
        };
        if let Some((role, _)) =
            (names.iter()).find(|(role, _)| !matches!(*role, "inputs" | "weights"))
        {
            return Err(refused(format!(
                "a layer has `inputs` and `weights`, but no `{role}`"
            )));
        }
        let place = |role: &'static str, expected: usize| {
            let stated = names.iter().find(|(name, _)| *name == role);
            let name = stated.map_or(role, |(_, name)| *name);
            let arguments = circuit.arguments();
            let found = arguments.iter().position(|argument| argument.name == name);
            match found.map(|place| (place, &arguments[place])) {
                Some((
                    place,
                    Argument {
                        shape: Shape::Vector(length),
                        ..
                    },
                )) if *length == expected => Ok(place),
                Some((
                    _,
                    Argument {
                        shape: Shape::Vector(length),
                        ..
                    },
                )) => Err(refused(format!("the length of `{name}` is {length}"))),
                Some(_) => Err(refused(format!("`{name}` is not a vector"))),
                None => {
                    let there = Vec::from_iter(arguments.iter().map(|a| format!("`{}`", a.name)));
                    Err(refused(format!(
                        "it has no parameter `{name}`, but {}",
                        if there.is_empty() {
                            "none".into()
                        } else {
                            there.join(", ")
                        }
                    )))
                }
            }
        };
        let roles = Roles {
            inputs: place("inputs", inputs)?,
            weights: place("weights", weights)?,
        };
        if roles.inputs == roles.weights || circuit.arguments().len() != 2 {
            return Err(refused(
                "its parameters must be two vectors, one for each".into(),
            ));
        }
        let mut results = 0;
        for output in &program.outputs {
            match output {
                Output::Float(_) | Output::FloatVector(_) => results += output.len(),
                _ => {
                    return Err(refused(
                        "it gives measured bits; `with_observables` gives it expectation values"
                            .into(),
                    ));
                }
            }
        }
        if results != outputs {
            return Err(refused(format!("the number of its results is {results}")));
        }
        Ok(KernelCircuit::with_roles(circuit, roles))
    }
}

/// Names a circuit that is built when the program runs as the circuit of a layer.
///
/// The circuit is what a function gives, which is called once, when the first layer of it is built. Its sizes are part of the layer's type, so that a network of other sizes is
/// a compile error; that the circuit has them is checked when the layer is built, see [`KernelCircuit::untyped`](crate::quantum_layer::KernelCircuit::untyped).
/// [`circuit`](crate::quantum_layer::CircuitSpec::circuit) of the struct checks it without a layer.
///
/// # Errors
/// dfdx's `try_build_module` returns an error where the circuit is not built or has other sizes, and `Error::from` of it says which. `build_module`
/// panics there: with that message for this layer, a [`network!`](crate::network!) and a [`Hqnn`](crate::Hqnn), and with dfdx's `WrongNumElements` for a bare tuple of layers.
///
/// ```
/// use dfdx::prelude::*;
/// use hqnn_model::layers::builder::QuantumLayer;
/// use hqnn_model::quantum_layer::CircuitSpec;
/// use hqnn_model::{network, untyped_layer};
/// use qkernel_runtime::prelude::{Circuit, Z};
///
/// fn found() -> Result<Circuit, qkernel_runtime::Error> {
///     let mut b = Circuit::builder();
///     let q = b.qubits(2);
///     let (x, theta) = (b.parameter("inputs", 2), b.parameter("theta", 3));
///     b.ry(q[0], x[0]).ry(q[1], x[1] * theta[2]);
///     b.crx(q[0], q[1], theta[0]).ry(q[0], theta[1]);
///     b.expval(Z(0));
///     b.expval(Z(0) * Z(1));
///     b.build()
/// }
///
/// untyped_layer! {
///     /// Two inputs, three weights, two outputs.
///     pub struct Found: 2, 3 => 2 (weights: theta) = found;
/// }
///
/// network! {
///     type Network: Rank1<5> => Rank1<3> = (Linear<5, 2>, QuantumLayer<Found, 2, 3, 2>, Linear<2, 3>);
/// }
///
/// let device = Cpu::seed_from_u64(0);
/// let network = device.try_build_module::<Network, f32>()?;
/// let logits = network.forward(device.zeros::<Rank2<4, 5>>());
/// assert_eq!(logits.array().len(), 4);
///
/// untyped_layer! {
///     struct Larger: 4, 3 => 2 (weights: theta) = found;
/// }
/// let built = device.try_build_module::<QuantumLayer<Larger, 4, 3, 2>, f32>();
/// assert_eq!(
///     hqnn_model::Error::from(built.unwrap_err()).to_string(),
///     "`circuit` cannot be a layer with inputs: 4, weights: 3, outputs: 2: the length of `inputs` is 2"
/// );
/// # Ok::<(), hqnn_model::Error>(())
/// ```
#[macro_export]
macro_rules! untyped_layer {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident: $inputs:literal, $weights:literal => $outputs:literal
            $(( $($role:ident: $param:ident),+ $(,)? ))? = $build:path;
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default)]
        $visibility struct $name;

        impl $crate::quantum_layer::CircuitSpec for $name {
            fn circuit() -> ::std::result::Result<&'static dyn $crate::quantum_layer::LayerCircuit, $crate::Error> {
                use $crate::quantum_layer::KernelCircuit;
                static CIRCUIT: ::std::sync::LazyLock<
                    ::std::result::Result<KernelCircuit, ::std::string::String>,
                > = ::std::sync::LazyLock::new(|| {
                    let circuit = $build().map_err(|error| ::std::string::ToString::to_string(&error))?;
                    let names = &[$($((stringify!($role), stringify!($param))),+)?];
                    KernelCircuit::untyped(circuit, [$inputs, $weights, $outputs], names)
                        .map_err(|error| ::std::string::ToString::to_string(&error))
                });
                match &*CIRCUIT {
                    ::std::result::Result::Ok(circuit) => ::std::result::Result::Ok(circuit),
                    ::std::result::Result::Err(error) => ::std::result::Result::Err(
                        $crate::Error::Config(::std::clone::Clone::clone(error)),
                    ),
                }
            }
        }

        impl $crate::quantum_layer::QuantumSpec<$inputs, $weights, $outputs> for $name {}
    };
}

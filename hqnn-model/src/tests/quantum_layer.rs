use dfdx::prelude::*;

use super::{builder, take_failure};
use crate::fake::{Broken, NoGradient};
use crate::tutorial::Ansatz;
use crate::{Adam, AdamConfig, Error};

type Layer = builder::QuantumLayer<Ansatz, 4, 24, 4>;
/// The layer between others, as in any dfdx network.
type Net = (Linear<3, 4>, Tanh, Layer, Linear<4, 2>);

#[test]
fn first_weights_are_a_tenth_of_a_standard_normal() {
    let device = Cpu::seed_from_u64(7);
    let weights: Vec<f64> = (0..100)
        .flat_map(|_| device.build_module::<Layer, f64>().weights.as_vec())
        .collect();
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    let deviation =
        (weights.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / weights.len() as f64).sqrt();
    assert!(
        mean.abs() < 0.01 && (deviation - 0.1).abs() < 0.005,
        "{mean} ± {deviation}"
    );
}

#[test]
fn a_tuple_with_the_layer_trains_and_its_weights_move() {
    let device = Cpu::seed_from_u64(1);
    let mut net = device.build_module::<Net, f32>();
    let x: Tensor<Rank2<8, 3>, f32, _> = device.sample_normal();
    let y: Tensor<Rank2<8, 2>, f32, _> = device.sample_uniform();
    let before = net.2.weights.as_vec();
    let mut adam = Adam::new(AdamConfig {
        learning_rate: 0.02,
        ..AdamConfig::default()
    });
    let mut gradients = net.alloc_grads();
    let mut losses = Vec::new();
    for _ in 0..100 {
        let loss = (net.forward_mut(x.trace(gradients)) - y.clone())
            .square()
            .mean();
        losses.push(loss.array());
        gradients = loss.backward();
        adam.update(&mut net, &mut gradients).unwrap();
        net.zero_grads(&mut gradients);
    }
    assert!(
        losses[99] < 0.5 * losses[0],
        "{} to {}",
        losses[0],
        losses[99]
    );
    assert_eq!(moved(&before, &net.2.weights.as_vec()), [true; 20]);
}

/// Which weights changed. The last four turn about the axis that is measured, so nothing depends on them.
fn moved<E: PartialEq>(before: &[E], after: &[E]) -> [bool; 20] {
    std::array::from_fn(|i| before[i] != after[i])
}

#[test]
fn dfdxs_own_optimizers_see_the_weights() {
    let device = Cpu::seed_from_u64(1);
    let mut net = device.build_module::<Net, f64>();
    let before = net.2.weights.as_vec();
    let mut adam = dfdx::optim::Adam::new(&net, Default::default());
    let x: Tensor<Rank2<8, 3>, f64, _> = device.sample_normal();
    let gradients = net.forward_mut(x.leaky_trace()).square().mean().backward();
    dfdx::optim::Optimizer::update(&mut adam, &mut net, &gradients).unwrap();
    assert_eq!(moved(&before, &net.2.weights.as_vec()), [true; 20]);
    assert_eq!(net.num_trainable_params(), 3 * 4 + 4 + 24 + 4 * 2 + 2);
}

#[test]
fn both_file_formats_keep_every_bit() {
    let folder = tempfile::tempdir().unwrap();
    let net = Cpu::seed_from_u64(1).build_module::<Net, f32>();
    let blank = || Cpu::seed_from_u64(2).build_module::<Net, f32>();

    let path = folder.path().join("net.safetensors");
    net.save_safetensors(&path).unwrap();
    let mut loaded = blank();
    assert_ne!(loaded.2.weights.array(), net.2.weights.array());
    loaded.load_safetensors(&path).unwrap();
    assert_eq!(loaded.2.weights.array(), net.2.weights.array());

    let path = folder.path().join("net.npz");
    net.save(&path).unwrap();
    let mut loaded = blank();
    loaded.load(&path).unwrap();
    assert_eq!(loaded.2.weights.array(), net.2.weights.array());
    assert_eq!(loaded.3.weight.array(), net.3.weight.array());
}

#[test]
fn gradients_agree_with_finite_differences() {
    let device = Cpu::seed_from_u64(4);
    let layer = device.build_module::<Layer, f64>();
    let x: Tensor<Rank2<3, 4>, f64, _> = device.sample_normal();
    let c: Tensor<Rank2<3, 4>, f64, _> = device.sample_normal();
    let gradients = (layer.forward(x.leaky_trace()) * c.clone())
        .sum::<Rank0, _>()
        .backward();
    let h = 1e-5;
    let (gx, gw) = (
        gradients.get(&x).as_vec(),
        gradients.get(&layer.weights).as_vec(),
    );
    for (i, exact) in gx.iter().enumerate() {
        let at = |by: f64| {
            let mut numbers = x.as_vec();
            numbers[i] += by;
            let x: Tensor<Rank2<3, 4>, f64, _> =
                device.tensor_from_vec(numbers, Default::default());
            (layer.forward(x) * c.clone()).sum::<Rank0, _>().array()
        };
        assert!(((at(h) - at(-h)) / (2.0 * h) - exact).abs() < 1e-8);
    }
    for (i, exact) in gw.iter().enumerate() {
        let at = |by: f64| {
            let mut layer = layer.clone();
            let mut numbers = layer.weights.as_vec();
            numbers[i] += by;
            layer.weights.copy_from(&numbers);
            (layer.forward(x.clone()) * c.clone())
                .sum::<Rank0, _>()
                .array()
        };
        assert!(((at(h) - at(-h)) / (2.0 * h) - exact).abs() < 1e-8);
    }
}

/// Samples that turn qubits again after these met.
mod uploading {
    use qkernel_runtime::prelude::*;

    use crate::quantum_layer;

    #[qkernel]
    pub(super) fn ansatz(
        n: UInt,
        inputs: Vector<Float, { n }>,
        weights: Vector<Float, { 2 * n }>,
        observables: Vector<Observable>,
    ) -> Vector<Float> {
        let mut q = angle_encoding(qubit_array(n), inputs);
        q = cz_entangling_layer(q);
        q = rx_layer(q, weights, 0);
        q = angle_encoding(q, inputs);
        q = cz_entangling_layer(q);
        expval(ry_layer(q, weights, n), observables)
    }

    quantum_layer! {
        pub(super) struct Again = ansatz { n: 4, observables: ["Z0 Z1", "X1", "0.5 Z2 - Y3"] };
    }
}

/// Values and derivatives of a layer with these weights.
fn pulled<L, E: crate::Real, const W: usize, const OUT: usize>(
    [inputs, weights, cotangents]: &[Vec<f64>; 3],
    method: crate::GradientMethod,
) -> [Vec<f64>; 3]
where
    L: crate::quantum_layer::QuantumSpec<4, W, OUT>,
    super::QuantumLayer<L, 4, W, OUT, E, Cpu>: Module<
            Tensor<(usize, Const<4>), E, Cpu, OwnedTape<E, Cpu>>,
            Output = Tensor<(usize, Const<OUT>), E, Cpu, OwnedTape<E, Cpu>>,
        >,
    Cpu: Device<E>,
{
    let device = Cpu::default();
    let narrow = |numbers: &[f64]| numbers.iter().map(|&x| E::narrow(x)).collect::<Vec<E>>();
    let wide = |numbers: Vec<E>| numbers.into_iter().map(crate::Real::wide).collect();
    let layer = super::QuantumLayer::<L, 4, W, OUT, E, Cpu> {
        weights: device.tensor_from_vec(narrow(weights), Default::default()),
        method,
        spec: Default::default(),
    };
    let rows = inputs.len() / 4;
    let x = device.tensor_from_vec(narrow(inputs), (rows, Const::<4>));
    let y = layer.forward(x.leaky_trace());
    let values = y.as_vec();
    let c = device.tensor_from_vec(narrow(cotangents), (rows, Const::<OUT>));
    let gradients = (y * c).sum::<Rank0, _>().backward();
    let (by_x, by_w) = (
        gradients.get(&x).as_vec(),
        gradients.get(&layer.weights).as_vec(),
    );
    [wide(values), wide(by_x), wide(by_w)]
}

#[test]
fn a_layer_of_f32_agrees_with_one_of_f64() {
    use crate::GradientMethod::{Adjoint, ParameterShift};

    let device = Cpu::seed_from_u64(11);
    let normal = |count: usize| -> Vec<f64> {
        // The same numbers in both precisions.
        let numbers: Tensor<(usize,), f32, _> = device.sample_normal_like(&(count,));
        numbers.as_vec().into_iter().map(f64::from).collect()
    };
    for rows in [1, 3, 4, 9, 40] {
        for method in [Adjoint, ParameterShift] {
            let numbers =
                |weights: usize, outputs: usize| [4 * rows, weights, outputs * rows].map(&normal);
            let tutorial = numbers(24, 4);
            let again = numbers(8, 3);
            let pairs = [
                (
                    pulled::<Ansatz, f32, 24, 4>(&tutorial, method),
                    pulled::<Ansatz, f64, 24, 4>(&tutorial, method),
                ),
                (
                    pulled::<uploading::Again, f32, 8, 3>(&again, method),
                    pulled::<uploading::Again, f64, 8, 3>(&again, method),
                ),
            ];
            for (single, double) in pairs {
                assert_ne!(single[0], double[0], "one of the two has another precision");
                for (a, b) in single.iter().flatten().zip(double.iter().flatten()) {
                    // The weights' derivatives are sums over the samples.
                    let bound = 1e-5 * b.abs().max(1.0);
                    assert!((a - b).abs() <= bound, "{rows}, {method:?}: {a} and {b}");
                }
            }
        }
    }
}

#[test]
fn a_failing_circuit_comes_out_as_its_own_error() {
    let device = Cpu::default();
    // Where the kernel does not compile.
    type Net = (Linear<4, 4>, builder::QuantumLayer<Broken, 4, 24, 4>);
    let error = Error::from(device.try_build_module::<Net, f32>().map(drop).unwrap_err());
    assert_eq!(error.to_string(), "this kernel never compiles");
    assert!(take_failure().is_none(), "a cause is told once");

    // Where the gradient fails, on the way back.
    let layer = device.build_module::<builder::QuantumLayer<NoGradient, 4, 24, 4>, f32>();
    let x: Tensor<Rank2<1, 4>, f32, _> = device.zeros();
    let loss = layer.forward(x.leaky_trace()).sum::<Rank0, _>();
    let error = Error::from(loss.try_backward().unwrap_err());
    assert_eq!(error.to_string(), "this circuit has no gradient");
}

/// A kernel that takes its weights first, as many of them as inputs.
mod weights_first {
    use qkernel_runtime::prelude::*;

    use crate::quantum_layer;

    #[qkernel]
    pub(super) fn ansatz(
        n: UInt,
        weights: Vector<Float, { n }>,
        inputs: Vector<Float, { n }>,
        observables: Vector<Observable>,
    ) -> Vector<Float> {
        let mut q = angle_encoding(qubit_array(n), inputs);
        q = cz_entangling_layer(q);
        expval(rx_layer(q, weights, 0), observables)
    }

    /// The same circuit, its parameters named otherwise.
    #[qkernel]
    pub(super) fn renamed(
        n: UInt,
        inputs: Vector<Float, { n }>,
        x: Vector<Float, { n }>,
        observables: Vector<Observable>,
    ) -> Vector<Float> {
        let mut q = angle_encoding(qubit_array(n), x);
        q = cz_entangling_layer(q);
        expval(rx_layer(q, inputs, 0), observables)
    }

    quantum_layer! {
        pub(super) struct Ansatz = ansatz { n: 3, observables: ["Z0", "Y1 Z2"] };
    }
    quantum_layer! {
        pub(super) struct Renamed = renamed { n: 3, observables: ["Z0", "Y1 Z2"] } (inputs: x, weights: inputs);
    }
}

#[test]
fn inputs_and_weights_go_where_their_names_say() {
    use crate::GradientMethod;
    use crate::quantum_layer::{CircuitSpec, KernelCircuit, LayerCircuit};
    use qkernel_runtime::prelude::{Compile as _, Observable};
    use weights_first::{Ansatz, Renamed, ansatz};

    let observables: Vec<Observable> = ["Z0", "Y1 Z2"].map(|o| o.parse().unwrap()).into();
    let compile = || {
        ansatz {
            n: 3,
            observables: observables.clone().into(),
        }
        .compile()
        .unwrap()
    };
    let circuit = compile();
    let by_hand = KernelCircuit::new(compile(), &[]).unwrap();
    let (x, w) = ([0.3, -1.2, 0.7], [1.9, 0.4, -0.6]);
    let values = circuit.run((&w, &x)).unwrap();
    assert_ne!(values, circuit.run((&x, &w)).unwrap());
    let cotangents = [0.7, -2.0];
    let (_, (dw, dx)) = circuit.vjp((&w, &x), &cotangents).unwrap();

    let layers: [&dyn LayerCircuit; 3] = [
        Ansatz::circuit().unwrap(),
        Renamed::circuit().unwrap(),
        &by_hand,
    ];
    for layer in layers {
        assert_eq!(layer.forward(&x, &w).unwrap(), values);
        let found = layer.vjp(&x, &w, &cotangents, GradientMethod::Adjoint);
        let (by_x, by_w) = found.unwrap();
        for (found, expected) in by_x.iter().zip(&dx).chain(by_w.iter().zip(&dw)) {
            assert!(
                (found - expected).abs() < 1e-12,
                "{found} is not {expected}"
            );
        }
        // Two samples share their weights.
        let two = layer.forward(&[x, w].concat(), &w).unwrap();
        // A batch sums in another order than a single run.
        let expected = [values.clone(), circuit.run((&w, &w)).unwrap()].concat();
        assert_eq!(two.len(), expected.len());
        for (found, expected) in two.iter().zip(&expected) {
            assert!(
                (found - expected).abs() < 1e-14,
                "{found} is not {expected}"
            );
        }
    }
    let fault = KernelCircuit::new(compile(), &[("inputs", "weights")]).unwrap_err();
    assert!(fault.to_string().contains("it is not known"), "{fault}");
    let fault = KernelCircuit::new(compile(), &[("weights", "w")]).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "[QK0043] `ansatz` takes no `Vector<Float>` named `w`: its vectors are `weights` and `inputs`"
    );
}

/// A circuit that is built when the program runs is the layer that its kernel is.
#[test]
fn untyped_circuits_are_layers() {
    use crate::GradientMethod;
    use crate::quantum_layer::{CircuitSpec, KernelCircuit, LayerCircuit};
    use qkernel_runtime::prelude::{Circuit, Compile as _, Error, Kernel as _, Observable};
    use qkernel_runtime::qasm::Export;
    use weights_first::{Renamed, renamed};

    fn kernel() -> Result<Circuit, Error> {
        let observables: Vec<Observable> = vec!["Z0".parse()?, "Y1 Z2".parse()?];
        let kernel = renamed {
            n: 3,
            observables: observables.into(),
        };
        Ok(kernel.compile()?.untyped())
    }
    fn failing() -> Result<Circuit, Error> {
        let mut b = Circuit::builder();
        b.h(0);
        b.build()
    }
    crate::untyped_layer! {
        struct Erased: 3, 3 => 2 (inputs: x, weights: inputs) = kernel;
    }
    crate::untyped_layer! {
        struct Long: 3, 4 => 2 (inputs: x, weights: inputs) = kernel;
    }
    crate::untyped_layer! {
        struct Failing: 1, 1 => 1 = failing;
    }
    fn read() -> Result<Circuit, Error> {
        let text = renamed::to_qasm3_with(&Export::new().sizes(&[("n", 3)]))?;
        let circuit = Circuit::from_qasm(&text).expect("what was written is read");
        circuit.with_observables(&["Z0".parse()?, "Y1 Z2".parse()?])
    }
    // In OpenQASM `x` is a gate.
    crate::untyped_layer! {
        struct Read: 3, 3 => 2 (inputs: x_, weights: inputs) = read;
    }
    let (x, w, cotangents) = ([0.3, -1.2, 0.7], [1.9, 0.4, -0.6], [0.7, -2.0]);
    let (erased, typed) = (Erased::circuit().unwrap(), Renamed::circuit().unwrap());
    assert_eq!(
        erased.forward(&x, &w).unwrap(),
        typed.forward(&x, &w).unwrap()
    );
    let method = GradientMethod::Adjoint;
    assert_eq!(
        erased.vjp(&x, &w, &cotangents, method).unwrap(),
        typed.vjp(&x, &w, &cotangents, method).unwrap()
    );
    let read = Read::circuit().unwrap();
    let numbers = |circuit: &dyn LayerCircuit| {
        let (by_x, by_w) = circuit.vjp(&x, &w, &cotangents, method).unwrap();
        [circuit.forward(&x, &w).unwrap(), by_x, by_w].concat()
    };
    let (found, expected) = (numbers(read), numbers(typed));
    assert_eq!(found.len(), expected.len());
    let near = (found.iter().zip(&expected)).all(|(a, b)| (a - b).abs() < 1e-12);
    assert!(near, "{found:?} {expected:?}");

    let text =
        |spec: Result<&'static dyn LayerCircuit, crate::Error>| spec.err().unwrap().to_string();
    assert_eq!(
        text(Long::circuit()),
        "`renamed` cannot be a layer with inputs: 3, weights: 4, outputs: 2: the length of `inputs` is 3"
    );
    assert!(text(Failing::circuit()).ends_with("qubit 0 does not exist, there are 0"));
    let refused = |sizes, names: &[(&str, &str)]| {
        let error = KernelCircuit::untyped(kernel().unwrap(), sizes, names).unwrap_err();
        error.to_string().rsplit_once(": ").unwrap().1.to_owned()
    };
    let named = [("inputs", "x"), ("weights", "inputs")];
    for (found, expected) in [
        (refused([3, 3, 1], &named), "the number of its results is 2"),
        (
            refused([3, 3, 2], &[]),
            "it has no parameter `weights`, but `inputs`, `x`",
        ),
        (
            refused([3, 3, 2], &[("weights", "inputs")]),
            "its parameters must be two vectors, one for each",
        ),
        (
            refused([3, 3, 2], &[("input", "x")]),
            "a layer has `inputs` and `weights`, but no `input`",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

/// Circuits whose sizes are not those of their layers.
mod other_sizes {
    use super::*;
    use crate::GradientMethod;
    use crate::network;
    use crate::quantum_layer::{CircuitSpec, LayerCircuit, QuantumSpec};
    use qkernel_runtime::prelude::{Circuit, Z};

    fn found() -> Result<Circuit, qkernel_runtime::Error> {
        let mut b = Circuit::builder();
        let q = b.qubits(2);
        let (x, w) = (b.parameter("inputs", 2), b.parameter("weights", 3));
        b.ry(q[0], x[0])
            .ry(q[1], x[1])
            .crx(q[0], q[1], w[0])
            .ry(q[0], w[1] + w[2]);
        b.expval(Z(0));
        b.build()
    }

    crate::untyped_layer! { struct Right: 2, 3 => 1 = found; }
    crate::untyped_layer! { struct Inputs: 4, 3 => 1 = found; }
    crate::untyped_layer! { struct Weights: 2, 6 => 1 = found; }
    crate::untyped_layer! { struct Outputs: 2, 3 => 2 = found; }

    /// Written by hand: the trait has the sizes, and the circuit has others.
    #[derive(Clone, Copy, Debug, Default)]
    struct ByHand;

    impl CircuitSpec for ByHand {
        fn circuit() -> Result<&'static dyn LayerCircuit, Error> {
            Right::circuit()
        }
    }

    impl QuantumSpec<2, 5, 1> for ByHand {}

    /// A circuit that does not know its sizes.
    #[derive(Clone, Copy, Debug, Default)]
    struct Silent;

    impl LayerCircuit for Silent {
        fn forward(&self, inputs: &[f64], _: &[f64]) -> Result<Vec<f64>, Error> {
            Ok(inputs.to_vec())
        }

        fn vjp(
            &self,
            inputs: &[f64],
            weights: &[f64],
            _: &[f64],
            _: GradientMethod,
        ) -> Result<(Vec<f64>, Vec<f64>), Error> {
            Ok((inputs.to_vec(), weights.to_vec()))
        }
    }

    impl CircuitSpec for Silent {
        fn circuit() -> Result<&'static dyn LayerCircuit, Error> {
            Ok(&Silent)
        }
    }

    impl QuantumSpec<2, 1, 3> for Silent {}

    network! {
        type Declared: Rank1<5> => Rank1<3> =
            (Linear<5, 2>, builder::QuantumLayer<Weights, 2, 6, 1>, Linear<1, 3>);
    }

    fn refusal<N: BuildOnDevice<Cpu, f32>>() -> String {
        let built = Cpu::default().try_build_module::<N, f32>();
        let text = Error::from(built.map(drop).unwrap_err()).to_string();
        assert!(take_failure().is_none(), "a cause is told once");
        text
    }

    #[test]
    fn a_layer_of_other_sizes_is_refused_when_it_is_built() {
        let device = Cpu::default();
        let layer = device.build_module::<builder::QuantumLayer<Right, 2, 3, 1>, f64>();
        assert_eq!(
            layer
                .forward(device.tensor([[0.1, 0.2]]))
                .shape()
                .concrete(),
            [1, 1]
        );

        for (found, expected) in [
            (
                refusal::<builder::QuantumLayer<Inputs, 4, 3, 1>>(),
                "`circuit` cannot be a layer with inputs: 4, weights: 3, outputs: 1: the length of `inputs` is 2",
            ),
            (
                refusal::<(Linear<5, 2>, builder::QuantumLayer<Weights, 2, 6, 1>)>(),
                "`circuit` cannot be a layer with inputs: 2, weights: 6, outputs: 1: the length of `weights` is 3",
            ),
            (
                refusal::<builder::QuantumLayer<Outputs, 2, 3, 2>>(),
                "`circuit` cannot be a layer with inputs: 2, weights: 3, outputs: 2: the number of its results is 1",
            ),
            (
                refusal::<builder::QuantumLayer<ByHand, 2, 5, 1>>(),
                "the circuit `ByHand` has inputs: 2, weights: 3, outputs: 1, but its layer is written with inputs: 2, weights: 5, outputs: 1",
            ),
            (
                refusal::<Declared>(),
                "`circuit` cannot be a layer with inputs: 2, weights: 6, outputs: 1: the length of `weights` is 3",
            ),
        ] {
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn where_dfdx_gives_no_error_the_panic_names_the_sizes() {
        fn panic<N: BuildOnDevice<Cpu, f32>>() -> String {
            let built = std::panic::catch_unwind(|| drop(Cpu::default().build_module::<N, f32>()));
            *built.unwrap_err().downcast::<String>().unwrap()
        }
        for text in [
            panic::<builder::QuantumLayer<Weights, 2, 6, 1>>(),
            panic::<Declared>(),
        ] {
            assert!(
                text.ends_with("weights: 6, outputs: 1: the length of `weights` is 3"),
                "{text}"
            );
        }
    }

    #[test]
    fn what_a_circuit_gives_is_counted() {
        let device = Cpu::default();
        let layer = device.build_module::<builder::QuantumLayer<Silent, 2, 1, 3>, f64>();
        let error = Error::from(
            layer
                .try_forward(device.tensor([[0.1, 0.2]; 4]))
                .unwrap_err(),
        );
        assert_eq!(
            error.to_string(),
            "the circuit `Silent` gives 8 numbers for 4 samples, and its layer is written with 3 outputs"
        );
    }
}

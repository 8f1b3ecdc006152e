//! Whether a kernel can be a layer, and of what size: asked while rustc evaluates constants, so that a mistake is a
//! compile error in words about kernels.

use qkernel_runtime::__private::Text;
use qkernel_runtime::__private::fixed::{self, BindingRef};
use qkernel_runtime::graph::{Element, Graph, Signature, Type};

use super::roles::{self, Roles};

/// What a kernel is as a layer.
#[derive(Clone, Copy, Debug)]
pub struct Layer {
    /// The numbers of inputs, weights and outputs.
    pub sizes: [usize; 3],
    /// Which vector is which.
    pub roles: Roles,
}

/// A kernel as a layer, or why it is not one; without a text where it is reported at another place already.
pub type Sizes = Result<Layer, Option<Text>>;

/// A kernel as a layer, for these values of its fields and these names of its vectors.
#[expect(clippy::result_large_err, reason = "constants have no heap")]
pub const fn sizes<const N: usize>(
    graph: &'static Graph,
    fields: &[(&str, BindingRef<'_>)],
    names: &[(&str, &str)],
) -> Sizes {
    let signature = &graph.signature;
    if let Some(fault) = fault(graph) {
        return Err(Some(fault));
    }
    let mut i = 0;
    while i < names.len() {
        if roles::stated(signature, names, names[i].0, names[i].1).is_some() {
            return Err(None);
        }
        i += 1;
    }
    let roles = match roles::find(signature, names) {
        Ok(roles) => roles,
        Err(fault) => return Err(Some(fault)),
    };
    let lengths: [Option<usize>; 3] = match fixed::lengths::<N, 3>(graph, fields) {
        Ok(lengths) => lengths,
        Err(Some(fault)) => return Err(Some(fault)),
        // A field is missing, or the kernel has errors: rustc says so.
        Err(None) => return Err(None),
    };
    let mut sizes = [0; 3];
    let mut i = 0;
    while i < sizes.len() {
        sizes[i] = match lengths[i] {
            Some(length) => length,
            None => return Err(Some(no_length(signature, i))),
        };
        i += 1;
    }
    // The lengths are in the order of the kernel's parameters.
    if roles.weights < roles.inputs {
        sizes = [sizes[1], sizes[0], sizes[2]];
    }
    Ok(Layer { sizes, roles })
}

/// The sizes as numbers.
pub const fn or_zeros(sizes: &Sizes) -> [usize; 3] {
    match sizes {
        Ok(layer) => layer.sizes,
        Err(_) => [0; 3],
    }
}

/// Whether a kernel can be a layer, as a type.
#[derive(Debug)]
pub struct Sound<const YES: bool>;

/// Whether the numbers that a network writes are those of the circuit `S`. Where `S` is not a layer every number
/// is right, for that mistake was reported already.
#[diagnostic::on_unimplemented(
    message = "[QK0054] `{S}` has {INPUTS} inputs, {WEIGHTS} weights and {OUTPUTS} outputs, but the layer is written with {IN}, {W} and {OUT}",
    label = "the circuit has other sizes",
    note = "help: `QuantumLayer<{S}, {INPUTS}, {WEIGHTS}, {OUTPUTS}>`"
)]
pub trait Agrees<
    S,
    const IN: usize,
    const W: usize,
    const OUT: usize,
    const INPUTS: usize,
    const WEIGHTS: usize,
    const OUTPUTS: usize,
>
{
}

#[diagnostic::do_not_recommend]
impl<S, const IN: usize, const W: usize, const OUT: usize> Agrees<S, IN, W, OUT, IN, W, OUT>
    for Sound<true>
{
}

#[diagnostic::do_not_recommend]
impl<S, const IN: usize, const W: usize, const OUT: usize> Agrees<S, IN, W, OUT, 0, 0, 0>
    for Sound<false>
{
}

const fn fault(graph: &Graph) -> Option<Text> {
    let signature = &graph.signature;
    let mut vectors = 0;
    let mut i = 0;
    while i < signature.params.len() {
        let param = &signature.params[i];
        match param.ty {
            Type::Scalar(Element::Qubit) | Type::Vector(Element::Qubit) => {
                return Some(qubits(signature, "takes"));
            }
            Type::Vector(Element::Float) => vectors += 1,
            Type::Scalar(Element::Float) => {
                return Some(
                    no_vector(signature, param.name)
                        .with(": Vector<Float, { 1 }>` and `")
                        .with(param.name)
                        .with("[0]`"),
                );
            }
            Type::Matrix(Element::Float) => {
                return Some(
                    no_vector(signature, param.name)
                        .with(": Vector<Float, { rows * columns }>` and `")
                        .with(param.name)
                        .with("[i * columns + j]`"),
                );
            }
            _ => {}
        }
        i += 1;
    }
    if holds_qubits(signature.result) {
        return Some(qubits(signature, "returns"));
    }
    if !matches!(signature.result, Type::Vector(Element::Float)) {
        return Some(
            about("[QK0043] `", signature)
                .with("` returns ")
                .with(name(signature.result))
                .with(", but a layer returns `Vector<Float>`, expectation values\n\n")
                .with("help: end it with `expval(q, observables)`, where `observables: Vector<Observable>`"),
        );
    }
    if graph.effects.measures() {
        return Some(
            about("[QK0070] `", signature)
                .with(
                    "` measures or resets a qubit, so it has no gradient and cannot be a layer\n\n",
                )
                .with("help: give qubits that are not needed any more to `discard`"),
        );
    }
    if vectors != 2 {
        return Some(
            about("[QK0043] `", signature)
                .with("` takes ")
                .with_number(vectors)
                .with(if vectors == 1 { " vector" } else { " vectors" })
                .with(" of angles, but a layer takes two: its inputs and its weights\n\n")
                .with("help: `inputs: Vector<Float, { n }>, weights: Vector<Float, { m }>`"),
        );
    }
    None
}

const fn no_vector(signature: &Signature, param: &'static str) -> Text {
    about("[QK0043] `", signature)
        .with("` takes `")
        .with(param)
        .with("`, which is no `Vector<Float>`, so it cannot be a layer\n\n")
        .with("help: a layer takes two vectors, its inputs and its weights: write `")
        .with(param)
}

const fn about(start: &str, signature: &Signature) -> Text {
    Text::new(start).with(signature.name)
}

const fn qubits(signature: &Signature, how: &str) -> Text {
    about("[QK0042] `", signature)
        .with("` ")
        .with(how)
        .with(" qubits, so it cannot be a layer on its own\n\n")
        .with("help: write a kernel that allocates the qubits, calls `")
        .with(signature.name)
        .with("` and ends with `expval`")
}

const fn holds_qubits(ty: Type) -> bool {
    match ty {
        Type::Scalar(Element::Qubit) | Type::Vector(Element::Qubit) => true,
        Type::Tuple(parts) => {
            let mut i = 0;
            while i < parts.len() {
                if holds_qubits(parts[i]) {
                    return true;
                }
                i += 1;
            }
            false
        }
        _ => false,
    }
}

const fn name(ty: Type) -> &'static str {
    match ty {
        Type::Scalar(Element::Float) => "one `Float`",
        Type::Scalar(Element::Bit) => "`Bit`",
        Type::Vector(Element::Bit) => "`Vector<Bit>`",
        Type::Scalar(Element::UInt) => "`UInt`",
        Type::Tuple([]) => "nothing",
        Type::Tuple(_) => "a tuple",
        _ => "something else",
    }
}

/// The length with this number is not known from the signature.
const fn no_length(signature: &Signature, number: usize) -> Text {
    if let Some(name) = roles::vector_name(signature, number) {
        return about("[QK0054] `", signature)
            .with("` does not state the length of `")
            .with(name)
            .with("`, so a layer of it has no size\n\nhelp: `")
            .with(name)
            .with(": Vector<Float, { .. }>`, with a formula in the kernel's sizes");
    }
    about("[QK0054] how many numbers `", signature)
        .with("` returns is not known here, so a layer of it has no size\n\n")
        .with("help: return what `expval(q, observables)` gives")
}

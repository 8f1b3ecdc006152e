//! Which of a kernel's two vectors are the inputs of a layer, and which its weights: by their names.

use qkernel_runtime::__private::{Text, is_same};
use qkernel_runtime::graph::{Element, Signature, Type};

const INPUTS: &str = "inputs";
const WEIGHTS: &str = "weights";

/// The places of a layer's inputs and weights among the kernel's parameters.
#[derive(Clone, Copy, Debug)]
pub struct Roles {
    pub(super) inputs: usize,
    pub(super) weights: usize,
}

/// What is wrong with the statement that the vector `name` has this role, if something is, and whether it is the
/// role: otherwise it is the name.
pub const fn stated(
    signature: &Signature,
    names: &[(&str, &str)],
    role: &str,
    name: &str,
) -> Option<(bool, Text)> {
    if !is_same(role, INPUTS) && !is_same(role, WEIGHTS) {
        let text = Text::new("[QK0043] a layer has `inputs` and `weights`, but no `")
            .with(role)
            .with("`");
        return Some((true, text));
    }
    if !is_same(name, name_of(names, role)) {
        let text = Text::new("[QK0043] the ")
            .with(role)
            .with(" are named twice, `")
            .with(name_of(names, role))
            .with("` and `")
            .with(name)
            .with("`");
        return Some((false, text));
    }
    if vector(signature, name).is_none() {
        let text = Text::new("[QK0043] `")
            .with(signature.name)
            .with("` takes no `Vector<Float>` named `")
            .with(name)
            .with("`");
        return Some((false, both(text, signature)));
    }
    None
}

/// The roles of a kernel's two vectors: the names are `inputs` and `weights`, or those that are stated.
///
/// # Errors
/// The names do not tell which is which.
#[expect(clippy::result_large_err, reason = "constants have no heap")]
pub(super) const fn find(signature: &Signature, names: &[(&str, &str)]) -> Result<Roles, Text> {
    let inputs = vector(signature, name_of(names, INPUTS));
    let weights = vector(signature, name_of(names, WEIGHTS));
    if let (Some(inputs), Some(weights)) = (inputs, weights)
        && inputs != weights
    {
        return Ok(Roles { inputs, weights });
    }
    let text = Text::new("[QK0043] it is not known which vector of `")
        .with(signature.name)
        .with("` is the inputs of the layer and which is its weights");
    Err(both(text, signature)
        .with("\n\nhelp: name the parameters `inputs` and `weights`, or write the names after the braces: `")
        .with(signature.name)
        .with(" { .. } (inputs: .., weights: ..);`"))
}

const fn both(text: Text, signature: &Signature) -> Text {
    text.with(": its vectors are `")
        .with(or_unknown(vector_name(signature, 0)))
        .with("` and `")
        .with(or_unknown(vector_name(signature, 1)))
        .with("`")
}

/// The name of the parameter that has this role.
const fn name_of<'a>(names: &[(&'a str, &'a str)], role: &'a str) -> &'a str {
    let mut i = 0;
    while i < names.len() {
        if is_same(names[i].0, role) {
            return names[i].1;
        }
        i += 1;
    }
    role
}

const fn is_vector(signature: &Signature, place: usize) -> bool {
    matches!(signature.params[place].ty, Type::Vector(Element::Float))
}

/// The place of the vector of angles with this name.
const fn vector(signature: &Signature, name: &str) -> Option<usize> {
    let mut i = 0;
    while i < signature.params.len() {
        if is_vector(signature, i) && is_same(signature.params[i].name, name) {
            return Some(i);
        }
        i += 1;
    }
    None
}

/// The name of the vector of angles with this number, if there are so many.
pub(super) const fn vector_name(signature: &Signature, number: usize) -> Option<&'static str> {
    let mut seen = 0;
    let mut i = 0;
    while i < signature.params.len() {
        if is_vector(signature, i) {
            if seen == number {
                return Some(signature.params[i].name);
            }
            seen += 1;
        }
        i += 1;
    }
    None
}

const fn or_unknown(name: Option<&'static str>) -> &'static str {
    match name {
        Some(name) => name,
        None => "?",
    }
}

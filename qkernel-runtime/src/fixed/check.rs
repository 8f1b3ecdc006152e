//! What the outside asks of the checker.

use super::machine::{ARGUMENTS, Machine, Value};
use super::scalar::Scalar;
use super::step::Frame;
use super::values::Field;
use crate::graph::text::is_same;
use crate::graph::{Element, Graph, Op, Param, Region, Text, Type};

/// How many values a kernel and all that it calls have at a time.
pub const fn stack(graph: &Graph) -> usize {
    graph.values.len() + deepest(&graph.body)
}

const fn deepest(region: &Region) -> usize {
    let mut most = 0;
    let mut i = 0;
    while i < region.nodes.shapes.len() {
        let depth = match region.nodes.shapes[i].op {
            Op::Call(graph) => stack(graph),
            Op::Modified(modified) => stack(modified.graph),
            Op::For { body, .. } => deepest(body),
            Op::If { then, otherwise } => {
                let (a, b) = (deepest(then), deepest(otherwise));
                if a > b { a } else { b }
            }
            _ => 0,
        };
        if depth > most {
            most = depth;
        }
        i += 1;
    }
    most
}

/// What is wrong with a kernel for these values of its fields, if anything is.
pub const fn check<const N: usize>(
    graph: &'static Graph,
    fields: &[(&str, Field)],
) -> Option<Text> {
    match run::<N>(graph, fields) {
        Ok(_) => None,
        Err(text) => text,
    }
}

/// The lengths of a kernel's arguments, in signature order, and then that of its result; `None` for one that is not
/// stated.
///
/// # Errors
/// What [`check`] says, or `None` where a field is missing or the kernel has errors, of which rustc tells.
#[expect(clippy::result_large_err, reason = "constants have no heap")]
pub const fn lengths<const N: usize, const L: usize>(
    graph: &'static Graph,
    fields: &[(&str, Field)],
) -> Result<[Option<usize>; L], Option<Text>> {
    let mut lengths = [None; L];
    let machine = match run::<N>(graph, fields) {
        Ok(machine) => machine,
        Err(text) => return Err(text),
    };
    let mut at = 0;
    let mut i = 0;
    while i < graph.signature.params.len() {
        if let Type::Scalar(Element::Float) | Type::Vector(Element::Float) =
            graph.signature.params[i].ty
            && at < L
        {
            lengths[at] = machine.numbers(&machine.values[graph.body.args[i].0 as usize]);
            at += 1;
        }
        i += 1;
    }
    if let ([result], true) = (graph.body.yields, at < L) {
        lengths[at] = machine.numbers(&machine.values[result.0 as usize]);
    }
    Ok(lengths)
}

/// Runs the kernel; `Err(None)` where a field is missing or the kernel has errors, of which rustc tells.
// Constants have no heap to put the message on.
#[allow(clippy::result_large_err)]
const fn run<const N: usize>(
    graph: &'static Graph,
    fields: &[(&str, Field)],
) -> Result<Machine<N>, Option<Text>> {
    let mut machine: Machine<N> = Machine::new();
    if graph.signature.params.len() > ARGUMENTS {
        return Err(Some(Text::new(
            "[QK0082] the kernel has too many parameters to be checked here; use `compile()`",
        )));
    }
    // A kernel with errors has no body.
    if graph.body.args.len() < graph.signature.params.len() {
        return Err(None);
    }
    let mut i = 0;
    while i < graph.signature.params.len() {
        let param = &graph.signature.params[i];
        let value = match param.ty {
            Type::Scalar(Element::Float) => Value::Float(Scalar::argument(i, 0, 0)),
            Type::Vector(Element::Float) => Value::Angles(i),
            Type::Matrix(_) => Value::Matrix(i),
            _ => match field(param, fields) {
                None => return Err(None),
                Some(Field::Value(value)) => *value,
                Some(Field::UInts { items, count }) => {
                    match machine.uints(items.split_at(*count).0) {
                        Some(value) => value,
                        None => return Err(Some(too_many_numbers())),
                    }
                }
                Some(Field::Bits { items, count }) => {
                    match machine.bits(items.split_at(*count).0) {
                        Some(value) => value,
                        None => return Err(Some(too_many_numbers())),
                    }
                }
                Some(Field::Text(text)) => machine.observable(param.name, None, text),
                Some(Field::Texts { items, count }) => {
                    machine.observables(param.name, items.split_at(*count).0)
                }
            },
        };
        if machine.fault.is_some() {
            return Err(machine.fault);
        }
        machine.values[graph.body.args[i].0 as usize] = value;
        i += 1;
    }
    machine.top = graph.values.len();
    machine.kernel(Frame { graph, base: 0 }, None);
    if machine.fault.is_none() {
        machine.check_lives();
    }
    machine.check_arguments(Frame { graph, base: 0 });
    match machine.fault {
        Some(fault) => Err(Some(fault)),
        None => Ok(machine),
    }
}

const fn too_many_numbers() -> Text {
    Text::new("[QK0082] the circuit has too many numbers to be checked here; use `compile()`")
}

const fn field<'a>(param: &Param, fields: &'a [(&str, Field)]) -> Option<&'a Field> {
    let mut i = 0;
    while i < fields.len() {
        if is_same(fields[i].0, param.name) {
            return Some(&fields[i].1);
        }
        i += 1;
    }
    None
}

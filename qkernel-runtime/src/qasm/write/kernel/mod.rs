//! Kernels as OpenQASM 3, their loops kept.

mod branch;
mod builtin;
mod call;
mod frame;
mod head;
mod lines;
mod loops;
mod marks;
mod modified;
mod nameless;
mod places;
mod rounds;
mod statement;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod walk;

use super::Export;
use super::registers::comment;
use super::results::result;
use crate::error::Error;
use crate::formulas::Formula;
use crate::graph::{Element, Follow, Graph};
use head::Head;
use lines::lines;
use statement::Statement;
use value::{Value, bits};
use walk::Walker;

/// A kernel as OpenQASM 3.
pub(crate) fn write(graph: &'static Graph, export: &Export) -> Result<String, Error> {
    let mut head = Head {
        walker: Walker {
            modifiers: export.modifiers,
            calls: !export.inlined,
            unrolled: export.unrolled,
            ..Walker::default()
        },
        sizes: &export.sizes,
        text: String::new(),
        inputs: String::new(),
        known: Vec::new(),
    };
    let mut arguments = Vec::new();
    for (k, param) in graph.signature.params.iter().enumerate() {
        let value = head.parameter(graph, k, param.name, param.ty, &arguments);
        arguments.push(value);
    }
    if let Some((size, _)) = (export.sizes.iter()).find(|(size, _)| !head.known.contains(size)) {
        let names: Vec<String> = head.known.iter().map(|name| format!("`{name}`")).collect();
        return Err(Error::Invalid {
            kernel: graph.signature.name.into(),
            message: format!(
                "there is no size `{size}`: the sizes are {}",
                names.join(", ")
            ),
        });
    }
    let Head {
        mut walker,
        text,
        inputs,
        ..
    } = head;
    let results = walker.kernel(graph, arguments);
    let results = results.map_err(|fault| fault.of(graph))?;
    let (mut comments, mut outputs) = (String::new(), String::new());
    let leaves: Vec<Value> = results.into_iter().flat_map(Value::into_leaves).collect();
    let several = leaves.len() > 1;
    let mut next = leaves.len();
    let mut list = std::mem::take(&mut walker.out);
    for (number, leaf) in leaves.into_iter().enumerate() {
        let wanted = match several {
            true => walker.names.numbered("c", number, &mut next),
            false => walker.names.unnamed("c"),
        };
        let (name, length) = match &leaf {
            Value::Bit(bit) => (bit.text.text.clone(), None),
            Value::Vector(vector) if vector.element == Element::Bit => {
                if vector.length == Formula::default() {
                    continue;
                }
                (vector.name.clone(), Some(vector.length.clone()))
            }
            Value::Float(_) | Value::Vector(_) => {
                let result = result(several, number);
                comments += &format!("// {result} = {}\n", leaf.text());
                continue;
            }
            _ => continue,
        };
        let ty = bits(length.as_ref());
        let measured = list.iter_mut().find_map(|statement| match statement {
            Statement::Measure {
                name: own,
                declared,
                ..
            } if *own == name && *declared => Some(declared),
            _ => None,
        });
        if let Some(declared) = measured {
            *declared = false;
            walker.name(&leaf, &wanted);
            outputs += &format!("output {ty} {name};\n");
        } else {
            let own = walker.names.fresh(&wanted);
            outputs += &format!("output {ty} {own};\n");
            list.push(Statement::Plain(format!("{own} = {name};")));
        }
    }
    let mut definitions = std::mem::take(&mut walker.definitions);
    let main = lines(&list, 0, export.modifiers, &mut definitions);
    let name = comment(graph.signature.name);
    let limit = match walker.repeats {
        true => {
            "// a `while` has as many rounds as it takes: a limit of rounds cannot be written\n"
        }
        false => "",
    };
    let text = format!(
        "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n// kernel {name}\n{limit}{text}{inputs}{}{}{}{outputs}{main}{comments}",
        definitions.text(),
        call::definitions(&walker),
        walker.declared,
    );
    Ok(walker.with_names(&text))
}

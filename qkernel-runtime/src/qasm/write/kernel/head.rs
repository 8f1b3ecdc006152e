//! Sizes and arguments: what is declared before anything is done.

use super::statement::GateOperand;
use super::text::Text;
use super::value::{Bit, Value, Vector, number};
use super::walk::Walker;
use crate::formulas::Formula;
use crate::graph::{Element, Graph, Size, SizeExpr, Sizes, Type};

/// What is declared before anything is done.
pub(super) struct Head<'e> {
    pub(super) walker: Walker,
    /// What is given for sizes.
    pub(super) sizes: &'e [(String, usize)],
    /// Sizes.
    pub(super) text: String,
    /// Numbers of a run.
    pub(super) inputs: String,
    /// The names of all sizes.
    pub(super) known: Vec<String>,
}

impl Head<'_> {
    fn given(&mut self, name: &str) -> Option<usize> {
        self.known.push(name.to_owned());
        let found = self.sizes.iter().rfind(|(size, _)| size == name);
        found.map(|&(_, value)| value)
    }

    /// A size, named `size` by the user.
    fn size(&mut self, size: &str, wanted: &str) -> Formula {
        let name = self.walker.names.fresh(wanted);
        match self.given(size) {
            Some(value) => {
                self.text += &format!("const int {name} = {value};\n");
                self.walker.numbers.insert(name.clone(), value);
            }
            None => self.text += &format!("input int {name};\n"),
        }
        self.walker.outside.take(&name);
        self.walker.sizes.insert(name.clone());
        number(&name)
    }

    /// A size as it is stated.
    fn stated(&self, size: &Size, arguments: &[Value]) -> Option<Formula> {
        let mut read = |leaf| match leaf {
            SizeExpr::Constant(value) => Some(i128::from(value).into()),
            SizeExpr::Param(k) => match arguments.get(k as usize)? {
                Value::UInt(value) => Some(value.clone()),
                _ => None,
            },
            SizeExpr::Length(k) => self.walker.length(arguments.get(k as usize)?),
            SizeExpr::Binary(..) => None,
        };
        size.value
            .run(&mut read, &mut |op, a: Formula, b| a.apply(op, &b))
    }

    pub(super) fn parameter(
        &mut self,
        graph: &Graph,
        k: usize,
        name: &str,
        ty: Type,
        before: &[Value],
    ) -> Value {
        let signature = &graph.signature;
        match ty {
            Type::Scalar(Element::UInt) => Value::UInt(self.size(name, name)),
            Type::Scalar(Element::Bit) => {
                let own = self.walker.names.fresh(name);
                self.walker.outside.take(&own);
                let known = self.given(name).map(|value| value != 0);
                self.text += &match known {
                    Some(value) => format!("const bool {own} = {value};\n"),
                    None => format!("input bool {own};\n"),
                };
                Value::Bit(Bit {
                    known,
                    ..Bit::measured(own)
                })
            }
            Type::Scalar(Element::Float) => {
                let own = self.walker.names.fresh(name);
                self.inputs += &format!("input float[64] {own};\n");
                Value::Float(Text::atom(own))
            }
            Type::Scalar(Element::Observable) => Value::Observable(Text::atom(name)),
            Type::Scalar(Element::Qubit) | Type::Either(Element::Qubit) => {
                let own = self.walker.names.fresh(name);
                self.walker.declared += &format!("qubit {own};\n");
                Value::Qubit(GateOperand::alone(own))
            }
            Type::Matrix(_) => {
                let mut all = signature.stated.iter();
                let stated = all.find_map(|stated| match stated.sizes {
                    Sizes::Matrix(rows, columns)
                        if stated.param == Some(k as u32) && stated.fields.is_empty() =>
                    {
                        Some((self.stated(&rows, before)?, self.stated(&columns, before)?))
                    }
                    _ => None,
                });
                let mut size =
                    |side: &str| self.size(&format!("{name}.{side}()"), &format!("{name}_{side}"));
                let (rows, columns) = stated.unwrap_or_else(|| (size("rows"), size("columns")));
                let own = self.walker.names.fresh(name);
                let length = Text::int(&rows.times(&columns));
                self.inputs += &format!("input array[float[64], {length}] {own};\n");
                let name = own;
                Value::Matrix {
                    name,
                    rows,
                    columns,
                }
            }
            Type::Vector(element) => {
                let param = &signature.params[k];
                let stated = param.size.filter(|_| param.ty == ty);
                let stated = stated.and_then(|size| self.stated(&size, before));
                let length = match (stated, element) {
                    (Some(length), _) => length,
                    (None, Element::Observable) => Formula::default(),
                    (None, _) => self.size(&format!("{name}.len()"), &format!("{name}_len")),
                };
                self.vector(name, element, length)
            }
            Type::Tuple(parts) => {
                let part = |(field, &part): (usize, &Type)| {
                    self.parameter(graph, k, &format!("{name}.{field}"), part, before)
                };
                Value::Tuple(parts.iter().enumerate().map(part).collect())
            }
            _ => Value::Missing,
        }
    }

    fn vector(&mut self, name: &str, element: Element, length: Formula) -> Value {
        let own = match element {
            Element::Observable => name.to_owned(),
            _ => self.walker.names.fresh(name),
        };
        if element == Element::Qubit {
            self.walker.declared += &format!("qubit[{}] {own};\n", Text::int(&length));
            return self.walker.register(own, length);
        }
        let vector = Vector::new(element, own.clone(), length);
        // An observable is no value of a program.
        let Some(ty) = vector.ty() else {
            return Value::Vector(vector);
        };
        let input = format!("input {ty} {own};\n");
        if element == Element::Float {
            self.inputs += &input;
            return Value::Vector(vector);
        }
        let count = self.walker.number(&vector.length).unwrap_or(-1);
        let each = (0..count).map(|k| self.given(&format!("{name}[{k}]")));
        let each = each.collect::<Option<Vec<usize>>>();
        let Some(each) = each.filter(|_| count > 0) else {
            self.text += &input;
            return Value::Vector(vector);
        };
        let mut digits = Vec::with_capacity(each.len());
        for (k, value) in each.into_iter().enumerate() {
            digits.push(value.to_string());
            self.walker.numbers.insert(format!("{own}[{k}]"), value);
        }
        if element == Element::Bit {
            // The last bit is written first.
            digits.reverse();
            self.text += &format!("const {ty} {own} = \"{}\";\n", digits.concat());
        } else {
            self.text += &format!("{ty} {own} = {{{}}};\n", digits.join(", "));
        }
        Value::Vector(vector)
    }
}

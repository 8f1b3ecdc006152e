//! A kernel that is followed with values of any kind: names, formulas, lines of a picture.

use super::{Graph, Node, Type, ValueId};

/// The values that a graph is followed with.
pub(crate) trait Follow: Clone {
    /// What was moved, or never assigned.
    const MISSING: Self;

    fn tuple(parts: Vec<Self>) -> Self;

    /// The parts of a tuple; anything else as it is.
    fn split(self) -> Result<Vec<Self>, Self>;

    fn into_parts(self) -> Vec<Self> {
        self.split().unwrap_or_else(|value| vec![value])
    }

    /// What it is made of, without tuples.
    fn into_leaves(self) -> Vec<Self> {
        match self.split() {
            Ok(parts) => parts.into_iter().flat_map(Self::into_leaves).collect(),
            Err(value) => vec![value],
        }
    }

    /// The value of this type that is made of these.
    fn of_type(ty: &Type, leaves: &mut dyn Iterator<Item = Self>) -> Self {
        match ty {
            Type::Tuple(parts) => {
                let parts = parts.iter().map(|part| Self::of_type(part, leaves));
                Self::tuple(parts.collect())
            }
            _ => leaves.next().unwrap_or(Self::MISSING),
        }
    }
}

/// That an enum with a variant for tuples and one for what is missing is one of such values.
macro_rules! follow {
    ($value:ident) => {
        impl $crate::graph::Follow for $value {
            const MISSING: $value = $value::Missing;

            fn tuple(parts: Vec<$value>) -> $value {
                $value::Tuple(parts)
            }

            fn split(self) -> Result<Vec<$value>, $value> {
                match self {
                    $value::Tuple(parts) => Ok(parts),
                    value => Err(value),
                }
            }
        }
    };
}
pub(crate) use follow;

/// The kernel that is being followed, and its values.
#[derive(Clone)]
pub(crate) struct CallFrame<V, M = ()> {
    pub(crate) graph: &'static Graph,
    values: Vec<V>,
    /// What else is known of it.
    pub(crate) more: M,
}

impl<V: Follow, M: Default> CallFrame<V, M> {
    /// A call with these arguments.
    pub(crate) fn new(graph: &'static Graph, arguments: Vec<V>) -> Self {
        let mut frame = CallFrame {
            graph,
            values: vec![V::MISSING; graph.values.len()],
            more: M::default(),
        };
        frame.set(graph.body.args, arguments);
        frame
    }

    /// The user's name of a value.
    pub(crate) fn name(&self, id: ValueId) -> &'static str {
        self.graph.values.name(id)
    }

    pub(crate) fn get(&self, id: ValueId) -> V {
        self.values[id.0 as usize].clone()
    }

    pub(crate) fn all(&self, ids: &[ValueId]) -> Vec<V> {
        ids.iter().map(|&id| self.get(id)).collect()
    }

    pub(crate) fn input(&self, node: &Node, k: usize) -> V {
        node.ins.get(k).map_or(V::MISSING, |&id| self.get(id))
    }

    pub(crate) fn set(&mut self, ids: &[ValueId], values: impl IntoIterator<Item = V>) {
        for (id, value) in ids.iter().zip(values) {
            self.values[id.0 as usize] = value;
        }
    }
}

impl Node {
    /// A value for each of `outs`, from what the operation gives: several are one tuple where it defines one value, and a
    /// tuple is its parts where it defines several.
    pub(crate) fn results<V: Follow>(&self, mut given: Vec<V>) -> Vec<V> {
        match self.outs.len() {
            0 => Vec::new(),
            1 if given.len() != 1 => vec![V::tuple(given)],
            1 => given,
            _ if given.len() == 1 => given.remove(0).into_parts(),
            _ => given,
        }
    }
}

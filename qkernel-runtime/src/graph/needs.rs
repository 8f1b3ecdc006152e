//! What a kernel needs of its arguments' sizes, as far as it follows from its body: an index that it takes has to be in its
//! vector. The needs are checked at each call.

use super::Graph;
use super::analyse::Analysis;
use super::analyse::own_params;
use qkernel_ir::Poly;
use qkernel_ir::Text;

/// How many conditions there are at most under which a need is one.
pub(super) const GUARDS: usize = 3;

/// A formula over a kernel's parameters, their values and their lengths, and how it compares with 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Need {
    pub(super) relation: Relation,
    pub(super) formula: Poly,
    /// The number of the vector that has to be long enough, if that is a parameter.
    pub(super) vector: Option<u32>,
    /// It is one only where these are at least 0: the loops around it run.
    pub(super) guards: [Poly; GUARDS],
    pub(super) guarded: usize,
}

/// How the formula of a [`Need`] compares with 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// It is at least 0.
    AtLeast,
    /// It is 0: a length is the one that is stated.
    Equal,
    /// It is not 0: two indices of one register.
    Different,
}

impl Need {
    pub(super) const NONE: Need = Need {
        relation: Relation::AtLeast,
        formula: Poly::UNKNOWN,
        vector: None,
        guards: [Poly::UNKNOWN; GUARDS],
        guarded: 0,
    };

    /// Whether it is of the same vector, under the same conditions.
    pub(super) const fn is_like(&self, other: &Need) -> bool {
        let same_vector = match (self.vector, other.vector) {
            (Some(one), Some(other)) => one == other,
            (None, None) => true,
            _ => false,
        };
        let same = same_vector && self.relation as u8 == other.relation as u8;
        let (mut same, mut i) = (same && self.guarded == other.guarded, 0);
        while i < self.guarded && same {
            same = self.guards[i].is_written_like(&other.guards[i]);
            i += 1;
        }
        same
    }

    /// The needs that an analysis has found.
    pub const fn list<const N: usize>(analysis: &Analysis) -> [Need; N] {
        let mut needs = [Need::NONE; N];
        let mut i = 0;
        while i < N {
            needs[i] = *analysis.need(i);
            i += 1;
        }
        needs
    }

    /// The number of the parameter that has to be long enough.
    pub(crate) const fn vector(&self) -> Option<usize> {
        match self.vector {
            Some(number) => Some(number as usize),
            None => None,
        }
    }

    /// The message for a call that does not meet the need, with the formula's value there. `argument` is the caller's name of
    /// the vector.
    pub(crate) const fn text(
        &self,
        graph: &Graph,
        params: &[Option<i64>],
        value: i64,
        argument: &str,
    ) -> Text {
        let names = &graph.values.names;
        let own = own_params(&graph.signature, graph.body.args);
        let (code, length) = match (self.relation, self.vector) {
            (Relation::Different, _) => ("[QK0084] ", None),
            (_, Some(number)) => ("[QK0078] ", params[number as usize]),
            (_, None) => ("[QK0083] ", None),
        };
        let mut text = Text::new(code);
        if let (Some(length), Some(number)) = (length, self.vector) {
            let text = text.with(argument).with(" has length ");
            let text = text.with_number(length as u64).with(", but `");
            let text = text.with(graph.signature.name);
            let text = text.with(match self.relation {
                Relation::AtLeast => "` needs at least ",
                _ => "` needs ",
            });
            let mut text = text.with_number((length - value) as u64);
            let formula = own[number as usize].minus(&self.formula);
            if formula.as_constant().is_none() {
                text.push(" (`");
                formula.write(names, &mut text);
                text.push("`)");
            }
            return text;
        }
        text.push("`");
        text.push(graph.signature.name);
        self.push_formula(graph, &mut text);
        match self.relation {
            Relation::Different => text.with("`, which is 0 here"),
            _ => text.with_number(value.unsigned_abs()),
        }
    }

    /// "` needs `k + 1 <= n`, but `k + 1` is larger by ", or the message about two indices that must differ.
    pub(super) const fn push_formula(&self, graph: &Graph, text: &mut Text) {
        let names = &graph.values.names;
        if let Relation::Different = self.relation {
            text.push("` needs different qubits, but takes two whose indices differ by `");
            return self.formula.write(names, text);
        }
        let (large, small) = self.formula.parts();
        text.push("` needs `");
        small.write(names, text);
        text.push(match self.relation {
            Relation::AtLeast => " <= ",
            _ => " == ",
        });
        large.write(names, text);
        text.push("`, but `");
        small.write(names, text);
        text.push(match self.relation {
            Relation::AtLeast => "` is larger by ",
            _ => "` differs by ",
        });
    }

    /// The formula's value where the need is not met, for the values of the `UInt`s and the lengths of the vectors.
    pub(crate) const fn unmet(&self, params: &[Option<i64>]) -> Option<i64> {
        let mut i = 0;
        while i < self.guarded {
            match self.guards[i].at(params) {
                Some(0..) => {}
                _ => return None,
            }
            i += 1;
        }
        match (self.relation, self.formula.at(params)) {
            (Relation::AtLeast, Some(value @ ..=-1))
            | (Relation::Equal, Some(value @ (..=-1 | 1..)))
            | (Relation::Different, Some(value @ 0)) => Some(value),
            _ => None,
        }
    }
}

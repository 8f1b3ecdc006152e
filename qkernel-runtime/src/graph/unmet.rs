//! What is wrong with a call that does not meet a need.

use super::analyse::own_params;
use super::{Graph, Need, Relation};
use qkernel_ir::Text;

impl Need {
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
}

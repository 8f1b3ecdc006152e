use syn::Path;

use qkernel_ir::{Poly, Same};

use crate::check::elements::out::Out;
use crate::error;
use crate::model::{Callee, Modifier, VarId};

/// The call around an argument, and what it has taken so far.
pub(super) struct Call<'a> {
    /// The modifiers around the kernel.
    pub(super) modifiers: &'a [Modifier],
    pub(super) callee: &'a Callee,
    pub(super) taken: Vec<Argument>,
}

pub(super) struct Argument {
    register: Option<VarId>,
    index: Poly,
    text: String,
}

impl Call<'_> {
    /// The callee's name; for a modified one, as it is written.
    pub(super) fn name(&self) -> String {
        let last = |path: &Path| {
            path.segments
                .last()
                .map(|segment| segment.ident.to_string())
                .unwrap_or_default()
        };
        let inside = self.modifiers.iter().rev();
        inside.fold(last(&self.callee.path), |name, modifier| {
            let counts = modifier
                .counts
                .iter()
                .map(|count| format!(", {}", count.text()));
            format!(
                "{}({name}{})",
                last(&modifier.path),
                counts.collect::<String>()
            )
        })
    }

    /// Whether no qubit comes back, and the word for it in messages.
    pub(super) fn ends(&self) -> Option<&'static str> {
        match self.modifiers {
            [] => self.callee.operation()?.ends(),
            _ => None,
        }
    }

    /// A call takes every element once: not `cx(q[i], q[i])`, not `cx(q[i + 1], q[1 + i])`.
    pub(super) fn argument(
        &mut self,
        register: Option<VarId>,
        out: &Out,
    ) -> Result<(), error::Message> {
        let twice = self
            .taken
            .iter()
            .find(|other| other.register == register && other.index.same(&out.index) == Same::Yes);
        if let Some(other) = twice {
            return Err(if other.text == out.text {
                error::same_element_twice(&self.name(), &out.text)
            } else {
                error::same_element_spelt_differently(&self.name(), &other.text, &out.text)
            });
        }
        self.taken.push(Argument {
            register,
            index: out.index,
            text: out.text.clone(),
        });
        Ok(())
    }
}

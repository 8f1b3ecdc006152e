//! Names for the qubits and bits of a circuit of a builder.

use super::CircuitBuilder;
use crate::program::{BitId, QubitId};

/// What a name can be given to: a qubit, a bit, or several of either, as a slice or a `Vec`.
#[derive(Clone, Debug)]
pub struct Elements(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Qubits { all: Vec<QubitId>, is_single: bool },
    Bits { all: Vec<BitId>, is_single: bool },
}

macro_rules! elements {
    ($($id:ty: $kind:ident;)*) => {$(
        impl From<$id> for Elements {
            fn from(one: $id) -> Elements {
                Elements(Kind::$kind { all: vec![one], is_single: true })
            }
        }

        impl From<&[$id]> for Elements {
            fn from(all: &[$id]) -> Elements {
                Elements(Kind::$kind { all: all.to_vec(), is_single: false })
            }
        }

        impl From<&Vec<$id>> for Elements {
            fn from(all: &Vec<$id>) -> Elements {
                all.as_slice().into()
            }
        }
    )*};
}
elements! {
    QubitId: Qubits;
    BitId: Bits;
}

impl CircuitBuilder {
    /// Gives qubits or bits a name, which pictures, OpenQASM and messages have: `data[0]`, `data[1]` for several, `flag` for one. Names
    /// that are there already are told apart by a number.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// let mut b = Circuit::builder();
    /// let (data, flag) = (b.qubits(2), b.qubit());
    /// b.register("data", &data).register("flag", flag);
    /// b.h(data[0]).cx(data[0], data[1]).cx(data[1], flag);
    /// let syndrome = b.measure(flag);
    /// b.register("syndrome", syndrome);
    /// let circuit = b.build()?;
    /// assert!(circuit.draw().to_string().contains("data[1]"));
    /// # Ok::<(), Error>(())
    /// ```
    #[track_caller]
    pub fn register(&mut self, name: &str, elements: impl Into<Elements>) -> &mut Self {
        if name.trim().is_empty() {
            self.fail("register", "its name is empty");
            return self;
        }
        let own = self.program.names.intern(name);
        let (what, count, is_new): (_, _, Vec<(usize, bool)>) = match elements.into().0 {
            Kind::Qubits { all, is_single } => {
                let registers = &mut self.program.qubit_registers;
                registers.push(own, is_single, all.iter().copied());
                let named = &mut self.named_qubits;
                let is_new = all
                    .into_iter()
                    .map(|qubit| (qubit.index(), named.insert(qubit)));
                ("qubit", self.program.qubits, is_new.collect())
            }
            Kind::Bits { all, is_single } => {
                let registers = &mut self.program.bit_registers;
                registers.push(own, is_single, all.iter().copied());
                let named = &mut self.named_bits;
                let is_new = all.into_iter().map(|bit| (bit.index(), named.insert(bit)));
                ("bit", self.program.bits, is_new.collect())
            }
        };
        for (number, is_new) in is_new {
            if number >= count {
                let there =
                    format_args!("{what} {number} does not exist, there are {count}").to_string();
                self.fail("register", there);
            } else if !is_new {
                self.fail(
                    "register",
                    format_args!("{what} {number} has a name already"),
                );
            }
        }
        self
    }
}

//! The qubits and registers among some values.

use super::machine::{Machine, PLACES, Value};

const MAX_LEAVES: usize = 64;

/// Qubits and registers, without tuples.
pub(super) struct Leaves {
    pub(super) list: [Value; MAX_LEAVES],
    pub(super) count: usize,
    used: usize,
}

impl Leaves {
    pub(super) const NONE: Leaves = Leaves {
        list: [Value::Nothing; MAX_LEAVES],
        count: 0,
        used: 0,
    };

    pub(super) const fn push<const N: usize>(&mut self, value: Value, machine: &Machine<N>) {
        match value {
            Value::Qubit(_) | Value::Register { .. } if self.count < MAX_LEAVES => {
                self.list[self.count] = value;
                self.count += 1;
            }
            Value::Tuple { first, count } => {
                let mut k = first;
                while k < first + count {
                    self.push(machine.parts[k], machine);
                    k += 1;
                }
            }
            _ => {}
        }
    }

    pub(super) const fn next(&mut self) -> Value {
        if self.used == self.count {
            return Value::Nothing;
        }
        self.used += 1;
        self.list[self.used - 1]
    }

    /// The numbers of all qubits, in order.
    pub(super) const fn qubits<const N: usize>(&self, machine: &Machine<N>) -> Qubits {
        let mut qubits = Qubits {
            list: [0; PLACES],
            count: 0,
        };
        let mut k = 0;
        while k < self.count {
            match self.list[k] {
                Value::Qubit(qubit) => qubits.push(qubit),
                Value::Register { first, count } => {
                    let mut i = first;
                    while i < first + count {
                        qubits.push(machine.places[i]);
                        i += 1;
                    }
                }
                _ => {}
            }
            k += 1;
        }
        qubits
    }
}

/// Numbers of qubits.
pub(super) struct Qubits {
    list: [usize; PLACES],
    count: usize,
}

impl Qubits {
    pub(super) const fn push(&mut self, qubit: usize) {
        if self.count < PLACES {
            self.list[self.count] = qubit;
            self.count += 1;
        }
    }

    pub(super) const fn contains(&self, qubit: usize) -> bool {
        let mut i = 0;
        while i < self.count {
            if self.list[i] == qubit {
                return true;
            }
            i += 1;
        }
        false
    }

    pub(super) const fn same(&self, other: &Qubits) -> bool {
        if self.count != other.count {
            return false;
        }
        let mut i = 0;
        while i < self.count {
            if self.list[i] != other.list[i] {
                return false;
            }
            i += 1;
        }
        true
    }
}

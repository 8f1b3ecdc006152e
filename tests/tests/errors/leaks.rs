//! Qubits that are lost for some sizes only.

use qkernel_runtime::prelude::*;

use super::refused;

#[qkernel]
fn scattered(n: UInt, k: UInt) -> Bit {
    let q = qubit_array(n);
    for i in range(k) {
        discard(q[i]);
    }
    measure(qubit())
}

#[qkernel]
fn dropped(q: Vector<Qubit>, k: UInt) {
    for i in range(k) {
        discard(q[i]);
    }
}

#[qkernel]
fn on_one_arm(k: UInt) -> Bit {
    let hit = measure(sx(qubit()));
    let q = qubit_array(2);
    if hit {
        dropped(q, 2);
    } else {
        dropped(q, k);
    }
    hit
}

#[test]
fn a_qubit_is_lost() -> Result<(), Error> {
    let lost = |name: &str| {
        format!(
            "qubit leak: {name} is never measured, returned or passed on; \
             `discard` it if it is not needed any more"
        )
    };
    refused(scattered { n: 3, k: 2 }, (1, 13), &lost("element 2 of `q`"));
    scattered { n: 3, k: 3 }.compile()?;
    scattered { n: 0, k: 0 }.compile()?;
    refused(on_one_arm { k: 1 }, (2, 13), &lost("element 1 of `q`"));
    on_one_arm { k: 2 }.compile()?;
    Ok(())
}

//! NVRTC compiles the code for every number of qubits, and no register is spilled.

use qkernel_gpu::shape::Shape;
use qkernel_gpu::{Error, MOST_QUBITS, ptxas};

use crate::skip::wanted;

#[test]
fn no_register_is_spilled() {
    let test = "no_register_is_spilled";
    let double = (4..=MOST_QUBITS).map(|qubits| (qubits, 8));
    for (qubits, real) in double.chain([(4, 4), (MOST_QUBITS, 4)]) {
        let text = match ptxas(Shape::of(qubits), real, 90) {
            Ok(text) => text,
            Err(Error::NoNvrtc) => {
                wanted(test, "NVRTC", false);
                return;
            }
            Err(error) => panic!("{error}"),
        };
        // A function, the line of its stack, and that of its registers.
        for name in ["values", "slopes"] {
            let own = text
                .split(&format!("Function properties for {name}\n"))
                .nth(1)
                .unwrap();
            let stack = own.lines().next().unwrap();
            assert!(
                stack.contains(" 0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads"),
                "{qubits} qubits, {real} bytes, {name}: {stack}"
            );
        }
    }
}

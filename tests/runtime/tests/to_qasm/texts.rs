//! What is written, letter by letter.

use qkernel_runtime::prelude::*;

#[qkernel]
fn variational_ansatz(
    n_qubits: UInt,
    n_layers: UInt,
    inputs: Vector<Float, { n_qubits }>,
    weights: Vector<Float, { n_layers * n_qubits * 3 }>,
    hamiltonian: Observable,
) -> Float {
    let mut q = qubit_array(n_qubits);
    for i in range(n_qubits) {
        q[i] = ry(q[i], inputs[i]);
    }
    for layer in range(n_layers) {
        let base = layer * n_qubits * 3;
        q = rz_layer(q, weights, base);
        q = ry_layer(q, weights, base + n_qubits);
        q = rz_layer(q, weights, base + n_qubits * 2);
        q = cz_entangling_layer(q);
    }
    expval(q, hamiltonian)
}

#[test]
fn the_tutorials_circuit() -> Result<(), Error> {
    let circuit = variational_ansatz {
        n_qubits: 2,
        n_layers: 1,
        hamiltonian: Z(0) * 0.5 + X(0) * Y(1),
    }
    .compile()?;
    assert_eq!(
        circuit.to_qasm3(),
        r#"OPENQASM 3.0;
include "stdgates.inc";
// kernel variational_ansatz
input float[64] inputs_0;
input float[64] inputs_1;
input float[64] weights_0;
input float[64] weights_1;
input float[64] weights_2;
input float[64] weights_3;
input float[64] weights_4;
input float[64] weights_5;
qubit[2] q;
ry(inputs_0) q[0];
ry(inputs_1) q[1];
rz(weights_0) q[0];
rz(weights_1) q[1];
ry(weights_2) q[0];
ry(weights_3) q[1];
rz(weights_4) q[0];
rz(weights_5) q[1];
cz q[0], q[1];
// <..> is an expectation value at the end; Z0 acts on q[0].
// result = <X0 Y1 + 0.5 Z0>
"#
    );
    Ok(())
}

/// The state of one qubit is teleported to another with two measured bits.
#[qkernel]
fn teleport(theta: Float) -> Bit {
    let message = ry(qubit(), theta);
    let (here, mut there) = cx(h(qubit()), qubit());
    let (message, here) = cx(message, here);
    if measure(here) {
        there = x(there);
    }
    if measure(h(message)) {
        there = z(there);
    }
    measure(there)
}

#[test]
fn teleportation() -> Result<(), Error> {
    assert_eq!(
        teleport {}.compile()?.to_qasm3(),
        r#"OPENQASM 3.0;
include "stdgates.inc";
// kernel teleport
input float[64] theta;
qubit[3] q;
bit[1] c;
bit[2] m;
ry(theta) q[0];
h q[1];
cx q[1], q[2];
cx q[0], q[1];
m[0] = measure q[1];
if (m[0]) {
  x q[2];
}
h q[0];
m[1] = measure q[0];
if (m[1]) {
  z q[2];
}
c[0] = measure q[2];
// result = c[0]
"#
    );
    Ok(())
}

#[qkernel]
fn rounds(n: UInt) -> Vector<Bit> {
    let mut data = h(qubit());
    for _ in range(n) {
        let mut helper = qubit();
        (data, helper) = cx(data, helper);
        if measure(helper) {
            data = ry(data, PI / 4.0);
        }
    }
    let mut q = qubit_array(1);
    (q[0], data) = cx(q[0], data);
    discard(data);
    measure(q)
}

#[test]
fn a_wire_that_is_taken_again_is_reset() -> Result<(), Error> {
    let circuit = rounds { n: 2 }.compile()?;
    assert_eq!(
        circuit.to_qasm3(),
        r#"OPENQASM 3.0;
include "stdgates.inc";
// kernel rounds
qubit[2] q;
bit[1] c;
bit[2] m;
h q[0];
cx q[0], q[1];
m[0] = measure q[1];
if (m[0]) {
  ry(pi/4) q[0];
}
reset q[1];
cx q[0], q[1];
m[1] = measure q[1];
if (m[1]) {
  ry(pi/4) q[0];
}
reset q[1];
cx q[1], q[0];
c[0] = measure q[1];
// result[0] = c[0]
"#
    );
    assert_eq!(
        circuit.to_qasm2()?,
        r#"OPENQASM 2.0;
include "qelib1.inc";
// kernel rounds
qreg q[2];
creg c[1];
creg m0[1];
creg m1[1];
h q[0];
cx q[0], q[1];
measure q[1] -> m0[0];
if (m0 == 1) ry(pi/4) q[0];
reset q[1];
cx q[0], q[1];
measure q[1] -> m1[0];
if (m1 == 1) ry(pi/4) q[0];
reset q[1];
cx q[1], q[0];
measure q[1] -> c[0];
// result[0] = c[0]
"#
    );
    Ok(())
}

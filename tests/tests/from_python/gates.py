"""Prints the matrices of gates, given as name, qubits and code, and the angles, as JSON."""

import json
import re
import sys

gates, (theta, phi, lam) = json.load(sys.stdin)


def qiskit(qubits, code):
    from qiskit import QuantumCircuit
    from qiskit.quantum_info import Operator

    qc = QuantumCircuit(len(qubits))
    names = {name: i for i, name in enumerate(qubits)}
    exec(code, {"qc": qc, "theta": theta, "phi": phi, "lam": lam, **names})
    return Operator(qc).data


def pennylane(qubits, code):
    import pennylane as qml

    names = {name: i for i, name in enumerate(qubits)}
    gate = eval(code, {"qml": qml, "theta": theta, "phi": phi, "lam": lam, **names})
    return qml.matrix(gate, wire_order=list(reversed(range(len(qubits)))) or [0])[: 2 ** len(qubits), : 2 ** len(qubits)]


def qiskit_qasm3_import(qubits, code):
    from qiskit.qasm3 import loads
    from qiskit.quantum_info import Operator

    text = 'OPENQASM 3.0; include "stdgates.inc"; '
    text += "".join(f"qubit {name}; " for name in qubits)
    # The reader takes no constants.
    for name, value in [("theta", theta), ("phi", phi), ("lam", lam)]:
        code = re.sub(rf"\b{name}\b", repr(value), code)
    return Operator(loads(text + code)).data


make = {"qiskit": qiskit, "pennylane": pennylane, "qiskit_qasm3_import": qiskit_qasm3_import}[PACKAGE]
for name, qubits, code in gates:
    numbers = [complex(z) for row in make(qubits, code) for z in row]
    print(name, *(part for z in numbers for part in (z.real, z.imag)))

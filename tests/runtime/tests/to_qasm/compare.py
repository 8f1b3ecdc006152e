"""Reads circuits as OpenQASM with Qiskit and compares them with what they should be.

Standard input is a list of cases: {"name", "text", "two", "arguments"} with either "unitary", a list of columns of [re, im], or
"outcomes", the probability of each result, a string of bits, first bit first. The comments say where its bits are. "resources" are the
number of gates and the depths of all gates, of those on two and more qubits, and of T gates.
"""

import json
import re
import sys

import numpy
import qiskit
from qiskit import qasm2, qasm3
from qiskit.quantum_info import Operator


def follow(circuit, states, qubits, bits):
    """All ways through a circuit: pairs of bits and a state whose square is the probability."""
    for instruction in circuit.data:
        operation = instruction.operation
        on = [qubits[qubit] for qubit in instruction.qubits]
        to = [bits[bit] for bit in instruction.clbits]
        after = []
        for values, state in states:
            if operation.name == "measure":
                for one in (0, 1):
                    changed = list(values)
                    changed[to[0]] = one
                    after.append((tuple(changed), projected(state, on[0], one)))
            elif operation.name == "reset":
                after.append((values, projected(state, on[0], 0)))
                after.append((values, numpy.roll(projected(state, on[0], 1), 1, axis_of(state, on[0]))))
            elif operation.name == "if_else":
                arm = operation.blocks[0] if holds(operation.condition, values, bits) else (operation.blocks + (None,))[1]
                if arm is None:
                    after.append((values, state))
                else:
                    inner_qubits = {own: qubits[outer] for own, outer in zip(arm.qubits, instruction.qubits)}
                    inner_bits = {own: bits[outer] for own, outer in zip(arm.clbits, instruction.clbits)}
                    # Conditions in the arm name the bits of the whole circuit.
                    inner_bits.update({bit: place for bit, place in bits.items() if bit not in inner_bits})
                    after.extend(follow(arm, [(values, state)], inner_qubits, inner_bits))
            elif on:
                after.append((values, applied(state, Operator(operation).data, on)))
            else:
                after.append((values, state))
        states = [(values, state) for values, state in after if numpy.vdot(state, state).real > 1e-14]
    return states


def axis_of(state, qubit):
    return state.ndim - 1 - qubit


def projected(state, qubit, one):
    kept = numpy.zeros_like(state)
    index = [slice(None)] * state.ndim
    index[axis_of(state, qubit)] = one
    kept[tuple(index)] = state[tuple(index)]
    return kept


def applied(state, matrix, on):
    axes = [axis_of(state, qubit) for qubit in reversed(on)]
    moved = numpy.moveaxis(state, axes, range(len(axes)))
    shape = moved.shape
    moved = (matrix @ moved.reshape(1 << len(axes), -1)).reshape(shape)
    return numpy.moveaxis(moved, range(len(axes)), axes)


def holds(condition, values, bits):
    left, right = condition
    if isinstance(left, qiskit.circuit.Clbit):
        return values[bits[left]] == int(right)
    return sum(values[bits[bit]] << place for place, bit in enumerate(left)) == right


def check(case):
    circuit = qasm2.loads(case["text"]) if case["two"] else qasm3.loads(case["text"])
    if not case["two"]:
        by_name = {parameter.name: parameter for parameter in circuit.parameters}
        if len(by_name) != len(case["arguments"]):
            return f"{len(by_name)} inputs"
        circuit = circuit.assign_parameters({by_name[name]: value for name, value in case["arguments"]})
    if case.get("resources"):
        found = [
            circuit.size(),
            circuit.depth(),
            circuit.depth(lambda one: len(one.qubits) >= 2),
            circuit.depth(lambda one: one.operation.name in ("t", "tdg")),
        ]
        if found != case["resources"]:
            return f"gates and depths are {found}, not {case['resources']}"
    if "unitary" in case:
        expected = numpy.array(case["unitary"])
        expected = (expected[..., 0] + 1j * expected[..., 1]).T
        found = Operator(circuit).data
        if case["two"]:
            # OpenQASM 2 has no global phase.
            overlap = numpy.trace(expected.conj().T @ found)
            found = found * (abs(overlap) / overlap if abs(overlap) > 1e-6 else 1.0)
        off = abs(found - expected).max()
        return f"the unitary is off by {off}" if off > 1e-9 else None
    state = numpy.zeros((2,) * circuit.num_qubits, dtype=complex)
    state[(0,) * circuit.num_qubits] = 1.0
    qubits = {qubit: place for place, qubit in enumerate(circuit.qubits)}
    bits = {bit: place for place, bit in enumerate(circuit.clbits)}
    registers = {register.name: register for register in circuit.cregs}
    told = re.findall(r"^// result\[\d+\] = (\w+)\[(\d+)\]$", case["text"], re.MULTILINE)
    result = [bits[registers[name][int(place)]] for name, place in told]
    found = {}
    for values, state in follow(circuit, [((0,) * circuit.num_clbits, state)], qubits, bits):
        text = "".join(str(values[place]) for place in result)
        found[text] = found.get(text, 0.0) + numpy.vdot(state, state).real
    for text in set(found) | set(case["outcomes"]):
        off = abs(found.get(text, 0.0) - case["outcomes"].get(text, 0.0))
        if off > 1e-9:
            return f"outcome {text} is off by {off}"
    return None


def main():
    failed = 0
    cases = json.load(sys.stdin)
    for case in cases:
        try:
            fault = check(case)
        except Exception as error:
            fault = f"{type(error).__name__}: {error}"
        if fault:
            failed += 1
            print(f"{case['name']}: {fault}\n{case['text']}")
    print(f"{len(cases) - failed} of {len(cases)} as Qiskit {qiskit.__version__} reads them")
    sys.exit(1 if failed else 0)


main()

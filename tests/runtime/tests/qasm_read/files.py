"""Reads other people's OpenQASM with Qiskit, and compares with what was read here.

Standard input is {"collect": folder}: all texts there are printed, those in strings of Python files as well. Or it is {"compare": cases}:
for each case, {"name", "text", "version", "folder"} with "program" or nothing, a line says what was found.
"""

import ast
import json
import os
import signal
import sys
import warnings

import numpy
import qiskit
from qiskit import qasm2, qasm3
from qiskit.circuit import ClassicalRegister, Clbit
from qiskit.circuit.classical import expr
from qiskit.quantum_info import Operator
from qiskit_qasm3_import import state

ENDINGS = (".qasm", ".qasm2", ".qasm3", ".oq3", ".openqasm", ".inc")
# Amplitudes times steps that are followed for one text.
EFFORT = 2e8
SECONDS = 60


class TooLarge(Exception):
    pass


class Unfollowed(Exception):
    """Something of Qiskit's circuit that this file does not follow."""


def collect(folder):
    texts, seen = [], set()

    def add(name, text):
        if text not in seen and ("OPENQASM" in text or name.endswith(ENDINGS)):
            seen.add(text)
            texts.append({"name": os.path.relpath(name, folder), "text": text})

    for place, folders, files in os.walk(folder):
        folders.sort()
        for file in sorted(files):
            name = os.path.join(place, file)
            if not file.endswith(ENDINGS + (".py",)):
                continue
            try:
                with open(name, encoding="utf-8") as opened:
                    text = opened.read()
            except UnicodeDecodeError:
                continue
            if not file.endswith(".py"):
                add(name, text)
                continue
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    tree = ast.parse(text)
            except (SyntaxError, ValueError):
                continue
            for node in ast.walk(tree):
                is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
                if is_text and node.value.lstrip().startswith("OPENQASM"):
                    add(f"{name}:{node.lineno}", node.value)
    return texts


# Steps of a circuit: ("u", matrix, qubits), ("m", qubit, bit), ("r", qubit), ("if", function of the bits, then, otherwise),
# ("while", function of the bits, body).

MATRICES = {}


def matrix_of(operation):
    """The matrix; those of gates of Qiskit's library are kept."""
    library = (type(operation).__module__ or "").startswith("qiskit.circuit.library.standard_gates")
    if not library:
        return Operator(operation).data
    key = (operation.name, operation.num_qubits, getattr(operation, "ctrl_state", None), tuple(map(float, operation.params)))
    if key not in MATRICES:
        MATRICES[key] = Operator(operation).data
    return MATRICES[key]


def theirs(circuit, qubits, bits, numbers):
    steps = []
    for instruction in circuit.data:
        operation = instruction.operation
        on = [qubits[qubit] for qubit in instruction.qubits]
        to = [bits[bit] for bit in instruction.clbits]

        def inner(block):
            inside = {own: outer for own, outer in zip(block.qubits, on)}
            inside_bits = {**bits, **{own: outer for own, outer in zip(block.clbits, to)}}
            return theirs(block, inside, inside_bits, numbers)

        name = operation.name
        if name in ("barrier", "delay"):
            continue
        if name == "measure":
            steps.append(("m", on[0], to[0]))
        elif name == "reset":
            steps.append(("r", on[0]))
        elif name == "if_else":
            blocks = operation.blocks
            otherwise = inner(blocks[1]) if len(blocks) > 1 and blocks[1] is not None else []
            steps.append(("if", condition(operation.condition, bits), inner(blocks[0]), otherwise))
        elif name == "switch_case":
            rest = []
            for labels, block in reversed(list(operation.cases_specifier())):
                rest = [("if", case(operation.target, labels, bits), inner(block), rest)]
            steps.extend(rest)
        elif name == "for_loop":
            indices, parameter, body = operation.params
            turns = [inner(body if parameter is None else body.assign_parameters({parameter: value})) for value in indices]
            if any(leaves(turn) for turn in turns):
                steps.append(("for", turns))
            else:
                steps.extend(step for turn in turns for step in turn)
        elif name == "while_loop":
            steps.append(("while", condition(operation.condition, bits), inner(operation.blocks[0])))
        elif name == "box":
            steps.extend(inner(operation.blocks[0]))
        elif name in LEAVING:
            steps.append(("leave", LEAVING[name]))
        elif name == "store":
            raise Unfollowed(name)
        elif len(on) > 4 or not isinstance(operation, qiskit.circuit.Gate):
            if operation.definition is None:
                raise Unfollowed(f"{name}, which has no definition")
            steps.extend(inner(operation.definition))
        else:
            steps.append(("u", matrix_of(operation), on))
    return steps


# What the last of the values is in a state that has left a round.
LEAVING = {"break_loop": 1, "continue_loop": 2}


def leaves(steps):
    """Whether there is a way out of the loop around."""
    return any(step[0] == "leave" or step[0] == "if" and (leaves(step[2]) or leaves(step[3])) for step in steps)


def back(states, which):
    """States that have left in one of these ways go on."""
    return [((*values[:-1], 0) if values[-1] in which else values, state) for values, state in states]


def number(of, bits):
    """A function of the bits that says which number a bit, a register or an expression holds."""
    if isinstance(of, Clbit):
        place = bits[of]
        return lambda values: values[place]
    if isinstance(of, ClassicalRegister):
        places = [bits[bit] for bit in of]
        return lambda values: sum(values[place] << k for k, place in enumerate(places))
    if isinstance(of, expr.Var) and isinstance(of.var, (Clbit, ClassicalRegister)):
        return number(of.var, bits)
    if isinstance(of, expr.Value):
        return lambda values: int(of.value)
    if isinstance(of, expr.Cast):
        inner = number(of.operand, bits)
        return (lambda values: int(inner(values) != 0)) if of.type.kind.__name__ == "Bool" else inner
    if isinstance(of, expr.Unary):
        inner = number(of.operand, bits)
        if of.op is expr.Unary.Op.LOGIC_NOT:
            return lambda values: int(not inner(values))
        if of.op is expr.Unary.Op.BIT_NOT:
            width = getattr(of.type, "width", 1)
            return lambda values: ~inner(values) & ((1 << width) - 1)
    if isinstance(of, expr.Binary):
        left, right = number(of.left, bits), number(of.right, bits)
        apply = {
            "BIT_AND": lambda a, b: a & b,
            "BIT_OR": lambda a, b: a | b,
            "BIT_XOR": lambda a, b: a ^ b,
            "LOGIC_AND": lambda a, b: int(bool(a) and bool(b)),
            "LOGIC_OR": lambda a, b: int(bool(a) or bool(b)),
            "EQUAL": lambda a, b: int(a == b),
            "NOT_EQUAL": lambda a, b: int(a != b),
            "LESS": lambda a, b: int(a < b),
            "LESS_EQUAL": lambda a, b: int(a <= b),
            "GREATER": lambda a, b: int(a > b),
            "GREATER_EQUAL": lambda a, b: int(a >= b),
        }.get(of.op.name)
        if apply:
            return lambda values: apply(left(values), right(values))
    raise Unfollowed(f"the expression {of}")


def condition(of, bits):
    if isinstance(of, tuple):
        left = number(of[0], bits)
        return lambda values: left(values) == int(of[1])
    return number(of, bits)


def case(target, labels, bits):
    found = number(target, bits)
    if any(label is qiskit.circuit.CASE_DEFAULT for label in labels):
        return lambda values: True
    return lambda values: found(values) in labels


FIXED = {
    "id": [[1, 0], [0, 1]],
    "x": [[0, 1], [1, 0]],
    "y": [[0, -1j], [1j, 0]],
    "z": [[1, 0], [0, -1]],
    "h": [[0.5**0.5, 0.5**0.5], [0.5**0.5, -(0.5**0.5)]],
    "s": [[1, 0], [0, 1j]],
    "sdg": [[1, 0], [0, -1j]],
    "t": [[1, 0], [0, numpy.exp(0.25j * numpy.pi)]],
    "tdg": [[1, 0], [0, numpy.exp(-0.25j * numpy.pi)]],
    "sx": [[0.5 + 0.5j, 0.5 - 0.5j], [0.5 - 0.5j, 0.5 + 0.5j]],
    "sxdg": [[0.5 - 0.5j, 0.5 + 0.5j], [0.5 + 0.5j, 0.5 - 0.5j]],
    "swap": [[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]],
    "iswap": [[1, 0, 0, 0], [0, 0, 1j, 0], [0, 1j, 0, 0], [0, 0, 0, 1]],
}


def turned(pauli, angle):
    return numpy.cos(angle / 2) * numpy.eye(len(pauli)) - 1j * numpy.sin(angle / 2) * numpy.array(pauli)


def gate_matrix(name, angles, controls):
    if name in FIXED:
        matrix = numpy.array(FIXED[name], dtype=complex)
    elif name in ("rx", "ry", "rz"):
        matrix = turned(FIXED[name[1]], *angles)
    elif name in ("rxx", "ryy", "rzz"):
        matrix = turned(numpy.kron(FIXED[name[1]], FIXED[name[1]]), *angles)
    elif name == "p":
        matrix = numpy.diag([1, numpy.exp(1j * angles[0])])
    elif name == "global_phase":
        matrix = numpy.array([[numpy.exp(1j * angles[0])]])
    else:
        theta, phi, lam = angles
        cos, sin = numpy.cos(theta / 2), numpy.sin(theta / 2)
        matrix = numpy.array(
            [[cos, -numpy.exp(1j * lam) * sin], [numpy.exp(1j * phi) * sin, numpy.exp(1j * (phi + lam)) * cos]]
        )
    size = len(matrix) << controls
    # Targets are the less significant bits.
    whole = numpy.eye(size, dtype=complex)
    whole[size - len(matrix) :, size - len(matrix) :] = matrix
    return whole


def ours(listed):
    steps = []
    for kind, *rest in listed:
        if kind == "g":
            name, controls, targets, angles = rest
            steps.append(("u", (name, tuple(angles), len(controls)), targets + controls))
        elif kind == "if":
            of, then, otherwise = rest
            then, again = (then[:-1], then[-1][1]) if then and then[-1][0] == "again" else (then, None)
            body = ours(then)
            if again is not None:
                body = body + [("while", lambda values, again=again: holds(again, values), body)]
            steps.append(("if", lambda values, of=of: holds(of, values), body, ours(otherwise)))
        else:
            steps.append((kind, *rest))
    return steps


def holds(of, values):
    if isinstance(of, bool):
        return of
    if isinstance(of, int):
        return bool(values[of])
    kind, *parts = of
    parts = [holds(part, values) for part in parts]
    return {"not": lambda a: not a, "and": lambda a, b: a and b, "or": lambda a, b: a or b, "==": lambda a, b: a == b}[kind](*parts)


def matrix_in(step):
    matrix = step[1]
    if isinstance(matrix, tuple):
        if matrix not in MATRICES:
            MATRICES[matrix] = gate_matrix(*matrix)
        return MATRICES[matrix]
    return matrix


def applied(state, matrix, on):
    if not on:
        return state * matrix[0, 0]
    axes = [state.ndim - 1 - qubit for qubit in reversed(on)]
    moved = numpy.moveaxis(state, axes, range(len(axes)))
    shape = moved.shape
    moved = (matrix @ moved.reshape(1 << len(axes), -1)).reshape(shape)
    return numpy.moveaxis(moved, range(len(axes)), axes)


def projected(state, qubit, one, to):
    """The part where a qubit is `one`, which is brought to `to`."""
    kept = numpy.zeros_like(state)
    source, target = [slice(None)] * state.ndim, [slice(None)] * state.ndim
    axis = state.ndim - 1 - qubit
    source[axis], target[axis] = one, to
    kept[tuple(target)] = state[tuple(source)]
    return kept


def follow(steps, states, effort):
    for step in steps:
        left = [pair for pair in states if pair[0] and pair[0][-1]]
        states = [pair for pair in states if not (pair[0] and pair[0][-1])]
        effort[0] -= sum(state.size for _, state in states)
        if effort[0] < 0:
            raise TooLarge("too many steps, qubits or outcomes")
        kind, after = step[0], []
        for values, state in states:
            if kind == "u":
                after.append((values, applied(state, matrix_in(step), step[2])))
            elif kind == "m":
                for one in (0, 1):
                    changed = (*values[: step[2]], one, *values[step[2] + 1 :])
                    after.append((changed, projected(state, step[1], one, one)))
            elif kind == "r":
                after.append((values, projected(state, step[1], 0, 0)))
                after.append((values, projected(state, step[1], 1, 0)))
            elif kind == "while":
                rounds = [(values, state)]
                while rounds:
                    after.extend(pair for pair in rounds if not step[1](pair[0]))
                    rounds = [pair for pair in rounds if step[1](pair[0])]
                    rounds = back(follow(step[2], rounds, effort), [2]) if rounds else []
                    after.extend(back((pair for pair in rounds if pair[0][-1]), [1]))
                    rounds = [pair for pair in rounds if not pair[0][-1]]
                    # A loop of nothing takes effort, too.
                    effort[0] -= 1
                    if effort[0] < 0:
                        raise TooLarge("a loop without an end")
            elif kind == "for":
                rounds = [(values, state)]
                for turn in step[1]:
                    rounds = back(follow(turn, rounds, effort), [2])
                after.extend(back(rounds, [1]))
            elif kind == "leave":
                after.append(((*values[:-1], step[1]), state))
            else:
                after.extend(follow(step[2] if step[1](values) else step[3], [(values, state)], effort))
        if kind in ("m", "r"):
            after = [(values, state) for values, state in after if numpy.vdot(state, state).real > 1e-13]
        states = after + left
    return states


def used(steps, found):
    for step in steps:
        if step[0] == "u":
            found.update(step[2])
        elif step[0] in "mr":
            found.add(step[1])
        elif step[0] == "for":
            for turn in step[1]:
                used(turn, found)
        elif step[0] != "leave":
            for inner in step[2:]:
                used(inner, found)
    return found


def without_last_measurements(steps):
    """The measurements at the end of which nothing else depends, {bit: qubit}, and the other steps."""
    busy, last, rest, read = set(), {}, [], False
    for step in reversed(steps):
        if step[0] == "m" and not read and step[1] not in busy and step[2] not in last:
            last[step[2]] = step[1]
            busy.add(step[1])
            continue
        rest.append(step)
        used([step], busy)
        read = read or step[0] in ("if", "while", "for")
    return last, rest[::-1]


def distribution(steps, qubits, bits, results, start, end, last, effort):
    """The probability of each result together with a measurement of all qubits in bases of their own."""
    found = {}
    for values, state in follow(steps, [((0,) * (bits + 1), start)], effort):
        for qubit in end:
            state = applied(state, end[qubit], [qubit])
        chances = (abs(state) ** 2).reshape(-1)
        for basis in numpy.flatnonzero(chances > 1e-13):
            known = list(values)
            for bit, qubit in last.items():
                known[bit] = int(basis) >> qubit & 1
            read = tuple(int(holds(of, known)) for of in results)
            key = (read, int(basis))
            found[key] = found.get(key, 0.0) + chances[basis]
    return found


def random_gates(random, qubits):
    gates = []
    for _ in range(qubits):
        matrix, _ = numpy.linalg.qr(random.normal(size=(2, 2)) + 1j * random.normal(size=(2, 2)))
        gates.append(matrix)
    return gates


def simulated(left, right, qubits, bits, results):
    """Whether two lists of steps do the same to a random product state. The bits of each list, and which are results."""
    if qubits > 20:
        raise TooLarge("too many qubits")
    if len(results[0]) != len(results[1]):
        return f"{len(results[0])} bits as results, not {len(results[1])}"
    random = numpy.random.default_rng(1)
    start = numpy.zeros((2,) * qubits, dtype=complex)
    start[(0,) * qubits] = 1.0
    for qubit, matrix in enumerate(random_gates(random, qubits)):
        start = applied(start, matrix, [qubit])
    pure = all(step[0] == "u" for step in left + right)
    effort = [EFFORT]
    if pure:
        ((_, a),) = follow(left, [((), start)], effort)
        ((_, b),) = follow(right, [((), start)], effort)
        off = abs(abs(numpy.vdot(a, b)) - 1.0)
        return f"the unitary is off by {off}" if off > 1e-9 else None
    ends, kept = [], set(range(qubits))
    for steps in (left, right):
        last, rest = without_last_measurements(steps)
        ends.append((last, rest))
        kept -= set(last.values())
    if sum(1 << len(last) for last, _ in ends) * 1000 > EFFORT:
        raise TooLarge("too many outcomes")
    end = {qubit: matrix for qubit, matrix in enumerate(random_gates(random, qubits)) if qubit in kept}
    a, b = (
        distribution(rest, qubits, count, which, start, end, last, effort)
        for (last, rest), count, which in zip(ends, bits, results)
    )
    off = max((abs(a.get(key, 0.0) - b.get(key, 0.0)) for key in set(a) | set(b)), default=0.0)
    return f"an outcome is off by {off}" if off > 1e-9 else None


def gate_by_gate(left, right, results):
    """Whether a list of steps is another one, each of whose gates may be several: the first list is ours."""
    same_bits = {ours: theirs for ours, theirs in zip(*results) if type(ours) is int}
    place = 0
    for step in right:
        if step[0] == "u":
            on = step[2]
            whole = numpy.eye(1 << len(on), dtype=complex).reshape((2,) * (2 * len(on)))
            wanted = step[1].reshape(-1)
            while True:
                off = abs(abs(numpy.vdot(whole.reshape(-1), wanted)) - (1 << len(on)))
                if off < 1e-9:
                    break
                if place == len(left) or left[place][0] != "u" or not set(left[place][2]) <= set(on):
                    return f"a gate on {on} differs"
                here = [on.index(qubit) for qubit in left[place][2]]
                # The rows of the product are the first half of the axes.
                axes = [len(on) - 1 - qubit for qubit in reversed(here)]
                moved = numpy.moveaxis(whole, axes, range(len(axes)))
                shape = moved.shape
                moved = (matrix_in(left[place]) @ moved.reshape(1 << len(axes), -1)).reshape(shape)
                whole = numpy.moveaxis(moved, range(len(axes)), axes)
                place += 1
            continue
        # Gates that do nothing.
        while place < len(left) and left[place][0] == "u" and step[0] != "u":
            matrix = matrix_in(left[place])
            if abs(abs(numpy.trace(matrix)) - len(matrix)) > 1e-12:
                return f"{left[place][1]} before {step[0]}"
            place += 1
        if place == len(left) or left[place][0] != step[0]:
            raise TooLarge("its steps are not the same")
        if step[0] == "if":
            raise TooLarge("it has conditions")
        if left[place][1] != step[1]:
            return f"{step[0]} of another qubit"
        if step[0] == "m" and same_bits.get(left[place][2], step[2]) != step[2]:
            return "a measurement into another bit"
        place += 1
    for step in left[place:]:
        matrix = matrix_in(step) if step[0] == "u" else None
        if matrix is None or abs(abs(numpy.trace(matrix)) - len(matrix)) > 1e-12:
            return "more steps"
    return None


def loaded(case):
    text = case["text"]
    if case["version"] == 3:
        return qasm3.loads(text)
    path = (case["folder"],)
    try:
        return qasm2.loads(text, include_path=path)
    except qasm2.QASM2ParseError:
        return qasm2.loads(text, include_path=path, custom_instructions=qasm2.LEGACY_CUSTOM_INSTRUCTIONS)


def specified(theta, phi, lam):
    """`U` as the specification of version 3 has it: with a phase that Qiskit leaves out, and that a control shows."""
    circuit = qiskit.QuantumCircuit(1, global_phase=theta / 2)
    circuit.u(theta, phi, lam, 0)
    return circuit.to_gate()


def compare(case):
    found = compared(case)
    if found[0] == "different" and case["version"] == 3:
        plain = state._BUILTINS["U"]
        state._BUILTINS["U"] = state.Symbol("U", specified, plain.type, plain.scope)
        again = compared(case)
        state._BUILTINS["U"] = plain
        if again[0] == "same":
            return "same", "specification"
    return found


def compared(case):
    try:
        circuit = loaded(case)
    except TimeoutError:
        return "large", "Qiskit takes too long to read it"
    except Exception as error:
        return "unread", f"{type(error).__name__}: {error}".splitlines()[0][:200]
    program = case.get("program")
    if program is None:
        return "read", ""
    names = {parameter.name for parameter in circuit.parameters}
    values = {name: value for name, value in program["arguments"].items() if name in names}
    if len(values) != len(names):
        return "different", f"inputs {sorted(names)}"
    circuit = circuit.assign_parameters(values)
    if circuit.num_qubits != program["qubits"]:
        return "different", f"{program['qubits']} qubits, not {circuit.num_qubits}"
    qubits = {qubit: place for place, qubit in enumerate(circuit.qubits)}
    bits = {bit: place for place, bit in enumerate(circuit.clbits)}
    results = program["results"], list(range(len(bits)))
    try:
        left, right = ours(program["steps"]), theirs(circuit, qubits, bits, values)
        try:
            fault = simulated(left, right, circuit.num_qubits, (program["bits"], len(bits)), results)
            how = "state"
        except TooLarge:
            fault = gate_by_gate(left, right, results)
            how = "gates"
    except (TooLarge, TimeoutError) as error:
        return "large", str(error) or "it takes too long"
    except Unfollowed as error:
        return "unfollowed", str(error)
    return ("different", fault) if fault else ("same", how)


def late(*_):
    raise TimeoutError


def main():
    asked = json.load(sys.stdin)
    if "collect" in asked:
        json.dump(collect(asked["collect"]), sys.stdout)
        return
    signal.signal(signal.SIGALRM, late)
    for case in asked["compare"]:
        signal.alarm(SECONDS)
        try:
            found = compare(case)
        except TimeoutError:
            found = "large", "it takes too long"
        except Exception as error:
            found = "unfollowed", f"{type(error).__name__}: {error}"
        signal.alarm(0)
        print(json.dumps([case["name"], *found]), flush=True)


main()

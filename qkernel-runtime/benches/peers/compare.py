"""The same circuits here, in JAX and in PennyLane's lightning, on one thread: results and times.

    pip install jax pennylane-lightning
    python qkernel-runtime/benches/peers/compare.py [--most QUBITS]

What is not installed is left out, with a line that says so. JAX gets one program, compiled before it is timed: each layer as matrices of
up to four qubits, the gates of a qubit multiplied into one. Lightning gets gates one by one by the methods of its state vector.
Times are the best of several rounds; ratios are ours to theirs.
"""

import argparse
import math
import os
import pathlib
import subprocess
import time

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
if hasattr(os, "sched_setaffinity"):
    # The flags do not reach every thread of XLA.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

LAYERS = 10
ROOT = pathlib.Path(__file__).resolve().parents[3]


def number(i):
    return 1.5 * math.sin(0.37 * i)


def best(work, least=0.3, rounds=3):
    found, start, done = math.inf, time.perf_counter(), 0
    while done < rounds or time.perf_counter() - start < least:
        begin = time.perf_counter()
        work()
        found = min(found, time.perf_counter() - begin)
        done += 1
    return found


def ours():
    """Seconds, value and norm of the gradient of each figure of the bench."""
    command = ["cargo", "bench", "-q", "-p", "qkernel-runtime", "--bench", "states", "--", "--lines", "blocked"]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    figures = {}
    for line in lines.splitlines():
        name, qubits, what, _, *numbers = line.split()
        figures[name, int(qubits), what] = [float(n) for n in numbers]
    return figures


def report(figures, peer, name, qubits, what, seconds, value, norm=None):
    own, own_value, own_norm = figures[name, qubits, what]
    assert abs(value - own_value) < 1e-9, (peer, name, qubits, value, own_value)
    assert norm is None or abs(norm - own_norm) < 1e-9, (peer, name, qubits, norm, own_norm)
    print(f"{name:8}{qubits:4}  {what:20}{peer:12}{1e6 * own:14.1f}{1e6 * seconds:14.1f}{own / seconds:9.3f}", flush=True)


def jax_figures(figures, most):
    try:
        import jax
        import jax.numpy as jnp
        import numpy as np
    except ImportError:
        print("JAX is not installed: left out")
        return
    jax.config.update("jax_enable_x64", True)

    def ansatz(n):
        index = np.arange(1 << n)
        bit = [(index >> q) & 1 for q in range(n)]
        total = jnp.array(sum(1.0 - 2.0 * b for b in bit))
        sign = np.ones(1 << n)
        for q in range(n - 1):
            sign *= 1.0 - 2.0 * (bit[q] & bit[q + 1])
        sign = jnp.array(sign)
        blocks = [range(first, min(first + 4, n)) for first in range(0, n, 4)]

        def ry(t):
            c, s = jnp.cos(t / 2), jnp.sin(t / 2)
            return jnp.array([[c, -s], [s, c]], dtype=jnp.complex128)

        def rz(t):
            return jnp.diag(jnp.exp(jnp.array([-0.5j, 0.5j]) * t))

        def applied(state, matrices):
            for block in blocks:
                matrix = jnp.ones((1, 1))
                for q in block:
                    matrix = jnp.kron(matrices(q), matrix)
                shaped = state.reshape(-1, 1 << len(block), 1 << block[0])
                state = jnp.einsum("ij,ajb->aib", matrix, shaped).reshape(-1)
            return state

        def value(inputs, weights):
            state = applied(jnp.zeros(1 << n, jnp.complex128).at[0].set(1), lambda q: ry(inputs[q]))

            def layer(state, angles):
                a, b, c = angles
                return sign * applied(state, lambda q: rz(c[q]) @ ry(b[q]) @ rz(a[q])), None

            state, _ = jax.lax.scan(layer, state, weights.reshape(LAYERS, 3, n))
            return jnp.sum(total * (state.real**2 + state.imag**2))

        return value

    for n in (8, 12, 16, 20):
        if n > most:
            continue
        inputs = jnp.array([number(i) for i in range(1, n + 1)])
        weights = jnp.array([number(i) for i in range(3 * n * LAYERS)])
        value = jax.jit(ansatz(n))
        both = jax.jit(jax.value_and_grad(ansatz(n), argnums=(0, 1)))
        found, gradient = jax.block_until_ready(both(inputs, weights))
        norm = math.sqrt(sum(float(jnp.sum(g * g)) for g in gradient))
        value(inputs, weights).block_until_ready()
        seconds = best(lambda: value(inputs, weights).block_until_ready())
        report(figures, "JAX", "ansatz", n, "value", seconds, float(found))
        seconds = best(lambda: jax.block_until_ready(both(inputs, weights)))
        report(figures, "JAX", "ansatz", n, "value_and_gradient", seconds, float(found), norm)


def lightning_figures(figures, most):
    try:
        from pennylane_lightning import lightning_qubit_ops as lightning
    except ImportError:
        print("pennylane-lightning is not installed: left out")
        return
    for n in (10, 16, 20):
        if n > most:
            continue
        state = lightning.StateVectorC128(n)
        gates = {"D1": [], "QFT": [], "D3": []}
        for d in range(LAYERS):
            gates["D1"] += [(state.RX, [i], [number(n * d + i)]) for i in range(n)]
            gates["D1"] += [(state.CNOT, [i - 1, i], []) for i in range(1, n)]
        for i in reversed(range(n)):
            gates["QFT"].append((state.Hadamard, [i], []))
            turns = range(1, i + 1)
            gates["QFT"] += [(state.ControlledPhaseShift, [i, i - s], [math.pi / 2**s]) for s in turns]
        gates["D3"] += [(state.Hadamard, [i], []) for i in range(n)]
        for d in range(LAYERS):
            gates["D3"] += [(state.IsingZZ, [i - 1, i], [number(1 + 2 * d)]) for i in range(1, n)]
            gates["D3"] += [(state.RX, [i], [number(2 + 2 * d)]) for i in range(n)]
        observable = lightning.observables.NamedObsC128("PauliZ", [0])
        measurements = lightning.MeasurementsC128(state)
        for name, all_gates in gates.items():

            def run():
                state.resetStateVector()
                for apply, wires, angles in all_gates:
                    apply(wires, False, angles)
                return measurements.expval(observable)

            report(figures, "lightning", name, n, "value", best(run), run())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=20, help="the most qubits")
    most = parser.parse_args().most
    figures = ours()
    print(f"{'':8}{'':4}  {'microseconds':20}{'':12}{'here':>14}{'there':>14}{'ratio':>9}")
    lightning_figures(figures, most)
    jax_figures(figures, most)


if __name__ == "__main__":
    main()

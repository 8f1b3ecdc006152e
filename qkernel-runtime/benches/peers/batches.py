"""The tutorial's quantum layer in batches here and in JAX, on one thread: results and times.

    pip install jax
    python qkernel-runtime/benches/peers/batches.py

4 qubits, 2 layers, 4 outputs; values, and values with the gradient in inputs and weights, in f64 and f32. JAX gets one jitted program
for each batch, compiled before it is timed: all that follows the samples' own rotations is one unitary matrix, multiplied out once a
call. Times are the best of several rounds; ratios are ours to JAX's. Without JAX there is a line that says so.
"""

import math
import os
import pathlib
import subprocess
import sys
import time

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
if hasattr(os, "sched_setaffinity"):
    # The flags do not reach every thread of XLA.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

try:
    import jax
    import jax.numpy as jnp
    import numpy as np
except ImportError:
    print("JAX is not installed, so there is nothing to compare with: pip install jax")
    sys.exit(0)

jax.config.update("jax_enable_x64", True)

QUBITS, LAYERS = 4, 2
SIZE = 1 << QUBITS
ROOT = pathlib.Path(__file__).resolve().parents[3]

# Of qubit q's Z and of the ladder of CZ, by basis state; qubit 0 is the lowest bit.
BITS = np.array([[(k >> q) & 1 for k in range(SIZE)] for q in range(QUBITS)])
Z = 1.0 - 2.0 * BITS
LADDER = np.prod([1.0 - 2.0 * (BITS[q] & BITS[q + 1]) for q in range(QUBITS - 1)], axis=0)


def ours():
    """Nanoseconds a call, sum of weighted values and norm of the gradient of each line of the bench."""
    command = ["cargo", "bench", "-q", "-p", "qkernel-runtime", "--bench", "batches", "--", "--lines"]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    figures = {}
    for line in lines.splitlines():
        what, rows, precision, *numbers = line.split()
        figures[what, int(rows), precision] = [float(n) for n in numbers]
    return figures


def layer(inputs, weights):
    real = inputs.dtype
    complex_ = jnp.complex128 if real == jnp.float64 else jnp.complex64
    z, ladder = jnp.array(Z, real), jnp.array(LADDER, real)

    def turned(matrix, angles):
        """RY on each qubit, from the left."""
        for q in range(QUBITS):
            c, s = jnp.cos(angles[q] / 2), jnp.sin(angles[q] / 2)
            pairs = matrix.reshape(SIZE >> (q + 1), 2, 1 << q, -1)
            a, b = pairs[:, 0], pairs[:, 1]
            matrix = jnp.stack([c * a - s * b, s * a + c * b], 1).reshape(SIZE, -1)
        return matrix

    unitary = jnp.eye(SIZE, dtype=complex_)
    for first, second, third in weights.reshape(LAYERS, 3, QUBITS):
        unitary = jnp.exp(-0.5j * (first @ z).astype(complex_))[:, None] * unitary
        unitary = turned(unitary, second)
        unitary = (ladder * jnp.exp(-0.5j * (third @ z).astype(complex_)))[:, None] * unitary
    state = jnp.ones((inputs.shape[0], 1), real)
    for q in range(QUBITS):
        pair = jnp.stack([jnp.cos(inputs[:, q] / 2), jnp.sin(inputs[:, q] / 2)], 1)
        state = (pair[:, :, None] * state[:, None, :]).reshape(inputs.shape[0], -1)
    re, im = state @ unitary.real.T, state @ unitary.imag.T
    return (re * re + im * im) @ z.T


@jax.jit
def both(inputs, weights, cotangents):
    values, pull = jax.vjp(layer, inputs, weights)
    return values, *pull(cotangents)


def best(work, least=0.3, rounds=5):
    found, start, done = math.inf, time.perf_counter(), 0
    while done < rounds or time.perf_counter() - start < least:
        begin = time.perf_counter()
        jax.block_until_ready(work())
        found = min(found, time.perf_counter() - begin)
        done += 1
    return found


def main():
    figures = ours()
    forward = jax.jit(layer)
    print(f"{'':20}{'batch':>6}{'':>6}{'here us':>12}{'JAX us':>12}{'ratio':>9}")
    for rows in (1, 4, 64, 1024):
        for precision in ("f64", "f32"):
            real = np.float64 if precision == "f64" else np.float32

            def numbers(count, first):
                return (1.5 * np.sin(0.37 * (np.arange(count) + first))).astype(real)

            inputs = jnp.array(numbers(QUBITS * rows, 1).reshape(rows, QUBITS))
            weights = jnp.array(numbers(3 * QUBITS * LAYERS, 0))
            cotangents = jnp.array(numbers(QUBITS * rows, 2).reshape(rows, QUBITS))
            values, *gradient = both(inputs, weights, cotangents)
            value = float(jnp.sum(values * cotangents))
            norm = math.sqrt(sum(float(jnp.sum(g.astype(jnp.float64) ** 2)) for g in gradient))
            works = {
                "values": lambda: forward(inputs, weights),
                "values_and_gradient": lambda: both(inputs, weights, cotangents),
            }
            for what, work in works.items():
                jax.block_until_ready(work())
                own, own_value, own_norm = figures[what, rows, precision]
                bound = 1e-9 if precision == "f64" else 1e-4
                for a, b in ((value, own_value), (norm, own_norm)):
                    assert abs(a - b) <= bound * max(1.0, abs(b)), (what, rows, precision, a, b)
                theirs = 1e9 * best(work)
                print(f"{what:20}{rows:>6}{precision:>6}{own / 1e3:12.2f}{theirs / 1e3:12.2f}{own / theirs:9.3f}", flush=True)


main()

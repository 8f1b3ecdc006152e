"""The example's training run as one jitted program of JAX: `python hqnn-model/benches/peers/jax_training.py`.

Same network, numbers of images, batches, epochs and optimizer as `cargo run --release --example hqnn_fashion_mnist`; the images are
noise around a pattern for each class, since the time does not depend on them. Prints the time of the whole run, ten epochs and
ten evaluations, after it was compiled.
"""

import sys
import time

try:
    import jax
    import jax.numpy as jnp
except ImportError:
    print("JAX is not installed, so there is nothing to compare with: pip install jax")
    sys.exit(0)

import numpy as np

CLASSES, TRAIN, TEST, EPOCHS, BATCH = 4, 240, 120, 10, 4
QUBITS, LAYERS, RATE, ROUNDS = 4, 2, 1e-3, 7


def split(key, *shapes):
    keys = jax.random.split(key, len(shapes))
    return [jax.random.normal(k, shape) for k, shape in zip(keys, shapes)]


def images(key, count):
    pattern, noise = split(key, (CLASSES, 1, 28, 28), (count, 1, 28, 28))
    labels = jnp.arange(count) % CLASSES
    return pattern[labels] + 0.5 * noise, labels


def signs():
    """Of each qubit's Z, by basis state; qubit 0 is the first axis."""
    bits = np.array([[(k >> (QUBITS - 1 - q)) & 1 for k in range(2**QUBITS)] for q in range(QUBITS)])
    ladder = np.prod([(-1.0) ** (bits[q] * bits[q + 1]) for q in range(QUBITS - 1)], axis=0)
    return jnp.array(1.0 - 2.0 * bits, jnp.float32), jnp.array(ladder, jnp.complex64)


Z, LADDER = signs()


def turned(state, angles):
    """RY on each qubit."""
    state = state.reshape((2,) * QUBITS)
    for q in range(QUBITS):
        c, s = jnp.cos(angles[q] / 2), jnp.sin(angles[q] / 2)
        a, b = jnp.take(state, 0, q), jnp.take(state, 1, q)
        state = jnp.stack([c * a - s * b, s * a + c * b], q)
    return state.reshape(-1)


def circuit(inputs, weights):
    state = turned(jnp.zeros(2**QUBITS, jnp.complex64).at[0].set(1.0), inputs)
    for layer in weights.reshape(LAYERS, 3, QUBITS):
        state = state * jnp.exp(-0.5j * (layer[0] @ Z))
        state = turned(state, layer[1])
        state = state * jnp.exp(-0.5j * (layer[2] @ Z)) * LADDER
    return Z @ jnp.abs(state) ** 2


def block(x, weight, bias):
    x = jax.lax.conv_general_dilated(x, weight, (1, 1), "SAME") + bias[:, None, None]
    return jax.lax.reduce_window(jax.nn.relu(x), -jnp.inf, jax.lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")


def logits(p, x):
    x = block(block(x, p["w1"], p["b1"]), p["w2"], p["b2"])
    features = jnp.pi * jax.nn.sigmoid(x.reshape(len(x), -1) @ p["w3"] + p["b3"])
    values = jax.vmap(circuit, (0, None))(features, p["q"])
    return jnp.concatenate([features, values], 1) @ p["w4"] + p["b4"]


def loss(p, x, y):
    return -jnp.mean(jax.nn.log_softmax(logits(p, x))[jnp.arange(len(y)), y])


def update(carry, places):
    p, m, v, t, x, y = carry
    value, g = jax.value_and_grad(loss)(p, x[places], y[places])
    t = t + 1
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
    p = jax.tree.map(
        lambda p, m, v: p - RATE / (1 - 0.9**t) * m / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8), p, m, v
    )
    return (p, m, v, t, x, y), value


@jax.jit
def run(p, train, test, key):
    zeros = jax.tree.map(jnp.zeros_like, p)

    def epoch(carry, key):
        order = jax.random.permutation(key, TRAIN).reshape(-1, BATCH)
        carry, losses = jax.lax.scan(update, carry, order)
        right = jnp.mean(jnp.argmax(logits(carry[0], test[0]), 1) == test[1])
        return carry, (jnp.mean(losses), right)

    start = (p, zeros, zeros, 0.0, *train)
    return jax.lax.scan(epoch, start, jax.random.split(key, EPOCHS))[1]


def main():
    key = jax.random.key(42)
    shapes = {
        "w1": (4, 1, 3, 3), "b1": (4,), "w2": (4, 4, 3, 3), "b2": (4,), "w3": (196, QUBITS), "b3": (QUBITS,),
        "q": (LAYERS * 3 * QUBITS,), "w4": (2 * QUBITS, CLASSES), "b4": (CLASSES,),
    }
    p = {name: 0.1 * value for name, value in zip(shapes, split(key, *shapes.values()))}
    x, y = images(key, TRAIN + TEST)
    train, test = (x[:TRAIN], y[:TRAIN]), (x[TRAIN:], y[TRAIN:])
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        losses, right = jax.block_until_ready(run(p, train, test, key))
        times.append(time.perf_counter() - start)
    compiled, times = times[0], sorted(times[1:])
    print(f"JAX {jax.__version__}, {jax.devices()[0].platform}: {EPOCHS} epochs of {TRAIN // BATCH} steps and an evaluation each")
    print(f"  loss {losses[0]:.3f} to {losses[-1]:.3f}, test accuracy {100 * right[-1]:.1f} %")
    print(f"  first run, with compilation {compiled:.2f} s")
    print(f"  median {times[ROUNDS // 2]:.3f} s, from {times[0]:.3f} to {times[-1]:.3f} s, {ROUNDS} runs")


if __name__ == "__main__":
    main()

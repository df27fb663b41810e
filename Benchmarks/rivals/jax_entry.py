"""W in JAX on the CPU: `jax_entry.py FOLDER TRIALS THREADS SEED`.

One jitted function per chunk of trials, float32, threefry. Shapes are fixed, so the signed leads
are collected in an array of 1.5 times the expected number and their amounts summed by
segment; an overflow of a chunk is detected.
"""

import common

folder, trials, threads, seed = common.arguments()

import os

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = (
    f"--xla_cpu_multi_thread_eigen={'true' if threads > 1 else 'false'} "
    f"intra_op_parallelism_threads={threads}")

import time

import jax
import jax.numpy as jnp
import numpy as np

register = common.Register(folder)
leads = register.leads

start = time.perf_counter()
rows, threshold = register.scores()
rows = jnp.asarray(rows.T, jnp.float32)
threshold = jnp.asarray(threshold, jnp.float32)
mu, sigma = jnp.asarray(register.mu, jnp.float32), jnp.asarray(register.sigma, jnp.float32)
places = jnp.asarray(register.places(), jnp.float32)
per_chunk = max(1, min(256, 400_000 // leads))
ready = time.perf_counter()


@jax.jit
def play(key):
    for_factors, for_signing, for_amounts = jax.random.split(key, 3)
    factors = jax.random.normal(for_factors, (per_chunk, common.FACTORS))
    chance = jax.scipy.special.ndtr(threshold - factors @ rows)
    signed = jax.random.uniform(for_signing, chance.shape) < chance
    amount = jnp.where(
        signed, jnp.exp(mu + sigma * jax.random.normal(for_amounts, chance.shape)), 0)
    sums = amount @ places
    over1, over10 = (amount >= 1).sum(1), (amount >= 10).sum(1)
    return jnp.concatenate([sums[:, :23], over1[:, None], over10[:, None], sums[:, 23:]], axis=1)


keys = jax.random.split(jax.random.key(seed), -(-trials // per_chunk) + 1)
play(keys[-1]).block_until_ready()
compiled = time.perf_counter()
results = [play(key) for key in keys[:-1]]
results = np.concatenate([np.asarray(part) for part in results])[:trials]
summary = common.summarise(np.ascontiguousarray(results.T), register.thresholds)
end = time.perf_counter()
common.report("jax", f"jax {jax.__version__}", register, trials, threads, summary,
              end - compiled, ready - start, compiled - ready)

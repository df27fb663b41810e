"""W in numpy: `numpy_entry.py FOLDER TRIALS THREADS SEED [float64|float32]`.

Chunks of trials that fit the second-level cache, each with a generator of its own (SFC64, numpy's
fastest) spawned from one seed; a matrix product for the scores, one normal per lead and trial,
amounts for the signed leads only. Threads process chunks: numpy releases the interpreter's lock.
"""

import common

folder, trials, threads, seed = common.arguments()
common.one_thread_per_call()

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import local

import numpy as np

kind = np.dtype(sys.argv[5] if len(sys.argv) > 5 else "float64")
register = common.Register(folder)
leads = register.leads

start = time.perf_counter()
rows, threshold = register.scores()
rows = np.ascontiguousarray(rows.T, kind)
threshold = threshold.astype(kind)
mu, sigma = register.mu.astype(kind), register.sigma.astype(kind)
district, chain = register.district + 1, register.chain + 8
manufacturing = register.manufacturing.astype(kind)
per_chunk = max(1, min(256, 100_000 // leads))
ready = time.perf_counter()

results = np.empty((common.COLUMNS, trials), kind)
own = local()


def play(first, sequence):
    generator = np.random.Generator(np.random.SFC64(sequence))
    count = min(per_chunk, trials - first)
    factors = generator.standard_normal((count, common.FACTORS), kind)
    if not hasattr(own, "scores"):
        own.scores = np.empty((per_chunk, leads), kind)
        own.normals = np.empty((per_chunk, leads), kind)
    scores, normals = own.scores[:count], own.normals[:count]
    np.matmul(factors, rows, out=scores)
    np.subtract(threshold, scores, out=scores)
    generator.standard_normal(dtype=kind, out=normals)
    signed = np.flatnonzero(normals <= scores)
    trial, lead = np.divmod(signed, leads)
    amount = np.exp(mu[lead] + sigma[lead] * generator.standard_normal(len(signed), kind))
    sums = np.zeros((count, common.COLUMNS))
    flat = trial * common.COLUMNS

    def add(place, weight):
        sums.ravel()[:] += np.bincount(flat + place, weight, sums.size)

    add(district[lead], amount)
    add(chain[lead], amount)
    add(23, amount >= 1)
    add(24, amount >= 10)
    add(25, amount * manufacturing[lead])
    sums[:, 0] = sums[:, 1:8].sum(axis=1)
    results[:, first : first + count] = sums.T


firsts = range(0, trials, per_chunk)
sequences = np.random.SeedSequence(seed).spawn(len(firsts))
with ThreadPoolExecutor(threads) as pool:
    list(pool.map(play, firsts, sequences))
summary = common.summarise(results, register.thresholds)
end = time.perf_counter()
common.report(f"numpy_{kind.name}", f"numpy {np.__version__}", register, trials, threads, summary,
              end - ready, ready - start)

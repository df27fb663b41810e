"""W with OpenTURNS' samplers and numpy: `openturns_entry.py FOLDER TRIALS THREADS SEED`.

OpenTURNS' own event objects require one limit-state function of a random vector, here of 6,000 and
more components; its users would use its generator and distributions and sum with numpy. One thread.
"""

import common

folder, trials, threads, seed = common.arguments()
common.one_thread_per_call()

import time

import numpy as np
import openturns as ot

register = common.Register(folder)
leads = register.leads

start = time.perf_counter()
rows, threshold = register.scores()
rows = np.ascontiguousarray(rows.T)
district, chain = register.district + 1, register.chain + 8
per_chunk = max(1, min(256, 100_000 // leads))
ready = time.perf_counter()

ot.RandomGenerator.SetSeed(seed)
factor_law, normal = ot.Normal(common.FACTORS), ot.Normal()
results = np.empty((common.COLUMNS, trials))
for first in range(0, trials, per_chunk):
    count = min(per_chunk, trials - first)
    scores = threshold - np.asarray(factor_law.getSample(count)) @ rows
    normals = np.asarray(normal.getSample(count * leads)).reshape(count, leads)
    signed = np.flatnonzero(normals <= scores)
    trial, lead = np.divmod(signed, leads)
    draws = np.asarray(normal.getSample(len(signed))).ravel()
    amount = np.exp(register.mu[lead] + register.sigma[lead] * draws)
    flat = trial * common.COLUMNS
    size = count * common.COLUMNS
    sums = (np.bincount(flat + district[lead], amount, size)
            + np.bincount(flat + chain[lead], amount, size)
            + np.bincount(flat + 23, amount >= 1, size)
            + np.bincount(flat + 24, amount >= 10, size)
            + np.bincount(flat + 25, amount * register.manufacturing[lead], size)
            ).reshape(count, common.COLUMNS)
    sums[:, 0] = sums[:, 1:8].sum(axis=1)
    results[:, first : first + count] = sums.T
summary = common.summarise(results, register.thresholds)
end = time.perf_counter()
common.report("openturns", f"openturns {ot.__version__}", register, trials, 1, summary,
              end - ready, ready - start)
